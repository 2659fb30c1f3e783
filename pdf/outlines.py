"""The outline of a glyph as a drawing: for marks that are set off the line.

As text they would disturb whoever copies or searches: readers sort text by where it stands, and take a raised tone mark for a line of its
own. So the letter below says what both are, and the mark is only drawn.
"""

from __future__ import annotations

from functools import lru_cache

from pdf.typefaces import Typeface


@lru_cache(5000)
def outline(face: Typeface, glyph: int) -> str:
    """Path operators in thousandths of the size, to be filled."""
    pen = _Pen(face.scale)
    face.font.draw_glyph_with_pen(glyph, pen)
    return " ".join(pen.parts)


class _Pen:
    """As fontTools has pens."""

    def __init__(self, scale: float) -> None:
        self.scale = scale
        self.parts: list[str] = []
        self.at = (0.0, 0.0)

    def moveTo(self, point: tuple[float, float]) -> None:
        self._put(point, operator="m")

    def lineTo(self, point: tuple[float, float]) -> None:
        self._put(point, operator="l")

    def curveTo(self, *points: tuple[float, float]) -> None:
        self._put(*points, operator="c")

    def qCurveTo(self, *points: tuple[float, float]) -> None:
        """TrueType's curves have one handle, PDF's two."""
        (hx, hy), (ex, ey) = points
        sx, sy = self.at
        one = (sx + (hx - sx) * 2 / 3, sy + (hy - sy) * 2 / 3)
        two = (ex + (hx - ex) * 2 / 3, ey + (hy - ey) * 2 / 3)
        self._put(one, two, (ex, ey), operator="c")

    def closePath(self) -> None:
        self.parts.append("h")

    endPath = closePath

    def _put(self, *points: tuple[float, float], operator: str) -> None:
        self.at = points[-1]
        numbers = " ".join(f"{x * self.scale:.4g} {y * self.scale:.4g}" for x, y in points)
        self.parts.append(f"{numbers} {operator}")
