"""The glyphs that were used, as fonts in the file: subset by HarfBuzz, each with a code of its own per thing it stands for.

ReportLab's own way gives a shaped glyph one of 256 codes of a private area, from which copied Thai comes back without its tone
marks. Here a code is a glyph *and* the text it stands for, so what is copied or searched is what was written.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import uharfbuzz as hb
from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFDocument,
    PDFName,
    PDFStream,
    PDFString,
    PDFZCompress,
)

from pdf.composites import Composite, added
from pdf.shaping import Glyph
from pdf.typefaces import Typeface
from pdf.written import Written

SYMBOLIC = 4  # the flag of a font with an encoding of its own
FORMAT_CHARACTERS = 100  # the most entries of one bfchar block
# what a PDF needs to draw glyphs is the outlines; the rest is for shaping, which is done
NEEDLESS = (
    "GSUB",
    "GPOS",
    "GDEF",
    "BASE",
    "STAT",
    "DSIG",
    "OS/2",
    "VORG",
    "cmap",
    "gasp",
    "meta",
    "name",
    "post",
    "vhea",
    "vmtx",
)


Parts = tuple[tuple[int, int, int], ...]


class Fonts:
    """The fonts of one file."""

    def __init__(self) -> None:
        self._used: dict[str, _Font] = {}

    def of(self, face: Typeface) -> _Font:
        font = self._used.get(face.name)
        if not font:
            font = self._used[face.name] = _Font(face, f"F{len(self._used) + 1}")
        return font

    def write(self, document: PDFDocument) -> None:
        resources = PDFDictionary({font.resource: font.write(document) for font in self._used.values()})
        document.idToObject["BasicFonts"] = resources


class _Font:
    def __init__(self, face: Typeface, resource: str) -> None:
        self.face, self.resource = face, resource
        self._codes: dict[tuple[Parts, str], int] = {}
        self._widths: list[float] = []

    def code(self, glyph: Glyph) -> int:
        key = (glyph.parts, glyph.text)
        code = self._codes.get(key)
        if code is None:
            code = self._codes[key] = len(self._codes) + 1
            self._widths.append(glyph.advance)
        return code

    def write(self, document: PDFDocument) -> object:
        places, program = self._subset()
        name = f"{self._tag()}+{self.face.name}"
        kept = [places[parts] for parts, _ in self._codes]
        descendant = {
            "Type": PDFName("Font"),
            "Subtype": PDFName("CIDFontType2"),
            "BaseFont": PDFName(name),
            "CIDSystemInfo": _system_info(),
            "FontDescriptor": document.Reference(
                self._descriptor(document, name, program), f"{self.resource}descriptor"
            ),
            "DW": 0,
            "W": Written(f"[1 [{' '.join(f'{width:g}' for width in self._widths)}]]"),
            "CIDToGIDMap": document.Reference(
                _stream(b"".join(_word(each) for each in [0, *kept])), f"{self.resource}map"
            ),
        }
        unicode = _stream(self._unicode().encode("ascii"))
        font = {
            "Type": PDFName("Font"),
            "Subtype": PDFName("Type0"),
            "BaseFont": PDFName(name),
            "Encoding": PDFName("Identity-H"),
            "DescendantFonts": PDFArray([document.Reference(PDFDictionary(descendant), f"{self.resource}cid")]),
            "ToUnicode": document.Reference(unicode, f"{self.resource}unicode"),
        }
        return document.Reference(PDFDictionary(font), self.resource)

    def _subset(self) -> tuple[dict[Parts, int], bytes]:
        """Where each glyph went, and the font's file. What is made of several comes after those it is made of."""
        wanted = hb.SubsetInput()
        wanted.glyph_set.update({glyph for parts, _ in self._codes for glyph, _, _ in parts})
        wanted.flags = hb.SubsetFlags.NO_LAYOUT_CLOSURE | hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NOTDEF_OUTLINE
        wanted.drop_table_tag_set.update({int.from_bytes(tag.ljust(4).encode(), "big") for tag in NEEDLESS})
        if self.face.weight:
            wanted.pin_axis_location(self.face.subsettable, "wght", self.face.weight)
        plan = hb.SubsetPlan(self.face.subsettable, wanted)
        program: bytes = plan.execute().blob.data
        places = dict(plan.old_to_new_glyph_mapping.items())
        first = max(places.values()) + 1
        found: dict[Parts, int] = {}
        composites: list[Composite] = []
        for (parts, _), width in zip(self._codes, self._widths, strict=True):
            if parts in found:
                continue
            if len(parts) == 1 and parts[0][1:] == (0, 0):
                found[parts] = places[parts[0][0]]
                continue
            found[parts] = first + len(composites)
            moved = tuple((places[glyph], x, y) for glyph, x, y in parts)
            composites.append(Composite(moved, round(width / self.face.scale)))
        return found, added(program, composites) if composites else program

    def _tag(self) -> str:
        """The six letters before the name of a subset, different for different glyphs."""
        digest = hashlib.sha256(repr(sorted(self._codes)).encode()).digest()
        return "".join(chr(ord("A") + byte % 26) for byte in digest[:6])

    def _descriptor(self, document: PDFDocument, name: str, program: bytes) -> PDFDictionary:
        file = _stream(program)
        file.dictionary["Length1"] = len(program)
        head = self.face.face.reference_table("head").data
        box = [int.from_bytes(head[at : at + 2], "big", signed=True) * self.face.scale for at in (36, 38, 40, 42)]
        return PDFDictionary(
            {
                "Type": PDFName("FontDescriptor"),
                "FontName": PDFName(name),
                "Flags": SYMBOLIC,
                "FontBBox": PDFArray([round(side) for side in box]),
                "ItalicAngle": 0,
                "Ascent": round(self.face.ascent),
                "Descent": round(self.face.descent),
                "CapHeight": round(self.face.ascent * 0.67),
                "StemV": 140 if self.face.name.endswith("Bold") else 85,
                "FontFile2": document.Reference(file, f"{self.resource}file"),
            }
        )

    def _unicode(self) -> str:
        """The map back from codes to text."""
        entries = [
            f"<{code:04X}> <{text.encode('utf-16-be').hex().upper()}>" for (_, text), code in self._codes.items()
        ]
        blocks = (entries[at : at + FORMAT_CHARACTERS] for at in range(0, len(entries), FORMAT_CHARACTERS))
        return "\n".join(_cmap(blocks))


def _cmap(blocks: Iterator[list[str]]) -> Iterator[str]:
    yield "/CIDInit /ProcSet findresource begin 12 dict begin begincmap"
    yield "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def"
    yield "/CMapName /Adobe-Identity-UCS def /CMapType 2 def"
    yield "1 begincodespacerange <0000> <FFFF> endcodespacerange"
    for block in blocks:
        yield f"{len(block)} beginbfchar"
        yield from block
        yield "endbfchar"
    yield "endcmap CMapName currentdict /CMap defineresource pop end end"


def _system_info() -> PDFDictionary:
    return PDFDictionary({"Registry": PDFString("Adobe"), "Ordering": PDFString("Identity"), "Supplement": 0})


def _stream(content: bytes) -> PDFStream:
    return PDFStream(PDFDictionary({}), content, [PDFZCompress])


def _word(number: int) -> bytes:
    return number.to_bytes(2, "big")
