"""What follows the items: totals, notes, terms, payment, attachments, signatures."""

from __future__ import annotations

from dataclasses import dataclass

import segno

from pdf.colours import FAINT, GREY, INK, text_on
from pdf.flow import Block, Drawing, Flow, Style
from pdf.looks import Look
from pdf.paper import Signature, Total
from pdf.parties import pairs, place_picture
from pdf.pictures import picture_of
from pdf.promptpay import payload
from pdf.sheet import Sheet
from pdf.table import Table

TOTALS_SHARE = 0.47  # of the width
QR_SIDE = 88.0
SIGNATURE_HEIGHT = 36.0
GAP = 14.0


def totals(flow: Flow, look: Look, table: Table) -> None:
    """The sums at the far side, and the code to pay them by at the near one."""
    rows = [_total_row(flow, look, total) for total in flow.paper.totals]
    code = _promptpay(flow, look)
    height = max(sum(row[3] for row in rows), code.height if code else 0) + 12
    if flow.room < min(height, flow.whole * 0.5):
        table.turn()
    flow.y += 8
    top, page = flow.y, len(flow.pages)
    if code:
        code.place(flow, flow.y + 6)
    for total, label, amount, row_height in rows:
        if flow.room < row_height:
            flow.next_page()
        _place_total(flow, look, total, label, amount, row_height)
    _remarks(flow, look)
    if code and len(flow.pages) == page:
        flow.y = max(flow.y, top + 6 + code.height)


def _total_row(flow: Flow, look: Look, total: Total) -> tuple[Total, Block, Block, float]:
    width = flow.width * TOTALS_SHARE - 2 * look.table.inset
    strong, plain = look.texts.total, look.texts.body
    if total.kind == "total":
        style = strong._replace(colour=text_on(look.total_ground) if look.total_ground else strong.colour)
    else:
        style = look.texts.strong if total.kind == "payable" else plain
    amount = flow.block(total.amount, width * 0.62, style)
    label = flow.block(
        _label(flow, total),
        width - amount.width - 12,
        style if total.kind == "total" else style._replace(colour=GREY if style is plain else INK),
    )
    padding = 14 if total.kind == "total" else 5
    return total, label, amount, max(label.height, amount.height) + padding


def _label(flow: Flow, total: Total) -> str:
    words = flow.labels
    label = total.label or words.get(total.kind, "")
    return f"{label} ({words['of']} {total.base})" if total.base else label


def _place_total(flow: Flow, look: Look, total: Total, label: Block, amount: Block, height: float) -> None:
    width = flow.width * TOTALS_SHARE
    x, y, ground = flow.left + flow.width - width, flow.y, look.total_ground
    inset = look.table.inset
    if total.kind == "total":
        y = flow.y = flow.y + 3
        flow.draw(lambda sheet: _total_ground(sheet, look, x, y, width, height))
    element = flow.root.add("P")
    lift = y + (height - max(label.height, amount.height)) / 2
    flow.place(label, x + inset, lift, width - 2 * inset, element)
    flow.place(amount, x + inset, lift, width - 2 * inset, element, "end")
    flow.y += height + (4 if total.kind == "total" and ground else 0)


def _total_ground(sheet: Sheet, look: Look, x: float, y: float, width: float, height: float) -> None:
    with sheet.tagged(None):
        if look.total_ground:
            sheet.box(x, y, width, height, look.total_ground, radius=3)
        else:
            sheet.rule(x, y + 2, width, look.accent, 0.9)
            sheet.rule(x, y + height - 2, width, look.accent, 0.5)


def _remarks(flow: Flow, look: Look) -> None:
    """In words, the rate, and what the prices include."""
    paper = flow.paper
    included = flow.labels["included"] if paper.prices_include_tax else ""
    for text, style in (
        (paper.amount_words, look.texts.body),
        (included, look.texts.small),
        (paper.exchange, look.texts.small),
    ):
        if text:
            block = flow.block(text, flow.width, style)
            flow.need(block.height)
            flow.y += 3
            flow.place(block, flow.left, flow.y, flow.width, flow.root.add("P"), "end")
            flow.y += block.height


def texts(flow: Flow, look: Look) -> None:
    paper, labels = flow.paper, flow.labels
    for heading, text in ((labels["notes"], paper.notes), (labels["terms"], paper.terms)):
        if text.strip():
            _heading(flow, look, heading)
            flow.paragraph(text.strip(), look.texts.body._replace(size=8.2))
    payment(flow, look)
    if paper.attachments:
        _heading(flow, look, labels["attachments"])
        for name in paper.attachments:
            flow.paragraph(f"• {name}", look.texts.body._replace(size=8.2))


def _heading(flow: Flow, look: Look, text: str) -> None:
    block = flow.block(text, flow.width, look.texts.heading)
    flow.need(GAP + block.height + 3 * look.texts.body.size * flow.leading)
    flow.y += GAP if flow.y > flow.frame.later_top + 1 else 0
    flow.place(block, flow.left, flow.y, flow.width, flow.root.add("H2"))
    flow.y += block.height + 2


def payment(flow: Flow, look: Look) -> None:
    """How to pay: bank details and words."""
    paper, labels = flow.paper, flow.labels
    if not (paper.payment.strip() or paper.bank):
        return
    _heading(flow, look, labels["payment"])
    style = look.texts.body._replace(size=8.2)
    if paper.bank:
        flow.y += (
            pairs(flow, paper.bank, flow.left, flow.y, flow.width, style._replace(colour=GREY), style, "start") + 3
        )
    if paper.payment.strip():
        flow.paragraph(paper.payment.strip(), style)


@dataclass(frozen=True)
class _Code:
    """A PromptPay code and what is said under it."""

    rows: list[list[bool]]
    caption: Block
    alt: str

    @property
    def height(self) -> float:
        return QR_SIDE + 5 + self.caption.height

    def place(self, flow: Flow, y: float) -> None:
        figure = flow.root.add("Figure", self.alt)

        def drawing(sheet: Sheet) -> None:
            with sheet.tagged(figure):
                sheet.squares(self.rows, flow.left, y, QR_SIDE, INK)

        flow.draw(drawing)
        flow.place(self.caption, flow.left, y + QR_SIDE + 5, flow.width * 0.4, flow.root.add("P"))


def _promptpay(flow: Flow, look: Look) -> _Code | None:
    asked = flow.paper.promptpay
    if not asked:
        return None
    text = payload(asked.target, asked.amount)
    rows = [[bool(square) for square in row] for row in segno.make(text, error="m", micro=False).matrix]
    told = flow.labels["promptpay"]
    return _Code(rows, flow.block(told, flow.width * 0.4, look.texts.label), told)


def signatures(flow: Flow, look: Look) -> None:
    paper, labels = flow.paper, flow.labels
    if not (paper.signature_block or paper.signature or paper.seller):
        return
    width = (flow.width - 48) / 2
    seller = paper.seller or Signature(name=paper.prepared_by)
    signs = [
        _signed(flow, look, seller, paper.company.name, width),
        _signed(flow, look, paper.signature or Signature(), paper.customer.name, width),
    ]
    heads = [flow.block(labels[key], width, look.texts.label) for key in ("offered_by", "accepted_by")]
    height = max(block.height for block in heads) + SIGNATURE_HEIGHT + max(block.height for block in signs) + 12
    flow.need(height + GAP + 8)
    flow.y += GAP + 8 if flow.y > flow.frame.later_top + 1 else 0
    below = flow.y + max(block.height for block in heads) + SIGNATURE_HEIGHT
    for number, (head, block, signature) in enumerate(zip(heads, signs, (seller, paper.signature), strict=True)):
        x = flow.left + number * (width + 48)
        element = flow.root.add("P")
        flow.place(head, x, flow.y, width, element)
        if signature and signature.picture is not None:
            picture = picture_of(signature.picture)
            wide, high = picture.fitted(width * 0.7, SIGNATURE_HEIGHT - 6)
            place_picture(flow, picture, x + 4, below - high - 2, wide, high, labels["signature"])
        flow.draw(_signature_line(x, below, width))
        flow.place(block, x, below + 4, width, element)
    flow.y += height


def _signed(flow: Flow, look: Look, signature: Signature, party: str, width: float) -> Block:
    date = (
        f"{flow.labels['signed_on']}  {signature.signed_on}"
        if signature.signed_on
        else f"{flow.labels['signed_on']}  ____________"
    )
    small = look.texts.small
    block = flow.block(signature.name, width, look.texts.strong) + flow.block(signature.title, width, small)
    return block + flow.block(party, width, small) + flow.block(date, width, Style(small.size, small.colour))


def _signature_line(x: float, y: float, width: float) -> Drawing:
    def drawing(sheet: Sheet) -> None:
        with sheet.tagged(None):
            sheet.rule(x, y, width, FAINT, 0.8)

    return drawing
