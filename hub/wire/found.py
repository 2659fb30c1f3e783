"""What a search is answered with."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from hub.wire import shapes
from hub.wire.campaigns import Campaign
from hub.wire.quotations import QuotationSummary

FoundKind = Literal["conversations", "contacts", "messages", "files", "quotations", "campaigns"]


class Segment(Struct, frozen=True):
    """A piece of an excerpt; `hit`: it is what was looked for. Plain text, never HTML."""

    text: str
    hit: bool


class Hit(Struct, frozen=True, kw_only=True):
    """One thing found: `id` names a conversation, a contact, a quotation, a campaign or a message (for files too: theirs). `quality`: 3 the words as they stand,
    2 the last of them begun, 1 all of them, somewhere. `at`: of a message when it was sent, of people the last activity."""

    kind: FoundKind
    id: str
    contact: str | None
    conversation: str | None
    at: str
    quality: int
    excerpt: list[Segment]


class Found(Struct, frozen=True, kw_only=True):
    """`hits` in order, kind after kind; the lists hold their shapes in the same order, `files` the messages whose files are called so.
    `next` goes on with the kinds of which there is more."""

    hits: list[Hit]
    conversations: list[shapes.Conversation]
    contacts: list[shapes.Contact]
    messages: list[shapes.Message]
    files: list[shapes.Message]
    quotations: list[QuotationSummary]
    campaigns: list[Campaign]
    next: str | None = None
