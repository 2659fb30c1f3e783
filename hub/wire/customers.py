"""What an office knows of its customers beside the contact itself: tags, fields, notes, consent, and what happened."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from hub.wire.quotations import QuotationMove, QuotationSummary
from hub.wire.shapes import Contact, Conversation

FieldKind = Literal["text", "number", "date", "choice", "yes_no"]
ConsentChannel = Literal["marketing", "whatsapp", "line", "mail"]
ConsentHow = Literal["in_writing", "by_phone", "in_person", "online_form", "import", "provider", "keyword", "other"]

Shared = Literal["email", "name", "phone"]

LARGEST_NUMBER = 10**15  # as a whole number exact in every reader, JavaScript included
FieldValue = (
    Annotated[str, Meta(max_length=5000)]
    | Annotated[int, Meta(ge=-LARGEST_NUMBER, le=LARGEST_NUMBER)]
    | Annotated[float, Meta(ge=-LARGEST_NUMBER, le=LARGEST_NUMBER)]
    | bool
    | None
)


class Tag(Struct, frozen=True, kw_only=True):
    """A word contacts and conversations are marked with; they name it by its name. `colour`: #rrggbb."""

    id: str
    version: int
    name: str
    colour: str | None


class TagUse(Struct, frozen=True, kw_only=True):
    """A tag, and how many contacts and conversations have it: null to those who may not see all of them."""

    id: str
    version: int
    name: str
    colour: str | None
    contacts: int | None
    conversations: int | None


class Field(Struct, frozen=True, kw_only=True):
    """A field every contact may have a value of; `contact.fields` names it by `key`. Values: text, a number, a date as 2026-11-22, one
    of `choices`, true or false."""

    id: str
    version: int
    key: str
    name: str
    kind: FieldKind
    choices: list[str]
    position: int


class Note(Struct, frozen=True, kw_only=True):
    """What a colleague wrote down about a contact."""

    id: str
    version: int
    contact: str
    author: str
    author_name: str
    text: str
    created_at: str
    edited_at: str | None


class Consent(Struct, frozen=True, kw_only=True):
    """One word of a contact about being written to unasked, with its proof: `how` and in which words (`text`) it was given at `at`, where
    the proof lies (`source`), who wrote it down (`user`; null: the provider told). `channel`: marketing stands for all of them;
    a provider's own categories stand here too."""

    id: str
    contact: str
    channel: str
    wanted: bool
    at: str
    how: ConsentHow
    text: str | None
    source: str | None
    user: str | None
    created_at: str


class ContactMerge(Struct, frozen=True, kw_only=True):
    """That `goes` became part of `stays`. `user` null: both turned out to be one person when a message came."""

    id: str
    goes: str
    goes_name: str
    stays: str
    at: str
    user: str | None
    undone_at: str | None
    undone_by: str | None


class ContactHistory(Struct, frozen=True, kw_only=True):
    """What a colleague changed of a contact: by name what it was and what it became."""

    id: str
    at: str
    user: str | None
    user_name: str
    changes: dict[str, list[Any]]


class Duplicates(Struct, frozen=True, kw_only=True):
    """Contacts that may be one person by what they share: a number or an address (`value`), or name and company."""

    shared: Shared
    value: str | None
    contacts: list[Contact]


class TimelineConversation(Struct, frozen=True, kw_only=True, tag="conversation"):
    at: str
    conversation: Conversation


class TimelineNote(Struct, frozen=True, kw_only=True, tag="note"):
    at: str
    note: Note


class TimelineConsent(Struct, frozen=True, kw_only=True, tag="consent"):
    at: str
    consent: Consent


class TimelineMerge(Struct, frozen=True, kw_only=True, tag="merge"):
    at: str
    merge: ContactMerge


class TimelineChange(Struct, frozen=True, kw_only=True, tag="change"):
    at: str
    change: ContactHistory


class TimelineQuotation(Struct, frozen=True, kw_only=True, tag="quotation"):
    """A state a quotation came to; `quotation` is how it is now."""

    at: str
    move: QuotationMove
    quotation: QuotationSummary


class TimelineCampaign(Struct, frozen=True, kw_only=True, tag="campaign"):
    """A campaign went to the contact, and what became of it: its recipient's `state`. `by`: the kind of channel, where it went another way
    than its own."""

    at: str
    id: str
    campaign: str
    name: str
    state: str
    by: str | None = None


TimelineEntry = (
    TimelineConversation
    | TimelineNote
    | TimelineConsent
    | TimelineMerge
    | TimelineChange
    | TimelineQuotation
    | TimelineCampaign
)
