"""How one channel account fares, of whatever kind: what it hears, what it sends, what is left to it, and what somebody should do."""

from __future__ import annotations

from hub import shaping
from hub.accounts import channel_health, news
from hub.durations import DAY_MS
from hub.wire.accounts import ChannelHealth
from hub.wire.health import DayHealth, Duty, NumberHealth, Silence
from storage.accounts import channels as account_rows
from storage.accounts.channels import AccountRow
from storage.database import Connection
from storage.figures import statistics
from storage.running import health as rows
from storage.running.health import QueueRow

WEEK_MS = 7 * 24 * 3_600_000
WEEKS = 8  # looked back at
FEWEST_WEEKS = 4  # of a number's life, before anything of it is unusual
USUAL_SHARE = 0.75  # of those weeks, in which customers wrote in the same span
ALARM_MS = WEEK_MS  # for so long a provider's alarm is shown
SOON_MS = WEEK_MS  # a token that ends within it is to be renewed now
LATE_MS = 5 * 60_000  # what has been due for longer waits for somebody
FEWEST_FAILED = 5  # in a day, before they say anything
FAILED_SHARE = 0.1  # of what went out in a day
FEW_LEFT = 0.05  # of a month's messages
PATIENCE_MS = 10 * 60_000  # a mailbox that cannot be read for so long does not come back by itself


async def read(connection: Connection, row: AccountRow, now: int, counted: int | None) -> NumberHealth:
    """`counted`: how far statistics reach (ms)."""
    told = await channel_health.shape(connection, row)
    last = None if told.last_inbound_at is None else shaping.time_ms(told.last_inbound_at)
    known = last is not None and counted is not None and row.state == "active"
    spoke = await account_rows.last_said(connection, row.id)
    waits = await rows.due_of(connection, row.id, now)
    day = DayHealth(
        sent=await rows.sent(connection, row.id, now - DAY_MS),
        failed=await rows.failed(connection, row.id, now - DAY_MS),
    )
    alarm = await news.last_alarm(connection, row, now - ALARM_MS)
    soon = row.token_expires_at is not None and row.token_expires_at < now + SOON_MS
    return NumberHealth(
        channel=row.id,
        kind=row.kind,  # type: ignore[arg-type]
        name=row.name,
        state=row.state,  # type: ignore[arg-type]
        reason=row.reason,
        last_inbound_at=told.last_inbound_at,
        last_outbound_at=None if spoke is None else shaping.time_text(spoke),
        silence=await silence(connection, row, last, now) if known and last is not None else None,
        token_expires_at=told.token_expires_at,
        token_expires_soon=soon,
        quality=told.quality,
        tier=told.tier,
        subscribed=told.subscribed,
        checked_at=told.checked_at,
        checks=told.checks,
        waiting=waits.waiting,
        lag_seconds=0 if waits.since is None else (now - waits.since) // 1000,
        day=day,
        quota=told.quota,
        mailbox=told.mailbox,
        alarm=alarm,
        duty=duty(row, told, waits, day, now, soon=soon, alarmed=alarm is not None),
    )


def duty(
    row: AccountRow,
    told: ChannelHealth,
    waits: QueueRow,
    day: DayHealth,
    now: int,
    *,
    soon: bool,
    alarmed: bool,
) -> Duty | None:
    """What somebody should do about it, the gravest first. Pure."""
    quota, mailbox = told.quota, told.mailbox
    few = quota is not None and quota.allowed is not None and quota.left is not None
    since = None if mailbox is None or mailbox.failing_since is None else shaping.time_ms(mailbox.failing_since)
    duties: list[tuple[Duty, bool]] = [
        ("set_up", row.state == "unconfigured"),
        ("resume", row.state == "paused"),
        ("mend_mailbox", since is not None and since < now - PATIENCE_MS),
        ("mend", any(check.state == "failed" for check in told.checks)),
        ("heed_alarm", alarmed),
        ("buy_messages", few and quota is not None and quota.left == 0),
        ("renew_token", soon),
        ("look_at_queue", waits.since is not None and waits.since < now - LATE_MS),
        ("look_at_failures", day.failed >= FEWEST_FAILED and day.failed >= FAILED_SHARE * day.sent),
        ("raise_quality", row.quality == "RED"),
        ("few_messages", few and quota is not None and (quota.left or 0) <= FEW_LEFT * (quota.allowed or 0)),
        ("look", any(check.state == "warning" for check in told.checks)),
    ]
    if row.state == "deactivated":
        return None
    return next((name for name, holds in duties if holds), None)


async def silence(connection: Connection, row: AccountRow, last: int, now: int) -> Silence:
    """Compares how long a number has heard nothing with the same span of its past weeks."""
    since, slot = max(last, now - WEEK_MS), statistics.SLOT_MS
    first, end = since + slot - since % slot, now - now % slot  # whole slots: what is in part of one is not known
    weeks = [week for week in range(1, WEEKS + 1) if row.created_at <= first - week * WEEK_MS]
    spans = [(first - week * WEEK_MS, end - week * WEEK_MS) for week in weeks]
    counts = await rows.received(connection, row.id, spans) if weeks and first < end else [0] * len(weeks)
    written = sum(count > 0 for count in counts)
    return Silence(
        seconds=max(0, now - last) // 1000,
        unusual=None if len(weeks) < FEWEST_WEEKS else written >= USUAL_SHARE * len(weeks),
        weeks_known=len(weeks),
        weeks_with_messages=written,
        usual=round(sum(counts) / len(weeks), 1) if weeks else 0.0,
    )
