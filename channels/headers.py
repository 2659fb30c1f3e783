"""Headers of a webhook, which come in any case."""

from __future__ import annotations

from collections.abc import Mapping


def value_of(headers: Mapping[str, str], name: str) -> str:
    """Of the header `name` (in small letters); "" where it is not there."""
    found = headers.get(name)
    if found is not None:
        return found
    return next((value for each, value in headers.items() if each.lower() == name), "")
