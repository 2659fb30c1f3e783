"""The doctor's look at mailboxes: whether the servers let us in to send and to read, and whether answers find their way."""

from __future__ import annotations

from channels.channel import Probe
from hub.mail import trials
from hub.transaction import milliseconds
from hub.wire.mailboxes import MailTrial
from storage.accounts.channels import AccountRow
from storage.database import Database
from storage.mail import mailboxes
from storage.mail import trials as trial_rows
from web.checkup import Check, good, note, wrong

PARTS = {"api": "sending (SMTP)", "account": "reading (IMAP)"}
SERVER = "See the mailbox under Administration, Channels: its servers, user name and password."
TRY_OUT = "Under Administration, Channels, the mailbox: send a mail to itself."


def findings(row: AccountRow, probe: Probe) -> list[Check]:
    """What both servers said."""
    return [
        wrong(f"{row.name}, {PARTS.get(check.name, check.name)}", check.message, check.advice or SERVER)
        if check.state == "failed"
        else good(f"{row.name}, {PARTS.get(check.name, check.name)}", check.message)
        for check in probe.checks
    ]


async def standing(database: Database, row: AccountRow) -> list[Check]:
    """What the product itself has seen of it."""
    now = milliseconds()
    async with database.reading() as connection:
        state = await mailboxes.state(connection, row.id)
        trial = await trial_rows.get(connection, row.id)
    found = []
    if state is not None and state.failing_since is not None:
        minutes = (now - state.failing_since) // 60_000
        told = f"no mail was read for {minutes} minutes: {state.problem}"
        found.append(wrong(f"{row.name}, reading (IMAP)", told, state.advice or SERVER))
    if trial is not None and trial.token is None and not trial.marks:
        told = "it was never tried out, so answers are found by the mail they answer alone"
        found.append(note(f"{row.name}, answers", told, TRY_OUT))
    elif trial is not None and trial.token is not None:
        found.append(_tried(row, trials.shape(trial, now)))
    return found


def _tried(row: AccountRow, told: MailTrial) -> Check:
    subject = f"{row.name}, answers"
    if told.marks:
        return good(subject, "come back to plus addresses, which find their conversation")
    if told.problem is not None:
        return note(subject, f"the last mail to itself did not go out: {told.problem}", told.advice or TRY_OUT)
    if told.waiting:
        return note(subject, "a mail to itself is on its way", "Look again in three minutes.")
    if told.seconds is None:
        return wrong(subject, "the last mail to itself was not seen to arrive", "Look for it in the spam folder.")
    finding = f"plus addresses do not work ({told.refused or 'nothing arrived'}); the mail they answer finds them"
    return note(subject, finding, "Turn plus addresses on at the provider, where it can, and try it out again.")
