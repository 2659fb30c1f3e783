from __future__ import annotations

import json
from typing import Any

from sqlalchemy import update

from hub.intake import Intake
from hub.transaction import Commit, Transactions
from storage.tables import contacts
from tests.cast import PIM_PHONE, Cast
from tests.hub.receiving.look import Look
from tests.hub.receiving.test_arrivals import told
from tests.hub.receiving.wire import NOON, body, change, messages, send, text, wamid

USER = "TH.1234567890"


def named(words: str, phone: str | None, user: str | None, name: str = "Pim") -> dict[str, Any]:
    contact = {"profile": {"name": name}} | ({"wa_id": phone} if phone else {}) | ({"user_id": user} if user else {})
    item = text(words, phone=phone, **({"from_user_id": user} if user else {}))
    return body(change(messages=[item], contacts=[contact]))


def system(kind: str, sender: str, **more: Any) -> dict[str, Any]:
    item = {"from": sender, "id": wamid(), "timestamp": str(NOON), "type": "system", "system": {"type": kind, **more}}
    return body(change(messages=[item]))


def preference(value: str, at: int) -> dict[str, Any]:
    told = {"wa_id": PIM_PHONE, "detail": "…", "category": "marketing_messages", "value": value, "timestamp": at}
    return body(change("user_preferences", contacts=[{"wa_id": PIM_PHONE}], user_preferences=[told]))


async def test_a_contact_learns_its_user_id(intake: Intake, cast: Cast, look: Look) -> None:
    await send(intake, named("Hi", PIM_PHONE, USER))
    known = await look.rows("identities", "contact_id = :id", order="kind", id=cast.pim)
    assert [(row["kind"], row["value"]) for row in known] == [("phone", PIM_PHONE), ("whatsapp_user", USER)]


async def test_somebody_without_a_number_is_known_by_the_user_id(intake: Intake, look: Look) -> None:
    await send(intake, named("Hi", None, USER, "Noi"), named("It is me", None, USER, "Noi"))
    contact = await look.row("contacts", "name = 'Noi'")
    held = await look.row("conversations", "contact_id = :id", id=contact["id"])
    assert held["unread"] == 2


async def test_two_contacts_that_are_one_person_are_merged(
    intake: Intake, cast: Cast, look: Look, commits: list[Commit]
) -> None:
    await send(intake, messages(text("By number")), named("By user id", None, USER, "Noi"))
    goes = await look.row("contacts", "name = 'Noi'")
    commits.clear()
    await send(intake, named("Both", PIM_PHONE, USER))
    assert (await look.row("contacts", "id = :id", id=goes["id"]))["merged_into"] == cast.pim
    moved = await look.row("identities", "value = :v", v=USER)
    assert (moved["contact_id"], moved["origin_contact_id"]) == (cast.pim, goes["id"])
    threads = await look.rows("conversations", "contact_id = :id", id=cast.pim)
    assert sorted(row["state"] for row in threads) == ["open", "resolved"]
    assert {row["origin_contact_id"] for row in threads} == {None, goes["id"]}
    assert sum(row["unread"] for row in threads) == 3
    assert "contact.merged" in told(commits)


async def test_a_name_an_agent_typed_is_never_overwritten(
    intake: Intake, transactions: Transactions, cast: Cast, look: Look
) -> None:
    async with transactions.begin() as tx:
        typed = update(contacts).where(contacts.c.id == cast.pim).values(name="Khun Pim", name_source="agent")
        await tx.connection.execute(typed)
    await send(intake, messages(text("Hi"), name="pimmy 🌸"))
    assert (await look.row("contacts", "id = :id", id=cast.pim))["name"] == "Khun Pim"


async def test_a_new_name_is_told_with_its_conversations(
    intake: Intake, cast: Cast, look: Look, commits: list[Commit]
) -> None:
    commits.clear()
    await send(intake, messages(text("Hi"), name="Pim S."))
    assert told(commits) == ["contact.changed", "message.created", "conversation.changed"]
    assert (await look.row("contacts", "id = :id", id=cast.pim))["name"] == "Pim S."


async def test_the_address_book_names_people_and_opens_no_conversation(intake: Intake, cast: Cast, look: Look) -> None:
    entries = [
        {
            "type": "contact",
            "action": "add",
            "contact": {"full_name": name, "phone_number": phone},
            "metadata": {"timestamp": "1"},
        }
        for name, phone in (("Pim the florist", PIM_PHONE), ("Noi", "66811111111"))
    ]
    await send(intake, body(change("smb_app_state_sync", state_sync=entries)), messages(text("Hi"), name="pimmy"))
    assert (await look.row("contacts", "id = :id", id=cast.pim))["name"] == "Pim the florist"
    noi = await look.row("contacts", "name = 'Noi'")
    assert await look.count("conversations", "contact_id = :id", id=noi["id"]) == 0


async def test_a_changed_number_leads_to_the_same_contact(intake: Intake, cast: Cast, look: Look) -> None:
    await send(intake, system("user_changed_number", PIM_PHONE, body="Pim changed", wa_id="66800000000"))
    await send(intake, messages(text("New number", phone="66800000000")))
    known = await look.rows("identities", "contact_id = :id", id=cast.pim)
    assert [row["value"] for row in known] == ["66800000000"]
    stored = await look.rows("messages", "conversation_id = :id", order="created_at", id=cast.pims)
    assert [row["kind"] for row in stored] == ["system", "text"]
    assert json.loads(stored[0]["content"])["event"] == "number_changed"


async def test_a_repeated_change_of_number_takes_nothing_from_the_next_owner(
    intake: Intake, cast: Cast, look: Look
) -> None:
    changed = system("user_changed_number", PIM_PHONE, body="Pim changed", wa_id="66800000000")
    await send(intake, changed, messages(text("I got this number today"), name="Somsri"))
    await send(intake, changed)
    owner = await look.row("identities", "value = :v", v=PIM_PHONE)
    assert (await look.row("contacts", "id = :id", id=owner["contact_id"]))["name"] == "Somsri"


async def test_the_newest_word_on_marketing_counts(intake: Intake, cast: Cast, look: Look) -> None:
    await send(intake, preference("resume", NOON + 10), preference("stop", NOON))
    consent = json.loads((await look.row("contacts", "id = :id", id=cast.pim))["consent"])
    assert consent["marketing_messages"]["wanted"] is True
