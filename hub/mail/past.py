"""What was in a mailbox before it was set up here: asked for by an administrator from a day on, and fetched in the background."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hub import shaping
from hub.accounts import credentials
from hub.mail import servers
from hub.office import activity
from hub.permissions import Agent
from hub.transaction import Transaction
from hub.vault import Vault
from hub.wire.errors import Refusal
from hub.wire.mail_posts import MailPast
from storage.accounts.channels import AccountRow
from storage.mail import imports as rows
from storage.mail.imports import ImportRow

FIRST = date(1990, 1, 1)


async def ask(tx: Transaction, agent: Agent, row: AccountRow, since: str | None, vault: Vault) -> MailPast:
    """`since` None: no more are fetched; those that came stay. Raises Refusal."""
    if since is None:
        await rows.forget(tx.connection, row.id)
    else:
        if servers.opened(credentials.opened(vault, row), "imap") is None:
            words = f"{row.name} has no IMAP server: earlier mails cannot be fetched from a provider's webhooks."
            raise Refusal("conflict", words)
        await rows.ask(tx.connection, row.id, _day(since), tx.now)
    await activity.note(tx, agent, "channel.changed", subject=row.id, title=row.name, after={"earlier_mails": since})
    return shape(await rows.get(tx.connection, row.id))


def shape(row: ImportRow | None) -> MailPast:
    if row is None:
        return MailPast(since=None)
    return MailPast(
        since=row.since,
        asked_at=shaping.time_text(row.asked_at),
        total=row.total,
        looked=row.looked,
        came=row.came,
        problem=row.problem,
        ended_at=None if row.ended_at is None else shaping.time_text(row.ended_at),
    )


def _day(since: str) -> str:
    try:
        day = date.fromisoformat(since)
    except ValueError:
        raise Refusal("invalid", "There is no such day.", field="since") from None
    if not FIRST <= day <= datetime.now(UTC).date():
        raise Refusal("invalid", f"Choose a day between {FIRST.year} and today.", field="since")
    return day.isoformat()
