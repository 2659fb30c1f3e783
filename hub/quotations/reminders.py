"""A customer is reminded, once for each version, some days before a quotation expires: by a message with the buttons while one may be
sent, by the template the office named for it otherwise; where neither can be, its owner is told.

Only who had it for a day, and by daylight.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hub.inbox import reach
from hub.office import configuration
from hub.quotations import carriers, holding, sending
from hub.quotations.days import today
from hub.quotations.holding import Held
from hub.team import notifications
from hub.team.notifications import News
from hub.transaction import Transaction
from hub.wire.configuration import Configuration
from hub.wire.errors import Refusal
from storage.database import Connection
from storage.inbox.conversations import ConversationRow
from storage.quotations import deadlines as rows

REMINDED = ("sent", "seen")  # states in which a word helps
HAD_MS = 24 * 3_600_000  # how long it must have been with the customer
FROM_HOUR, TO_HOUR = 9, 18  # of the office's day
AT_ONCE = 20


async def due(connection: Connection, now: int) -> list[str]:
    office = await configuration.read(connection)
    days = office.quotations.remind_days
    if days is None or not _by_day(office, now):
        return []
    first = today(office, now)
    last = first + timedelta(days=days)
    return await rows.near(connection, REMINDED, first.isoformat(), last.isoformat(), now - HAD_MS, AT_ONCE)


async def remind(tx: Transaction, quotation_id: str) -> None:
    """The note that it was done and the message are one transaction: no kill, and no second worker, reminds anybody twice."""
    held = await holding.hold(tx, quotation_id)
    office = await configuration.read(tx.connection)
    if held.row.state not in REMINDED or held.row.valid_until is None:
        return
    if not await rows.remind(tx.connection, quotation_id, held.row.revision, at=tx.now, way="owner"):
        return
    message_id = None if held.conversation is None else await _written(tx, held, held.conversation, office)
    if message_id is None:
        await _tell_owner(tx, held)
    else:
        await rows.reminded_by(tx.connection, quotation_id, held.row.revision, message_id)


async def _written(tx: Transaction, held: Held, conversation: ConversationRow, office: Configuration) -> str | None:
    """The message; None when nobody may write to the customer now."""
    try:
        await reach.require_consent(tx, conversation)
        template = await _template(tx, held, conversation, office)
        return await sending.queue(tx, None, held, office, "reminder", template=template)
    except Refusal:
        return None


async def _template(tx: Transaction, held: Held, conversation: ConversationRow, office: Configuration) -> str | None:
    """The one the office named, when free text cannot be sent; None when it can. Raises Refusal when nothing can."""
    try:
        await reach.require_sendable(tx, conversation, template=False)
    except Refusal as closed:
        if closed.code != "window_closed":
            raise
        account = await reach.require_sendable(tx, conversation, template=True)
        name = office.quotations.remind_template
        named = [row for row in await carriers.templates_for(tx, account, held.row.language) if row.name == name]
        if not named:
            raise
        return named[0].id
    return None


async def _tell_owner(tx: Transaction, held: Held) -> None:
    row = held.row
    if row.owner_id is None:
        return
    words = f"Quotation {row.number} for {row.customer_name or 'a customer'} is valid until {row.valid_until}: no reminder could be sent"
    one = News(
        user_id=row.owner_id,
        kind="quotation_expiring",
        conversation_id=row.conversation_id,
        text=words,
        subject=row.id,
        who=row.customer_name,
        detail=f"{row.number} ({row.valid_until})",
    )
    await notifications.notify_all(tx, [one])


def _by_day(office: Configuration, now: int) -> bool:
    hour = datetime.fromtimestamp(now / 1000, UTC).astimezone(ZoneInfo(office.time_zone)).hour
    return FROM_HOUR <= hour < TO_HOUR
