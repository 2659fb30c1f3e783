"""Who offers, to whom, and the few facts at the head of a paper: blocks of text that layouts put where they like."""

from __future__ import annotations

from pdf.colours import GREEN, GREY, RED
from pdf.flow import Block, Flow, Style
from pdf.lines import measure
from pdf.looks import Texts
from pdf.paper import Company, Customer
from pdf.pictures import Picture, picture_of
from pdf.sheet import Align, Sheet

MOST_ADDRESS_LINES = 7  # an address of more is set as one paragraph, so that a head stays a head
LABEL_GAP = 10.0
ISOLATE, POP = "\u2066", "\u2069"  # what is between runs from left to right
TURNED_OUT = {"void": RED, "superseded": RED, "declined": RED, "expired": GREY, "accepted": GREEN}


def company_block(flow: Flow, width: float, name: Style, small: Style, *, named: bool = True) -> Block:
    company = flow.paper.company
    block = flow.block(company.name, width, name) if named else Block((), flow.leading)
    for line in _company_lines(flow, company, width, small):
        block += flow.block(line, width, small)
    return block


def _company_lines(flow: Flow, company: Company, width: float, style: Style) -> list[str]:
    tax = _joined(flow, [_labelled(flow, "tax_id", company.tax_id), company.branch], width, style)
    reached = [_labelled(flow, "phone", company.phone), company.email, company.website]
    return [line for line in [address(company.address), *tax, *_joined(flow, reached, width, style)] if line]


def customer_block(flow: Flow, width: float, texts: Texts) -> Block:
    customer = flow.paper.customer
    block = flow.block(flow.labels["to"], width, texts.label)
    block += flow.block(customer.name, width, texts.name)
    for line in _customer_lines(flow, customer, width, texts.small):
        block += flow.block(line, width, texts.small)
    return block


def _customer_lines(flow: Flow, customer: Customer, width: float, style: Style) -> list[str]:
    attention = f"{flow.labels['attention']} {customer.attention}" if customer.attention else ""
    tax = _joined(flow, [_labelled(flow, "tax_id", customer.tax_id), customer.branch], width, style)
    reached = _joined(flow, [_labelled(flow, "phone", customer.phone), customer.email], width, style)
    return [line for line in [attention, address(customer.address), *tax, *reached] if line]


def address(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return "\n".join(lines) if len(lines) <= MOST_ADDRESS_LINES else ", ".join(lines)


def _labelled(flow: Flow, label: str, value: str) -> str:
    """The value keeps its order among Arabic words."""
    return f"{flow.labels[label]} {ISOLATE}{value}{POP}" if value else ""


def _joined(flow: Flow, parts: list[str], width: float, style: Style) -> list[str]:
    """As many of them on a line as fit, with dots between."""
    lines: list[str] = []
    for part in (part for part in parts if part):
        together = f"{lines[-1]} · {part}" if lines else part
        if lines and measure(together, flow.script) * style.size / 1000 <= width:
            lines[-1] = together
        else:
            lines.append(part)
    return lines


def facts_of(flow: Flow) -> list[tuple[str, str]]:
    """What is said at the head beside the number."""
    paper, labels = flow.paper, flow.labels
    version = str(paper.version) if paper.version > 1 else ""
    facts = [
        (labels["version"], version),
        (labels["date"], paper.issued_on),
        (labels["valid_until"], paper.valid_until),
        (labels["currency"], paper.currency),
        (labels["prepared_by"], paper.prepared_by),
        *paper.facts,
    ]
    return [(label, value) for label, value in facts if value]


def pairs(
    flow: Flow,
    facts: list[tuple[str, str]],
    x: float,
    y: float,
    width: float,
    label: Style,
    value: Style,
    align: Align = "end",
) -> float:
    """Labels and values in two columns; gives the height. `align`: of the values."""
    widest = max((measure(name, flow.script, bold=label.bold) * label.size / 1000 for name, _ in facts), default=0)
    left = min(widest + 0.5, width * 0.5)
    second_at = left + LABEL_GAP if widest else 0.0  # without labels there is one column
    top = y
    for name, text in facts:
        first, second = flow.block(name, left, label), flow.block(text, width - second_at, value)
        row = max(first.height, second.height)
        element = flow.root.add("P")
        drop = (second.rows[0][1].size - label.size) * flow.leading / 2 if second.rows else 0
        flow.place(first, x, y + drop, left, element)
        flow.place(second, x + second_at, y, width - second_at, element, align)
        y += row + 1.5
    return y - top


def numbered(flow: Flow, width: float, style: Style, *, colourful: bool = True) -> Block:
    """The number, or that it is a draft; and what became of it."""
    paper, labels = flow.paper, flow.labels
    block = flow.block(paper.number or labels["draft"], width, style)
    colour = TURNED_OUT.get(paper.stamp or "")
    if not colour:
        return block
    return block + flow.block(labels[paper.stamp or ""], width, Style(9, colour if colourful else style.colour, True))


def logo_of(flow: Flow) -> Picture | None:
    logo = flow.paper.company.logo
    return None if logo is None else picture_of(logo)


def place_picture(flow: Flow, picture: Picture, x: float, y: float, width: float, height: float, alt: str) -> None:
    element = flow.root.add("Figure", alt)

    def drawing(sheet: Sheet) -> None:
        with sheet.tagged(element):
            sheet.picture(picture, x, y, width, height)

    flow.draw(drawing)
