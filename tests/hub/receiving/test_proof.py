"""Whose a mail is: an address that is proven finds its contact, one that is only claimed never does."""

from __future__ import annotations

import msgspec
import pytest

from hub.customers import duplicates, merging, unmerging
from hub.intake import Intake
from hub.transaction import Transactions
from storage import tables
from tests.cast import Cast
from tests.hub.receiving.look import Look
from tests.hub.receiving.test_mails import BOX, rules, take
from tests.mailboxes import written

__all__ = ["rules"]

PIM = "pim@tea.example"
PASSED = {"Authentication_Results": "mx.bma.example; dkim=pass; dmarc=pass"}


@pytest.fixture
async def addressed(transactions: Transactions, cast: Cast) -> None:
    """Pim, known by WhatsApp, has told an address of hers."""
    async with transactions.begin() as tx:
        row = {"id": "identity-mail", "contact_id": cast.pim, "kind": "email", "value": PIM, "display": PIM}
        await tx.connection.insert_many(tables.identities, [row | {"created_at": tx.now}])


async def author(look: Look, text: str) -> str:
    message = await look.row("messages", "text = :text", text=text)
    talk = await look.row("conversations", "id = :id", id=message["conversation_id"])
    assert talk["contact_id"] == message["author_id"]
    return str(talk["contact_id"])


async def claimed(look: Look) -> list[tuple[str, str]]:
    found = await look.rows("identities", "kind = 'mail_from'")
    return [(row["contact_id"], row["value"]) for row in found]


async def test_a_proven_address_finds_the_contact_it_was_typed_for(
    intake: Intake, look: Look, cast: Cast, addressed: None
) -> None:
    await take(intake, written(1, "By mail", From=f"Pim <{PIM}>", **PASSED))
    assert await author(look, "By mail") == cast.pim
    assert await claimed(look) == []


@pytest.mark.parametrize(
    "heads",
    [
        {},
        {"Authentication_Results": "mx.bma.example; dkim=pass; spf=pass; dmarc=none"},
        {"Authentication_Results": "mx.bma.example; dmarc=fail"},
        {"From": "Eve <eve@evil.example>", "Reply_To": PIM, **PASSED},  # what is proven is Eve's address
    ],
)
async def test_a_claimed_address_gets_a_contact_of_its_own(
    intake: Intake, look: Look, cast: Cast, addressed: None, heads: dict[str, str]
) -> None:
    await take(intake, written(1, "I am Pim", **{"From": f"Pim <{PIM}>", **heads}))
    await take(intake, written(2, "It is me again", **{"From": f"Pim <{PIM}>", **heads}))
    other = await author(look, "I am Pim")
    assert other != cast.pim
    assert await author(look, "It is me again") == other
    assert await claimed(look) == [(other, PIM)]


async def test_who_answers_a_conversation_of_the_contact_has_read_our_mail(
    intake: Intake, look: Look, cast: Cast, addressed: None
) -> None:
    await take(intake, written(1, "Proven", From=f"Pim <{PIM}>", **PASSED))
    talk = (await look.row("messages", "text = 'Proven'"))["conversation_id"]
    await take(intake, written(2, "An answer", From=f"Pim <{PIM}>"), conversation=talk)
    await take(intake, written(3, "And another", From=f"Pim <{PIM}>", In_Reply_To="<1@example.com>"))
    assert {await author(look, text) for text in ("An answer", "And another")} == {cast.pim}


async def test_somebody_known_by_mail_alone_needs_no_proof(intake: Intake, look: Look, cast: Cast) -> None:
    await take(intake, written(1, "First", **PASSED))
    await take(intake, written(2, "Second"))
    assert await author(look, "First") == await author(look, "Second")


async def test_a_claim_is_proposed_for_a_merge_which_decides(
    intake: Intake, look: Look, cast: Cast, addressed: None, transactions: Transactions
) -> None:
    await take(intake, written(1, "I am Pim", From=f"Pim <{PIM}>"))
    other = await author(look, "I am Pim")
    async with transactions.begin() as tx:
        account = (await look.row("channels", "address = :box", box=BOX))["id"]
        ines = msgspec.structs.replace(cast.ines, channels=cast.ines.channels | {account})
        found, _ = await duplicates.list_page(tx.connection, ines, None, 50)
        assert [(each.shared, each.value, {c.id for c in each.contacts}) for each in found] == [
            ("email", PIM, {cast.pim, other})
        ]
        await merging.merge(tx, ines, other, cast.pim)
    await take(intake, written(2, "Now one", From=f"Pim <{PIM}>"))
    assert await author(look, "Now one") == cast.pim
    async with transactions.begin() as tx:
        await unmerging.unmerge(tx, ines, other)
    assert await claimed(look) == [(other, PIM)]
    talks = await look.rows("conversations", "channel_id = :id", id=account)
    assert {talk["contact_id"] for talk in talks} == {other}
