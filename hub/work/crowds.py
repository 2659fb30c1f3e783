"""What became of a campaign's crowd: hundreds of attempts at once, in conversations nobody has heard of yet.

Nobody is told of such a message before the person answers, so there is nothing to read back and to announce. Whatever is not ordinary
(a refusal, an answer that came meanwhile, a message another process has settled) goes the way of all outcomes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from channels.channel import Alias
from hub import ids
from hub.campaigns import following
from hub.transaction import Transaction
from hub.work.outcomes import Result, displayed
from storage import event_log
from storage.campaigns import crowds
from storage.campaigns.crowds import AcceptedRow
from storage.customers import contacts as contact_rows
from storage.intake import parked

Pair = tuple[str, str]  # channel, provider id


def is_plain(result: Result) -> bool:
    """Whether it may be written with a crowd's."""
    accepted = result.accepted
    return result.claim.quiet and accepted is not None and accepted.quote is None and accepted.free is None


async def record(
    tx: Transaction, channel_id: str, holder: str, results: Sequence[Result]
) -> tuple[list[Result], list[Pair]]:
    """Stores plain results. Returns those that are to go the ordinary way after this is committed, and what can be joined then."""
    await _learn_aliases(tx, results)
    quiet = await crowds.still_quiet(tx.connection, {each.claim.conversation_id for each in results})
    wanted = {each.claim.message_id for each in results if each.claim.conversation_id in quiet}
    held = await crowds.lock_held(tx.connection, holder, wanted)
    left = [each for each in results if each.claim.message_id not in held]
    if not held:
        return left, []
    rows = [_row(each) for each in results if each.claim.message_id in held]
    await crowds.accept(tx.connection, rows)
    await following.note(tx, held)
    await event_log.lock_head(tx.connection)  # see hub/receiving/parked.py
    return left, await parked.waiting(tx.connection, [(channel_id, row.provider_id) for row in rows])


def _row(result: Result) -> AcceptedRow:
    assert result.accepted is not None  # plain
    return AcceptedRow(result.claim.message_id, result.claim.outgoing.tag, result.accepted.provider_id, result.at)


async def _learn_aliases(tx: Transaction, results: Iterable[Result]) -> None:
    """What the provider calls these people, so that their answer finds the same contact. Thousands in a minute, and a name only machines
    read: no page is told of it, no search finds it, and whoever edits the contact sees it with the rest."""
    new: dict[str, set[Alias]] = {}
    for each in results:
        if each.accepted is not None and (unknown := set(each.accepted.aliases) - each.claim.aliases):
            new.setdefault(each.claim.contact_id, set()).update(unknown)
    if not new:
        return
    there = await crowds.count_versions_up(tx.connection, new)
    rows = [
        {
            "id": ids.new(),
            "contact_id": contact,
            "kind": alias.kind,
            "value": alias.value,
            "display": displayed(alias.kind, alias.value),
            "created_at": tx.now,
        }
        for contact in sorted(there)
        for alias in sorted(new[contact], key=lambda alias: (alias.kind, alias.value))
    ]
    await contact_rows.insert_identities(tx.connection, rows)
