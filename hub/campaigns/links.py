"""Links of a campaign's messages that lead over this hub: each recipient's own, by tokens nobody can guess. Pure but for the tokens.

The stored address alone says where one leads; nothing of the request does.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct

from hub.wire.errors import Refusal

PATH = "/c/"
TOKEN_BYTES = 10  # 80 bits, 14 characters
TOKEN = re.compile(r"[A-Za-z0-9_-]{14}")
LONGEST_URL = 2000  # characters; what browsers and previewers take
LONGEST_LABEL = 120
_ADDRESS = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)
_TAIL = ".,;:!?)]}…"  # punctuation of the sentence an address stands in
_PLACE = re.compile(r"\{\{\s*\w+\s*\}\}$")


class Link(Struct, frozen=True, kw_only=True):
    """`place`: button.0, body.1, and body.1.2 for a second one there; `label`: what it is called in figures."""

    token: str
    place: str
    label: str
    url: str


class Tracker:
    """Puts links of ours in place of addresses, for one recipient. `public_url`: of this hub; `texts`: also in what fills the text."""

    def __init__(self, public_url: str, *, texts: bool) -> None:
        self._base = public_url.rstrip("/") + PATH if public_url else None
        self._texts = texts and public_url.startswith("https://")
        self.made: list[Link] = []

    def filled(self, components: Sequence[Mapping[str, Any]], given: Mapping[str, Any]) -> dict[str, Any]:
        """The parameters with the links. Raises Refusal `invalid` when a button of ours is to lead to what is no address."""
        found = dict(given)
        if self._base is None:
            return found
        for index, button in _buttons(components):
            where = f"button.{index}"
            if where in found and self._is_ours(str(button.get("url") or "")):
                found[where] = [self._ending(where, str(button.get("text") or where), found[where])]
        for part in ("header", "body"):
            if self._texts and isinstance(found.get(part), dict):
                found[part] = {name: self._text(f"{part}.{name}", value) for name, value in found[part].items()}
        return found

    def words(self, place: str, text: str) -> str:
        """A whole text with the links."""
        return str(self._text(place, text)) if self._texts else text

    def _is_ours(self, url: str) -> bool:
        return self._base is not None and _PLACE.sub("", url) == self._base

    def _ending(self, where: str, label: str, values: Any) -> str:
        url = str(values[0] if isinstance(values, list) and values else "").strip()
        if not is_address(url):
            words = f"{where} leads over this hub, so it needs a whole address (https://…)."
            raise Refusal("invalid", words, field=f"template.parameters.{where}")
        return self._make(where, label, url)

    def _text(self, place: str, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        count = 0

        def shortened(found: re.Match[str]) -> str:
            nonlocal count
            url = found[0].rstrip(_TAIL)
            if not is_address(url) or self._base is None or url.startswith(self._base):
                return found[0]
            count += 1
            token = self._make(place if count == 1 else f"{place}.{count}", _label(url), url)
            return f"{self._base}{token}{found[0][len(url) :]}"

        return _ADDRESS.sub(shortened, value)

    def _make(self, place: str, label: str, url: str) -> str:
        link = Link(token=secrets.token_urlsafe(TOKEN_BYTES), place=place, label=label[:LONGEST_LABEL], url=url)
        self.made.append(link)
        return link.token


def rows_of(
    links: Sequence[Link], *, campaign_id: str, recipient_id: str, variant: str | None, now: int
) -> list[dict[str, Any]]:
    """As they are stored. `recipient_id` empty: of a test, whose clicks count nothing."""
    return [
        {
            "id": link.token,
            "campaign_id": campaign_id,
            "recipient_id": recipient_id,
            "kind": "link",
            "place": link.place,
            "label": link.label,
            "variant": variant,
            "url": link.url,
            "created_at": now,
        }
        for link in links
    ]


def is_address(url: str) -> bool:
    """Whether a browser may be sent there: http or https, a host, nobody's password."""
    if len(url) > LONGEST_URL or _ADDRESS.fullmatch(url) is None or not url.isprintable() or "\\" in url:
        return False
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and parts.username is None and parts.password is None
    except ValueError:
        return False


def _label(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.hostname}{parts.path}".rstrip("/")


def _buttons(components: Sequence[Mapping[str, Any]]) -> list[tuple[int, Mapping[str, Any]]]:
    return [each for part in components for each in enumerate(part.get("buttons") or [])]
