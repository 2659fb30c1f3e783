"""A mail's HTML, bounded before anybody parses it. HTML's own rules make parsers take time in proportion to depth times elements, to the
square of an element's attributes, and memory in proportion to unclosed <font>s times paragraphs: 28 KB can take 1.4 GB.

What might do so is written anew: every element that is opened is closed in its order, and only so many lie in one another.
"""

from __future__ import annotations

import re
from collections import Counter
from html import escape, unescape

DEEPEST = 150  # elements in one another; what lies deeper keeps its words
STYLED = 6  # of them those that browsers open anew in every following block, such as <b>
ATTRIBUTES = 30  # of an element
# Below these nothing is slow, however it is written: they count more than there can be.
STEPS = 200_000_000  # elements that may nest, times all
REOPENED = 1_000_000  # elements that may be opened anew, times all
LONGEST = 5_000  # characters from one "<" to the next

_NAME = re.compile(r"<([a-zA-Z][^\s/>]*)")
# As the HTML standard reads them (13.2.5); the possessive quantifiers keep it linear.
_PIECE = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))"
    r"|<(?P<raw>script|style|textarea|title|xmp|iframe|noembed|noframes|noscript|template|svg|math|object|select)(?=[\s/>])"
    r"|<(?P<end>/?)(?P<name>[a-zA-Z][^\s/>]*+)(?P<attributes>(?>[\s/]++|=?[^\s/>=]++(?>\s*+=\s*+(?>\"[^\"]*+\"|'[^']*+'|[^\s>\"']?+[^\s>]*+))?|=)*+)>?"
    r"|<[!?/][^>]*+>?",
    re.IGNORECASE | re.DOTALL,
)
_ATTRIBUTE = re.compile(r"(=?[^\s/>=]++)(?>\s*+=\s*+(?>\"([^\"]*+)\"|'([^']*+)'|([^\s>\"']?+[^\s>]*+)))?", re.DOTALL)
_PLAIN_NAME = re.compile(r"[a-zA-Z][a-zA-Z0-9:-]{0,40}")
# those that end by themselves, or hold nothing
_FLAT = frozenset(
    "area base br col embed hr img input link meta param source track wbr p li dt dd option optgroup tr td th thead tbody tfoot colgroup caption".split()  # noqa: SIM905 (words are read as words)
)
_STYLED = frozenset("a b big code em font i nobr s small strike strong tt u".split())  # noqa: SIM905


def bounded(html: str) -> str:
    """As it is, where nothing in it can be slow."""
    return html if _is_harmless(html) else _rewritten(html)


def _is_harmless(html: str) -> bool:
    names = Counter(name.lower() for name in _NAME.findall(html))
    every = sum(names.values())
    nesting = sum(count for name, count in names.items() if name not in _FLAT)
    styled = sum(names[name] for name in _STYLED)
    longest = max(map(len, html.split("<")))
    return nesting * every <= STEPS and styled * every <= REOPENED and longest <= LONGEST


def _rewritten(html: str) -> str:
    written: list[str] = []
    opened: list[str] = []
    styled = at = 0
    while found := _PIECE.search(html, at):
        written.append(html[at : found.start()].replace("<", "&lt;"))
        at = found.end()
        if raw := found.group("raw"):
            at = _behind(html, at, raw)
        if not (name := (found.group("name") or "").lower()) or not _PLAIN_NAME.fullmatch(name):
            continue
        if name in _FLAT:
            written.append(f"</{name}>" if found.group("end") else _tag(name, found.group("attributes")))
        elif found.group("end"):
            styled -= _close(name, opened, written)
        elif len(opened) < DEEPEST and (name not in _STYLED or styled < STYLED):
            opened.append(name)
            styled += name in _STYLED
            written.append(_tag(name, found.group("attributes")))
    written.append(html[at:].replace("<", "&lt;"))
    return "".join(written) + "".join(f"</{name}>" for name in reversed(opened))


def _close(name: str, opened: list[str], written: list[str]) -> int:
    """With all that was opened in it. How many of these were styled."""
    if name not in opened:
        return 0
    styled = 0
    while opened:
        last = opened.pop()
        styled += last in _STYLED
        written.append(f"</{last}>")
        if last == name:
            break
    return styled


def _behind(html: str, at: int, name: str) -> int:
    """Where what such an element holds ends: nobody is to see it."""
    end = re.compile(rf"</{name}(?=[\s/>])[^>]*+>?", re.IGNORECASE).search(html, at)
    return end.end() if end else len(html)


def _tag(name: str, attributes: str) -> str:
    said = []
    for place, found in enumerate(_ATTRIBUTE.finditer(attributes)):
        if place == ATTRIBUTES:
            break
        key, *values = found.groups()
        if _PLAIN_NAME.fullmatch(key):
            said.append(f' {key}="{escape(unescape(next((value for value in values if value), "")))}"')
    return f"<{name}{''.join(said)}>"
