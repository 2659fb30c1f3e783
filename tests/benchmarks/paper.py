"""Two pages in eight scripts: our paper beside ReportLab's own Paragraphs with its own shaping, the same texts and fonts, in the same run.

python -m tests.benchmarks.paper [--rounds 40]

Milliseconds of one core, the median of the rounds; each engine's first file, which reads the fonts, is told apart. The other one has no
line breaking for Thai, Lao and Khmer, no bidi, no structure tree and no QR code: what it does not do costs it nothing.
"""

from __future__ import annotations

import argparse
import io
import statistics
import time
from collections.abc import Callable
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate, TableStyle

from pdf.paper import Item, Paper, Section
from pdf.quotation import draw
from pdf.typefaces import FOLDER, VARIABLE, cjk_file
from tests.pdf.papers import WORDS, paper
from tests.pdf.reading import page_count

AIM_MS = 60.0
ROWS = 22
FIGURES = ("2", "1,234.50", "7 %", "2,469.00")


def our_paper() -> Paper:
    texts = list(WORDS.values())
    items = [
        Item(
            number=str(place + 1),
            description=texts[place % len(texts)],
            quantity=FIGURES[0],
            unit_price=FIGURES[1],
            tax=FIGURES[2],
            amount=FIGURES[3],
            running=f"{(place + 1) * 2469:,}.00",
        )
        for place in range(ROWS)
    ]
    return paper("th", 0, sections=[Section(items=items)])


def ours() -> bytes:
    return draw(our_paper())


def paragraphs() -> bytes:
    """The same rows and notes, no more."""
    file = io.BytesIO()
    texts = [*WORDS.values()] * ROWS
    style = ParagraphStyle("cell", fontName=font("NotoSans"), fontSize=8.8, leading=13, shaping=1)
    rows = [[_cell(text, style) for text in (str(place + 1), texts[place], *FIGURES)] for place in range(ROWS)]
    look = TableStyle([("LINEBELOW", (0, 0), (-1, -1), 0.3, "#cccccc")])
    table = LongTable(rows, colWidths=[24, 250, 40, 70, 40, 75], repeatRows=1, style=look)
    notes = [_cell(text, style) for text in texts[:24]]
    SimpleDocTemplate(file, pagesize=A4, invariant=1).build([*notes, table])
    return file.getvalue()


def _cell(text: str, style: ParagraphStyle) -> Paragraph:
    name = next((font for first, last, font in RANGES if any(first <= letter <= last for letter in text)), "NotoSans")
    return Paragraph(f'<font name="{font(name)}">{escape(text)}</font>', style)


RANGES = (
    ("\u0e00", "\u0e7f", "NotoSansThai"),
    ("\u0e80", "\u0eff", "NotoSansLao"),
    ("\u1780", "\u17ff", "NotoSansKhmer"),
    ("\u0600", "\u06ff", "NotoSansArabic"),
    ("\u3040", "\u30ff", "NotoSansJP"),
    ("\uac00", "\ud7af", "NotoSansKR"),
    ("\u4e00", "\u9fff", "NotoSansSC"),
)


def font(name: str) -> str:
    if name not in pdfmetrics.getRegisteredFontNames():
        path = cjk_file(name) if name in VARIABLE else FOLDER / f"{name}_400Regular.ttf"
        pdfmetrics.registerFont(TTFont(name, str(path)))
    return name


def measured(draw: Callable[[], bytes], rounds: int) -> tuple[float, float, bytes]:
    """The first, the median of the others, in milliseconds, and the last file."""
    times = []
    body = b""
    for _ in range(rounds + 1):
        begun = time.process_time()
        body = draw()
        times.append((time.process_time() - begun) * 1000)
    return times[0], statistics.median(times[1:]), body


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rounds", type=int, default=40)
    rounds = asked.parse_args().rounds
    medians = []
    for name, engine in (("our paper", ours), ("Paragraphs", paragraphs)):
        first, median, body = measured(engine, rounds)
        medians.append(median)
        print(f"{name:<11} {median:6.1f} ms  first {first:6.1f} ms  {page_count(body)} pages  {len(body) // 1024} KiB")
    print(f"ours takes {medians[0] / medians[1]:.2f} of the Paragraphs' time; aim {AIM_MS:.0f} ms")
    if medians[0] > AIM_MS:
        raise SystemExit("the aim is missed")


if __name__ == "__main__":
    main()
