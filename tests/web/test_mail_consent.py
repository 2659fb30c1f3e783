"""A mailbox opened by consent instead of a password: there and back, renewed in time, taken back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from channels.mail.oauth import App, Consenting
from hub.assembly import Hub
from hub.team.tokens import issue_access
from hub.transaction import milliseconds
from tests.cast import Cast, seed
from tests.mailboxes import Smtp
from tests.waiting import until
from tests.web import serving, settings
from tests.web.caller import Caller
from tests.web.consent import Provider
from web import app as web_app

BOX = "office@gmail.example"


@pytest.fixture(scope="module")
def post() -> Iterator[Smtp]:
    opened = Smtp()
    yield opened
    opened.stop()


class House:
    def __init__(self, hub: Hub, cast: Cast, client: httpx.AsyncClient, provider: Provider) -> None:
        self.hub = hub
        self.provider = provider
        self.ines = self.caller(cast.ines.id, cast.ines.login, client)
        self.dana = self.caller(cast.dana.id, cast.dana.login, client)

    def caller(self, user: str, login: str, client: httpx.AsyncClient) -> Caller:
        token = issue_access(self.hub.settings.secret_key, user, login, milliseconds())
        return Caller(client, {"authorization": f"Bearer {token}"})

    async def consents(self, status: int = 201, **asked: Any) -> Any:
        page = await self.ines.post("/channels/mail/oauth/google", asked, status=200)
        return await self.ines.post("/channels/mail/oauth", self.provider.consents(page["url"]), status=status)

    def renews(self) -> bool:
        """Has the worker look now."""
        self.hub.timetable.wake("mail tokens")
        return True

    def held(self) -> dict[str, str]:
        row = self.hub.accounts.by_address("mail", BOX)
        return {} if row is None or row.credentials is None else self.hub.vault.open(row.credentials)


@pytest.fixture
async def house(database_url: str, tmp_path: Path, post: Smtp) -> AsyncIterator[House]:
    provider = Provider(BOX)
    post.taken.tokens = lambda: {provider.token}
    async with serving.served(provider.app) as url:
        at = Consenting(
            authorize_url=f"{url}/consent",
            token_url=f"{url}/token",
            scopes="mail",
            imap="",
            smtp=f"smtp://127.0.0.1:{post.port}",
        )
        app = App(client_id="an-id", client_secret="a-client-secret", at=at)
        given = settings.of(tmp_path, DATABASE_URL=database_url, PUBLIC_URL="https://hub.example")
        hub = await Hub.open(msgspec.structs.replace(given, mail_apps={"google": app}))
        await hub.start({"web", "work"})
        cast = await seed(hub.transactions)
        served = web_app.create(hub, static=tmp_path)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(served), base_url="https://hub.example") as client:
            yield House(hub, cast, client, provider)
        await hub.stop()


async def test_consent_makes_the_mailbox_an_account_and_its_token_opens_it(house: House) -> None:
    made = await house.consents(name="Office")
    assert (made["address"], made["name"], made["state"]) == (BOX, "Office", "active")
    told = await house.ines.get(f"/channels/{made['id']}/mailbox")
    assert (told["oauth"], told["password"]["set"], told["username"]) == ("google", False, BOX)
    tested = await house.ines.post(f"/channels/{made['id']}/test", status=200)
    assert tested["ok"]
    assert "a-refresh-token" not in str([told, tested, await house.ines.get("/admin/activity")])


async def test_the_way_back_is_open_to_who_began_it_alone(house: House) -> None:
    page = await house.ines.post("/channels/mail/oauth/google", {}, status=200)
    back = house.provider.consents(page["url"])
    assert "an-id" in page["url"]
    assert "a-client-secret" not in page["url"]
    await house.dana.post("/channels/mail/oauth", back, status=403)
    await house.ines.post("/channels/mail/oauth", back | {"state": back["state"][:-4] + "AAAA"}, status=422)
    await house.ines.post("/channels/mail/oauth", back, status=201)
    again = await house.ines.post("/channels/mail/oauth", back, status=422)
    assert "taken back its consent" in again["detail"]
    await house.ines.post("/channels/mail/oauth/microsoft", {}, status=409)


async def test_a_token_is_renewed_before_it_ends(house: House) -> None:
    house.provider.seconds = 60
    await house.consents()
    house.provider.seconds = 3600
    await until(lambda: house.renews() and house.held().get("oauth_token") == "access-2")
    assert house.held()["oauth_refresh"] == "a-refresh-token"


async def test_a_paused_mailbox_is_read_on_so_its_token_is_renewed_too(house: House) -> None:
    house.provider.seconds = 60
    made = await house.consents()
    await house.ines.put(f"/channels/{made['id']}/pause", {"reason": "Tea"})
    house.provider.seconds = 3600
    await until(lambda: house.renews() and house.held().get("oauth_token") == "access-2")
    assert (await house.ines.get(f"/channels/{made['id']}"))["state"] == "paused"


async def test_consent_taken_back_pauses_in_words_and_consent_given_again_mends_it(house: House) -> None:
    house.provider.seconds, house.provider.revoked = 60, True
    made = await house.consents()
    row = await until(
        lambda: house.renews() and (found := house.hub.accounts.get(made["id"])) and found.state == "paused" and found
    )
    assert "taken back its consent" in (row.reason or "")
    house.provider.seconds, house.provider.revoked = 3600, False
    mended = await house.consents(channel=made["id"])
    assert (mended["id"], mended["state"]) == (made["id"], "active")
    house.provider.address = "other@gmail.example"
    assert "this mailbox is" in (await house.consents(409, channel=made["id"]))["detail"]
