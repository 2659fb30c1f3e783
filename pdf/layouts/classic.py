"""Quiet: logo and company on one side, the title in the company's colour on the other, hairlines."""

from __future__ import annotations

from pdf.colours import FAINT, colour_of, readable
from pdf.flow import Flow, Frame
from pdf.looks import Look, size_of, table_of, texts_of
from pdf.paper import Paper
from pdf.parties import company_block, customer_block, facts_of, logo_of, numbered, pairs, place_picture
from pdf.sheet import Sheet

SIDE = 48.0
LOGO = (170.0, 50.0)


def look(paper: Paper) -> Look:
    accent = readable(colour_of(paper.colour))
    frame = Frame(size_of(paper), SIDE, top=46, later_top=72, bottom=58)
    return Look(frame, texts_of(accent), table_of(accent), accent, None, letterhead, ground)


def letterhead(flow: Flow, look: Look) -> None:
    texts, half = look.texts, flow.width * 0.52
    y = flow.y
    logo = logo_of(flow)
    if logo:
        width, height = logo.fitted(*LOGO)
        place_picture(flow, logo, flow.left, y, width, height, flow.labels["logo"])
        y += height + 10
    company = company_block(flow, half - 20, texts.name, texts.small)
    flow.place(company, flow.left, y, half - 20, flow.root.add("P"))
    bottom = max(y + company.height, _title(flow, look, flow.left + half, flow.width - half))
    line = bottom + 16
    flow.draw(lambda sheet: _rule(sheet, flow.left, line, flow.width, look))
    _parties(flow, look, line + 14)


def _title(flow: Flow, look: Look, x: float, width: float) -> float:
    """The title and the number, at the far side; gives where they end."""
    texts = look.texts
    title = flow.block(flow.labels["quotation"], width, texts.title)
    y = flow.y - 6
    flow.place(title, x, y, width, flow.root.add("H1"), "end")
    y += title.height
    number = numbered(flow, width, texts.name)
    flow.place(number, x, y, width, flow.root.add("P"), "end")
    return y + number.height


def _parties(flow: Flow, look: Look, y: float) -> None:
    texts = look.texts
    facts = facts_of(flow)
    left = flow.width * 0.54
    customer = customer_block(flow, left - 24, texts)
    flow.place(customer, flow.left, y, left - 24, flow.root.add("P"))
    height = pairs(
        flow, facts, flow.left + left, y, flow.width - left, texts.small, texts.strong._replace(size=8.4, bold=False)
    )
    flow.y = y + max(customer.height, height) + 18


def _rule(sheet: Sheet, x: float, y: float, width: float, look: Look) -> None:
    with sheet.tagged(None):
        sheet.rule(x, y, width, FAINT, 0.6)
        sheet.rule(x, y, 54, look.accent, 1.8)


def ground(sheet: Sheet, flow: Flow, page: int) -> None:
    """Nothing lies under a classic page."""
