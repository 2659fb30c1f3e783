"""What the provider says about a message template: reviewed, paused, regraded, moved to another category, its text changed."""

from __future__ import annotations

from typing import Any

import msgspec

from channels.channel import TemplateTold
from hub import ids, permissions
from hub.receiving.book import Book, Item
from hub.texts import template_news, templates
from hub.wire.events import TemplateChanged
from storage.accounts import news
from storage.accounts import templates as template_rows
from storage.accounts.news import TemplateHeld

CLOCKS_DIFFER_MS = 1_000  # the provider tells seconds
PARTS = ("status", "quality", "category")
GONE = ("DELETED", "PENDING_DELETION")


async def tell(book: Book, item: Item) -> None:
    fact = item.fact
    assert isinstance(fact, TemplateTold)
    about = await news.channels_of(book.connection, item.kind, fact.business)
    if not about:
        item.became("kept", reason="No channel account belongs to this business account.")
        return
    held = await news.lock_templates(book.connection, fact.business, fact.provider_id, fact.name, fact.language)
    known = {row.channel_id for row in held}
    changed = [row.id for row in held if await _change(book, fact, row)]
    gone = fact.changes.get("status") in GONE  # what we have just removed is not to come back for a moment
    if fact.name and fact.language and set(about) - known and not gone:
        changed += [id for channel in about if channel not in known and (id := await _add(book, fact, channel))]
    await news.ask_templates_again(book.connection, about, book.now)
    await _announce(book, changed)
    if changed or (held and "components" in fact.changes):
        item.became("stored", changed[0] if changed else held[0].id)
    elif held:
        item.became("duplicate", held[0].id)
    else:
        item.became("kept", reason="No template of this id is known, and neither name nor language was given.")


async def _change(book: Book, fact: TemplateTold, row: TemplateHeld) -> bool:
    if fact.at and fact.at + CLOCKS_DIFFER_MS < row.updated_at:
        return False  # what is known is newer
    values: dict[str, Any] = {
        part: str(fact.changes[part]) for part in PARTS if fact.changes.get(part) not in (None, getattr(row, part))
    }
    if (components := _components(fact)) not in (None, row.components):
        values["components"] = components
    said = {"provider_id": fact.provider_id or row.provider_id, **template_news.told(fact.changes)}
    if "status" in values and row.task is None and row.error is not None:
        said["error"] = None  # what came to nothing before is settled now
    values |= {name: value for name, value in said.items() if getattr(row, name) != value}
    if not values:
        return False
    await news.change_template(book.connection, row.id, values | {"updated_at": fact.at or book.now})
    return True


async def _add(book: Book, fact: TemplateTold, channel_id: str) -> str | None:
    """As much of it as was told; the synchronisation asked for completes it."""
    said = template_news.told(fact.changes)
    row = {
        "id": ids.new(),
        "business": fact.business,
        "channel_id": channel_id,
        "provider_id": fact.provider_id,
        "name": fact.name,
        "language": fact.language,
        "category": str(fact.changes.get("category") or ""),
        "status": str(fact.changes.get("status") or "PENDING"),
        "quality": fact.changes.get("quality"),
        "components": _components(fact) or "[]",
        "reason": said.get("reason"),
        "correct_category": said.get("correct_category"),
        "updated_at": fact.at or book.now,
    }
    return str(row["id"]) if await news.add_template(book.connection, row) else None


def _components(fact: TemplateTold) -> str | None:
    """The new text as JSON, where it was told in the form templates have. Else the synchronisation asked for brings it."""
    told = fact.changes.get("components")
    return msgspec.json.encode(told).decode() if isinstance(told, list) else None


async def _announce(book: Book, template_ids: list[str]) -> None:
    for id in template_ids:
        row = await template_rows.get(book.connection, id)
        if row is not None:
            book.tx.announce(TemplateChanged(templates.shape(row)), permissions.for_channel(row.channel_id))
