"""A file being drawn, page by page, on ReportLab's canvas: text already shaped, boxes, rules and pictures.

Lengths are points, the origin is the top left corner, and y grows downwards. Papers read from the right are mirrored here and nowhere else:
whoever lays out thinks from the side where reading begins.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from math import cos, radians, sin
from typing import Literal, NamedTuple
from xml.sax.saxutils import escape

from reportlab import rl_config
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFName, PDFStream
from reportlab.pdfgen.canvas import Canvas

from pdf.colours import Colour
from pdf.embedding import Fonts
from pdf.lines import Line
from pdf.pictures import Picture
from pdf.shaping import Run
from pdf.tagging import Element, Structure

rl_config.useA85 = 0  # streams as bytes: letters only would cost a quarter more room, and time

Align = Literal["start", "centre", "end"]


class About(NamedTuple):
    """The file's own metadata. `key`: what makes two files different; it becomes their id."""

    title: str
    author: str
    subject: str
    language: str
    keywords: str
    created: datetime
    key: bytes


class _Encoded(NamedTuple):
    """A run as an operator of the file. It keeps the run, so that the run's id stays its own."""

    resource: str
    code: str
    run: Run


class Sheet:
    def __init__(self, size: tuple[float, float], about: About, *, rtl: bool) -> None:
        self.width, self.height = size
        self.rtl = rtl
        self.about = about
        self.structure = Structure()
        self._fonts = Fonts()
        self._file = io.BytesIO()
        self._canvas = _Canvas(
            self._file, pagesize=size, pageCompression=1, invariant=1, lang=about.language, pdfVersion=(1, 7)
        )
        self._encoded: dict[int, _Encoded] = {}
        self._describe()

    def new_page(self) -> None:
        self.structure.new_page()

    def end_page(self) -> None:
        self._canvas.showPage()

    def save(self) -> bytes:
        document = self._canvas._doc
        self._fonts.write(document)
        self.structure.write(document)
        document.Catalog.Metadata = self._xmp()
        document.updateSignature(self.about.key)
        self._canvas._pageNumber = 0  # save() would add the empty page that showPage began
        self._canvas._code = []
        self._file.write(document.GetPDFData(self._canvas))
        return self._file.getvalue()

    @contextmanager
    def tagged(self, element: Element | None) -> Iterator[None]:
        """What is drawn within is this element, or only decoration."""
        if element:
            self._put(f"/{element.kind} <</MCID {self.structure.mark(element)}>> BDC")
        else:
            self._put("/Artifact BMC")
        yield
        self._put("EMC")

    def line(
        self,
        line: Line,
        x: float,
        baseline: float,
        size: float,
        colour: Colour,
        *,
        room: float = 0,
        align: Align = "start",
    ) -> None:
        """A line of text at `x`, or within `room` from there."""
        width = line.width * size / 1000
        x += {"start": 0, "centre": (room - width) / 2, "end": room - width}[align]
        left = self.width - x - width if self.rtl else x
        self._text(line, f"1 0 0 1 {left:.2f} {self.height - baseline:.2f}", size, colour)

    def turned(self, line: Line, x: float, y: float, size: float, colour: Colour, *, angle: float) -> None:
        """A line around its middle at (x, y), turned against the clock by degrees."""
        a, b = cos(radians(angle)), sin(radians(angle))
        half = line.width * size / 2000
        left = (self.width - x if self.rtl else x) - a * half + b * size * 0.35
        up = self.height - y - b * half - a * size * 0.35
        self._text(line, f"{a:.4f} {b:.4f} {-b:.4f} {a:.4f} {left:.2f} {up:.2f}", size, colour)

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        fill: Colour | None = None,
        *,
        edge: Colour | None = None,
        thick: float = 0.5,
        radius: float = 0,
    ) -> None:
        left, bottom = self._left(x, width), self.height - y - height
        self._put("q")
        if fill:
            self._put(f"{fill.fill}")
        if edge:
            self._put(f"{edge.stroke} {thick:.2f} w")
        self._put(
            _rounded(left, bottom, width, height, radius)
            if radius
            else f"{left:.2f} {bottom:.2f} {width:.2f} {height:.2f} re"
        )
        self._put("B" if fill and edge else "f" if fill else "S")
        self._put("Q")

    def rule(self, x: float, y: float, width: float, colour: Colour, thick: float = 0.5) -> None:
        self.box(x, y - thick / 2, width, thick, colour)

    def picture(self, picture: Picture, x: float, y: float, width: float, height: float) -> None:
        image = ImageReader(io.BytesIO(picture.png))
        self._canvas.drawImage(image, self._left(x, width), self.height - y - height, width, height, mask="auto")

    def squares(self, rows: list[list[bool]], x: float, y: float, side: float, colour: Colour) -> None:
        """A QR code: the dark squares of each row, joined where they touch."""
        square = side / len(rows)
        left = self._left(x, side)
        parts = [f"q {colour.fill}"]
        for number, row in enumerate(rows):
            bottom = self.height - y - (number + 1) * square
            start = 0
            while start < len(row):
                end = start
                while end < len(row) and row[end]:
                    end += 1
                if end > start:
                    parts.append(
                        f"{left + start * square:.3f} {bottom:.3f} {(end - start) * square:.3f} {square:.3f} re"
                    )
                start = max(end, start + 1)
        self._put(" ".join([*parts, "f Q"]))

    def _left(self, x: float, width: float) -> float:
        return self.width - x - width if self.rtl else x

    def _put(self, code: str) -> None:
        self._canvas._code.append(code)

    def _text(self, line: Line, matrix: str, size: float, colour: Colour) -> None:
        parts = [f"BT {colour.fill} {matrix} Tm"]
        resource = ""
        for run in line.runs:
            found = self._encoded.get(id(run))
            if not found:
                found = self._encoded[id(run)] = self._encode(run)
            if found.resource != resource:
                resource = found.resource
                parts.append(f"/{resource} {size:g} Tf")
            parts.append(found.code)
        self._put(" ".join([*parts, "ET"]))

    def _encode(self, run: Run) -> _Encoded:
        font = self._fonts.of(run.typeface)
        parts = ["[<"]
        moved = 0.0
        for glyph in run.glyphs:
            moved += glyph.dx
            if abs(moved) > 0.01:
                parts.append(f">{-moved:.2f}<")
            parts.append(f"{font.code(glyph):04X}")
            moved = glyph.width - glyph.advance - glyph.dx
        if abs(moved) > 0.01:
            parts.append(f">{-moved:.2f}<")
        parts.append(">] TJ")
        return _Encoded(font.resource, "".join(parts).replace("<>", ""), run)

    def _describe(self) -> None:
        about, canvas = self.about, self._canvas
        canvas.setTitle(about.title)
        canvas.setAuthor(about.author)
        canvas.setSubject(about.subject)
        canvas.setKeywords(about.keywords)
        canvas.setCreator("BMA Social")
        canvas._doc._timeStamp = _Moment(about.created)

    def _xmp(self) -> PDFStream:
        about = self.about
        moment = about.created.isoformat(timespec="seconds")
        text = XMP.format(
            title=escape(about.title),
            author=escape(about.author),
            subject=escape(about.subject),
            language=escape(about.language),
            keywords=escape(about.keywords),
            moment=moment,
        )
        return PDFStream(PDFDictionary({"Type": PDFName("Metadata"), "Subtype": PDFName("XML")}), text.encode(), [])


class _Canvas(Canvas):  # type: ignore[misc]
    def _make_preamble(self) -> None:
        """ReportLab's would begin every page in Helvetica, which is not in the file."""
        self._preamble = ""


class _Moment:
    """As ReportLab wants a time."""

    def __init__(self, moment: datetime) -> None:
        utc = moment.astimezone(UTC)
        self.t = utc.timestamp()
        self.YMDhms = (utc.year, utc.month, utc.day, utc.hour, utc.minute, utc.second)
        self.dhh = self.dmm = 0


def _rounded(x: float, y: float, width: float, height: float, radius: float) -> str:
    r = min(radius, width / 2, height / 2)
    k = r * 0.4477  # how far a Bézier's handles stand from the corner in a quarter of a circle
    right, top = x + width, y + height
    return (
        f"{x + r:.2f} {y:.2f} m {right - r:.2f} {y:.2f} l {right - k:.2f} {y:.2f} {right:.2f} {y + k:.2f} {right:.2f} {y + r:.2f} c "
        f"{right:.2f} {top - r:.2f} l {right:.2f} {top - k:.2f} {right - k:.2f} {top:.2f} {right - r:.2f} {top:.2f} c "
        f"{x + r:.2f} {top:.2f} l {x + k:.2f} {top:.2f} {x:.2f} {top - k:.2f} {x:.2f} {top - r:.2f} c "
        f"{x:.2f} {y + r:.2f} l {x:.2f} {y + k:.2f} {x + k:.2f} {y:.2f} {x + r:.2f} {y:.2f} c h"
    )


XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<xmp:CreatorTool>BMA Social</xmp:CreatorTool><xmp:CreateDate>{moment}</xmp:CreateDate><xmp:ModifyDate>{moment}</xmp:ModifyDate>
<pdf:Keywords>{keywords}</pdf:Keywords>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""
