"""What can be found: for each noun which rows it reads, what of them is searched, and who may find it.

A noun is added by one line in NOUNS, and its events by one line each in SUBJECTS.
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import msgspec
from msgspec import Struct

from hub.searching.folding import LONGEST_TEXT, fold
from hub.searching.tokens import Scheme
from hub.shaping import is_taken_back
from hub.wire.quotations import Content
from storage.database import Connection
from storage.searching import searched
from storage.searching.searched import CampaignText, ContactText, MessageText, QuotationText

WORDLESS = frozenset({"text", "note", "system"})  # kinds whose content holds no words a person sees beside the text
UNSAID = frozenset(  # what of a content nobody reads
    {"form", "id", "kind", "type", "payload", "raw", "url", "catalog", "currency", "language", "parameters", "referral"}
)
_decode_content = msgspec.json.Decoder(Content).decode
EVERYBODY = ""  # in the place of a channel: whoever signs in


class Document(Struct, frozen=True):
    """What is searched of a subject: `source` as a person sees it, line by line. `channels`: whose members may find it."""

    subject: str
    channels: tuple[str, ...]
    at: int
    source: str

    @property
    def folded(self) -> str:
        return fold(self.source)


class Noun(Struct, frozen=True):
    """`read` gives the documents of these ids (of those that are there), `walk` a page of ids below `before`, newest first."""

    name: str
    scheme: Scheme
    read: Callable[[Connection, Iterable[str]], Awaitable[list[Document]]]
    walk: Callable[[Connection, str | None, int], Awaitable[list[str]]]


def digest_of(document: Document, folded: str) -> int:
    """64 bits that tell whether the index still holds what the rows say."""
    told = "\x00".join((*document.channels, folded)).encode(errors="surrogatepass")
    return int.from_bytes(hashlib.blake2b(told, digest_size=8).digest(), "big", signed=True)


async def _messages(connection: Connection, ids: Iterable[str]) -> list[Document]:
    rows = await searched.messages(connection, ids)
    found = ((row, _words(row)) for row in rows)
    return [Document(row.id, (row.channel_id,), row.at, words[:LONGEST_TEXT]) for row, words in found if words]


async def _files(connection: Connection, ids: Iterable[str]) -> list[Document]:
    """By their message: what its files are called."""
    rows = await searched.files(connection, ids)
    return [
        Document(row.id, (row.channel_id,), row.at, "\n".join(row.names)[:LONGEST_TEXT])
        for row in rows
        if not is_taken_back(msgspec.json.decode(row.content))
    ]


async def _contacts(connection: Connection, ids: Iterable[str]) -> list[Document]:
    rows = await searched.contacts(connection, ids)
    return [
        Document(row.id, tuple(row.channels) or (EVERYBODY,), row.at, _lines(row)[:LONGEST_TEXT])
        for row in rows
        if row.merged_into is None
    ]


async def _quotations(connection: Connection, ids: Iterable[str]) -> list[Document]:
    rows = await searched.quotations(connection, ids)
    return [Document(row.id, _places(row), row.at, _offered(row)[:LONGEST_TEXT]) for row in rows]


async def _campaigns(connection: Connection, ids: Iterable[str]) -> list[Document]:
    rows = await searched.campaigns(connection, ids)
    return [Document(row.id, (row.channel_id,), row.at, _announced(row)[:LONGEST_TEXT]) for row in rows]


NOUNS = {
    "message": Noun("message", "words", _messages, searched.message_ids),
    "file": Noun("file", "words", _files, searched.filed_ids),
    "contact": Noun("contact", "parts", _contacts, searched.contact_ids),
    "quotation": Noun("quotation", "parts", _quotations, searched.quotation_ids),
    "campaign": Noun("campaign", "parts", _campaigns, searched.campaign_ids),
}
ALSO = {
    "message": ("message", "file"),
    "contact": ("contact",),
    "quotation": ("quotation",),
    "campaign": ("campaign",),
}  # a changed row may change several documents


def subjects(type_: str, body: bytes) -> list[tuple[str, str]]:
    """What (row, id) an event of the log is about; nothing for events that change nothing that is searched."""
    find = SUBJECTS.get(type_)
    return [] if find is None else find(body)


class _Id(Struct):
    id: str


class _OfContact(Struct):
    contact: _Id


class _MessageBody(Struct):
    message: _Id


class _ConversationBody(Struct):
    conversation: _OfContact


class _CampaignBody(Struct):
    campaign: _Id


class _QuotationBody(Struct):
    quotation: _Id


class _Merged(Struct):
    id: str
    into: str


def _finder(shape: Any, take: Callable[[Any], list[tuple[str, str]]]) -> Callable[[bytes], list[tuple[str, str]]]:
    decode = msgspec.json.Decoder(shape).decode
    return lambda body: take(decode(body))


_message = _finder(_MessageBody, lambda told: [("message", told.message.id)])
_contact = _finder(_Id, lambda told: [("contact", told.id)])
SUBJECTS: dict[str, Callable[[bytes], list[tuple[str, str]]]] = {
    "message.created": _message,
    "message.changed": _message,
    "message.removed": _finder(_Id, lambda told: [("message", told.id)]),
    "contact.changed": _finder(_OfContact, lambda told: [("contact", told.contact.id)]),
    "contact.merged": _finder(_Merged, lambda told: [("contact", told.id), ("contact", told.into)]),
    "contact.deleted": _contact,
    "contact.removed": _contact,
    "campaign.changed": _finder(_CampaignBody, lambda told: [("campaign", told.campaign.id)]),
    "campaign.removed": _finder(_Id, lambda told: [("campaign", told.id)]),
    "quotation.changed": _finder(_QuotationBody, lambda told: [("quotation", told.quotation.id)]),
    "quotation.removed": _finder(_Id, lambda told: [("quotation", told.id)]),
    "conversation.created": _finder(_ConversationBody, lambda told: [("contact", told.conversation.contact.id)]),
}


def _words(row: MessageText) -> str:
    """What a message says: its text, else the words its kind carries."""
    content = msgspec.json.decode(row.content) if row.content != "{}" else {}
    if is_taken_back(content):
        return ""
    return "\n".join(part for part in (row.text or "", *_said(row.kind, content)) if part)


def _said(kind: str, content: dict[str, Any]) -> list[str]:
    return [] if kind in WORDLESS else _strings(content)


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [text for each in value for text in _strings(each)]
    if isinstance(value, dict):
        return [text for key, each in value.items() if key not in UNSAID for text in _strings(each)]
    return []


def _lines(row: ContactText) -> str:
    tags, fields = msgspec.json.decode(row.tags), msgspec.json.decode(row.fields)
    return "\n".join(
        part for part in (row.name, row.company or "", *row.reached, *tags, *_strings(fields), *row.notes) if part
    )


def _places(row: QuotationText) -> tuple[str, ...]:
    """Of one whose contact is gone: nowhere, so that only administrators find it."""
    if row.channel_id is not None:
        return (row.channel_id,)
    return () if row.contact_id is None else tuple(row.channels) or (EVERYBODY,)


def _announced(row: CampaignText) -> str:
    """What it is called, and the template it sends."""
    content = {} if row.template is None else msgspec.json.decode(row.template)
    return "\n".join(part for part in (row.name, content.get("name")) if part)


def _offered(row: QuotationText) -> str:
    """Its number, whom it is for, and what it offers."""
    said = _decode_content(row.content)
    parts = (row.number or "", *_strings(msgspec.to_builtins(said.customer)), said.title)
    return "\n".join(part for part in (*parts, *(item.description for item in said.items), said.notes) if part)
