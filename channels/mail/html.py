"""A mail's HTML made harmless to look at: no script, no form, no style that leaves its box, no picture from elsewhere unless asked for.

What comes out is shown in a frame that may do nothing anyway.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import nh3
from msgspec import Struct

from channels.mail import nesting

LIMIT = 2_000_000  # characters
_CONTROLS = re.compile(r"[\t\r\n]")
TAGS = frozenset(
    [
        "a",
        "abbr",
        "b",
        "big",
        "blockquote",
        "br",
        "caption",
        "center",
        "code",
        "col",
        "colgroup",
        "dd",
        "del",
        "div",
        "dl",
        "dt",
        "em",
        "figure",
        "figcaption",
        "font",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "img",
        "ins",
        "kbd",
        "li",
        "ol",
        "p",
        "pre",
        "q",
        "s",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "tt",
        "u",
        "ul",
        "wbr",
    ]
)
ATTRIBUTES = {
    "*": {"style", "dir", "lang", "align", "valign", "title"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "font": {"color", "size", "face"},
    "td": {"colspan", "rowspan", "width", "height", "bgcolor"},
    "th": {"colspan", "rowspan", "width", "height", "bgcolor"},
    "table": {"width", "height", "border", "cellpadding", "cellspacing", "bgcolor"},
    "col": {"span", "width"},
    "ol": {"start", "type"},
}
STYLES = frozenset(
    [
        "color",
        "background-color",
        "font-family",
        "font-size",
        "font-weight",
        "font-style",
        "text-align",
        "text-decoration",
        "line-height",
        "vertical-align",
        "white-space",
        "padding",
        "padding-top",
        "padding-right",
        "padding-bottom",
        "padding-left",
        "margin",
        "margin-top",
        "margin-right",
        "margin-bottom",
        "margin-left",
        "border",
        "border-top",
        "border-right",
        "border-bottom",
        "border-left",
        "border-collapse",
        "border-color",
        "border-radius",
        "border-spacing",
        "border-style",
        "border-width",
        "width",
        "max-width",
        "height",
        "direction",
        "list-style-type",
    ]
)


class Shown(Struct, frozen=True):
    """`remote`: how many pictures from elsewhere were left out, or shown when they were asked for."""

    html: str
    remote: int


def clean(html: str, pictures: Mapping[str, str], *, remote: bool = False) -> Shown:
    """`pictures`: what a Content-ID's picture is shown from. `remote`: pictures from elsewhere too (https alone)."""
    left_out = 0

    def attribute(tag: str, name: str, value: str) -> str | None:
        nonlocal left_out
        if name == "style":
            return value  # nh3 keeps the harmless properties alone, none of which takes an address
        if tag != "img" or name != "src":
            return value
        said = _CONTROLS.sub("", value).strip()  # as browsers read addresses
        scheme = said.partition(":")[0].lower() if len(said) < 4_000 else ""
        if scheme == "cid":
            return pictures.get(said[4:].strip("<>"))
        if scheme in ("http", "https"):
            left_out += 1
            return said if remote and scheme == "https" else None
        return None

    cleaned = nh3.clean(
        nesting.bounded(html[:LIMIT]),
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        attribute_filter=attribute,
        filter_style_properties=set(STYLES),
        url_schemes={"http", "https", "mailto", "tel", "cid"},
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
        clean_content_tags={
            "script",
            "style",
            "title",
            "template",
            "noscript",
            "iframe",
            "object",
            "embed",
            "svg",
            "math",
        },
        strip_comments=True,
    )
    return Shown(cleaned, left_out)
