"""Ink on white, as a letter: for fax, for stamps, and for printers that have no colour."""

from __future__ import annotations

from pdf.colours import INK
from pdf.flow import Flow, Frame, Style
from pdf.looks import Look, size_of, table_of, texts_of
from pdf.paper import Paper
from pdf.parties import company_block, customer_block, facts_of, logo_of, numbered, pairs, place_picture
from pdf.sheet import Sheet

SIDE = 56.0
LOGO = (130.0, 40.0)


def look(paper: Paper) -> Look:
    frame = Frame(size_of(paper), SIDE, top=50, later_top=74, bottom=58)
    return Look(frame, texts_of(INK, 17), table_of(INK, head=INK), INK, None, letterhead, ground)


def letterhead(flow: Flow, look: Look) -> None:
    texts = look.texts
    y = flow.y
    logo = logo_of(flow)
    if logo:
        width, height = logo.fitted(*LOGO)
        place_picture(flow, logo, flow.left, y, width, height, flow.labels["logo"])
        y += height + 8
    company = company_block(flow, flow.width, texts.strong, Style(8, INK))
    flow.place(company, flow.left, y, flow.width, flow.root.add("P"))
    y += company.height + 26
    half = flow.width * 0.56
    customer = customer_block(flow, half - 20, texts)
    flow.place(customer, flow.left, y, half - 20, flow.root.add("P"))
    number = numbered(flow, flow.width - half, Style(9, INK, True))
    flow.place(number, flow.left + half, y, flow.width - half, flow.root.add("P"), "end")
    below = y + number.height + 4
    height = pairs(flow, facts_of(flow), flow.left + half, below, flow.width - half, texts.small, Style(8.4, INK))
    y += max(customer.height, number.height + 4 + height) + 26
    title = flow.block(flow.labels["quotation"], flow.width, texts.title)
    flow.place(title, flow.left, y, flow.width, flow.root.add("H1"))
    flow.y = y + title.height + 8


def ground(sheet: Sheet, flow: Flow, page: int) -> None:
    """A hairline at the head of the pages that follow is drawn with their heading."""
