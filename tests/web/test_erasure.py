"""`DELETE /contacts/{id}`: nothing of a person is left, anywhere, and nobody else loses a word."""

from __future__ import annotations

import base64
import json
import time
from pathlib import Path
from typing import Any, Literal

import httpx
import msgspec
import pytest
from sqlalchemy import LargeBinary, String, Text, select

from channels.whatsapp.signature import sign
from hub import ids
from hub.assembly import Hub
from hub.transaction import Commit
from hub.wire import events
from hub.work.erasures import Erasures
from hub.work.imports import Imports
from hub.work.removals import Removals
from storage import event_log, tables
from tests.cast import APP_SECRET, KEN_PHONE, Cast
from tests.hub.receiving import wire
from tests.web.conftest import Bearer

PHONE = "66855512345"
NAME = "Zebedee Quuxington"
WORDS = "xylophone rhapsody"
REPLY = "marimba serenade"
NOTED = "vibraphone sonata"
MAIL = "zebedee@quux.example"
FILE = b"bassoon-concerto-in-bytes"
NEEDLES = (
    PHONE,
    "855512345",
    "85-551-2345",
    "85 551 2345",
    NAME,
    "Quuxington",
    WORDS,
    REPLY,
    NOTED,
    MAIL,
    FILE.decode(),
    "zebedee.jpg",
)
KENS_WORDS = "glockenspiel please"


@pytest.fixture
async def ines(client: httpx.AsyncClient, cast: Cast, bearer: Bearer) -> httpx.AsyncClient:
    client.headers.update(bearer(cast.ines))
    return client


@pytest.fixture
def imports(hub: Hub) -> Imports:
    return Imports(hub.transactions, hub.blobs, "a-worker")


async def webhook(client: httpx.AsyncClient, body: dict[str, Any]) -> None:
    raw = json.dumps(body).encode()  # as Meta does: everything beyond ASCII escaped
    answer = await client.post(
        "/api/v1/webhooks/whatsapp",
        content=raw,
        headers={"x-hub-signature-256": sign(raw, APP_SECRET), "content-type": "application/json"},
    )
    assert answer.status_code == 200


async def contact_of(hub: Hub, phone: str) -> str | None:
    async with hub.database.reading() as connection:
        found: str | None = await connection.value(
            select(tables.identities.c.contact_id).where(tables.identities.c.value == phone)
        )
    return found


async def everything_about(hub: Hub, client: httpx.AsyncClient, imports: Imports) -> str:
    """A person who has left traces wherever one can. Their contact's id."""
    now = int(time.time())
    theirs = wire.text(WORDS, phone=PHONE, at=now, id=f"wamid.HBgL{_inside(PHONE)}FQIAEhgU")
    kens = wire.text(KENS_WORDS, phone=KEN_PHONE, at=now)
    both = wire.change(
        messages=[theirs, kens],
        contacts=[
            {"profile": {"name": NAME}, "wa_id": PHONE},
            {"profile": {"name": "Ken Park"}, "wa_id": KEN_PHONE},
        ],
    )
    await webhook(client, wire.body(both))
    parked = wire.status("wamid.never-sent-by-us", "delivered") | {"recipient_id": PHONE}
    parked["biz_opaque_callback_data"] = f"for {PHONE}"
    await webhook(client, wire.statuses(parked))
    contact = await contact_of(hub, PHONE)
    assert contact is not None
    (thread,) = await threads_of(hub, contact)
    await _say(hub, client, contact, thread)
    await _file(hub, thread)
    await _import(client, imports)
    return contact


async def _say(hub: Hub, client: httpx.AsyncClient, contact: str, thread: str) -> None:
    """By the colleagues: a reply, a note in the thread, one at the contact, a change, a consent, a kept answer."""
    command = {
        "type": "message.send",
        "id": 1,
        "conversation": thread,
        "client_id": ids.new(),
        "text": f"{NAME}, {REPLY}",
    }
    assert (await client.post("/api/v1/commands", json=command)).status_code == 200
    note = {"type": "message.note", "id": 2, "conversation": thread, "client_id": ids.new(), "text": NOTED}
    assert (await client.post("/api/v1/commands", json=note)).status_code == 200
    base = f"/api/v1/contacts/{contact}"
    assert (await client.post(f"{base}/notes", json={"text": f"{NOTED} {PHONE}"})).status_code == 201
    changed = await client.put(base, json={"name": f"{NAME} II", "company": f"{NAME} Ltd"})
    assert changed.status_code == 200, changed.text
    consent = {"channel": "marketing", "wanted": True, "how": "in_person", "text": f"{NAME} said so"}
    assert (await client.post(f"{base}/consents", json=consent)).status_code == 201
    other = {"name": NAME, "email": MAIL, "identities": [{"kind": "email", "value": MAIL}]}
    del other["email"]
    made = await client.post("/api/v1/contacts", json=other, headers={"idempotency-key": "a-key"})
    assert made.status_code == 201, made.text
    merged = await client.post(f"/api/v1/contacts/{made.json()['id']}/merge", json={"into": contact})
    assert merged.status_code == 200, merged.text
    held = await client.put(f"{base}/hold", json={"held": True, "reason": f"{NAME} against us"})
    assert held.status_code == 200, held.text
    assert (await client.put(f"{base}/hold", json={"held": False})).status_code == 200


async def _file(hub: Hub, thread: str) -> None:
    async with hub.transactions.begin() as tx:
        message = await tx.connection.value(
            select(tables.messages.c.id).where(tables.messages.c.conversation_id == thread).limit(1)
        )
        row = {
            "id": "file",
            "message_id": message,
            "channel_id": "channel-sales",
            "kind": "image",
            "mime": "image/jpeg",
        }
        row |= {
            "name": "zebedee.jpg",
            "state": "ready",
            "blob": "le/file",
            "thumbnail": "le/file.webp",
            "created_at": tx.now,
        }
        await tx.connection.insert_many(tables.attachments, [row])
        reaction = {"message_id": message, "by_kind": "customer", "by_id": "x", "emoji": "+", "at": tx.now}
        await tx.connection.insert_many(tables.reactions, [reaction])
    for key in ("le/file", "le/file.webp"):
        await hub.blobs.put(key, FILE)


async def _import(client: httpx.AsyncClient, imports: Imports) -> None:
    """One that is over and has a row about the person that could not be taken, and a dry run that waits."""
    body = f"Name,Phone,Email\n{NAME},085-551-2345,not an address\nKen,{KEN_PHONE},\n"
    for dry_run in ("false", "true"):
        form = {"dry_run": dry_run}
        answer = await client.post("/api/v1/contacts/import", files={"file": (f"{NAME}.csv", body)}, data=form)
        assert answer.status_code == 202
        await imports.turn()


async def threads_of(hub: Hub, contact: str) -> list[str]:
    async with hub.database.reading() as connection:
        return await connection.values(
            select(tables.conversations.c.id).where(tables.conversations.c.contact_id == contact)
        )


async def sweep(hub: Hub) -> None:
    erasures = Erasures(hub.transactions)
    while await erasures.turn():
        pass
    await erasures.turn()
    await Removals(hub.transactions, hub.blobs).turn()


async def found_in_rows(hub: Hub) -> list[str]:
    """Every cell of every table that holds one of the needles."""
    found = []
    for table in tables.metadata.sorted_tables:
        columns = [c for c in table.columns if isinstance(c.type, String | Text | LargeBinary)]
        async with hub.database.reading() as connection:
            for row in await connection.tuples(select(*columns)) if columns else []:
                for column, cell in zip(columns, row, strict=True):
                    text = cell.decode("utf-8", "replace") if isinstance(cell, bytes | memoryview) else str(cell or "")
                    found += [
                        f"{table.name}.{column.name}: {needle}" for needle in NEEDLES if needle.lower() in text.lower()
                    ]
    return found


def found_in_folder(folder: Path) -> list[str]:
    found = []
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        body = path.read_bytes().lower()
        found += [f"{path.name}: {needle}" for needle in NEEDLES if needle.lower().encode() in body]
    return found


def _inside(phone: str) -> str:
    """As it stands in a provider's id."""
    return base64.b64encode(phone.encode()[:9]).decode()


@pytest.mark.parametrize("messages", ["remove", "anonymise"])
async def test_nothing_of_a_person_is_left_in_any_row_or_file(
    hub: Hub, ines: httpx.AsyncClient, imports: Imports, tmp_path: Path, messages: Literal["remove", "anonymise"]
) -> None:
    contact = await everything_about(hub, ines, imports)
    places = {place.partition(".")[0] for place in await found_in_rows(hub)}
    expected = {
        "contacts",
        "identities",
        "messages",
        "ledger",
        "event_log",
        "contact_notes",
        "consents",
        "kept_answers",
    }
    expected |= {"attachments", "contact_changes", "imports", "import_errors", "activity", "parked_facts"}
    assert places >= expected, "the person is everywhere, or this test means nothing"
    assert found_in_folder(tmp_path)
    answer = await ines.delete(f"/api/v1/contacts/{contact}", params={"messages": messages})
    assert (answer.status_code, answer.content) == (204, b"")
    await sweep(hub)
    assert await found_in_rows(hub) == []
    assert found_in_folder(tmp_path) == []
    assert (await ines.get(f"/api/v1/contacts/{contact}")).status_code == 404
    async with hub.database.reading() as connection:
        assert await connection.values(select(tables.erasures.c.id)) == []


async def test_nobody_else_loses_a_word(hub: Hub, ines: httpx.AsyncClient, cast: Cast, imports: Imports) -> None:
    contact = await everything_about(hub, ines, imports)
    await ines.delete(f"/api/v1/contacts/{contact}", params={"messages": "remove"})
    await sweep(hub)
    async with hub.database.reading() as connection:
        texts = await connection.values(select(tables.messages.c.text))
        bodies = await connection.values(select(tables.ledger.c.body).order_by(tables.ledger.c.id))
        logged = await connection.tuples(select(tables.event_log.c.type, tables.event_log.c.body))
    assert KENS_WORDS in texts
    value = json.loads(bodies[0])["entry"][0]["changes"][0]["value"]
    assert [each["from"] for each in value["messages"]] == [KEN_PHONE]
    assert [each["wa_id"] for each in value["contacts"]] == [KEN_PHONE]
    assert hub.channels["whatsapp"].parse(bodies[0])  # what is left can be replayed
    assert any(type == "message.created" and KENS_WORDS.encode() in body for type, body in logged)


async def test_the_logs_numbers_stay_and_every_entry_is_still_an_event(
    hub: Hub, ines: httpx.AsyncClient, imports: Imports
) -> None:
    contact = await everything_about(hub, ines, imports)
    async with hub.database.reading() as connection:
        before = await event_log.read(connection, 0, 10_000)
    await ines.delete(f"/api/v1/contacts/{contact}", params={"messages": "remove"})
    await sweep(hub)
    async with hub.database.reading() as connection:
        after = await event_log.read(connection, 0, 10_000)
    assert [(e.seq, e.audience, e.at) for e in after[: len(before)]] == [(e.seq, e.audience, e.at) for e in before]
    decoder = msgspec.json.Decoder(events.Event | events.InternalEvent)
    assert [decoder.decode(e.body).__struct_config__.tag for e in after] == [e.type for e in after]
    changed = {old.type: new.type for old, new in zip(before, after, strict=False) if old.body != new.body}
    assert changed["message.created"] == "message.removed"
    assert changed["conversation.created"] == "conversation.removed"
    assert changed["contact.changed"] == "contact.deleted"


async def test_browsers_drop_the_person_at_once(
    hub: Hub, ines: httpx.AsyncClient, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[tuple[str, str]] = []

    def hand_on(commit: Commit) -> None:
        heard.extend((entry.type, entry.audience) for entry in commit.entries)

    monkeypatch.setattr(hub.transactions, "_hand_on", hand_on)
    await ines.delete(f"/api/v1/contacts/{cast.pim}", params={"messages": "remove"})
    assert heard == [
        ("conversation.removed", "channel:channel-sales"),
        ("contact.deleted", "channel:channel-sales"),
    ]


async def test_anonymised_messages_are_still_counted(hub: Hub, ines: httpx.AsyncClient, imports: Imports) -> None:
    contact = await everything_about(hub, ines, imports)
    (thread,) = await threads_of(hub, contact)
    columns = (tables.messages.c.direction, tables.messages.c.kind, tables.messages.c.sent_at)
    wanted = select(*columns).where(tables.messages.c.conversation_id == thread).order_by(tables.messages.c.order)
    async with hub.database.reading() as connection:
        before = await connection.tuples(wanted)
    await ines.delete(f"/api/v1/contacts/{contact}")
    async with hub.database.reading() as connection:
        assert await connection.tuples(wanted) == before
    told = (await ines.get(f"/api/v1/conversations/{thread}")).json()
    assert (told["contact"], told["state"], told["unread"]) == (
        {"id": "erased", "name": "Deleted person", "picture": None},
        "resolved",
        0,
    )
    listed = (await ines.get("/api/v1/contacts", params={"q": "Deleted"})).json()["items"]
    assert "erased" not in [each["id"] for each in listed]


async def test_the_same_person_may_write_again_and_is_somebody_new(
    hub: Hub, ines: httpx.AsyncClient, imports: Imports
) -> None:
    contact = await everything_about(hub, ines, imports)
    await ines.delete(f"/api/v1/contacts/{contact}")
    await webhook(ines, wire.messages(wire.text("hello again", phone=PHONE), name=NAME, phone=PHONE))
    again = await contact_of(hub, PHONE)
    assert again not in (None, contact, "erased")
    await sweep(hub)
    assert await contact_of(hub, PHONE) == again
    (thread,) = await threads_of(hub, again or "")
    read = (await ines.get(f"/api/v1/conversations/{thread}/messages")).json()
    assert [each["text"] for each in read["items"] if each["kind"] == "text"] == ["hello again"]


async def test_a_legal_hold_keeps_the_data_until_it_is_lifted(ines: httpx.AsyncClient, cast: Cast, hub: Hub) -> None:
    path = f"/api/v1/contacts/{cast.pim}"
    nameless = await ines.put(f"{path}/hold", json={"held": True, "reason": "  "})
    assert (nameless.status_code, nameless.json()["field"]) == (422, "reason")
    held = (await ines.put(f"{path}/hold", json={"held": True, "reason": "Case 7"})).json()
    every = (await ines.get("/api/v1/admin/holds", params={"q": "case"})).json()["items"]
    assert [(each["contact"], each["reason"], each["user"]) for each in every] == [(cast.pim, "Case 7", "ines")]
    assert (held["held"], held["reason"], held["user"]) == (True, "Case 7", "ines")
    refused = await ines.delete(path)
    assert (refused.status_code, "Case 7" in refused.json()["message"]) == (409, True)
    merged = await ines.post(f"{path}/merge", json={"into": cast.ken})
    assert merged.status_code == 200, merged.text
    assert (await ines.delete(f"/api/v1/contacts/{cast.ken}")).status_code == 409  # the hold went with the merge
    lifted = (await ines.put(f"/api/v1/contacts/{cast.ken}/hold", json={"held": False})).json()
    assert lifted == {"contact": cast.ken, "held": False, "reason": None, "user": None, "at": None}
    assert (await ines.delete(f"/api/v1/contacts/{cast.ken}")).status_code == 204
    acts = select(tables.activity.c.act).order_by(tables.activity.c.at, tables.activity.c.id)
    async with hub.database.reading() as connection:
        noted = [act for act in await connection.values(acts) if act.startswith("contact.")]
    assert [act for act in noted if act != "contact.merged"] == ["contact.held", "contact.released", "contact.deleted"]


async def test_agents_may_not_delete_and_what_is_not_there_is_not_found(
    client: httpx.AsyncClient, cast: Cast, bearer: Bearer
) -> None:
    for method, path in (("DELETE", ""), ("GET", "/hold"), ("PUT", "/hold")):
        body = {"json": {"held": False}} if method == "PUT" else {}
        for who, id, status in ((cast.dana, cast.pim, 403), (cast.ines, "nobody", 404), (cast.ines, "erased", 404)):
            answer = await client.request(method, f"/api/v1/contacts/{id}{path}", headers=bearer(who), **body)  # type: ignore[arg-type]
            assert answer.status_code == status, (method, path, id)
    odd = await client.delete(f"/api/v1/contacts/{cast.pim}?messages=burn", headers=bearer(cast.ines))
    assert (odd.status_code, odd.json()["field"]) == (422, "messages")


async def test_an_import_that_waits_loses_its_file_and_says_why(
    ines: httpx.AsyncClient, cast: Cast, imports: Imports
) -> None:
    form = {"dry_run": "true"}
    told = (
        await ines.post("/api/v1/contacts/import", files={"file": ("a.csv", "phone\n0811111111\n")}, data=form)
    ).json()
    await ines.delete(f"/api/v1/contacts/{cast.pim}")
    now = (await ines.get(f"/api/v1/contacts/import/{told['id']}")).json()
    assert (now["state"], "data was deleted meanwhile" in now["reason"]) == ("cancelled", True)
    assert [column["samples"] for column in now["columns"]] == [[]]


async def test_a_sweep_that_is_killed_goes_on_where_it_was(
    hub: Hub, ines: httpx.AsyncClient, imports: Imports, monkeypatch: pytest.MonkeyPatch
) -> None:
    contact = await everything_about(hub, ines, imports)
    await ines.delete(f"/api/v1/contacts/{contact}")
    killed = Erasures(hub.transactions)
    monkeypatch.setattr("hub.work.erasures.EVENTS_AT_ONCE", 5)
    for _ in range(3):
        await killed.turn()
    async with hub.database.writing() as connection:  # in the middle of its step: the claim runs out
        await connection.execute(tables.erasures.update().values(due_at=0))
        (place,) = await connection.tuples(select(tables.erasures.c.stage, tables.erasures.c.position))
    assert place == ("events", "15")
    await sweep(hub)
    assert await found_in_rows(hub) == []
