"""What LINE's picture hosts show, drawn: a face for every sticker, a colour for every person."""

from __future__ import annotations

import io
from hashlib import sha256

from PIL import Image, ImageDraw
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

SIDE = 240  # pixels
INK, SKIN = (60, 42, 20), (255, 205, 84)


def routes() -> list[Route]:
    return [
        Route("/portraits/{id}", portrait),
        Route("/stickershop/v1/sticker/{id}/android/sticker.png", sticker),
    ]


async def portrait(request: Request) -> Response:
    """Head and shoulders on a colour of one's own."""
    red, green, blue = sha256(request.path_params["id"].encode()).digest()[:3]
    image = Image.new("RGB", (SIDE, SIDE), (110 + red // 4, 110 + green // 4, 110 + blue // 4))
    pen = ImageDraw.Draw(image)
    pen.ellipse((70, 45, 170, 145), fill=(250, 240, 230))
    pen.ellipse((25, 155, 215, 345), fill=(250, 240, 230))
    return _png(image)


async def sticker(request: Request) -> Response:
    """See-through around the face, which smiles more or less."""
    number = request.path_params["id"]
    if not number.isdigit():
        return Response(status_code=404)
    image = Image.new("RGBA", (SIDE, SIDE), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    pen.ellipse((20, 20, 220, 220), fill=SKIN, outline=INK, width=6)
    for x in (80, 140):
        pen.ellipse((x, 80, x + 20, 110), fill=INK)
    depth = 110 + int(number[-2:]) // 2
    pen.arc((70, 90, 170, 60 + depth), 20, 160, fill=INK, width=8)
    return _png(image)


def _png(image: Image.Image) -> Response:
    out = io.BytesIO()
    image.save(out, "PNG")
    return Response(out.getvalue(), media_type="image/png")
