"""The typefaces: which there are, and what each of them can draw. Each is read when a text first needs it, once a process.

Latin, Greek, Cyrillic, Devanagari, Thai, Lao, Khmer, Arabic, symbols and emoji come with the package, in `pdf/fonts`.
Chinese, Japanese and Korean come with the extra `cjk`, which is a package of its own (30 MB).
"""

from __future__ import annotations

import logging
from functools import cache, cached_property, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import uharfbuzz as hb

log = logging.getLogger(__name__)

FOLDER = Path(__file__).parent / "fonts"
CJK_PACKAGE = "justmytype_intl_cjk"
REPLACEMENT = "\ufffd"  # drawn for what no typeface has: visible, and never an empty box
REGULAR, BOLD = 400, 700
PLAIN = "NotoSans"
VARIABLE = {
    "NotoSansJP": "notosansjp",
    "NotoSansSC": "notosanssc",
    "NotoSansTC": "notosanstc",
    "NotoSansKR": "notosanskr",
}
FAMILIES = {"noto": ("NotoSans", "NotoSansThai"), "sarabun": ("Sarabun", "NotoSans", "NotoSansThai")}
FURTHER = ("NotoSansLao", "NotoSansKhmer", "NotoSansArabic")
LAST = ("NotoSansSymbols2", "NotoEmoji", "Sarabun")
# the same character is drawn differently in each of these: whose shapes come first, the language says
HAN = {
    "ja": ("NotoSansJP", "NotoSansSC", "NotoSansTC", "NotoSansKR"),
    "ko": ("NotoSansKR", "NotoSansJP", "NotoSansSC", "NotoSansTC"),
    "zh-Hant": ("NotoSansTC", "NotoSansJP", "NotoSansSC", "NotoSansKR"),
    "zh": ("NotoSansSC", "NotoSansTC", "NotoSansJP", "NotoSansKR"),
}


class MissingFonts(RuntimeError):
    """The package was installed without its fonts: nothing at all can be drawn."""


class Typeface:
    """One weight of one family. Lengths are in thousandths of the size."""

    def __init__(self, name: str, path: Path, weight: int, *, variable: bool) -> None:
        self.name = f"{name}-{'Bold' if weight == BOLD else 'Regular'}"
        self.weight = weight if variable else None
        self.cjk = variable
        self.face = hb.Face(hb.Blob.from_file_path(str(path)))
        self.font = hb.Font(self.face)
        if variable:
            self.font.set_variations({"wght": weight})
        self.coverage = self.face.unicodes
        self.scale = 1000 / self.face.upem
        extents = self.font.get_font_extents("ltr")
        self.ascent, self.descent = extents.ascender * self.scale, extents.descender * self.scale

    @cached_property
    def subsettable(self) -> Any:
        """The face as glyphs are taken from it. The large ones are prepared once, in a tenth of a second, and each file is fifty times faster."""
        return hb.subset_preprocess(self.face) if self.cjk else self.face

    def covers(self, text: str) -> bool:
        return all(ord(character) in self.coverage for character in text)


@cache
def typeface(name: str, *, bold: bool) -> Typeface | None:
    """None: its file is not there."""
    weight = BOLD if bold else REGULAR
    if name in VARIABLE:
        path = cjk_file(name)
        return Typeface(name, path, weight, variable=True) if path else None
    for suffix in ("700Bold", "400Regular") if bold else ("400Regular",):
        path = FOLDER / f"{name}_{suffix}.ttf"
        if path.exists():
            return Typeface(name, path, weight, variable=False)
    return None


def lacking() -> list[str]:
    """The families that are not there."""
    names = [*FAMILIES["noto"], *FURTHER, *VARIABLE, *LAST]
    return [name for name in names if not _there(name)]


def _there(name: str) -> bool:
    return bool(cjk_file(name)) if name in VARIABLE else (FOLDER / f"{name}_400Regular.ttf").exists()


def cjk_file(name: str) -> Path | None:
    found = find_spec(CJK_PACKAGE)
    if not found or not found.origin:
        return None
    path = Path(found.origin).parent / "fonts" / "ofl" / VARIABLE[name] / f"{name}[wght].ttf"
    return path if path.exists() else None


@cache
def chain(family: str, language: str) -> tuple[str, ...]:
    """The typefaces' names in the order in which they are asked for a character."""
    han = HAN["zh-Hant"] if language.startswith(("zh-Hant", "zh-TW", "zh-HK")) else HAN.get(language[:2], HAN["ja"])
    names = [*FAMILIES.get(family, FAMILIES["noto"]), *FURTHER, *han, *LAST]
    return tuple(dict.fromkeys(names))


@lru_cache(50_000)
def typeface_of(character: str, names: tuple[str, ...], *, bold: bool) -> Typeface | None:
    """The first that can draw it; None when nobody can."""
    for name in names:
        found = typeface(name, bold=bold)
        if found and ord(character) in found.coverage:
            return found
    return None


def plain(*, bold: bool) -> Typeface:
    """The one that is always there, and has the sign for what is missing."""
    found = typeface(PLAIN, bold=bold)
    if not found:
        raise MissingFonts(f"pdf/fonts has no {PLAIN}: build the package with `pip install .`, which fetches the fonts")
    return found


@cache
def tell_missing(script: str) -> None:
    """Once a script and process, in the log."""
    cjk = script in ("Hani", "Hira", "Kana", "Hang", "Bopo") and not any(cjk_file(name) for name in VARIABLE)
    remedy = "install the extra: pip install 'bma-social[cjk]'" if cjk else "no typeface of ours has it"
    log.warning("a PDF wanted a character of the script %s, and shows %s instead: %s", script, REPLACEMENT, remedy)
