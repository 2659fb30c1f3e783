"""What a mail's HTML says, and which of it its program marked as a quote or a signature. One walk over the tree, which is left as it is."""

from __future__ import annotations

import re
from typing import Literal

from msgspec import Struct
from selectolax.lexbor import LexborHTMLParser, LexborNode

from channels.mail import quoted_lines

Role = Literal["new", "quoted", "signed", "dropped"]

QUOTES = frozenset(
    [
        "moz-cite-prefix",
        "yahoo_quoted",
        "protonmail_quote",
        "ms-outlook-mobile-reference-message",
        "mail-editor-reference-message-container",
        "zmail_extra",
        "tutanota_quote",
        "gmail_attr",
    ]
)
FROM_HERE = frozenset(["divRplyFwdMsg", "appendonsend"])  # Outlook marks where the quote begins, not what it is
SIGNATURES = frozenset(
    ["gmail_signature", "gmail_signature_prefix", "moz-signature", "Signature", "ms-outlook-mobile-signature"]
)
BLOCKS = frozenset(
    "address article aside blockquote br dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table td th tr ul".split()  # noqa: SIM905 (words are read as words)
)
DROPPED = frozenset(["script", "style", "head", "title", "template", "noscript", "meta", "link"])
OPENING = 40  # nodes of a quote that are looked at for the words of a forward
_BLANKS = re.compile(r"\s+")


class Marked(Struct, frozen=True):
    """`forwards`: some of `new` is a forward, which is no quote."""

    new: str
    quoted: str = ""
    signed: str = ""
    forwards: bool = False


class _Level(Struct):
    """Inside an element. `ends_with_quote`: what follows its first blockquote is the writer's again (Gmail's way of answering between)."""

    role: Role
    verbatim: bool = False
    ends_with_quote: bool = False


def read(html: str, *, forwarded: bool) -> Marked:
    """`forwarded`: nothing in it is a quote."""
    body = LexborHTMLParser(html).body
    if body is None:
        return Marked("")
    walk = _Walk(forwarded)
    walk.over(body)
    return Marked(
        _tidy(walk.parts["new"]), _tidy(walk.parts["quoted"]), _tidy(walk.parts["signed"]), walk.found_forward
    )


class _Walk:
    def __init__(self, forwarded: bool) -> None:
        self.found_forward = False
        self.parts: dict[Role, list[str]] = {"new": [], "quoted": [], "signed": [], "dropped": []}
        self._forwarded = forwarded

    def over(self, body: LexborNode) -> None:
        """Without recursion, because hostile mails nest deeply."""
        levels, node = [_Level("new")], body.child
        while node is not None:
            inside = self._enter(node, levels[-1])
            if node.child is not None:
                levels.append(inside)
                node = node.child
                continue
            while node is not None and node.next is None:
                self._leave(node, levels[-1])
                levels.pop()
                node = node.parent if levels else None
            if node is not None:
                self._leave(node, levels[-1])
                node = node.next

    def _enter(self, node: LexborNode, level: _Level) -> _Level:
        tag = node.tag or ""
        if tag == "-text":
            said = node.text_content or ""
            self.parts[level.role].append(said if level.verbatim else _BLANKS.sub(" ", said))
            return level
        if tag in BLOCKS:
            self.parts[level.role].append("\n")
        if tag.startswith("-") or tag in DROPPED:
            return _Level("dropped")
        inside = _Level(level.role, level.verbatim or tag == "pre")
        if level.role == "new":
            self._mark(node, tag, level, inside)
        return inside

    def _leave(self, node: LexborNode, level: _Level) -> None:
        if node.tag in BLOCKS and node.tag != "br":
            self.parts[level.role].append("\n")
        if level.ends_with_quote and node.tag == "blockquote":
            level.role, level.ends_with_quote = "new", False

    def _mark(self, node: LexborNode, tag: str, level: _Level, inside: _Level) -> None:
        attributes = node.attributes
        names = {*(attributes.get("class") or "").split(), attributes.get("id") or ""}
        if names & SIGNATURES:
            inside.role = "signed"
            return
        cited = tag == "blockquote" and (attributes.get("type") == "cite" or "gmail_quote" in names)
        answered = "gmail_quote" in names and tag != "blockquote"
        follows = bool(names & FROM_HERE)
        if self._forwarded or not (cited or answered or follows or names & QUOTES):
            return
        if quoted_lines.is_forward(_opening(node)):
            self.found_forward = self._forwarded = True
        elif answered:
            inside.role, inside.ends_with_quote = "quoted", True
        else:
            inside.role = "quoted"
            if follows:
                level.role = "quoted"


def _opening(node: LexborNode) -> str:
    parts = []
    for seen, found in enumerate(node.traverse(include_text=True)):
        if seen > OPENING:
            break
        parts.append((found.text_content or "")[:200] if found.tag == "-text" else "\n" if found.tag in BLOCKS else "")
    return "".join(parts)


def _tidy(parts: list[str]) -> str:
    lines = [" ".join(line.split()) for line in "".join(parts).replace("\xa0", " ").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
