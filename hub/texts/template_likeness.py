"""Whether two templates say the same, in whatever form the provider gives them back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec


def same(seen: list[dict[str, Any]], wanted: list[dict[str, Any]]) -> bool:
    """Whether two templates say the same: examples do not count, for the provider gives its own addresses of files."""
    return sorted(map(_essence, seen)) == sorted(map(_essence, wanted))


def _essence(part: Mapping[str, Any]) -> str:
    kept = {key: value for key, value in part.items() if key not in ("example", "buttons") and value is not None}
    kind = str(kept.get("type", "")).upper()
    if kind == "HEADER":
        kept["format"] = str(kept.get("format") or "TEXT").upper()
    buttons = [_essence(button) for button in part.get("buttons") or []]
    return msgspec.json.encode([kept | {"type": kind}, buttons], order="deterministic").decode()
