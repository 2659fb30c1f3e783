"""Our messages in the words of a mail: our marks as simple HTML, and as words what other channels draw (buttons, places, cards)."""

from __future__ import annotations

import re
from html import escape
from typing import Any

from channels.channel import Outgoing
from channels.values import objects_of, text_of

_LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]]")
_STRONG, _LEANING, _STRUCK = (
    re.compile(r"(?<!\w)\*(\S(?:[^*\n]*\S)?)\*(?!\w)"),
    re.compile(r"(?<!\w)_(\S(?:[^_\n]*\S)?)_(?!\w)"),
    re.compile(r"(?<!\w)~(\S(?:[^~\n]*\S)?)~(?!\w)"),
)
ANSWERS_OF_OURS = "quotation:"  # buttons whose answer is given on the page the words lead to


def words_of(message: Outgoing) -> str:
    """What the mail says before its signature."""
    content = message.content
    if message.kind == "interactive":
        return "\n\n".join(part for part in _interactive(content, message.text or "") if part)
    if message.kind == "location":
        return "\n\n".join(part for part in (message.text, _place(content)) if part)
    if message.kind == "contacts":
        return "\n\n".join(_card(card) for card in objects_of(content.get("contacts")))
    return message.text or ""


def html_of(text: str) -> str:
    """Our way to write (*strong*, _leaning_, ~struck~, links, lines beginning with - or a number) as HTML."""
    blocks: list[str] = []
    for block in re.split(r"\n{2,}", text.strip("\n")):
        lines = block.split("\n")
        if all(line.startswith(("- ", "• ")) for line in lines):
            blocks.append("<ul>" + "".join(f"<li>{_inline(line[2:])}</li>" for line in lines) + "</ul>")
        else:
            blocks.append("<p>" + "<br>".join(_inline(line) for line in lines) + "</p>")
    return "".join(blocks)


def _inline(line: str) -> str:
    found, at = [], 0
    for link in _LINK.finditer(line):
        found.append(_styled(line[at : link.start()]))
        address = escape(link[0], quote=True)
        found.append(f'<a href="{address}">{address}</a>')
        at = link.end()
    return "".join([*found, _styled(line[at:])])


def _styled(words: str) -> str:
    said = escape(words)
    for pattern, tag in ((_STRONG, "b"), (_LEANING, "i"), (_STRUCK, "s")):
        said = pattern.sub(rf"<{tag}>\1</{tag}>", said)
    return said


def _interactive(content: dict[str, Any], text: str) -> list[str | None]:
    header = text_of(content.get("header"))
    said: list[str | None] = [f"*{header}*" if header else None, text_of(content.get("body")) or text]
    if url := text_of(content.get("url")):
        said.append(f"{text_of(content.get('button')) or ''}: {url}".removeprefix(": "))
    titles = [
        text_of(button.get("title"))
        for button in objects_of(content.get("buttons"))
        if not str(button.get("id", "")).startswith(ANSWERS_OF_OURS)
    ]
    for section in objects_of(content.get("sections")):
        rows = [(text_of(row.get("title")), text_of(row.get("description"))) for row in objects_of(section.get("rows"))]
        titles += [" – ".join(part for part in row if part) for row in rows]
    said.append("\n".join(f"- {title}" for title in titles if title))
    return [*said, text_of(content.get("footer"))]


def _place(content: dict[str, Any]) -> str:
    latitude, longitude = content.get("latitude"), content.get("longitude")
    map_of = f"https://www.openstreetmap.org/?mlat={latitude}&mlon={longitude}#map=17/{latitude}/{longitude}"
    named = (text_of(content.get("name")), text_of(content.get("address")), map_of)
    return "\n".join(part for part in named if part)


def _card(card: dict[str, Any]) -> str:
    parts = [text_of(card.get("name")), text_of(card.get("organization"))]
    parts += [text_of(phone.get("number")) for phone in objects_of(card.get("phones"))]
    parts += [text_of(mail.get("address")) for mail in objects_of(card.get("emails"))]
    return "\n".join(part for part in parts if part)
