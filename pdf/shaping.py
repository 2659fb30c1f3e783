"""From characters to glyphs: the right typeface for each, shaped by HarfBuzz. No glyph 0, ever: what nobody can draw becomes a visible sign."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import uharfbuzz as hb

from pdf.typefaces import REPLACEMENT, Typeface, plain, tell_missing, typeface_of

HAN = {"Hani", "Hira", "Kana", "Bopo", "Hang"}  # their words mix these, and share a typeface
JOINERS = {"\u200c", "\u200d", "\u034f"}
FEATURES = {"kern": True, "liga": True, "clig": True, "dlig": False}


class Glyph(NamedTuple):
    """`text`: what it stands for, for who copies or searches. `advance`: the typeface's own; `width`: the room it takes here. `attached`:
    it is a mark set at (dx, dy), off the line. Lengths in thousandths of the size."""

    id: int
    text: str
    advance: float
    width: float
    dx: float
    dy: float
    attached: bool


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
            run, _ = _shape(plain(names, bold=bold), None, REPLACEMENT * len(part), rtl=rtl)
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
    return plain(names, bold=bold), REPLACEMENT


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
    infos, places, scale = buffer.glyph_infos, buffer.glyph_positions, face.scale
    attached = [bool(place.y_offset or (place.x_offset and not place.x_advance)) for place in places]
    texts = _texts([info.cluster for info in infos], attached, text, rtl=rtl)
    glyphs = tuple(
        Glyph(
            info.codepoint,
            stands_for,
            _advance(face, info.codepoint),
            place.x_advance * scale,
            place.x_offset * scale,
            place.y_offset * scale,
            off,
        )
        for info, place, stands_for, off in zip(infos, places, texts, attached, strict=True)
    )
    return Run(face, text, glyphs, sum(glyph.width for glyph in glyphs)), any(not info.codepoint for info in infos)


@lru_cache(50_000)
def _advance(face: Typeface, glyph: int) -> float:
    return float(face.font.get_glyph_h_advance(glyph) * face.scale)


def _texts(clusters: list[int], attached: list[bool], text: str, *, rtl: bool) -> list[str]:
    """What each glyph stands for. The glyphs of a cluster that stand on the line share its characters, so that read in order they give
    the text back; those attached to them say nothing."""
    found = [""] * len(clusters)
    bounds = sorted({*clusters, len(text)})
    ends = dict(pairwise(bounds))
    groups: dict[int, list[int]] = {}
    for position, cluster in enumerate(clusters):
        groups.setdefault(cluster, []).append(position)
    for cluster, positions in groups.items():
        characters = text[cluster : ends[cluster]]
        bearers = ([position for position in positions if not attached[position]] or positions)[: len(characters)]
        for order, position in enumerate(reversed(bearers) if rtl else bearers):
            last = order == len(bearers) - 1
            found[position] = characters[order:] if last else characters[order]
    return found
