"""Our own events, signed, at a real endpoint on this machine."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json

import pytest

from hub.endpoints import verbs as endpoints
from hub.inbox import conversations, messages
from hub.permissions import for_user
from hub.router import hearing, signing
from hub.router.forwarder import Forwarder
from hub.shaping import time_text
from hub.wire import events, notification_events
from hub.wire.commands import MessageNote
from hub.wire.errors import Refusal
from storage import event_log
from tests.hub.router.conftest import VAULT, House
from tests.hub.router.receiver import Receiver, Reply, Taken
from tests.waiting import until


def is_signed(taken: Taken, secret: str) -> bool:
    """As a receiver reads the Standard Webhooks specification."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    told = f"{taken.headers['webhook-id']}.{taken.headers['webhook-timestamp']}.".encode() + taken.body
    expected = "v1," + base64.b64encode(hmac.new(key, told, hashlib.sha256).digest()).decode()
    return expected in taken.headers["webhook-signature"].split(" ")


async def tag(house: House, *tags: str) -> None:
    async with house.transactions.begin() as tx:
        tx.announce(events.ConversationRemoved(",".join(tags)), ("channel:channel-sales",))


def tagged(taken: list[Taken]) -> list[str]:
    return [json.loads(each.body)["data"]["id"] for each in taken]


async def test_an_event_carries_the_shape_of_the_live_protocol_and_our_signature(
    house: House, theirs: Receiver, running: Forwarder
) -> None:
    made = await house.add("events", theirs.url, types=["conversation.changed"])
    async with house.transactions.begin() as tx:
        await conversations.assign(tx, house.cast.ines, house.cast.pims, house.cast.dana.id)
    running.changed()
    (taken,) = await theirs.until(1)
    body = json.loads(taken.body)
    assert set(body) == {"id", "type", "at", "data"}
    assert (body["type"], body["id"]) == ("conversation.changed", taken.headers["webhook-id"])
    assert body["data"]["conversation"]["id"] == house.cast.pims
    assert body["data"]["conversation"]["assignee"] == house.cast.dana.id
    assert made.secret is not None
    assert is_signed(taken, made.secret)
    assert not is_signed(taken, signing.new_secret())
    assert taken.headers["content-type"] == "application/json"


async def test_every_event_comes_in_the_order_of_the_log_whoever_makes_it(
    house: House, theirs: Receiver, running: Forwarder
) -> None:
    await house.add("events", theirs.url)
    running.changed()
    for n in range(100):
        await tag(house, str(n))
        running.wake()
    assert tagged(await theirs.until(100)) == [str(n) for n in range(100)]
    ids = [each.headers["webhook-id"] for each in theirs.taken]
    assert len(set(ids)) == 100


async def test_only_the_types_that_were_asked_for(house: House, theirs: Receiver, running: Forwarder) -> None:
    await house.add("events", theirs.url, types=["conversation.removed"])
    async with house.transactions.begin() as tx:
        tx.announce(events.ContactDeleted("pim"), ("everyone",))
        tx.announce(events.ConversationRemoved("c"), ("channel:channel-sales",))
        tx.announce(events.ContactDeleted("ken"), ("everyone",))
    running.changed()
    await tag(house, "last")
    running.wake()
    assert [json.loads(each.body)["type"] for each in await theirs.until(2)] == ["conversation.removed"] * 2


async def test_what_is_one_persons_or_ours_alone_is_never_told(
    house: House, theirs: Receiver, running: Forwarder
) -> None:
    made = await house.add("events", theirs.url)
    async with house.transactions.begin() as tx:
        tx.announce(notification_events.NotificationCreated("n", "mention", None, "secret", "now"), for_user("dana"))
        tx.announce(events.ReplyRemoved("my-own-reply"), for_user("dana"))
        tx.announce(events.RightsChanged(), ("everyone",))
        tx.announce(events.LoginEnded("dana", None, "revoked"), ("everyone",))
        await endpoints.announce(tx, made.endpoint.id)
    running.changed()
    await tag(house, "seen")
    running.wake()
    assert tagged(await theirs.until(1)) == ["seen"]


async def test_a_rotated_secret_signs_beside_the_one_before_for_a_while(
    house: House, theirs: Receiver, running: Forwarder
) -> None:
    made = await house.add("events", theirs.url)
    async with house.transactions.begin() as tx:
        rotated = await endpoints.rotate(tx, house.cast.ines, VAULT, made.endpoint.id, 3_600_000)
    running.changed()
    await tag(house, "both")
    running.wake()
    taken = (await theirs.until(1))[0]
    assert made.secret
    assert rotated.secret
    assert is_signed(taken, made.secret)
    assert is_signed(taken, rotated.secret)
    async with house.transactions.begin() as tx:
        newest = await endpoints.rotate(tx, house.cast.ines, VAULT, made.endpoint.id, 0)
    running.changed()
    await tag(house, "one")
    running.wake()
    taken = (await theirs.until(2))[1]
    assert newest.secret
    assert is_signed(taken, newest.secret)
    assert not is_signed(taken, rotated.secret)
    assert newest.endpoint.secret_overlaps_until is None


async def test_a_secret_lies_sealed_and_is_shown_once(house: House, theirs: Receiver) -> None:
    made = await house.add("events", theirs.url)
    assert made.secret
    async with house.transactions.database.reading() as connection:
        (kept,) = await endpoints.rows.every(connection)
    assert kept.secrets is not None
    assert made.secret.encode() not in kept.secrets
    assert made.secret not in repr(await house.endpoint(made.endpoint.id))


async def test_events_of_other_conversations_go_on_when_that_is_asked_for(
    house: House, theirs: Receiver, running: Forwarder
) -> None:
    await house.add("events", theirs.url, in_order_of="conversation", types=["conversation.removed"])
    theirs.answer = lambda taken: Reply(status=500 if b'"stuck"' in taken.body else 200)
    for id in ("stuck", "free", "stuck", "loose"):
        await tag(house, id)
    running.changed()
    assert sorted(tagged(await theirs.until(3))) == ["free", "loose", "stuck"]


async def test_what_the_log_no_longer_holds_is_a_dead_letter(
    house: House, theirs: Receiver, running: Forwarder
) -> None:
    made = await house.add("events", theirs.url, active=False)
    await tag(house, "lost")
    running.changed()
    await until(lambda: waits(house, made.endpoint.id))
    async with house.transactions.begin() as tx:
        await event_log.prune(tx.connection, tx.now + 1, 1000)
    async with house.transactions.begin() as tx:
        asked = endpoints.EndpointChange(active=True)
        await endpoints.change(tx, house.cast.ines, "", made.endpoint.id, asked, None)
    running.changed()
    await until(lambda: is_dead(house, made.endpoint.id))
    (dead,) = await house.deliveries(made.endpoint.id, "dead")
    assert "pruned" in dead.error
    assert theirs.taken == []


async def waits(house: House, id: str) -> bool:
    return bool(await house.deliveries(id, "waiting"))


async def is_dead(house: House, id: str) -> bool:
    return bool(await house.deliveries(id, "dead"))


async def test_a_hole_in_the_log_is_told(house: House, theirs: Receiver) -> None:
    made = await house.add("events", theirs.url)
    for n in range(3):
        await tag(house, str(n))
    async with house.transactions.begin() as tx:
        await event_log.prune(tx.connection, tx.now + 1, 1000)
    await tag(house, "last")
    forwarder = house.forwarder()
    await forwarder.start()
    assert tagged(await theirs.until(1)) == ["last"]
    await forwarder.stop()
    error = (await house.endpoint(made.endpoint.id)).health.last_error
    assert error is not None
    assert "EVENT_DAYS" in error


def test_every_event_of_the_protocol_is_told_or_withheld_on_purpose() -> None:
    assert "message.created" in hearing.TYPES
    assert not set(hearing.TYPES) & {*events.INTERNAL_TYPES, *hearing.PERSONAL, *hearing.OURS}


@pytest.mark.parametrize(
    ("named", "field"),
    [
        ({"types": ["no.such"]}, "types"),
        ({"types": ["login.ended"]}, "types"),
        ({"fields": ["messages"]}, "fields"),
        ({"numbers": ["1"]}, "numbers"),
        ({"url": "https://inbox.example.com/api/v1/webhooks/whatsapp"}, "url"),
        ({"url": "ftp://example.com"}, "url"),
        ({"name": "  "}, "name"),
    ],
)
async def test_what_could_not_work_is_refused_with_its_field(
    house: House, named: dict[str, object], field: str
) -> None:
    with pytest.raises(Refusal) as refused:
        await house.add("events", **({"url": "https://example.com/in"} | named))  # type: ignore[arg-type]
    assert refused.value.field == field


async def test_messages_of_the_office_reach_the_endpoint(house: House, theirs: Receiver, running: Forwarder) -> None:
    await house.add("events", theirs.url, types=["message.created"])
    async with house.transactions.begin() as tx:
        said = MessageNote(id=1, conversation=house.cast.pims, client_id="c-00000001", text="to remember")
        await messages.note(tx, house.cast.dana, said)
    running.changed()
    (taken,) = await theirs.until(1)
    told = json.loads(taken.body)["data"]
    assert (told["message"]["kind"], told["message"]["text"]) == ("note", "to remember")
    assert told["historic"] is False
    assert json.loads(taken.body)["at"] <= time_text(2**42)
