"""A mailbox tried out by two mails to itself: one to its own address, one to an address with a mark, as answers get them.

Marked addresses find an answer's conversation whatever its writer's program leaves out; but a server that knows no such addresses sends
every answer back. So a mailbox uses them once a mail was seen to arrive at one. Those set up before there were trials go on as they did:
their answers have long come back that way, and what is on its way to them still does.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from typing import Any, cast

from channels.channel import Account, Channel, ChannelError
from channels.mail import trial
from channels.mail.channel import Mail
from channels.mail.letters import Letter
from channels.mail.trial import Named
from hub import shaping
from hub.accounts import channels
from hub.mail import addresses
from hub.transaction import Transaction, Transactions, milliseconds
from hub.wire.errors import Refusal
from hub.wire.mailboxes import MailTrial
from storage.accounts import channels as account_rows
from storage.accounts.channels import AccountRow
from storage.database import Connection, Database
from storage.mail import mailboxes
from storage.mail import trials as rows
from storage.mail.trials import TrialRow

PATIENCE_MS = 3 * 60_000  # for two mails to come back
FIRST_LOOK_MS = 20_000  # for a mailbox set up just now to be opened
LOOK_SECONDS = 0.3
NOT_READ = "The mailbox has not been opened yet."
NO_ROOM = "The name of the mailbox is too long: nothing can be added to it."
UNKNOWN = TrialRow(marks=True)


async def marks(connection: Connection, channel_id: str, now: int) -> bool:
    """Whether answers are asked for at marked addresses."""
    return _marks(await rows.get(connection, channel_id) or UNKNOWN, now)


async def expect(tx: Transaction, channel_id: str) -> None:
    """A mailbox set up just now: no marked addresses until one was seen to work."""
    if await rows.get(tx.connection, channel_id) is None:
        await begin_anew(tx, channel_id)


async def begin_anew(tx: Transaction, channel_id: str) -> None:
    """Of a mailbox that moved to another server: what was seen at the old one proves nothing."""
    await rows.begin(tx.connection, channel_id, {"marks": False})


async def believe(tx: Transaction, channel_id: str) -> None:
    """For a mailbox whose server is known to take marked addresses."""
    await rows.begin(tx.connection, channel_id, {"marks": True})


async def run(
    transactions: Transactions, kinds: Mapping[str, Channel], row: AccountRow, account: Account, key: bytes
) -> MailTrial:
    """Writes both mails, outside any transaction. What becomes of them is told as it is seen."""
    if row.state in channels.HIDDEN:
        raise Refusal("conflict", f"{row.name} is not in use.")
    channel, token = cast(Mail, kinds[row.kind]), secrets.token_hex(16)
    problem = await _unread(transactions.database, row.id) if account.credentials.get("imap_url") else None
    async with transactions.begin() as tx:
        before = await marks(tx.connection, row.id, tx.now)
        await rows.begin(tx.connection, row.id, {"marks": before, "token": token, "started_at": tx.now})
    found = problem or await _written(channel, account, token, key)
    async with transactions.begin() as tx:
        await rows.note(tx.connection, row.id, token, "sent_at", {"sent_at": tx.now} | found)
        return shape(await rows.get(tx.connection, row.id) or UNKNOWN, tx.now)


async def _unread(database: Database, channel_id: str) -> dict[str, Any] | None:
    """Why a mail that came now would not be seen, as columns: what was there before the mailbox was first looked at is not read."""
    until = milliseconds() + FIRST_LOOK_MS
    while True:
        async with database.reading() as connection:
            state = await mailboxes.state(connection, channel_id)
        if state is not None and state.failing_since is not None:
            return {"problem": state.problem, "advice": state.advice}
        if state is not None and state.reached_at is not None:
            return None
        if milliseconds() >= until:
            return {"problem": NOT_READ, "advice": "See that a work process runs, then try again."}
        await asyncio.sleep(LOOK_SECONDS)


async def _written(channel: Mail, account: Account, token: str, key: bytes) -> dict[str, Any]:
    """What went wrong, as columns."""
    try:
        await channel.write_to_itself(account, "plain", token, account.address, key)
    except ChannelError as error:
        return {"problem": error.message, "advice": error.advice}
    marked = addresses.answer_address(key, account.address, _as_id(token))
    if marked == account.address:
        return {"refused": NO_ROOM}
    try:
        await channel.write_to_itself(account, "marked", token, marked, key)
    except ChannelError as error:
        return {"refused": error.reason or error.message}
    return {}


def of_letter(letter: Letter, mailbox: str, key: bytes) -> Named | None:
    """The trial's mail this is, answers or reports about."""
    said = [letter.id, letter.trial, letter.answers, *letter.references]
    said += [report.of for report in (letter.report, *letter.further) if report is not None]
    return trial.named([one for one in said if one], mailbox, key)


async def seen(tx: Transaction, row: AccountRow, letters: Sequence[tuple[Letter, Named]]) -> None:
    """What came of a trial, and whoever looks at the mailbox hears of it. Nothing of it becomes a message."""
    new = False
    for letter, named in letters:
        found = _told(letter, named, tx.now)
        if found is not None:
            new |= await rows.note(tx.connection, row.id, named.token, *found)
    if new and (held := await account_rows.lock(tx.connection, row.id)) is not None:
        await channels.alter(tx, held, {})


def _told(letter: Letter, named: Named, now: int) -> tuple[str, dict[str, Any]] | None:
    if letter.report is not None:
        if named.way != "marked" or letter.report.action != "failed":
            return None
        return "refused", {"refused": letter.report.reason or letter.report.status}
    if letter.outgoing or letter.answers is not None:
        return None
    fact = "plain_at" if named.way == "plain" else "marked_at"
    return fact, {fact: now}


def shape(row: TrialRow, now: int) -> MailTrial:
    until = None if row.started_at is None else row.started_at + PATIENCE_MS
    return MailTrial(
        marks=_marks(row, now),
        started_at=_time(row.started_at),
        until=_time(until),
        sent=row.sent_at is not None and row.problem is None,
        seconds=_seconds(row, row.plain_at),
        marked_seconds=_seconds(row, row.marked_at),
        waiting=until is not None and now < until and not _ended(row),
        refused=row.refused,
        problem=row.problem,
        advice=row.advice,
    )


def _marks(row: TrialRow, now: int) -> bool:
    if row.marked_at is not None:
        return True
    if row.token is None or row.started_at is None:
        return row.marks
    if row.refused is not None:
        return False
    missed = row.plain_at is not None and now >= row.started_at + PATIENCE_MS
    return row.marks and not missed


def _ended(row: TrialRow) -> bool:
    if row.problem is not None:
        return True
    return row.plain_at is not None and (row.marked_at is not None or row.refused is not None)


def _seconds(row: TrialRow, at: int | None) -> float | None:
    if at is None or row.started_at is None:
        return None
    return round(max(0, at - (row.sent_at or row.started_at)) / 1000, 1)


def _time(at: int | None) -> str | None:
    return None if at is None else shaping.time_text(at)


def _as_id(token: str) -> str:
    """As the ids of conversations are written."""
    return f"{token[:8]}-{token[8:12]}-{token[12:16]}-{token[16:20]}-{token[20:]}"
