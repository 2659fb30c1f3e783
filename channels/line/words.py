"""LINE counts text in UTF-16 units: an emoji is two."""

from __future__ import annotations


def units(text: str) -> int:
    return len(text) + sum(ord(letter) > 0xFFFF for letter in text)


def cut(text: str, most: int) -> str:
    """`text`, ended by … where it is longer than `most` units."""
    if units(text) <= most:
        return text
    room, kept = most - 1, []
    for letter in text:
        room -= 2 if ord(letter) > 0xFFFF else 1
        if room < 0:
            break
        kept.append(letter)
    return "".join(kept) + "…"
