"""Our real WhatsApp client against the double's HTTP face, over loopback."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
import time
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from msgspec.structs import replace
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from channels.channel import Account, Alias, ChannelError, Media, Outgoing, Received, StatusTold
from channels.sandbox.model import Access, App, Fault, Number
from channels.transport import Transport
from channels.whatsapp.channel import WhatsApp
from tests.patience import PATIENCE
from tests.waiting import until
from tests.web.serving import served
from web.sandbox import Sandbox, build

NUMBER, BUSINESS, SECRET, PHONE = "1055", "2001", "secret", "66811112222"


class Ear:
    """A webhook endpoint that answers what it is told to, then 200."""

    def __init__(self) -> None:
        self.bodies: list[tuple[bytes, dict[str, str]]] = []
        self.answers: list[int] = []
        self.app = Starlette(routes=[Route("/hook", self.hear, methods=["POST"])])

    async def hear(self, request: Request) -> Response:
        self.bodies.append((await request.body(), dict(request.headers)))
        return Response(status_code=self.answers.pop(0) if self.answers else 200)


@pytest.fixture
async def ear() -> AsyncIterator[Ear]:
    found = Ear()
    async with served(found.app) as url:
        found.url = f"{url}/hook"  # type: ignore[attr-defined]
        yield found


@pytest.fixture
async def sandbox(ear: Ear) -> Sandbox:
    found = build(app_secret=SECRET, phone_number_id=NUMBER, business=BUSINESS, webhook_url=ear.url, token="t")  # type: ignore[attr-defined]
    found.courier.retry_seconds = 0.01
    return found


@pytest.fixture
async def url(sandbox: Sandbox) -> AsyncIterator[str]:
    async with served(sandbox.app) as found:
        yield found


@pytest.fixture
async def whatsapp() -> AsyncIterator[WhatsApp]:
    transport = Transport()
    yield WhatsApp(transport)
    await transport.close()


@pytest.fixture
def account(url: str) -> Account:
    credentials = {"access_token": "t", "app_secret": SECRET, "business_account_id": BUSINESS}
    return Account(id="a", kind="whatsapp", address=NUMBER, credentials=credentials, url=url, version="v25.0")


@pytest.fixture
async def phone(url: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=f"{url}/sandbox/customers/{PHONE}", timeout=PATIENCE) as client:
        yield client


def hello(tag: str = "attempt-1", **fields: Any) -> Outgoing:
    return Outgoing(**{"tag": tag, "to": (Alias("phone", PHONE),), "kind": "text", "text": "Hello", **fields})


async def outcome(sending: Any) -> tuple[str, str]:
    with pytest.raises(ChannelError) as caught:
        await sending
    return caught.value.outcome, caught.value.code


async def test_who_is_blocked_is_neither_heard_nor_written_to(
    sandbox: Sandbox, ear: Ear, whatsapp: WhatsApp, account: Account, phone: httpx.AsyncClient
) -> None:
    person = hello().to
    sandbox.cloud.customer(PHONE)
    assert await outcome(whatsapp.block(account, person, blocked=True)) == ("never", "131047")  # wrote nothing lately
    await phone.post("/messages", json={"text": "Watches!"})
    await until(lambda: len(ear.bodies) == 1)
    for _ in range(2):  # once more is harmless
        await whatsapp.block(account, person, blocked=True)
    await phone.post("/messages", json={"text": "Cheap watches!"})
    assert await outcome(whatsapp.send(account, hello())) == ("never", "130403")
    for _ in range(2):
        await whatsapp.block(account, person, blocked=False)
    await phone.post("/messages", json={"text": "Sorry."})
    await until(lambda: len(ear.bodies) == 2)
    (fact,) = whatsapp.parse(ear.bodies[1][0])
    assert isinstance(fact, Received)
    assert fact.text == "Sorry."


async def test_the_list_of_the_blocked_is_read_by_number(
    sandbox: Sandbox, url: str, whatsapp: WhatsApp, account: Account, phone: httpx.AsyncClient
) -> None:
    await phone.post("/messages", json={"text": "Watches!"})
    await whatsapp.block(account, (Alias("whatsapp_user", sandbox.cloud.customer(PHONE).user_id),), blocked=True)
    async with httpx.AsyncClient(
        base_url=f"{url}/v25.0", headers={"authorization": "Bearer t"}, timeout=PATIENCE
    ) as client:
        told = (await client.get(f"/{NUMBER}/block_users")).json()
        assert [each["wa_id"] for each in told["data"]] == [PHONE]
        assert (await client.post(f"/{NUMBER}/block_users", json={})).status_code == 400
        assert (await client.post("/9/block_users", json={})).status_code == 400


async def test_a_customer_writes_and_our_answer_comes_back_with_its_ticks(
    sandbox: Sandbox, ear: Ear, whatsapp: WhatsApp, account: Account, phone: httpx.AsyncClient
) -> None:
    await phone.post("/messages", json={"text": "สวัสดี"})
    await until(lambda: len(ear.bodies) == 1)
    raw, headers = ear.bodies[0]
    assert whatsapp.verify(raw, headers, [SECRET])
    (fact,) = whatsapp.parse(raw)
    assert isinstance(fact, Received)
    assert fact.text == "สวัสดี"
    await whatsapp.mark_read(account, fact.provider_id, typing=True)
    accepted = await whatsapp.send(account, hello(reply_to=fact.provider_id))
    assert Alias("phone", PHONE) in accepted.aliases
    await until(lambda: len(ear.bodies) == 3)
    told = [fact for raw, _ in ear.bodies[1:] for fact in whatsapp.parse(raw)]
    assert {(fact.status, fact.tag, fact.provider_id) for fact in told if isinstance(fact, StatusTold)} == {
        ("sent", "attempt-1", accepted.provider_id),
        ("delivered", "attempt-1", accepted.provider_id),
    }
    thread = (await phone.get(str(phone.base_url).rstrip("/"))).json()["thread"]
    assert [(entry["text"], entry["status"], entry["reply_to"]) for entry in thread] == [
        ("สวัสดี", "read", None),
        ("Hello", "sent", fact.provider_id),
    ]


async def test_a_webhook_is_brought_again_until_it_is_answered_200(
    sandbox: Sandbox, ear: Ear, phone: httpx.AsyncClient
) -> None:
    ear.answers = [500, 201, 503]
    await phone.post("/messages", json={"text": "Hello"})
    await until(lambda: sandbox.courier.answers[200] == 1)
    assert len({raw for raw, _ in ear.bodies}) == 1
    assert len(ear.bodies) == 4


async def test_a_refusal_is_metas_code(whatsapp: WhatsApp, account: Account) -> None:
    assert await outcome(whatsapp.send(account, hello(to=(Alias("phone", "66811131026"),)))) == ("never", "131026")


@pytest.mark.parametrize("kind", ["fail_before", "fail_after", "cut_before", "cut_after"])
async def test_what_breaks_after_the_first_byte_is_unknown(
    sandbox: Sandbox, whatsapp: WhatsApp, account: Account, kind: Any
) -> None:
    sandbox.cloud.faults.append(Fault(kind=kind))
    assert (await outcome(whatsapp.send(account, hello())))[0] == "unknown"
    assert len(sandbox.cloud.sends) == (1 if kind.endswith("after") else 0)


async def test_nobody_there_means_nothing_was_sent(whatsapp: WhatsApp, account: Account) -> None:
    away = Account(id="a", kind="whatsapp", address=NUMBER, credentials=account.credentials, url="http://127.0.0.1:1")
    assert await outcome(whatsapp.send(away, hello())) == ("retry", "unreachable")


async def test_a_wrong_token_pauses_the_account(whatsapp: WhatsApp, account: Account) -> None:
    wrong = Account(id="a", kind="whatsapp", address=NUMBER, credentials={"access_token": "x"}, url=account.url)
    assert await outcome(whatsapp.send(wrong, hello())) == ("pause", "190")
    none = Account(id="a", kind="whatsapp", address=NUMBER, credentials={}, url=account.url)
    assert await outcome(whatsapp.send(none, hello())) == ("pause", "190")


async def test_a_file_goes_up_and_reaches_the_phone(
    sandbox: Sandbox, whatsapp: WhatsApp, account: Account, url: str
) -> None:
    id = await whatsapp.upload(account, b"\xff\xd8jpeg", "image/jpeg", "รูป.jpg")
    await whatsapp.send(account, hello(kind="image", media_id=id, text="Look"))
    assert sandbox.cloud.blobs[id].name == "รูป.jpg"
    async with httpx.AsyncClient(timeout=PATIENCE) as client:
        assert (await client.get(f"{url}/sandbox/files/{id}")).content == b"\xff\xd8jpeg"


async def test_a_file_of_a_customer_comes_down(
    ear: Ear, whatsapp: WhatsApp, account: Account, phone: httpx.AsyncClient
) -> None:
    data = b"x" * 300_000
    await phone.post(
        "/messages", data={"kind": "document", "text": "Contract"}, files={"file": ("a.pdf", data, "application/pdf")}
    )
    await until(lambda: len(ear.bodies) == 1)
    (fact,) = whatsapp.parse(ear.bodies[0][0])
    assert isinstance(fact, Received)
    assert (fact.kind, fact.text, fact.media[0].name) == ("document", "Contract", "a.pdf")
    assert b"".join([piece async for piece in whatsapp.fetch(account, fact.media[0])]) == data


async def fetched(whatsapp: WhatsApp, account: Account, media: Media) -> bytes:
    return b"".join([piece async for piece in whatsapp.fetch(account, media)])


async def test_an_id_nobody_knows_is_no_file(whatsapp: WhatsApp, account: Account) -> None:
    assert (await outcome(fetched(whatsapp, account, Media(id="404", kind="image", mime="image/png"))))[0] in (
        "never",
        "pause",
    )


@pytest.mark.parametrize(
    "link",
    ["https://evil.example/f", "http://lookaside.fbsbx.com/f", "https://x@lookaside.fbsbx.com/f", "file:///etc/passwd"],
)
async def test_the_token_is_shown_to_no_other_host(whatsapp: WhatsApp, account: Account, link: str) -> None:
    media = Media(id=None, kind="image", mime="image/png", url=link)
    assert await outcome(fetched(whatsapp, account, media)) == ("never", "untrusted_host")


async def test_a_redirection_to_another_host_is_not_followed_with_the_token(
    whatsapp: WhatsApp, account: Account, ear: Ear
) -> None:
    async def elsewhere(_: Request) -> Response:
        return RedirectResponse(ear.url)  # type: ignore[attr-defined]

    async with served(Starlette(routes=[Route("/file", elsewhere)])) as other:
        moved = Account(id="a", kind="whatsapp", address=NUMBER, credentials=account.credentials, url=other)
        media = Media(id=None, kind="image", mime="image/png", url=f"{other}/file")
        assert await outcome(fetched(whatsapp, moved, media)) == ("never", "untrusted_host")
    assert ear.bodies == []


async def test_an_id_cannot_lead_elsewhere(whatsapp: WhatsApp, account: Account) -> None:
    assert await outcome(fetched(whatsapp, account, Media(id="../me?x=", kind="image", mime="image/png"))) == (
        "never",
        "invalid",
    )


AWAY = "http://127.0.0.1:1/api/v1/webhooks/whatsapp"


async def found(whatsapp: WhatsApp, account: Account, callback: str | None = None) -> dict[str, tuple[str, str]]:
    """The last check of each name that did not end well."""
    told = await whatsapp.probe(account, callback=callback, knock=True)
    return {check.name: (check.state, check.message) for check in told.checks if check.state != "ok"}


async def test_a_probe_tells_what_is_wrong_with_the_token(
    sandbox: Sandbox, whatsapp: WhatsApp, account: Account
) -> None:
    await whatsapp.subscribe(account)
    sandbox.cloud.access.state = "expired"
    (told,) = (await found(whatsapp, account)).items()
    assert told[0] == "token"
    assert "has expired" in told[1][1]
    sandbox.cloud.access = Access(expires_at=int(time.time()) + 3600)
    assert (await found(whatsapp, account))["token"][0] == "warning"
    sandbox.cloud.access = Access(scopes=["whatsapp_business_messaging"])
    assert "whatsapp_business_management" in (await found(whatsapp, account))["permissions"][1]
    sandbox.cloud.access = Access(targets=["another"])
    assert "was not given the business account 2001" in (await found(whatsapp, account))["permissions"][1]


async def test_a_probe_tells_what_is_wrong_with_the_account(
    sandbox: Sandbox, whatsapp: WhatsApp, account: Account
) -> None:
    await whatsapp.subscribe(account)
    sandbox.cloud.app.rival = True
    assert "Another app" in (await found(whatsapp, account))["subscription"][1]
    sandbox.cloud.app = App(fields=["messages"])
    assert (await found(whatsapp, account))["webhook"][0] == "warning"
    sandbox.cloud.app = App(fields=[])
    assert "field messages" in (await found(whatsapp, account))["webhook"][1]
    sandbox.cloud.app = App()
    number = sandbox.cloud.numbers[NUMBER]
    number.health = "BLOCKED"
    assert (await found(whatsapp, account))["account"] == (
        "failed",
        "The number cannot send: The account is locked. Appeal.",
    )
    number.health, number.status = "AVAILABLE", "RESTRICTED"
    assert "restricted" in (await found(whatsapp, account))["account"][1]
    number.status, number.business = "CONNECTED", "2002"
    sandbox.cloud.numbers["other"] = Number(id="other", display="662", business=BUSINESS)
    assert "does not belong to" in (await found(whatsapp, account))["business"][1]


async def test_a_probe_tells_a_wrong_secret_and_a_wrong_webhook(
    sandbox: Sandbox, whatsapp: WhatsApp, account: Account, ear: Ear
) -> None:
    await whatsapp.subscribe(account)
    wrong = replace(account, credentials={**account.credentials, "app_secret": "other", "verify_token": "v"})
    assert "does not belong" in (await found(whatsapp, wrong))["secret"][1]
    sandbox.cloud.app.callback = "https://elsewhere.example/hook"
    assert "elsewhere.example" in (await whatsapp.probe(wrong, callback=AWAY)).problems[1]
    assert "could not reach its own address" in (await found(whatsapp, wrong, AWAY))["webhook"][1]
    hook = str(ear.url)  # type: ignore[attr-defined]
    assert "Meta's verification would fail" in (await found(whatsapp, wrong, hook))["webhook"][1]
    assert "No verify token" in (await found(whatsapp, account, hook))["webhook"][1]


async def test_a_probe_without_a_way_to_meta_says_so_at_once(whatsapp: WhatsApp, account: Account) -> None:
    away = replace(account, url="http://127.0.0.1:1")
    assert list(await found(whatsapp, away)) == ["api"]


async def test_the_app_secret_of_a_rotation_may_be_either(whatsapp: WhatsApp, account: Account) -> None:
    await whatsapp.subscribe(account)
    both = replace(account, credentials={**account.credentials, "app_secret": f"newer, {SECRET}"})
    assert await found(whatsapp, both) == {}


async def test_templates_come_from_all_pages(sandbox: Sandbox, whatsapp: WhatsApp, account: Account) -> None:
    sandbox.cloud.page_limit = 2
    seen = await whatsapp.templates(account)
    assert [(item.name, item.language) for item in seen] == [
        (item["name"], item["language"]) for item in sandbox.cloud.templates
    ]
    assert {item.parameter_format for item in seen} == {"positional", "named"}
    assert seen[0].quality == "GREEN"


async def test_an_account_is_subscribed_and_then_has_no_problems(whatsapp: WhatsApp, account: Account) -> None:
    before = await whatsapp.probe(account)
    assert before.problems == ["No app is subscribed to the business account: messages of customers will not arrive."]
    await whatsapp.subscribe(account)
    after = await whatsapp.probe(account)
    assert (after.name, after.display_address, after.problems) == ("BMA", "+6620000000", [])


async def test_a_probe_says_what_is_wrong(whatsapp: WhatsApp, account: Account) -> None:
    wrong = Account(id="a", kind="whatsapp", address="9", credentials={"access_token": "t"}, url=account.url)
    problems = (await whatsapp.probe(wrong)).problems
    assert any("phone number id" in problem for problem in problems)
    assert any("business account id is missing" in problem for problem in problems)
    assert any("app secret" in problem for problem in problems)


async def test_the_phone_hears_of_every_change(phone: httpx.AsyncClient, url: str) -> None:
    async with (
        httpx.AsyncClient(timeout=PATIENCE) as client,
        client.stream("GET", f"{url}/sandbox/stream", params={"phone": PHONE}) as stream,
    ):
        lines = stream.aiter_lines()
        first = json.loads((await anext(lines)).removeprefix("data: "))
        assert first["thread"]["thread"] == []
        await phone.post("/messages", json={"text": "Hello"})
        async for line in lines:
            if line.startswith("data: "):
                assert json.loads(line.removeprefix("data: "))["thread"]["thread"][0]["text"] == "Hello"
                break


async def test_taps_reactions_edits_and_reads_are_told(
    ear: Ear, whatsapp: WhatsApp, account: Account, phone: httpx.AsyncClient
) -> None:
    first = (await phone.post("/messages", json={"text": "Helo"})).json()["id"]
    buttons = {"form": "buttons", "buttons": [{"id": "y", "title": "Yes"}]}
    sent = await whatsapp.send(account, hello(kind="interactive", text="Sure?", content=buttons))
    await phone.post("/taps", json={"target": sent.provider_id, "id": "y", "title": "Yes"})
    await phone.post("/reactions", json={"target": sent.provider_id, "emoji": "👍"})
    await phone.post("/edits", json={"target": first, "text": "Hello"})
    await phone.post("/revokes", json={"target": first})
    await phone.post("/reads", json={})
    await until(lambda: len(ear.bodies) == 8)
    told = {type(fact).__name__ for raw, _ in ear.bodies for fact in whatsapp.parse(raw)}
    assert told == {"Received", "StatusTold", "Reacted", "Edited", "Revoked"}


async def test_a_control_nobody_understands_is_refused(url: str) -> None:
    async with httpx.AsyncClient(base_url=url, timeout=PATIENCE) as client:
        assert (await client.put("/sandbox/faults", content=b'[{"kind":"explode"}]')).status_code == 400
        assert (
            await client.post(f"/v25.0/{NUMBER}/messages", content=b"{", headers={"Authorization": "Bearer t"})
        ).status_code == 400


async def test_the_phone_page_is_served_under_a_strict_policy(url: str) -> None:
    async with httpx.AsyncClient(base_url=url, follow_redirects=True, timeout=PATIENCE) as client:
        page = await client.get("/phone")
    assert page.status_code == 200
    assert "unsafe" not in page.headers["content-security-policy"]
    assert "<style" not in page.text
    assert "style=" not in page.text
    assert "<script>" not in page.text


async def test_it_runs_as_a_process_and_says_where() -> None:
    words = [
        "-m",
        "web.sandbox",
        "--port",
        "0",
        "--app-secret",
        SECRET,
        "--phone-number-id",
        NUMBER,
        "--business-account-id",
        BUSINESS,
    ]
    process = await asyncio.create_subprocess_exec(sys.executable, *words, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    try:
        told = json.loads(await process.stdout.readline())
        async with httpx.AsyncClient(timeout=PATIENCE) as client:
            answer = await client.get(f"{told['url']}/v25.0/{NUMBER}", headers={"Authorization": "Bearer any"})
        assert answer.json()["id"] == NUMBER
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
