"""What is new in an answer, apart from what it quotes and the signature below it. Nothing is lost: both parts are handed out.

By HTML first, whose programs mark their quotes; else by the lines people's programs write above a quote, Thai ones included. In doubt a
line is the writer's own: words too many are a nuisance, words hidden are a mistake. Every step takes time in proportion to the mail.
"""

from __future__ import annotations

import re

from msgspec import Struct

from channels.mail import marked_quotes, nesting, quoted_lines, signatures

HTML_LIMIT = 2_000_000  # characters
_FORWARDED = re.compile(
    r"[ \t]{0,9}(?:fwd?|wg|tr|rv|enc|doorst|vs|ส่งต่อ|转发|轉寄|転送|전달)[ \t]{0,9}[:：]", re.IGNORECASE
)


class Said(Struct, frozen=True):
    """`rest`: what was folded away, "" when nothing was."""

    text: str
    rest: str = ""


def fold(text: str | None, html: str | None, subject: str = "") -> Said:
    """What the mail itself says. A forward (`subject` tells of those nothing else marks), and a mail that is nothing but a quote, is shown
    whole."""
    forwarded = _FORWARDED.match(subject) is not None
    if html is not None:
        marked = marked_quotes.read(nesting.bounded(html[:HTML_LIMIT]), forwarded=forwarded)
        if marked.quoted or marked.signed or text is None or len(text) * 2 < len(marked.new):  # a list's foot alone
            return _joined(marked, forwarded=forwarded)
    plain = (text or "").replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
    return _joined(marked_quotes.Marked(plain), forwarded=forwarded)


def _joined(marked: marked_quotes.Marked, *, forwarded: bool) -> Said:
    whole = forwarded or marked.forwards
    new, quoted = (marked.new, "") if whole else quoted_lines.part(marked.new)
    new, signed = (new, "") if whole else signatures.part(new)
    said = new.strip()
    rest = [part for part in (signed.strip(), marked.signed, quoted.strip(), marked.quoted) if part]
    while not said and rest:
        said = rest.pop(0)
    return Said(said, "\n\n".join(rest))
