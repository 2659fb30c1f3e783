"""The items: columns as wide as their figures, a head on every page, and what was carried from one page to the next."""

from __future__ import annotations

from dataclasses import dataclass

from pdf.colours import Colour
from pdf.flow import Block, Flow, Style
from pdf.lines import measure
from pdf.paper import Item, Section
from pdf.sheet import Align, Sheet
from pdf.tagging import Element

GAP = 12.0  # between columns
PADDING = 5.5  # above and below a row
LEAST_DESCRIPTION = 0.36  # of the table's width
MOST_OF_A_COLUMN = 0.21
SPLIT_ABOVE = 0.4  # of a page: a row higher than that may be cut, others move whole to the next page
LEAST_PART = 4  # lines worth beginning a cut row for


@dataclass(frozen=True)
class TableLook:
    head: Style
    head_ground: Colour | None
    head_rule: Colour
    text: Style
    detail: Style
    figure: Style
    section: Style
    carried: Style
    rule: Colour
    inset: float = 0  # from the table's edge to its text


@dataclass(frozen=True)
class Column:
    key: str
    title: str
    x: float
    width: float
    align: Align


@dataclass
class Row:
    cells: list[Block]
    element: Element
    kinds: list[Element]

    @property
    def height(self) -> float:
        return max((cell.height for cell in self.cells), default=0) + 2 * PADDING


class Table:
    """Rows set one below the other in a flow."""

    def __init__(self, flow: Flow, look: TableLook) -> None:
        self.flow, self.look = flow, look
        self.columns = _columns(flow, look)
        self.element = flow.root.add("Table")
        self.running = ""

    def set(self) -> None:
        self._head(first=True)
        for section in self.flow.paper.sections:
            self._section(section)

    def turn(self) -> None:
        """To the next page, with what has been counted so far on both."""
        if self.running:
            self._carried("carried")
        self.flow.next_page()
        self._head(first=False)
        if self.running:
            self._carried("brought")

    def _section(self, section: Section) -> None:
        rows = [self._row(item) for item in section.items]
        if section.title:
            block = self.flow.block(section.title, self._inner, self.look.section)
            self._make_room(block.height + 2 * PADDING + (min(rows[0].height, 120) if rows else 0))
            self._banner(block)
        for item, row in zip(section.items, rows, strict=True):
            self._set_row(row, item)
        if section.subtotal and section.title:
            self._make_room(self._carried_height)
            self._amount_row(self.flow.labels["subtotal"], section.subtotal, self.element.add("TR"))
            self._rule(self.flow.y, self.look.rule)

    @property
    def _inner(self) -> float:
        return self.flow.width - 2 * self.look.inset

    @property
    def _carried_height(self) -> float:
        return self.look.carried.size * self.flow.leading + 2 * PADDING

    def _make_room(self, height: float) -> None:
        if self.flow.room - self._carried_height < height and self.flow.y > self._top + 1:
            self.turn()

    @property
    def _top(self) -> float:
        """Where the first row of a later page stands."""
        return self.flow.frame.later_top + self._head_height + (self._carried_height if self.running else 0)

    def _set_row(self, row: Row, item: Item) -> None:
        flow = self.flow
        tall = row.height > flow.whole * SPLIT_ABOVE
        least = LEAST_PART * self.look.text.size * flow.leading + 2 * PADDING
        if not tall or flow.room - self._carried_height < least:
            self._make_room(row.height)
        while row.height > flow.room - self._carried_height:
            first, row = self._cut(row, flow.room - self._carried_height)
            self._place(first, last=False)
            self.running = item.running or self.running  # its amount stands on this page already
            self.turn()
        self._place(row, last=True)
        self.running = item.running or self.running

    def _cut(self, row: Row, height: float) -> tuple[Row, Row]:
        parts = [cell.cut(max(height - 2 * PADDING, cell.leading * self.look.text.size)) for cell in row.cells]
        return Row([a for a, _ in parts], row.element, row.kinds), Row([b for _, b in parts], row.element, row.kinds)

    def _place(self, row: Row, *, last: bool) -> None:
        flow = self.flow
        for column, cell, element in zip(self.columns, row.cells, row.kinds, strict=True):
            flow.place(cell, column.x, flow.y + PADDING, column.width, element, column.align)
        flow.y += row.height
        if last:
            self._rule(flow.y, self.look.rule)

    def _row(self, item: Item) -> Row:
        element = self.element.add("TR")
        cells = [self._cell(column, item) for column in self.columns]
        return Row(cells, element, [element.add("TD") for _ in self.columns])

    def _cell(self, column: Column, item: Item) -> Block:
        flow, look = self.flow, self.look
        if column.key != "description":
            style = look.figure._replace(colour=look.detail.colour) if item.optional else look.figure
            return flow.block(value_of(column.key, item), column.width, style)
        title, _, rest = item.description.partition("\n")
        block = flow.block(title, column.width, look.text) + flow.block(rest.strip("\n"), column.width, look.detail)
        note = flow.labels["optional"] if item.optional else ""
        return block + flow.block(note, column.width, look.detail._replace(bold=True))

    @property
    def _head_height(self) -> float:
        return max(block.height for block in self._head_blocks()) + 2 * PADDING

    def _head_blocks(self) -> list[Block]:
        return [self.flow.block(column.title, column.width, self.look.head) for column in self.columns]

    def _head(self, *, first: bool) -> None:
        flow, look, height = self.flow, self.look, self._head_height
        y, ground = flow.y, look.head_ground
        if ground:
            flow.draw(lambda sheet: _decoration(sheet, flow.left, y, flow.width, height, ground))
        row = self.element.add("TR") if first else None  # read out once, not on every page
        for column, block in zip(self.columns, self._head_blocks(), strict=True):
            cell = row.add("TH") if row else None
            flow.place(block, column.x, y + height - PADDING - block.height, column.width, cell, column.align)
        flow.y += height
        self._rule(flow.y, look.head_rule, 0.9)

    def _banner(self, block: Block) -> None:
        row = self.element.add("TR")
        self.flow.place(block, self.flow.left + self.look.inset, self.flow.y + PADDING + 2, self._inner, row.add("TD"))
        self.flow.y += block.height + 2 * PADDING + 1

    def _carried(self, label: str) -> None:
        self._amount_row(self.flow.labels[label], self.running, None)
        if label == "brought":
            self._rule(self.flow.y, self.look.rule)

    def _amount_row(self, label: str, amount: str, row: Element | None) -> None:
        flow, look, last = self.flow, self.look, self.columns[-1]
        room = last.x - GAP - flow.left
        cells = (row.add("TD"), row.add("TD")) if row else (None, None)
        flow.place(flow.block(label, room, look.carried), flow.left, flow.y + PADDING, room, cells[0], "end")
        flow.place(flow.block(amount, last.width, look.carried), last.x, flow.y + PADDING, last.width, cells[1], "end")
        flow.y += self._carried_height

    def _rule(self, y: float, colour: Colour, thick: float = 0.5) -> None:
        flow = self.flow
        flow.draw(lambda sheet: _decoration(sheet, flow.left, y - thick / 2, flow.width, thick, colour))


def value_of(key: str, item: Item) -> str:
    if key == "quantity":
        return f"{item.quantity} {item.unit}".strip()
    return str(getattr(item, key))


def _columns(flow: Flow, look: TableLook) -> list[Column]:
    """Those that hold anything. The figures' columns are as wide as the widest of them; the description gets the rest."""
    items = [item for section in flow.paper.sections for item in section.items]
    words = {
        "number": "#",
        **{key: flow.labels[key] for key in ("description", "quantity", "unit_price", "discount", "tax", "amount")},
    }
    optional = [key for key in words if key not in ("description", "amount")]
    kept = [key for key in words if key not in optional or any(value_of(key, item) for item in items)]
    room = flow.width - 2 * look.inset
    widths = {key: _natural(flow, look, key, words[key], items, room) for key in kept if key != "description"}
    free = room - GAP * (len(kept) - 1)
    most = free * (1 - LEAST_DESCRIPTION)
    if sum(widths.values()) > most:
        scale = most / sum(widths.values())
        widths = {key: width * scale for key, width in widths.items()}
    widths["description"] = free - sum(widths.values())
    columns, x = [], flow.left + look.inset
    for key in kept:
        columns.append(Column(key, words[key], x, widths[key], "start" if key in ("number", "description") else "end"))
        x += widths[key] + GAP
    return columns


def _natural(flow: Flow, look: TableLook, key: str, title: str, items: list[Item], room: float) -> float:
    texts = [value_of(key, item) for item in items] + ([item.running for item in items] if key == "amount" else [])
    figures = max((measure(text, flow.script) for text in texts), default=0) * look.figure.size / 1000
    head = measure(title, flow.script, bold=look.head.bold) * look.head.size / 1000
    return float(min(max(figures, min(head, room * 0.13)) + 0.5, room * MOST_OF_A_COLUMN))


def _decoration(sheet: Sheet, x: float, y: float, width: float, height: float, colour: Colour) -> None:
    with sheet.tagged(None):
        sheet.box(x, y, width, height, colour)
