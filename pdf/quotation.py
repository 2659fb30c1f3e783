"""A quotation's paper, drawn: values in, the bytes of a PDF out. Takes tens of milliseconds of one core and touches nothing else."""

from __future__ import annotations

import msgspec

from pdf.closing import signatures, texts, totals
from pdf.colours import FAINT, GREY, RED, WHITE, mixed
from pdf.flow import Flow, Style
from pdf.labels import labels_of
from pdf.layouts import LAYOUTS
from pdf.lines import script_for
from pdf.paper import Paper
from pdf.sheet import About, Sheet
from pdf.table import Table

__all__ = ["Paper", "draw"]

WATERMARKS = {
    "draft": mixed(FAINT, WHITE, 0.5),
    "expired": mixed(FAINT, WHITE, 0.5),
    **dict.fromkeys(("void", "superseded", "declined"), mixed(RED, WHITE, 0.86)),
}
FOOT = 32.0  # from the page's lower edge


def draw(paper: Paper) -> bytes:
    """The same paper gives the same bytes. Raises NotAPicture for a logo or signature that is none, NotPromptPay for an id that is none."""
    labels = labels_of(paper.language)
    script = script_for(paper.language, paper.family)
    look = LAYOUTS[paper.layout](paper)
    sheet = Sheet(look.frame.size, _about(paper), rtl=script.rtl)
    flow = Flow(paper, look.frame, script, labels, sheet.structure.root)
    look.letterhead(flow, look)
    if paper.title:
        flow.paragraph(paper.title, look.texts.name)
        flow.y += 8
    flow.need(130)
    table = Table(flow, look.table)
    table.set()
    totals(flow, look, table)
    texts(flow, look)
    signatures(flow, look)
    for number, drawings in enumerate(flow.pages):
        sheet.new_page()
        look.ground(sheet, flow, number)
        _watermark(sheet, flow)
        for drawing in drawings:
            drawing(sheet)
        _edges(sheet, flow, number)
        sheet.end_page()
    return sheet.save()


def _about(paper: Paper) -> About:
    labels = labels_of(paper.language)
    title = " ".join(part for part in (labels["quotation"], paper.number or labels["draft"]) if part)
    subject = paper.title or f"{title}, {paper.customer.name}"
    keywords = ", ".join(part for part in (paper.number or "", paper.customer.name, paper.currency) if part)
    return About(
        title, paper.company.name, subject, paper.language, keywords, paper.created, msgspec.json.encode(paper)
    )


def _watermark(sheet: Sheet, flow: Flow) -> None:
    """Across every page, under the text: that it is no offer, or no longer one."""
    stamp = flow.paper.stamp or ""
    if stamp not in WATERMARKS:
        return
    (line, style), *_ = flow.block(flow.labels[stamp], 10_000, Style(96, WATERMARKS[stamp], True)).rows
    size = min(style.size, sheet.width * 0.8 / (line.width / 1000))
    with sheet.tagged(None):
        sheet.turned(line, sheet.width / 2, sheet.height * 0.52, size, style.colour, angle=38)


def _edges(sheet: Sheet, flow: Flow, page: int) -> None:
    """The foot of every page, and the head of those that follow."""
    paper, frame = flow.paper, flow.frame
    small = Style(7.2, GREY)
    counted = flow.labels["page"].format(page=page + 1, pages=len(flow.pages))
    name = f"{flow.labels['quotation']} {paper.number or ''}".strip()
    y = sheet.height - FOOT
    with sheet.tagged(None):
        sheet.rule(frame.side, y - 14, frame.width, FAINT)
        right = flow.block(counted, frame.width / 2, small).rows[0][0]
        left = flow.block(paper.company.name, frame.width * 0.7, small).rows
        if left:
            sheet.line(left[0][0], frame.side, y, small.size, small.colour)
        sheet.line(right, frame.side, y, small.size, small.colour, room=frame.width, align="end")
        if page:
            sheet.line(flow.block(name, frame.width, small).rows[0][0], frame.side, 46, small.size, small.colour)
            customer = flow.block(paper.customer.name, frame.width * 0.6, small).rows
            if customer:
                sheet.line(customer[0][0], frame.side, 46, small.size, small.colour, room=frame.width, align="end")
