"""A conversation as a file: to keep, to print, to hand to the customer. Written piece by piece, however long it is."""

from __future__ import annotations

import html
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from hub import shaping
from hub.inbox import threads
from hub.office import configuration
from hub.permissions import Agent
from hub.shaping import NAMELESS
from hub.wire.shapes import Attachment, Message
from storage.accounts import channels
from storage.customers import contacts
from storage.database import Connection, Database
from storage.inbox import messages as rows
from storage.inbox.messages import MessageRow
from storage.team import users

Format = Literal["txt", "html", "json"]
PAGE = 200  # messages of one read
AMONG_COLLEAGUES = ("note", "system")

MIME: dict[Format, str] = {
    "txt": "text/plain; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
}


class Heading(Struct, frozen=True, kw_only=True):
    """What stands above the lines."""

    conversation: str
    contact: str
    channel: str
    company: str
    zone: ZoneInfo
    names: dict[str, str]  # of users, by id


class Line(Struct, frozen=True, kw_only=True):
    """One entry, in words. `side`: who is speaking."""

    at: str
    side: Literal["customer", "office", "note", "event"]
    who: str
    text: str
    files: list[str]


async def heading(connection: Connection, agent: Agent, conversation_id: str) -> Heading:
    """Raises Refusal `not_found`."""
    row = await threads.seen(connection, agent, conversation_id)
    office = await configuration.read(connection)
    contact = await contacts.get(connection, row.contact_id)
    channel = await channels.get(connection, row.channel_id)
    return Heading(
        conversation=row.id,
        contact=(contact.name if contact else "") or NAMELESS,
        channel=channel.name if channel else "",
        company=office.company.name or office.branding.name,
        zone=ZoneInfo(office.time_zone),
        names={user.id: user.name for user in await users.find(connection)},
    )


async def written(database: Database, above: Heading, form: Format, *, notes: bool) -> AsyncIterator[bytes]:
    """The file in pieces. `notes`: also what only colleagues may read, and what happened to the conversation. Each page is read by itself,
    so that a slow reader holds no connection."""
    form_of = FORMS[form]
    yield form_of.begin(above)
    after, first = "", True
    while True:
        async with database.reading() as connection:
            found = await rows.page(connection, above.conversation, None, after, PAGE)
            told = [row for row in found if notes or not _is_inside(row.kind)]
            shapes = await shaping.message_list(connection, told)
        for shape in map(_whole, told, shapes):
            yield form_of.line(_line(above, shape), shape, first)
            first = False
        if len(found) < PAGE:
            break
        after = found[-1].order
    yield form_of.end


def _is_inside(kind: str) -> bool:
    return kind in AMONG_COLLEAGUES


def _whole(row: MessageRow, shape: Message) -> Message:
    """A shape's text is cut where an event's must be."""
    if shaping.is_taken_back(shape.content):
        return shape
    content = {name: value for name, value in shape.content.items() if name != "truncated"}
    return msgspec.structs.replace(shape, text=row.text, content=content) if shape.text != row.text else shape


def _line(above: Heading, shape: Message) -> Line:
    side: Any = {"note": "note", "system": "event"}.get(shape.kind)
    return Line(
        at=_moment(shape.sent_at, above.zone),
        side=side or ("customer" if shape.direction == "in" else "office"),
        who=" ".join(_who(above, shape).split()),
        text=_words(above, shape),
        files=[_file(each) for each in shape.attachments],
    )


def _who(above: Heading, shape: Message) -> str:
    if shape.direction == "in" and shape.kind != "system":
        return above.contact
    return shape.author.name or (above.names.get(shape.author.id or "") or above.company)


def _words(above: Heading, shape: Message) -> str:
    if shape.kind == "system":
        return _happened(above, shape.content)
    unsent = {"failed": "not sent: ", "unknown": "perhaps not sent: "}.get(shape.status, "")
    if shape.status == "queued" and "scheduled_for" in shape.content:
        unsent = "to be sent then: "
    if shaping.is_taken_back(shape.content):
        return "[taken back]"
    words = shape.text or shaping.excerpt(shape.kind, shape.text, shape.content)
    return f"{unsent}{words}" if words or shape.attachments else f"{unsent}[{shape.kind}]"


def _happened(above: Heading, content: dict[str, Any]) -> str:
    told = {name: above.names.get(str(value), str(value)) for name, value in content.items() if value}
    event = str(told.pop("event", "")).replace("_", " ")
    return " ".join([event, *(f"{name} {value}" for name, value in told.items())])


def _file(file: Attachment) -> str:
    return file.name or file.kind


def _moment(text: str, zone: ZoneInfo) -> str:
    moment = datetime.fromisoformat(text)
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M")


class Form(Struct, frozen=True):
    begin: Callable[[Heading], bytes]
    line: Callable[[Line, Message, bool], bytes]
    end: bytes


def _begin_text(above: Heading) -> bytes:
    title = f"{above.company}: conversation with {above.contact} ({above.channel})"
    return (
        f"{title}\nTimes in {above.zone.key}, written {_moment(datetime.now(UTC).isoformat(), above.zone)}\n\n".encode()
    )


def _text_line(line: Line, _shape: Message, _first: bool) -> bytes:
    said = [line.text, *(f"[file: {name}]" for name in line.files)]
    words = "\n    ".join(" ".join(part for part in said if part).splitlines())
    mark = {"note": " (note)", "event": " (event)"}.get(line.side, "")
    return f"{line.at}  {line.who}{mark}: {words}\n".encode()


STYLE = (
    "body{font:15px/1.45 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#111}h1{font-size:1.2rem}"
    "p{margin:.4rem 0;padding:.5rem .8rem;border-radius:.6rem;background:#f1f3f5;white-space:pre-wrap;overflow-wrap:anywhere}"
    ".office{background:#e3f4ee;margin-left:3rem}.note{background:#fff4cc}.event{background:none;color:#666;font-size:.85rem}"
    "small{display:block;color:#666}"
)


def _begin_html(above: Heading) -> bytes:
    title = html.escape(f"{above.company}: conversation with {above.contact}")
    zone = html.escape(f"{above.channel}, times in {above.zone.key}")
    return (
        f'<!doctype html><html><head><meta charset="utf-8"><title>{title}</title><style>{STYLE}</style></head>'
        f"<body><h1>{title}</h1><p class=event>{zone}</p>\n"
    ).encode()


def _html_line(line: Line, _shape: Message, _first: bool) -> bytes:
    files = "".join(f"<small>{html.escape(name)}</small>" for name in line.files)
    who = html.escape(f"{line.at} · {line.who}")
    return f"<p class={line.side}><small>{who}</small>{html.escape(line.text)}{files}</p>\n".encode()


def _begin_json(above: Heading) -> bytes:
    told = {"conversation": above.conversation, "contact": above.contact, "channel": above.channel}
    return msgspec.json.encode(told)[:-1] + b',"messages":['


def _json_line(_line: Line, shape: Message, first: bool) -> bytes:
    return (b"" if first else b",") + msgspec.json.encode(shape)


FORMS: dict[Format, Form] = {
    "txt": Form(_begin_text, _text_line, b""),
    "html": Form(_begin_html, _html_line, b"</body></html>\n"),
    "json": Form(_begin_json, _json_line, b"]}"),
}
