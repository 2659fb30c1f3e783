"""What stands below our words: the mail that is answered, or the one that is handed on, in the way mail programs write it and fold it away."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape
from typing import Any

LONGEST = 30_000  # characters of it
STYLE = "margin:0 0 0 .8ex;border-left:1px solid #ccc;padding-left:1ex"


def below(about: dict[str, Any]) -> tuple[str, str]:
    """As text and as HTML. `about["quoted"]`: {at who text} of the mail answered; `about["forwarded"]`: {at from to subject text}."""
    if isinstance(quoted := about.get("quoted"), dict):
        said = str(quoted.get("text") or "")[:LONGEST]
        line = f"On {_moment(quoted.get('at'))}, {quoted.get('who')} wrote:"
        text = "\n".join([line, *(f"> {each}".rstrip() for each in said.split("\n"))])
        return text, _quote(
            escape(line), _lines(said), f'<blockquote class="gmail_quote" style="{STYLE}">', "</blockquote>"
        )
    if isinstance(forwarded := about.get("forwarded"), dict):
        said = str(forwarded.get("text") or "")[:LONGEST]
        named = [(name, str(forwarded.get(name.lower()) or "")) for name in ("From", "Subject", "To")]
        named.insert(1, ("Date", _moment(forwarded.get("at"))))
        above = ["---------- Forwarded message ----------", *(f"{name}: {value}" for name, value in named if value)]
        return "\n".join([*above, "", said]), _quote("<br>".join(map(escape, above)), _lines(said), "<div>", "</div>")
    return "", ""


def _quote(above: str, words: str, opening: str, closing: str) -> str:
    return (
        f'<div class="gmail_quote"><div dir="ltr" class="gmail_attr">{above}<br></div>{opening}{words}{closing}</div>'
    )


def _lines(text: str) -> str:
    return "<br>".join(escape(line) for line in text.split("\n"))


def _moment(at: Any) -> str:
    """`at` in ms."""
    if not isinstance(at, int):
        return ""
    return datetime.fromtimestamp(at / 1000, UTC).strftime("%a, %d %b %Y at %H:%M UTC")
