"""Numbers set up in the console, against the double."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
import pytest

from channels.sandbox import customers
from channels.sandbox.model import Access, App, Number
from hub import ids
from hub.accounts import channels
from hub.assembly import Hub
from hub.transaction import milliseconds
from storage import tables
from storage.accounts import channels as rows
from tests.cast import APP_SECRET, BUSINESS, SALES_ADDRESS, Cast
from tests.waiting import until
from tests.web.conftest import VERIFY_TOKEN
from tests.web.whatsapp.conftest import TOKEN, As, Client
from web.sandbox import Sandbox

NEW = "5550001"
GIVEN: dict[str, Any] = {
    "name": "Second line",
    "address": NEW,
    "business": BUSINESS,
    "access_token": TOKEN,
    "app_secret": APP_SECRET,
    "verify_token": VERIFY_TOKEN,
}


@pytest.fixture(autouse=True)
def second(sandbox: Sandbox) -> Number:
    """Another number of the same business, at Meta."""
    number = sandbox.cloud.numbers[NEW] = Number(id=NEW, display="6629999999", business=BUSINESS, name="BMA Second")
    return number


async def made(ines: Client, **more: Any) -> dict[str, Any]:
    answer = await ines.post("/channels", json=GIVEN | more)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_a_number_is_set_up_subscribed_and_brings_its_templates(
    ines: Client, dana: Client, second: Number
) -> None:
    channel = await made(ines)
    assert (channel["state"], channel["name"], channel["members"]) == ("active", "Second line", None)
    assert (await dana.get(f"/channels/{channel['id']}")).json()["name"] == "Second line"

    async def synced() -> Any:
        health = (await ines.get(f"/channels/{channel['id']}/health")).json()
        return health if health["templates_synced_at"] else None

    health = await until(synced)
    assert second.subscribed
    assert (health["quality"], health["tier"], health["subscribed"]) == ("GREEN", "TIER_2K", True)
    assert health["checks"] != []
    shown = (await ines.get(f"/channels/{channel['id']}")).json()
    assert shown["address"] == "+6629999999"


async def test_secrets_are_sealed_and_never_given_back(ines: Client, hub: Hub) -> None:
    channel = await made(ines)
    answer = await ines.get(f"/channels/{channel['id']}/setup")
    setup = answer.json()
    assert setup["access_token"]["ending"] == f"…{TOKEN[-4:]}"
    assert setup["access_token"]["since"] is not None
    assert (setup["callback"] or "").endswith("/api/v1/webhooks/whatsapp")
    everything = answer.text + str(channel) + (await ines.get("/admin/activity")).text
    assert not any(secret in everything for secret in (TOKEN, APP_SECRET, VERIFY_TOKEN))
    async with hub.database.reading() as connection:
        row = await rows.get(connection, channel["id"])
    assert row is not None
    assert row.credentials is not None
    assert TOKEN.encode() not in row.credentials


async def test_a_short_secret_shows_nothing_of_itself(ines: Client) -> None:
    channel = await made(ines, verify_token="short")
    setup = (await ines.get(f"/channels/{channel['id']}/setup")).json()
    assert (setup["verify_token"]["set"], setup["verify_token"]["ending"]) == (True, None)


async def test_a_number_that_is_set_up_is_not_set_up_twice(ines: Client) -> None:
    await made(ines)
    again = await ines.post("/channels", json=GIVEN)
    assert again.status_code == 409
    assert "Second line" in again.json()["message"]


async def test_two_administrators_set_a_number_up_once(ines: Client) -> None:
    answers = await asyncio.gather(*(ines.post("/channels", json=GIVEN) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]


async def test_a_number_messages_came_for_keeps_them(ines: Client, hub: Hub) -> None:
    async with hub.transactions.begin() as tx:
        row = await channels.ensure_unconfigured(tx, "whatsapp", NEW, None)
        await _conversation(tx, row.id)
    channel = await made(ines)
    assert channel["id"] == row.id
    kept = (await ines.delete(f"/channels/{row.id}")).status_code
    assert kept == 204
    assert (await ines.get(f"/channels/{row.id}")).json()["state"] == "deactivated"


async def _conversation(tx: Any, channel_id: str) -> str:
    id = ids.new()
    row = {"id": id, "contact_id": "pim", "channel_id": channel_id, "state": "open", "last_at": tx.now}
    await tx.connection.insert_many(tables.conversations, [row | {"created_at": tx.now, "updated_at": tx.now}])
    return id


async def test_a_number_without_history_goes_and_one_with_history_is_taken_out_of_use(
    ines: Client, dana: Client, cast: Cast
) -> None:
    channel = await made(ines)
    assert (await ines.delete(f"/channels/{channel['id']}")).status_code == 204
    assert (await ines.get(f"/channels/{channel['id']}")).status_code == 404
    assert (await ines.delete(f"/channels/{cast.sales}")).status_code == 204
    assert (await ines.get(f"/channels/{cast.sales}")).json()["state"] == "deactivated"
    assert (await dana.get(f"/channels/{cast.sales}")).status_code == 404
    assert (await ines.delete(f"/channels/{cast.sales}/pause")).status_code == 409


async def test_a_deleted_number_that_is_written_to_again_is_stored_anew(
    ines: Client, hub: Hub, sandbox: Sandbox
) -> None:
    """Its id is remembered where webhooks come in: what is gone must be forgotten there."""
    channel = await made(ines)
    hub.intake.rules.known["whatsapp", NEW] = channel["id"]
    assert (await ines.delete(f"/channels/{channel['id']}")).status_code == 204
    await until(lambda: ("whatsapp", NEW) not in hub.intake.rules.known)
    customers.writes(sandbox.cloud, NEW, "66811112222", milliseconds(), text="Is anybody there?")
    await sandbox.courier.wake()

    async def stored() -> Any:
        items = (await ines.get("/channels", params={"q": NEW})).json()["items"]
        return [item["state"] for item in items] == ["unconfigured"]

    await until(stored)


async def test_what_waits_on_a_number_taken_out_of_use_fails_with_the_reason(
    ines: Client, cast: Cast, hub: Hub
) -> None:
    async with hub.transactions.begin() as tx:
        row = {
            "id": "m-1", "conversation_id": cast.pims, "channel_id": cast.sales, "direction": "out", "kind": "text",
            "text": "Hi", "order": ids.order_of(tx.now, ids.arrival_us()), "status": "queued", "author_kind": "user",
            "author_id": "dana", "sent_at": tx.now, "created_at": tx.now, "due_at": tx.now + 10**9, "outgoing": "{}",
        }  # fmt: skip
        await tx.connection.insert_many(tables.messages, [row])
    await ines.delete(f"/channels/{cast.sales}")
    async with hub.database.reading() as connection:
        (found,) = await connection.rows(tables.messages.select(), dict)
    assert (found["status"], found["due_at"]) == ("failed", None)
    assert msgspec.json.decode(found["error"])["code"] == "channel_removed"


async def test_a_number_taken_out_of_use_comes_back_with_new_credentials(ines: Client, cast: Cast) -> None:
    await ines.delete(f"/channels/{cast.sales}")
    partly = await ines.put(f"/channels/{cast.sales}", json={"access_token": TOKEN})
    assert (partly.status_code, partly.json()["field"]) == (422, "app_secret")
    back = await ines.put(
        f"/channels/{cast.sales}", json={"access_token": TOKEN, "app_secret": APP_SECRET, "business": BUSINESS}
    )
    assert back.json()["state"] == "active"


async def test_new_credentials_mend_a_paused_number(ines: Client) -> None:
    channel = await made(ines)
    await ines.put(f"/channels/{channel['id']}/pause", json={"reason": "The token has expired."})
    renamed = await ines.put(f"/channels/{channel['id']}", json={"name": "Line two"})
    assert (renamed.json()["state"], renamed.json()["name"]) == ("paused", "Line two")
    mended = await ines.put(f"/channels/{channel['id']}", json={"access_token": TOKEN + "-2"})
    assert (mended.json()["state"], mended.json()["reason"]) == ("active", None)


async def test_who_was_slower_is_told_how_it_is_now(ines: Client, cast: Cast) -> None:
    held = (await ines.get(f"/channels/{cast.sales}")).headers["etag"]
    await ines.put(f"/channels/{cast.sales}", json={"name": "Faster"})
    slower = await ines.put(f"/channels/{cast.sales}", json={"name": "Slower"}, headers={"if-match": held})
    assert (slower.status_code, slower.json()["current"]["name"]) == (409, "Faster")


async def test_what_the_environment_describes_is_read_only(ines: Client, cast: Cast, hub: Hub) -> None:
    async with hub.transactions.begin() as tx:
        row = await channels.held(tx, cast.sales)
        await channels.alter(tx, row, {"from_environment": True})
    for answer in (
        await ines.put(f"/channels/{cast.sales}", json={"name": "Mine"}),
        await ines.delete(f"/channels/{cast.sales}"),
    ):
        assert (answer.status_code, "WHATSAPP_" in answer.json()["message"]) == (409, True)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"address": "+66 2"}, "address"),
        ({"address": "../me"}, "address"),
        ({"access_token": "a b"}, "access_token"),
        ({"access_token": "x\r\ny"}, "access_token"),
        ({"name": ""}, "name"),
        ({"members": ["nobody"]}, "members"),
        ({"url": "https://evil.example"}, "url"),
        ({"kind": "carrier pigeon"}, "kind"),
        ({"api_version": "v1/../.."}, "api_version"),
    ],
)
async def test_what_cannot_be_is_refused_by_its_name(ines: Client, more: dict[str, Any], field: str) -> None:
    answer = await ines.post("/channels", json=GIVEN | more)
    assert (answer.status_code, answer.json()["field"]) == (422, field), answer.text


async def test_only_its_members_see_a_new_number(ines: Client, dana: Client, as_: As, cast: Cast) -> None:
    channel = await made(ines, members=["omar"])
    assert channel["members"] == ["omar"]
    assert (await dana.get(f"/channels/{channel['id']}")).status_code == 404
    assert (await as_(cast.omar).get(f"/channels/{channel['id']}")).status_code == 200


async def test_administrators_alone_set_numbers_up(mona: Client, dana: Client, cast: Cast) -> None:
    path = f"/channels/{cast.sales}"
    for client in (mona, dana):
        assert (await client.post("/channels", json=GIVEN)).status_code == 403
        assert (await client.put(path, json={"name": "Mine"})).status_code == 403
        assert (await client.delete(path)).status_code == 403
        assert (await client.get(f"{path}/setup")).status_code == 403
    assert (await mona.get(f"{path}/health")).status_code == 200
    assert (await dana.get(f"{path}/health")).status_code == 403
    assert (await dana.post(f"{path}/test")).status_code == 403


async def found_by_test(ines: Client, channel: dict[str, Any]) -> dict[str, tuple[str, str]]:
    answer = await ines.post(f"/channels/{channel['id']}/test")
    assert answer.status_code == 200, answer.text
    found = {check["name"]: (check["state"], check["message"]) for check in answer.json()["checks"]}
    assert answer.json()["ok"] == all(state != "failed" for state, _ in found.values())
    return found


async def test_a_good_connection_is_good_in_every_way(ines: Client, second: Number) -> None:
    channel = await made(ines)
    await until(lambda: second.subscribed)
    found = await found_by_test(ines, channel)
    assert set(found) == {"token", "permissions", "number", "business", "subscription", "secret", "webhook"}
    assert {state for state, _ in found.values()} == {"ok"}


async def test_a_test_says_what_is_wrong(ines: Client, sandbox: Sandbox, second: Number) -> None:
    channel = await made(ines)
    await until(lambda: second.subscribed)
    cloud = sandbox.cloud
    cloud.access.state = "expired"
    assert "has expired" in (await found_by_test(ines, channel))["token"][1]
    cloud.access.state = "invalid"
    assert (await found_by_test(ines, channel))["token"][0] == "failed"
    cloud.access = Access(scopes=["whatsapp_business_management"])
    assert "whatsapp_business_messaging" in (await found_by_test(ines, channel))["permissions"][1]
    cloud.access = Access()
    cloud.app = App(rival=True)
    assert "Another app" in (await found_by_test(ines, channel))["subscription"][1]
    cloud.app = App(callback="https://elsewhere.example/")
    assert "elsewhere.example" in str((await ines.post(f"/channels/{channel['id']}/test")).json()["checks"])
    cloud.app = App()
    second.health = "BLOCKED"
    assert "cannot send" in (await found_by_test(ines, channel))["account"][1]
    second.health, second.business = "AVAILABLE", "2002"
    assert "does not belong" in (await found_by_test(ines, channel))["business"][1]
    del cloud.numbers[NEW]
    assert "phone number id" in (await found_by_test(ines, channel))["number"][1]
    health = (await ines.get(f"/channels/{channel['id']}/health")).json()
    assert "phone number id" in str(health["checks"])


async def test_a_lost_subscription_is_made_again(ines: Client, sandbox: Sandbox, second: Number) -> None:
    channel = await made(ines)

    async def synced() -> Any:
        return (await ines.get(f"/channels/{channel['id']}/health")).json()["templates_synced_at"]

    await until(synced)
    for number in sandbox.cloud.numbers.values():  # the app is subscribed to the account, not to a number
        number.subscribed = False
    assert (await found_by_test(ines, channel))["subscription"][0] == "failed"
    await until(lambda: second.subscribed)


async def test_an_account_never_set_up_cannot_be_tested(ines: Client, hub: Hub) -> None:
    async with hub.transactions.begin() as tx:
        row = await channels.ensure_unconfigured(tx, "whatsapp", "777", None)
    answer = await ines.post(f"/channels/{row.id}/test")
    assert (answer.status_code, "no credentials" in answer.json()["message"]) == (409, True)


async def test_a_customer_who_wrote_is_seen_in_the_health(ines: Client, cast: Cast) -> None:
    health = (await ines.get(f"/channels/{cast.sales}/health")).json()
    assert health["last_inbound_at"] is not None
    assert SALES_ADDRESS not in health["last_inbound_at"]


async def test_the_list_is_cut_into_pages_and_searched(ines: Client) -> None:
    await made(ines)
    names, after = [], None
    for _ in range(5):
        page = (await ines.get("/channels", params={"limit": 1} | ({"after": after} if after else {}))).json()
        names += [item["name"] for item in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert sorted(names) == ["Sales line", "Second line", "Support line"]
    found = (await ines.get("/channels", params={"q": "second"})).json()["items"]
    assert [item["name"] for item in found] == ["Second line"]
