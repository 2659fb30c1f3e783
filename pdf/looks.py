"""What a layout decides: colours, sizes and places. The layouts themselves are in `pdf/layouts`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pdf.colours import FAINT, GREY, INK, Colour
from pdf.flow import Flow, Frame, Style
from pdf.paper import Paper
from pdf.sheet import Sheet
from pdf.table import TableLook

SIZES = {"A4": (595.28, 841.89), "Letter": (612.0, 792.0)}


@dataclass(frozen=True)
class Texts:
    """The styles of a paper's words."""

    title: Style
    name: Style
    strong: Style
    body: Style
    small: Style
    label: Style
    heading: Style
    total: Style


@dataclass(frozen=True)
class Look:
    """`letterhead` draws who offers what to whom on the first page and moves the flow below it; `ground` draws what lies under every page;
    `total_ground`: the colour behind the total."""

    frame: Frame
    texts: Texts
    table: TableLook
    accent: Colour
    total_ground: Colour | None
    letterhead: Callable[[Flow, Look], None]
    ground: Callable[[Sheet, Flow, int], None]


def texts_of(accent: Colour, title: float = 22) -> Texts:
    return Texts(
        title=Style(title, accent, True),
        name=Style(10.5, INK, True),
        strong=Style(9, INK, True),
        body=Style(8.8, INK),
        small=Style(8, GREY),
        label=Style(7.4, GREY),
        heading=Style(8.8, accent, True),
        total=Style(11.5, accent, True),
    )


def table_of(
    accent: Colour, *, ground: Colour | None = None, head: Colour | None = None, inset: float = 0
) -> TableLook:
    return TableLook(
        head=Style(7.6, head or GREY, True),
        head_ground=ground,
        head_rule=accent,
        text=Style(8.8, INK),
        detail=Style(7.8, GREY),
        figure=Style(8.8, INK),
        section=Style(9, accent, True),
        carried=Style(8, GREY),
        rule=FAINT,
        inset=inset,
    )


def size_of(paper: Paper) -> tuple[float, float]:
    return SIZES[paper.page_size]
