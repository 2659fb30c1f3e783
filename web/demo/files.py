"""The files of the demo, made when they are asked for: pictures drawn, a voice hummed, papers set."""

from __future__ import annotations

import array
import functools
import io
import math
import random

import av
from msgspec import Struct
from PIL import Image, ImageDraw, ImageFilter
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

SIZE = (1080, 810)  # pixels
RATE = 16_000  # samples a second, enough for a hum
FRAME = 320  # samples: 20 ms, as Opus takes them
NOTES = (220.0, 246.9, 261.6, 329.6, 293.7, 261.6, 196.0, 220.0)
LOUD = (2400, 6500, 4200, 1200, 5200, 7500, 900)  # of 32,767; a phrase swells and fades too

Colour = tuple[int, int, int]
Scene = tuple[Colour, Colour, Colour]  # sky above, sky below, ground

SCENES: dict[str, Scene] = {
    "garden": ((163, 203, 232), (232, 240, 214), (86, 130, 72)),
    "beach": ((247, 172, 110), (252, 222, 176), (214, 186, 140)),
    "stage": ((28, 20, 52), (88, 34, 92), (24, 18, 24)),
    "party": ((40, 22, 60), (150, 60, 90), (48, 30, 46)),
    "poster": ((246, 240, 226), (240, 214, 160), (15, 107, 88)),
}
PAPERS: dict[str, tuple[str, list[str]]] = {
    "quotation.pdf": (
        "Quotation Q-2026-0042",
        ["Jazz quartet, 3 hours                         THB 32,000.00", "PA system and sound engineer                  THB 13,000.00",
         "Value added tax 7 %                            THB 3,150.00", "", "Total                                         THB 48,150.00",
         "", "Valid until 31 January 2027"],
    ),
    "stage-plan.pdf": ("Stage plan, revision 3", ["Stage 8 x 6 m, power 32 A at the back left.", "Piano left, drums centre, bass right.", "Sound check 16:00."]),
    "invoice.pdf": ("Invoice SC-1188", ["Catering, 120 guests                          THB 96,000.00", "Payable within 30 days."]),
    "songs.pdf": ("Songs in Italian", ["Volare", "Quando quando quando", "Estate", "Tu vuo' fa' l'americano", "Via con me"]),
    "company.pdf": ("Company address for tax invoices", ["Chao Phraya Trading Co., Ltd.", "99/1 Charoen Nakhon Road, Khlong San", "Bangkok 10600"]),
}  # fmt: skip


class File(Struct, frozen=True):
    data: bytes
    mime: str
    name: str | None


@functools.cache
def file(name: str) -> File:
    """A scene, `voice-<seconds>`, or a paper."""
    if name in SCENES:
        return File(picture(name), "image/jpeg", None)
    if name.startswith("voice-"):
        return File(voice(int(name.removeprefix("voice-"))), "audio/ogg; codecs=opus", None)
    return File(paper(*PAPERS[name]), "application/pdf", name)


def picture(scene: str) -> bytes:
    """A landscape with lights, drawn; the same each time."""
    above, below, ground = SCENES[scene]
    rolled = random.Random(scene)  # noqa: S311 (where the lights hang)
    image = Image.linear_gradient("L").resize(SIZE)
    image = Image.composite(Image.new("RGB", SIZE, below), Image.new("RGB", SIZE, above), image)
    draw = ImageDraw.Draw(image)
    width, height = SIZE
    for hill in range(3):
        shade = tuple(max(0, channel - 14 * hill) for channel in ground)
        ridge = [
            (x, height * (0.62 + 0.1 * hill) + 36 * math.sin(x / (150 + 60 * hill) + rolled.random() * 0.2 + hill))
            for x in range(0, width + 1, 8)
        ]
        draw.polygon([(0, height), *ridge, (width, height)], fill=shade)
    lights = Image.new("RGBA", SIZE)
    glow = ImageDraw.Draw(lights)
    for n in range(26):
        x, y = width * n / 25, height * (0.24 + 0.08 * math.sin(n / 25 * math.pi * 3)) + rolled.randint(-6, 6)
        glow.ellipse((x - 17, y - 17, x + 17, y + 17), fill=(255, 226, 150, 120))
        glow.ellipse((x - 6, y - 6, x + 6, y + 6), fill=(255, 250, 226, 255))
    image.paste(lights, mask=lights.filter(ImageFilter.GaussianBlur(3)))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=86)
    return out.getvalue()


def voice(seconds: int) -> bytes:
    """A hummed melody as OGG/Opus, like a recorded note."""
    out = io.BytesIO()
    with av.open(out, "w", format="ogg") as container:
        stream = container.add_stream("libopus", rate=RATE)
        stream.layout = "mono"
        stream.bit_rate = 24_000
        for start in range(0, seconds * RATE, FRAME):
            frame = av.AudioFrame(format="s16", layout="mono", samples=FRAME)
            frame.planes[0].update(_hum(start))
            frame.rate, frame.pts = RATE, start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return out.getvalue()


def _hum(start: int) -> bytes:
    at = start // RATE
    second = _note(NOTES[at % len(NOTES)], LOUD[at % len(LOUD)])
    return second[start % RATE * 2 : (start % RATE + FRAME) * 2]


@functools.cache
def _note(pitch: float, loud: int) -> bytes:
    """A second of it, 16-bit, swelling and fading up to `loud`."""
    turn = 2 * math.pi / RATE
    levels = (
        loud * math.sin(math.pi * n / RATE) * (math.sin(turn * pitch * n) + 0.4 * math.sin(2 * turn * pitch * n))
        for n in range(RATE)
    )
    return array.array("h", (int(level) for level in levels)).tobytes()


def paper(title: str, lines: list[str]) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    canvas.setTitle(title)
    canvas.setFillColorRGB(0.06, 0.42, 0.35)
    canvas.setFont("Helvetica-Bold", 20)
    canvas.drawString(64, A4[1] - 96, title)
    canvas.setFillColorRGB(0.1, 0.1, 0.1)
    canvas.setFont("Courier", 10.5)
    for number, line in enumerate(lines):
        canvas.drawString(64, A4[1] - 140 - 20 * number, line)
    canvas.showPage()
    canvas.save()
    return out.getvalue()
