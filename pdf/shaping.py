"""From characters to glyphs: the right typeface for each, shaped by HarfBuzz. No glyph 0, ever: what nobody can draw becomes a visible sign."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

import uharfbuzz as hb

from pdf.typefaces import REPLACEMENT, Typeface, plain, tell_missing, typeface_of

HAN = {"Hani", "Hira", "Kana", "Bopo", "Hang"}  # their words mix these, and share a typeface
JOINERS = {"\u200c", "\u200d", "\u034f"}
FEATURES = {"kern": True, "liga": True, "clig": True, "dlig": False}


class Glyph(NamedTuple):
    """One glyph of the typeface, or several that belong together: `parts` with where they are set, in the typeface's own units.

    `text`: what they stand for, for who copies or searches. `advance`: what it takes by itself; `width`: the room it takes here; `dx`: how
    far to the right it is set. These three in thousandths of the size.
    """

    parts: tuple[tuple[int, int, int], ...]
    text: str
    advance: float
    width: float
    dx: float


class Run(NamedTuple):
    """Glyphs of one typeface from left to right. `text`: in reading order."""

    typeface: Typeface
    text: str
    glyphs: tuple[Glyph, ...]
    width: float


@lru_cache(30_000)
def shaped(text: str, names: tuple[str, ...], *, bold: bool, rtl: bool) -> tuple[Run, ...]:
    """A word or a space in reading order, cut where the typeface or the script changes. Without bidi controls."""
    runs = []
    for face, script, part in _split(text, names, bold=bold):
        run, missing = _shape(face, script, part, rtl=rtl)
        if missing:
            run, _ = _shape(plain(bold=bold), None, REPLACEMENT * len(part), rtl=rtl)
        runs.append(run)
    return tuple(runs)


def _split(text: str, names: tuple[str, ...], *, bold: bool) -> list[tuple[Typeface, str | None, str]]:
    found: list[tuple[Typeface, str | None, str]] = []
    for character in text:
        if found and _stays(character, found[-1][0]):
            face, script, part = found[-1]
            found[-1] = (face, script, part + character)
            continue
        face, drawn = _drawable(character, names, bold=bold)
        script = script_of(drawn[0])
        if found and found[-1][0] is face and (script is None or found[-1][1] in (None, script)):
            found[-1] = (face, found[-1][1] or script, found[-1][2] + drawn)
        else:
            found.append((face, script, drawn))
    return found


def _stays(character: str, face: Typeface) -> bool:
    """Marks stay with what they are on; Chinese and Japanese text keeps its own wide punctuation."""
    if character in JOINERS or "\ufe00" <= character <= "\ufe0f":
        return True
    if unicodedata.category(character)[0] == "M":
        return ord(character) in face.coverage
    return face.cjk and not character.isascii() and script_of(character) is None and ord(character) in face.coverage


@lru_cache(20_000)
def _drawable(character: str, names: tuple[str, ...], *, bold: bool) -> tuple[Typeface, str]:
    """With which typeface, and as what: itself, its parts, its plainer form, or the sign for what is missing."""
    for form in (character, unicodedata.normalize("NFD", character), unicodedata.normalize("NFKC", character)):
        face = typeface_of(form[0], names, bold=bold)
        if face and face.covers(form):
            return face, form
    tell_missing(script_of(character) or f"of U+{ord(character):04X}")
    return plain(bold=bold), REPLACEMENT


@lru_cache(20_000)
def script_of(character: str) -> str | None:
    """Its ISO 15924 code; None for what all scripts share. Han, kana and hangul count as one."""
    buffer = hb.Buffer()
    buffer.add_str(character)
    buffer.guess_segment_properties()
    script: str | None = buffer.script
    return "Hani" if script in HAN else script


def _shape(face: Typeface, script: str | None, text: str, *, rtl: bool) -> tuple[Run, bool]:
    """The run, and whether the typeface lacked something after all."""
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.direction = "rtl" if rtl else "ltr"
    buffer.script = script or "Latn"
    buffer.language = "en"  # else HarfBuzz asks the process's locale, and the bytes depend on the machine
    buffer.flags = hb.BufferFlags.REMOVE_DEFAULT_IGNORABLES
    hb.shape(face.font, buffer, FEATURES)
    infos, places = buffer.glyph_infos, buffer.glyph_positions
    glyphs = tuple(
        _glyph(face, infos[start:end], places[start:end], stands_for)
        for start, end, stands_for in _clusters([info.cluster for info in infos], text)
    )
    return Run(face, text, glyphs, sum(glyph.width for glyph in glyphs)), any(not info.codepoint for info in infos)


def _glyph(face: Typeface, infos: list[Any], places: list[Any], text: str) -> Glyph:
    width = sum(place.x_advance for place in places) * face.scale
    if len(infos) == 1 and not places[0].y_offset:
        glyph = infos[0].codepoint
        return Glyph(((glyph, 0, 0),), text, _advance(face, glyph), width, places[0].x_offset * face.scale)
    parts, x = [], 0
    for info, place in zip(infos, places, strict=True):
        parts.append((info.codepoint, x + place.x_offset, place.y_offset))
        x += place.x_advance
    return Glyph(tuple(parts), text, width, width, 0.0)


def _clusters(clusters: list[int], text: str) -> Iterator[tuple[int, int, str]]:
    """Where the glyphs begin and end that stand for the same characters, and which these are."""
    bounds = sorted({*clusters, len(text)})
    ends = dict(pairwise(bounds))
    start = 0
    for at in range(1, len(clusters) + 1):
        if at == len(clusters) or clusters[at] != clusters[start]:
            yield start, at, text[clusters[start] : ends[clusters[start]]]
            start = at


@lru_cache(50_000)
def _advance(face: Typeface, glyph: int) -> float:
    return float(face.font.get_glyph_h_advance(glyph) * face.scale)
