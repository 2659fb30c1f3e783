"""A band of the company's colour across the head, with the title in it; a tinted table, the total on the colour."""

from __future__ import annotations

from pdf.colours import INK, WHITE, Colour, colour_of, mixed, readable, text_on
from pdf.flow import Flow, Frame, Style
from pdf.looks import Look, size_of, table_of, texts_of
from pdf.paper import Paper
from pdf.parties import company_block, customer_block, facts_of, logo_of, pairs, place_picture
from pdf.sheet import Sheet

SIDE = 44.0
BAND = 108.0
LATER_BAND = 7.0
LOGO = (150.0, 46.0)
CHIP = 9.0  # of white around a logo


def look(paper: Paper) -> Look:
    colour = colour_of(paper.colour)
    accent = readable(colour)
    tint = mixed(colour, WHITE, 0.91)
    frame = Frame(size_of(paper), SIDE, top=34, later_top=74, bottom=58)
    table = table_of(accent, ground=tint, head=readable(accent, tint), inset=9)
    return Look(frame, texts_of(accent, 25), table, accent, colour, letterhead, ground)


def letterhead(flow: Flow, look: Look) -> None:
    colour = colour_of(flow.paper.colour)
    on = text_on(colour)
    half = flow.width * 0.46
    heights = [_brand(flow, half, Style(15, on, True)), _title(flow, half, on)]
    band = max(BAND, *(height + 34 for height in heights))
    # drawn first, though its height is known last
    flow.pages[-1].insert(0, lambda sheet: _band(sheet, band, flow))
    _parties(flow, look, band + 22)


def _brand(flow: Flow, width: float, style: Style) -> float:
    """The logo on a white chip, or the company's name; gives where it ends."""
    logo = logo_of(flow)
    top = 30.0
    if not logo:
        name = flow.block(flow.paper.company.name, width, style)
        flow.place(name, flow.left, top, width, flow.root.add("P"))
        return top + name.height
    wide, high = logo.fitted(*LOGO)

    def chip(sheet: Sheet) -> None:
        with sheet.tagged(None):
            sheet.box(flow.left, top - 4, wide + 2 * CHIP, high + 2 * CHIP, WHITE, radius=5)

    flow.draw(chip)
    place_picture(flow, logo, flow.left + CHIP, top - 4 + CHIP, wide, high, flow.labels["logo"])
    return top + high + 2 * CHIP


def _title(flow: Flow, half: float, on: Colour) -> float:
    x, width, y = flow.left + half, flow.width - half, 26.0
    title = flow.block(flow.labels["quotation"], width, Style(25, on, True))
    flow.place(title, x, y, width, flow.root.add("H1"), "end")
    y += title.height
    number = flow.block(flow.paper.number or flow.labels["draft"], width, Style(11, on))
    flow.place(number, x, y, width, flow.root.add("P"), "end")
    return y + number.height


def _parties(flow: Flow, look: Look, y: float) -> None:
    texts, third = look.texts, flow.width / 3
    named = bool(flow.paper.company.logo)
    company = company_block(flow, third - 18, texts.strong, texts.small, named=named)
    customer = customer_block(flow, third - 18, texts)
    flow.place(customer, flow.left, y, third - 18, flow.root.add("P"))
    flow.place(company, flow.left + third, y, third - 18, flow.root.add("P"))
    values = Style(8.4, INK)
    height = pairs(flow, facts_of(flow), flow.left + 2 * third, y, third, texts.small, values)
    flow.y = y + max(company.height, customer.height, height) + 20


def _band(sheet: Sheet, height: float, flow: Flow) -> None:
    with sheet.tagged(None):
        sheet.box(0, 0, sheet.width, height, colour_of(flow.paper.colour))


def ground(sheet: Sheet, flow: Flow, page: int) -> None:
    if page:
        with sheet.tagged(None):
            sheet.box(0, 0, sheet.width, LATER_BAND, colour_of(flow.paper.colour))
