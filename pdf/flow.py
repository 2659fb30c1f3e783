"""From top to bottom, page after page: what is laid out is kept as drawing still to be done, so that the number of pages is known first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from pdf.colours import Colour
from pdf.labels import Labels
from pdf.lines import Line, Script, break_lines
from pdf.paper import Paper
from pdf.sheet import Align, Sheet
from pdf.tagging import Element

Drawing = Callable[[Sheet], None]
# what stacks marks above and below its letters needs more room between the lines
LEADINGS = {"km": 1.7, "lo": 1.6, "ar": 1.6, "th": 1.5, "hi": 1.5}


class Style(NamedTuple):
    size: float
    colour: Colour
    bold: bool = False


class Block(NamedTuple):
    """Lines already broken, each with its look; they may be of several. `leading`: from line to line, in sizes."""

    rows: tuple[tuple[Line, Style], ...]
    leading: float

    @property
    def height(self) -> float:
        return sum(style.size for _, style in self.rows) * self.leading

    @property
    def width(self) -> float:
        return max((line.width * style.size / 1000 for line, style in self.rows), default=0)

    def __add__(self, other: Block) -> Block:  # type: ignore[override]
        return Block(self.rows + other.rows, self.leading)

    def cut(self, height: float) -> tuple[Block, Block]:
        """What fits in the height, and the rest."""
        used, count = 0.0, 0
        for _, style in self.rows:
            used += style.size * self.leading
            if used > height + 0.01:
                break
            count += 1
        return Block(self.rows[:count], self.leading), Block(self.rows[count:], self.leading)


@dataclass(frozen=True)
class Frame:
    """Where text may stand on a page. `later_top`: the same on all pages but the first."""

    size: tuple[float, float]
    side: float
    top: float
    later_top: float
    bottom: float

    @property
    def width(self) -> float:
        return self.size[0] - 2 * self.side

    @property
    def end(self) -> float:
        """The y below which nothing but the foot of the page stands."""
        return self.size[1] - self.bottom


class Flow:
    def __init__(self, paper: Paper, frame: Frame, script: Script, labels: Labels, root: Element) -> None:
        self.paper, self.frame, self.script, self.labels, self.root = paper, frame, script, labels, root
        self.leading = LEADINGS.get(script.locale.split("-")[0], 1.45)
        self.left, self.width = frame.side, frame.width
        self.pages: list[list[Drawing]] = [[]]
        self.y = frame.top

    @property
    def room(self) -> float:
        return self.frame.end - self.y

    @property
    def whole(self) -> float:
        """The room of a page on which nothing stands yet."""
        return self.frame.end - self.frame.later_top

    def next_page(self) -> None:
        self.pages.append([])
        self.y = self.frame.later_top

    def need(self, height: float) -> None:
        """What comes next stays together, on the next page if it must; what is higher than a page begins where it is."""
        if self.room < height <= self.whole:
            self.next_page()

    def draw(self, drawing: Drawing) -> None:
        self.pages[-1].append(drawing)

    def block(self, text: str, width: float, style: Style) -> Block:
        if not text:
            return Block((), self.leading)
        lines = break_lines(text, round(width / style.size * 1000), self.script, bold=style.bold)
        return Block(tuple((line, style) for line in lines), self.leading)

    def place(
        self, block: Block, x: float, y: float, width: float, element: Element | None, align: Align = "start"
    ) -> None:
        """Lines where they are told to be; where the flow is does not change."""
        if block.rows:
            self.draw(lambda sheet: paint(sheet, block, x, y, width, element, align))

    def paragraph(
        self, text: str, style: Style, *, kind: str = "P", x: float | None = None, width: float | None = None
    ) -> None:
        """Text from where the flow is, over as many pages as it takes."""
        left, room = self.left if x is None else x, self.width if width is None else width
        rest = self.block(text, room, style)
        element = self.root.add(kind)
        while rest.rows:
            part, rest = rest.cut(max(self.room, 0))
            self.place(part, left, self.y, room, element)
            self.y += part.height
            if rest.rows:
                self.next_page()


def paint(sheet: Sheet, block: Block, x: float, y: float, width: float, element: Element | None, align: Align) -> None:
    with sheet.tagged(element):
        for line, style in block.rows:
            height = style.size * block.leading
            sheet.line(line, x, y + height / 2 + style.size * 0.34, style.size, style.colour, room=width, align=align)
            y += height
