"""Colours of a paper, made from the company's one."""

from __future__ import annotations

from typing import NamedTuple

READABLE = 4.5  # the contrast that text needs on white (WCAG AA)


class Colour(NamedTuple):
    """Parts from 0 to 1."""

    red: float
    green: float
    blue: float

    @property
    def fill(self) -> str:
        return f"{self.red:.3g} {self.green:.3g} {self.blue:.3g} rg"

    @property
    def stroke(self) -> str:
        return f"{self.red:.3g} {self.green:.3g} {self.blue:.3g} RG"

    @property
    def luminance(self) -> float:
        parts = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in self]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


WHITE = Colour(1, 1, 1)
INK = Colour(0.11, 0.125, 0.14)
GREY = Colour(0.40, 0.42, 0.45)
FAINT = Colour(0.85, 0.86, 0.87)
RED = Colour(0.75, 0.16, 0.16)
GREEN = Colour(0.08, 0.45, 0.25)


def colour_of(text: str) -> Colour:
    """ "#0f766e" as a colour."""
    return Colour(*(int(text[at : at + 2], 16) / 255 for at in (1, 3, 5)))


def mixed(colour: Colour, other: Colour, share: float) -> Colour:
    """So much of the other in it."""
    return Colour(*(a + (b - a) * share for a, b in zip(colour, other, strict=True)))


def contrast(one: Colour, other: Colour) -> float:
    light, dark = sorted((one.luminance, other.luminance), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def readable(colour: Colour, on: Colour = WHITE) -> Colour:
    """The colour, darkened until text in it can be read."""
    while contrast(colour, on) < READABLE:
        colour = mixed(colour, Colour(0, 0, 0), 0.1)
    return colour


def text_on(ground: Colour) -> Colour:
    return WHITE if contrast(WHITE, ground) >= contrast(INK, ground) else INK
