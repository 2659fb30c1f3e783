"""A band of the company's colour across the head, with the title in it; a tinted table, the total on the colour."""

from __future__ import annotations

from pdf.colours import INK, WHITE, colour_of, mixed, readable, text_on
from pdf.flow import Flow, Frame, Style
from pdf.looks import Look, size_of, table_of, texts_of
from pdf.paper import Paper
from pdf.parties import company_block, customer_block, facts_of, logo_of, numbered, pairs, place_picture
from pdf.sheet import Sheet

SIDE = 44.0
BAND = 92.0
EDGE = 22.0  # from the band's edge to what is in it
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
    """Brand and title stand in the middle of the band, which is as high as the higher of them needs."""
    colour = colour_of(flow.paper.colour)
    on = text_on(colour)
    half = flow.width * 0.46
    title = flow.block(flow.labels["quotation"], flow.width - half, Style(25, on, True))
    number = numbered(flow, flow.width - half, Style(11, on), colourful=False)
    brand = _brand_height(flow, half, Style(15, on, True))
    band = max(BAND, brand + 2 * EDGE, title.height + number.height + 2 * EDGE)
    flow.draw(lambda sheet: _band(sheet, band, flow))
    _brand(flow, half, Style(15, on, True), (band - brand) / 2)
    top = (band - title.height - number.height) / 2 - 2
    flow.place(title, flow.left + half, top, flow.width - half, flow.root.add("H1"), "end")
    flow.place(number, flow.left + half, top + title.height, flow.width - half, flow.root.add("P"), "end")
    _parties(flow, look, band + 24)


def _brand_height(flow: Flow, width: float, style: Style) -> float:
    logo = logo_of(flow)
    return logo.fitted(*LOGO)[1] + 2 * CHIP if logo else flow.block(flow.paper.company.name, width, style).height


def _brand(flow: Flow, width: float, style: Style, top: float) -> None:
    """The logo on a white chip, or the company's name."""
    logo = logo_of(flow)
    if not logo:
        flow.place(flow.block(flow.paper.company.name, width, style), flow.left, top, width, flow.root.add("P"))
        return
    wide, high = logo.fitted(*LOGO)

    def chip(sheet: Sheet) -> None:
        with sheet.tagged(None):
            sheet.box(flow.left, top, wide + 2 * CHIP, high + 2 * CHIP, WHITE, radius=5)

    flow.draw(chip)
    place_picture(flow, logo, flow.left + CHIP, top + CHIP, wide, high, flow.labels["logo"])


def _parties(flow: Flow, look: Look, y: float) -> None:
    texts, third = look.texts, flow.width / 3
    named = flow.paper.company.logo is not None
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
