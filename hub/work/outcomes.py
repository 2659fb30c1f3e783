"""What became of attempts: one transaction for all that finished within a few milliseconds.

accepted  the provider's id is stored, and facts that came before it are joined
retry     nothing was sent: again with back-off, a bounded number of times
wait      nothing was sent: again when the provider allows it
never     failed, with the reason and what to do
pause     the account cannot send: it is paused with the reason, the message stays queued
unknown   the provider may have it: never sent again by itself
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from channels.channel import Accepted, ChannelError
from hub import announce, ids, shaping
from hub.campaigns import opt_outs
from hub.transaction import Transaction
from hub.wire.shapes import Fault
from hub.work import doubts, mail_refusals, standing
from hub.work.claims import Claim
from storage import event_log
from storage.accounts import channels as account_rows
from storage.accounts import handles as handle_rows
from storage.customers import contacts as contact_rows
from storage.customers import profiles
from storage.inbox import attempts as attempt_rows
from storage.inbox import conversations as conversation_rows
from storage.inbox.attempts import AttemptRow
from storage.inbox.conversations import ConversationRow
from storage.intake import parked as parked_rows
from storage.outgoing import deliveries
from storage.outgoing.deliveries import QueuedRow

TRIES = 6  # attempts of one message before it is called failed
RETRY_BACK_OFF = 2  # seconds, to the power of the tries before: 1 2 4 8 16
PAIR_BACK_OFF = 4  # likewise, as Meta asks for its pair limit: 1 4 16 64 256
MARKETING = "marketing_messages"  # the category of consent, in the provider's word
LONG_WAIT = 60.0  # seconds; a message that waits longer lets later ones to the same person pass
NO_ANSWER = Fault(
    code="unknown",
    message="The connection to the provider ended before it answered.",
    advice="The customer may have received it. Look for a reply before you send it again.",
)
FACTS = ("accepted_at", "failed_at", "unknown_at", "error", "provider_id", "pricing", "call", "beside")
FREE, COUNTED = '{"free":true}', '{"free":false}'  # of a month's quota: an answer by token costs nothing


class Result(Struct, frozen=True, kw_only=True):
    """How one attempt ended, `at` ms. `again_in`: seconds until the next try, None for none."""

    claim: Claim
    at: int
    accepted: Accepted | None = None
    error: ChannelError | None = None
    again_in: float | None = None

    @property
    def keeps_place(self) -> bool:
        """Whether it waits at its place in the queue, so that nothing to the same person overtakes it; the wait is then kept in memory."""
        if self.again_in is None or self.error is None:
            return False
        return self.again_in <= LONG_WAIT or self.error.scope != "message"


def again_in(error: ChannelError, tries: int, since: int = 0, now: int = 0) -> float | None:
    """Seconds until a message may be tried again after its attempt number `tries` ended so; None when it will not be. `since`: when its
    call was first made, `now`: when it ended (ms)."""
    if error.doubt and since:
        return doubts.again_in(error, tries, since, now)
    if error.outcome == "pause":
        return 0.0
    if error.waits:
        return error.waits[tries - 1] if tries <= len(error.waits) else None
    if error.outcome not in ("retry", "wait") or (counts(error) and tries >= TRIES):
        return None
    base = PAIR_BACK_OFF if error.outcome == "wait" else RETRY_BACK_OFF
    return error.retry_after if error.retry_after is not None else float(base ** (tries - 1))


def counts(error: ChannelError) -> bool:
    """Whether it says something about this message; what is wrong with the account uses up nobody's tries."""
    return error.outcome != "pause" and error.scope != "account"


async def record(tx: Transaction, channel_id: str, holder: str, results: Sequence[Result]) -> list[tuple[str, str]]:
    """Stores what became of the attempts and announces the messages. The head is locked last: statuses that came before the provider's
    id was stored are parked, and whoever locks second finds the other. Returns what can be joined once this is committed."""
    if contacts := _contacts(results):
        there = await contact_rows.lock(tx.connection, contacts)
        theirs = [each for each in results if each.claim.contact_id in there]
        await _learn_aliases(tx, theirs)
        await _opt_out(tx, theirs)
    conversations = await standing.lock_conversations(tx, (each.claim.conversation_id for each in results))
    rows = await deliveries.lock(tx.connection, (each.claim.message_id for each in results))
    attempts = await _attempts(tx, results)
    # what is not there any more was a person's whose data was deleted while it was sent
    results = [each for each in results if each.claim.message_id in rows and each.claim.outgoing.tag in attempts]
    await deliveries.change_attempts(
        tx.connection, [_fact(each, attempts[each.claim.outgoing.tag]) for each in results]
    )
    await _close_windows(tx, results, conversations)
    await handle_rows.keep_quotes(tx.connection, _quotes(results))
    await handle_rows.give_back(tx.connection, _unspent(results), tx.now)
    await attempt_rows.leave_calls(tx.connection, (e.claim.message_id for e in results if _is_settled(e)))
    await mail_refusals.note(tx, {e.claim.message_id: e.accepted for e in results if e.accepted and e.accepted.refused})
    queue = {each.claim.message_id: _queue(each, rows[each.claim.message_id], holder) for each in results}
    await standing.restate(tx, conversations, queue)
    accepted = [(channel_id, each.accepted.provider_id) for each in results if each.accepted is not None]
    if not accepted:
        return []
    await _count_used(tx, channel_id, results)
    await event_log.lock_head(tx.connection)
    return await parked_rows.waiting(tx.connection, accepted)


async def _count_used(tx: Transaction, channel_id: str, results: Sequence[Result]) -> None:
    """A call counts once for each person it reaches: in a group for every member."""
    calls = {
        each.claim.call: each.claim.contact_id for each in results if each.accepted and each.accepted.free is False
    }
    if calls:
        members = await profiles.members(tx.connection, set(calls.values()))
        used = sum(members.get(contact_id, 1) for contact_id in calls.values())
        await account_rows.count_used(tx.connection, channel_id, used)


async def _attempts(tx: Transaction, results: Sequence[Result]) -> dict[str, AttemptRow]:
    """By their tags."""
    known = await attempt_rows.of_messages(tx.connection, (each.claim.message_id for each in results))
    return {attempt.id: attempt for found in known.values() for attempt in found}


def _fact(result: Result, held: AttemptRow) -> dict[str, Any]:
    """The attempt's columns; a fact told before (a status was faster than the answer) keeps its time."""
    fact: dict[str, Any] = {"id": held.id} | {name: getattr(held, name) for name in FACTS}
    if result.accepted is not None:
        fact["accepted_at"] = held.accepted_at or result.at
        fact["provider_id"] = result.accepted.provider_id
        if result.accepted.free is not None:
            fact["pricing"] = FREE if result.accepted.free else COUNTED
    elif result.error is not None:
        fact["unknown_at" if _is_unknown(result, result.error) else "failed_at"] = result.at
        told = doubts.told(result.error, fault(result.error), result.again_in)
        fact["error"] = held.error or standing.encoded(told)
    fact["call"] = None if result.error is None else _call(result, result.error, held)
    fact["beside"] = held.beside if fact["call"] else None
    return fact


def _is_unknown(result: Result, error: ChannelError) -> bool:
    return error.outcome == "unknown" or (error.doubt and result.again_in is None)


def _call(result: Result, error: ChannelError, held: AttemptRow) -> str | None:
    """The call it may have been taken in, which is then made again; none where it certainly was not, or where there is no key to it."""
    if error.doubt:
        return result.claim.call
    return held.call if error.outcome == "unknown" else None


def _is_settled(result: Result) -> bool:
    """Whether its call is known by now to have been taken, or not to have been."""
    error = result.error
    return result.claim.call is not None and (error is None or not (error.doubt or error.outcome == "unknown"))


def _unspent(results: Sequence[Result]) -> dict[str, str]:
    """The tokens that were claimed and not used, by the message they came with."""
    tokens: dict[str, str] = {}
    for each in results:
        handles = each.claim.outgoing.handles
        if each.error is not None and each.error.unspent and each.claim.token_of and handles and handles.reply:
            tokens[each.claim.token_of] = handles.reply
    return tokens


def _quotes(results: Sequence[Result]) -> dict[str, tuple[str, str]]:
    """By message its conversation and what quotes it from now on, where the provider needs such a thing."""
    return {
        each.claim.message_id: (each.claim.conversation_id, each.accepted.quote)
        for each in results
        if each.accepted is not None and each.accepted.quote is not None
    }


def fault(error: ChannelError) -> Fault:
    return Fault(code=error.code or error.outcome, message=error.message, advice=error.advice)


def no_answer() -> ChannelError:
    return ChannelError("unknown", NO_ANSWER.message, code=NO_ANSWER.code, advice=NO_ANSWER.advice)


def _queue(result: Result, row: QueuedRow, holder: str) -> dict[str, Any]:
    if row.claimed_by != holder:  # another process has taken over and settled it: only the facts are ours to tell
        return {"due_at": row.due_at, "claimed_by": row.claimed_by, "tries": row.tries}
    if result.again_in is None:
        return {"due_at": None, "claimed_by": None, "tries": row.tries}
    due_at = result.claim.due_at if result.keeps_place else result.at + int(result.again_in * 1000)
    tries = row.tries if result.error is None or counts(result.error) else row.tries - 1
    return {"due_at": due_at, "claimed_by": None, "tries": tries}


async def _close_windows(
    tx: Transaction, results: Iterable[Result], conversations: Mapping[str, ConversationRow]
) -> None:
    """The provider knows best whether the window is open."""
    told = {each.claim.conversation_id for each in results if each.error is not None and each.error.closes_window}
    for id in sorted(told):
        if (conversations[id].window_closes_at or 0) > tx.now:
            await conversation_rows.change(tx.connection, id, tx.now, window_closes_at=tx.now)
            await announce.conversations(tx, [id])


def _contacts(results: Iterable[Result]) -> list[str]:
    """Those a result may change: locked once, in order, before everything else."""
    return [
        each.claim.contact_id
        for each in results
        if (each.accepted is not None and not each.claim.aliases.issuperset(each.accepted.aliases))
        or (each.error is not None and each.error.opts_out)
    ]


async def _learn_aliases(tx: Transaction, results: Iterable[Result]) -> None:
    """What the provider calls the person: a later message under that name then finds the same contact. Before all other locks."""
    new: dict[str, set[tuple[str, str]]] = {}
    for each in results:
        for alias in () if each.accepted is None else each.accepted.aliases:
            if alias not in each.claim.aliases and not each.claim.outgoing.group:
                new.setdefault(each.claim.contact_id, set()).add((alias.kind, alias.value))
    if not new:
        return
    await contact_rows.lock_and_bump(tx.connection, new)
    rows = [
        {
            "id": ids.new(),
            "contact_id": contact,
            "kind": kind,
            "value": value,
            "display": displayed(kind, value),
            "created_at": tx.now,
        }
        for contact, aliases in sorted(new.items())
        for kind, value in sorted(aliases)
    ]
    await contact_rows.insert_identities(tx.connection, rows)
    await announce.contacts(tx, new)


def displayed(kind: str, value: str) -> str:
    """An alias as people read it."""
    return f"+{value}" if kind == "phone" else value


async def _opt_out(tx: Transaction, results: Iterable[Result]) -> None:
    """The provider says the person stopped marketing: kept with the contact, so that nobody tries again."""
    told = sorted({each.claim.contact_id for each in results if each.error is not None and each.error.opts_out})
    for id, row in (await contact_rows.lock(tx.connection, told)).items():
        consent = msgspec.json.decode(row.consent)
        consent[MARKETING] = {"wanted": False, "at": shaping.time_text(tx.now)}
        await contact_rows.change(tx.connection, id, tx.now, consent=msgspec.json.encode(consent).decode())
    if told:
        await announce.contacts(tx, told)
        refused = [each.claim.message_id for each in results if each.error is not None and each.error.opts_out]
        await opt_outs.refused(tx, refused)
