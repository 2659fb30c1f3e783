"""Templates as the provider holds them: all pages read, then ours made the same. What is newer than the reading, or ours alone, stays."""

from __future__ import annotations

from typing import Any

import msgspec

from channels.channel import Account, Channel, TemplateSeen
from hub import ids, permissions
from hub.texts import template_news, templates
from hub.transaction import Transaction, Transactions, milliseconds
from hub.wire.events import TemplateChanged, TemplateRemoved
from storage.accounts import channels as account_rows
from storage.accounts import templates as rows
from storage.accounts.channels import AccountRow
from storage.accounts.templates import TemplateRow

UNSUBMITTED = "UNSUBMITTED"  # a draft of the provider's own console, which is none of ours
SHOWN = ("provider_id", "business", "category", "status", "quality", "parameter_format", "components", "reason")


class Kept(msgspec.Struct, frozen=True):
    """What a synchronisation did: how many templates it saw, changed or added, and removed."""

    seen: int = 0
    changed: int = 0
    removed: int = 0


async def synchronise(transactions: Transactions, channel: Channel, account: Account, row: AccountRow) -> Kept:
    """Raises ChannelError; nothing of a half-read list is kept."""
    as_of = milliseconds()  # news that comes while we read is newer than what we read
    seen = await channel.templates(account)
    async with transactions.begin() as tx:
        kept = await keep(tx, row, seen, as_of)
        await account_rows.note(tx.connection, row.id, {"templates_at": as_of})
    return kept


async def keep(tx: Transaction, account: AccountRow, seen: list[TemplateSeen], as_of: int) -> Kept:
    """Makes our templates of an account what the provider held at `as_of` (ms): all of `seen`, and nothing else."""
    held = {(row.name, row.language): row for row in await rows.lock_channel(tx.connection, account.id)}
    audience = permissions.for_channel(account.id)
    changed = 0
    for each in seen:
        row = await _kept(tx, account, each, held.pop((each.name, each.language), None), as_of)
        if row is not None:
            changed += 1
            tx.announce(TemplateChanged(template=templates.shape(row)), audience)
    gone = [row for row in held.values() if row.status != templates.DRAFT and row.updated_at <= as_of]
    if gone:
        await rows.remove(tx.connection, [row.id for row in gone])
        for row in gone:
            tx.announce(TemplateRemoved(id=row.id), audience)
    return Kept(len(seen), changed, len(gone))


async def _kept(
    tx: Transaction, account: AccountRow, seen: TemplateSeen, row: TemplateRow | None, as_of: int
) -> TemplateRow | None:
    """The row when it is new or has changed."""
    values = values_of(seen) | {"business": account.business}
    if row is None:
        added = {"id": ids.new(), "channel_id": account.id, "name": seen.name, "language": seen.language}
        if not await rows.insert(tx.connection, added | values | {"created_at": tx.now, "updated_at": as_of}):
            return None
        return await rows.get(tx.connection, str(added["id"]))
    if row.task == "create" or row.updated_at > as_of:
        return None  # its submission is under way, or we were told something newer meanwhile
    if row.status == seen.status and row.reason is not None:
        values["reason"] = row.reason  # a webhook tells it in more words than the list
    if row.status == templates.DRAFT:  # an earlier submission had arrived after all
        values |= {"error": None, "uncertain": False}
    elif all(getattr(row, name) == values[name] for name in SHOWN):
        return None
    return await rows.change(tx.connection, row.id, as_of, **values)


def values_of(seen: TemplateSeen) -> dict[str, Any]:
    """The columns that say what the provider holds."""
    return {
        "provider_id": seen.provider_id,
        "category": seen.category[:64],
        "status": UNSUBMITTED if seen.status == templates.DRAFT else seen.status[:32],
        "quality": None if seen.quality is None else seen.quality[:16],
        "parameter_format": seen.parameter_format,
        "components": msgspec.json.encode(seen.components).decode(),
        "reason": template_news.reason_of(seen.status, {"reason": seen.reason}),
        "correct_category": seen.correct_category,
    }
