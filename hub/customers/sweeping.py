"""What elsewhere tells of a person whose rows are gone: found, and cut out.

- The log: an event about them becomes the removal of its subject, under the same number and for the same ears, so that no cursor breaks.
- Raw webhooks hold many customers' items: only theirs are cut out, and what is left can still be replayed. What cannot be cut is emptied.
- Noted acts keep who did what and when, and lose what it was about. Kept answers become "not found".
"""

from __future__ import annotations

import base64
import re
from collections.abc import Collection, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from hub.wire import events
from hub.wire.errors import HTTP_STATUS

STAGES = ("events", "ledger", "small", "imports", "scrub")
SHORTEST_PHONE = 7  # digits: fewer would be found in anything
TELLING_NAME = 6  # letters: shorter names are part of other words, and count only where they stand alone
TAIL_DIGITS = 8  # of a number by which it is known however it is written
GONE = "What concerned a deleted person was cut out."
IMPORT = "import.changed"
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[ ().\-/\u00a0]{1,3}(?=\d)")
NOT_FOUND = (
    b'{"type":"about:blank","title":"not found","status":404,"detail":"The person was deleted.","code":"not_found",'
)
NOT_FOUND += b'"message":"The person was deleted.","field":null,"retry_after":null}'
NOT_FOUND_STATUS = HTTP_STATUS["not_found"]
WORDLESS = (
    "contact.deleted",
    "contact.merged",
    "contact.removed",
    "conversation.removed",
    "message.removed",
    "quotation.removed",
)
BY_WORD = ("contact.", "notification.", "note.")  # events that may name a person without their id
_encode = msgspec.json.Encoder().encode


class Traces(Struct, frozen=True):
    """`contact`: who is gone. `ids`: theirs and of their conversations; `words`: their addresses as they stand in JSON; `phones`:
    digits; `names`: what they were called."""

    contact: str
    ids: list[str]
    words: list[str]
    phones: list[str]
    names: list[str]


class Letter(Struct, frozen=True):
    """`original`: "" where it is not kept."""

    original: str = ""
    raw: str | None = None


def traces(contact: str, ids: Sequence[str], addresses: Collection[tuple[str, str]], names: Collection[str]) -> Traces:
    """`addresses`: (kind, value)."""
    phones = [value for kind, value in addresses if kind == "phone" and len(value) >= SHORTEST_PHONE]
    words = [word for value in phones for word in (value, _in_provider_ids(value))]
    words += [_quoted(value) for kind, value in addresses if not (kind == "phone" and value in phones)]
    return Traces(contact, list(ids), words, phones, list(names))


def about(traces: Traces, *, by_name: bool = False) -> re.Pattern[bytes]:
    """Finds any of the traces in a body."""
    words = [*map(_quoted, traces.ids), *traces.words]
    if by_name:
        words += [_quoted(name)[1:-1] if len(name) >= TELLING_NAME else _quoted(name) for name in traces.names]
    return re.compile(b"|".join(re.escape(word.encode()) for word in words))


def in_mail(traces: Traces) -> re.Pattern[bytes] | None:
    """Finds their addresses in a mail as it came, where they stand in no quotation marks of ours."""
    found = [re.escape(word.strip('"').encode()) for word in traces.words if "@" in word]
    return re.compile(rb"(?<![\w.+-])(?:" + b"|".join(found) + rb")(?![\w-])", re.IGNORECASE) if found else None


def ids_of(traces: Traces) -> re.Pattern[bytes]:
    return re.compile(b"|".join(re.escape(_quoted(id).encode()) for id in traces.ids))


def removal(type: str, body: bytes, contact: str) -> tuple[str, bytes]:
    """The event that stands in the log for one about the person: its type and body."""
    told = msgspec.json.decode(body)
    if type == IMPORT:
        return type, _encode(told | {"import": told["import"] | {"name": "contacts", "columns": []}})
    made: events.MessageRemoved | events.ConversationRemoved | events.QuotationRemoved | events.ContactDeleted = (
        events.ContactDeleted(contact)
    )
    if type.startswith("message."):
        made = events.MessageRemoved(told["message"]["id"], told["message"]["conversation"])
    elif type.startswith("conversation."):
        made = events.ConversationRemoved(told["conversation"]["id"])
    elif type.startswith("quotation."):  # one that stays is told of anew, later in the log
        made = events.QuotationRemoved(told["quotation"]["id"])
    return str(made.__struct_config__.tag), _encode(made)


def concerns(type: str, body: bytes, traces: Traces, by_id: re.Pattern[bytes], by_word: re.Pattern[bytes]) -> bool:
    """Whether an event tells of the person. Another customer's message may hold their number: it stays as it was said."""
    if type in WORDLESS:
        return False
    if type == IMPORT:  # it shows a few cells of its file
        return mentions(body.decode(), traces)
    return by_id.search(body) is not None or (type.startswith(BY_WORD) and by_word.search(body) is not None)


def cut(body: bytes, wanted: re.Pattern[bytes]) -> bytes:
    """A webhook without the items that hold one of the words; empty when it cannot be cut."""
    try:
        told = msgspec.json.decode(body)
    except msgspec.DecodeError:
        return b""
    left = _encode(_without(told, wanted))
    return b"" if wanted.search(left) else left


def mail_of(body: bytes) -> Letter:
    """Of a webhook that is a mail's letter: where the mail is kept, and the mail itself if nobody could read it."""
    try:
        return msgspec.json.decode(body, type=Letter)
    except msgspec.DecodeError:
        return Letter()


def mentions(cell: str, traces: Traces) -> bool:
    """Whether a cell of a spreadsheet, or several, are about the person, however the number is written."""
    digits = _BETWEEN_DIGITS.sub("", cell)
    if any(phone[-TAIL_DIGITS:] in digits for phone in traces.phones):
        return True
    folded = cell.casefold()
    return any(name.casefold() in folded for name in traces.names) or any(
        word.strip('"').casefold() in folded for word in traces.words
    )


def _without(value: Any, wanted: re.Pattern[bytes]) -> Any:
    """Lists lose the innermost items that hold a word; what then still holds one is lost whole."""
    if isinstance(value, dict):
        return {key: _without(each, wanted) for key, each in value.items()}
    if isinstance(value, list):
        kept = [_without(each, wanted) if _holds(each, wanted) else each for each in value]
        return [each for each in kept if not _holds(each, wanted)]
    return value


def _holds(value: Any, wanted: re.Pattern[bytes]) -> bool:
    return wanted.search(_encode(value)) is not None


def _quoted(word: str) -> str:
    """As it stands in JSON of ours."""
    return _encode(word).decode()


def _in_provider_ids(phone: str) -> str:
    """Meta's message ids are base64 of bytes among which the number stands, at a place divisible by three."""
    return base64.b64encode(phone.encode()[: len(phone) // 3 * 3]).decode()
