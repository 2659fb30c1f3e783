"""What is new in an answer, apart from what it quotes and the signature below it. Nothing is lost: both parts are handed out.

By HTML first, whose programs mark their quotes; else by the lines people's programs write above a quote, Thai ones included.
"""

from __future__ import annotations

import re

from msgspec import Struct
from selectolax.lexbor import LexborHTMLParser, LexborNode

QUOTES = (
    ".gmail_quote",
    ".gmail_extra",
    "blockquote[type=cite]",
    "#divRplyFwdMsg",
    "#appendonsend",
    ".moz-cite-prefix",
    ".yahoo_quoted",
    ".protonmail_quote",
    ".ms-outlook-mobile-reference-message",
    "#mail-editor-reference-message-container",
    ".zmail_extra",
    ".tutanota_quote",
)
HTML_LIMIT = 2_000_000  # characters
BLOCKS = frozenset(
    "address article aside blockquote br dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table td th tr ul".split()  # noqa: SIM905 (words are read as words)
)
DROPPED = ("script", "style", "head", "title", "template", "noscript", "meta", "link")

# The line above a quote: "On Mon, 1 Jan 2026 at 10:00, Anna <anna@example.com> wrote:", in the languages customers write.
_WROTE = re.compile(
    r"^[ \t>]*(?:"
    r"on\b.{5,250}?\bwrote"
    r"|(?:เมื่อ|ในวันที่|วันที่|ใน).{3,250}?(?:เขียนว่า|ได้เขียน|เขียน)"
    r"|le\b.{5,250}?a écrit"
    r"|am\b.{5,250}?schrieb.{0,80}?"
    r"|el\b.{5,250}?escribi[óo]"
    r"|em\b.{5,250}?escreveu"
    r"|il\b.{5,250}?ha scritto"
    r"|op\b.{5,250}?schreef.{0,80}?"
    r"|.{3,250}?(?:のメール|さんは書きました|님이 작성|写道|寫道)"
    r")\s*[:：]?\s*$",
    re.IGNORECASE | re.MULTILINE | re.DOTALL,
)
_RULE = re.compile(
    r"^[ \t]*(?:-{2,}\s*(?:original message|forwarded message|ข้อความเดิม|ข้อความต้นฉบับ|ข้อความที่ส่งต่อ|message d'origine|ursprüngliche nachricht|"
    r"mensaje original|原始邮件|元のメッセージ)\s*-{2,}|_{20,}|-{20,})[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_HEAD = re.compile(
    r"^[ \t]*(?:from|จาก|von|de|da|van|差出人|发件人|보낸 사람)\s*[:：].+\n(?:.*\n){0,4}?[ \t]*(?:sent|to|date|subject|ส่ง|ถึง|วันที่|เรื่อง|gesendet|an|betreff|enviado|para|asunto|送信日時|宛先|件名|发送时间|收件人|主题)\s*[:：]",
    re.IGNORECASE | re.MULTILINE,
)
_SIGNATURE = re.compile(
    r"^(?:-- ?|—|__)[ \t]*$|^(?:sent from my |get outlook for |ส่งจาก ?(?:iphone|ไอโฟน|มือถือ|โทรศัพท์)|envoyé de mon |von meinem .{2,20} gesendet)",
    re.IGNORECASE | re.MULTILINE,
)
NEAR = 250  # characters a "… wrote:" may stretch over: programs break it into lines


class Said(Struct, frozen=True):
    """`rest`: what was folded away, "" when nothing was."""

    text: str
    rest: str = ""


def fold(text: str | None, html: str | None) -> Said:
    """What the mail itself says. A mail that is nothing but a quote (a forward) is shown whole."""
    if html:
        said = _of_html(html[:HTML_LIMIT])
        if said is not None and said.rest:
            return _whole_if_empty(_cut_signature(said))
        if text is None and said is not None:
            return _whole_if_empty(_of_text(said.text))
    return _whole_if_empty(_of_text(text or ""))


def text_of(html: str) -> str:
    """HTML as lines of text."""
    tree = LexborHTMLParser(html[:HTML_LIMIT])
    return _tidy(_lines(tree))


def _of_html(html: str) -> Said | None:
    tree = LexborHTMLParser(html)
    if tree.body is None:
        return None
    rest = []
    for selector in QUOTES:
        for node in tree.css(selector):
            rest.append(_tidy(_words(node)))
            if selector in ("#divRplyFwdMsg", "#appendonsend"):
                _drop_following(node)
            node.decompose()
    return Said(_tidy(_lines(tree)), "\n".join(part for part in rest if part))


def _drop_following(node: LexborNode) -> None:
    """Outlook marks where the quote begins, not what it is."""
    following = node.next
    while following is not None:
        after = following.next
        following.decompose()
        following = after


def _lines(tree: LexborHTMLParser) -> str:
    for name in DROPPED:
        for node in tree.css(name):
            node.decompose()
    return _words(tree.body) if tree.body is not None else ""


def _words(node: LexborNode) -> str:
    """Text with a line's end around every block; without recursion, because hostile mails nest deeply."""
    parts: list[str] = []
    for found in node.traverse(include_text=True):
        if found.tag == "-text":
            parts.append(re.sub(r"\s+", " ", found.text_content or ""))
        elif found.tag in BLOCKS:
            parts.append("\n")
    return "".join(parts)


def _tidy(text: str) -> str:
    lines = [" ".join(line.split()) for line in text.replace("\xa0", " ").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _of_text(text: str) -> Said:
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    places = [found.start() for pattern in (_RULE, _HEAD) if (found := pattern.search(plain))]
    for found in _WROTE.finditer(plain):
        if found.end() - found.start() <= NEAR + 30:
            places.append(found.start())
            break
    quoted = _first_quoted(plain)
    if quoted is not None:
        places.append(quoted)
    if not places:
        return _cut_signature(Said(plain.strip()))
    at = min(places)
    return _cut_signature(Said(plain[:at].strip(), plain[at:].strip()))


def _first_quoted(text: str) -> int | None:
    """Where the lines with > begin that end the mail; answers between the lines are not cut."""
    lines, at, begun = text.split("\n"), 0, None
    for line in lines:
        if line.lstrip().startswith(">"):
            begun = at if begun is None else begun
        elif line.strip():
            begun = None
        at += len(line) + 1
    return begun


def _cut_signature(said: Said) -> Said:
    found = _SIGNATURE.search(said.text)
    if found is None or not said.text[: found.start()].strip():
        return said
    signature = said.text[found.start() :].strip()
    return Said(said.text[: found.start()].strip(), "\n\n".join(part for part in (signature, said.rest) if part))


def _whole_if_empty(said: Said) -> Said:
    return said if said.text else Said(said.rest)
