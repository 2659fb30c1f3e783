"""A quotation and the office as the paper that says it: every number in the language's form, nothing computed twice. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from itertools import groupby
from zoneinfo import ZoneInfo

from hub.quotations import formats
from hub.quotations.shaping import Frozen
from hub.wire.quotations import Discount, Item, ItemAmounts, Quotation, TaxAmount
from pdf import paper, promptpay
from pdf.paper import Paper
from pdf.quotation import draw

STAMPS: dict[str, paper.Stamp] = {
    "draft": "draft",
    "void": "void",
    "accepted": "accepted",
    "declined": "declined",
    "expired": "expired",
}
HEAD_OFFICE = {"en": "Head office", "th": "สำนักงานใหญ่"}
BRANCH = {"en": "Branch {branch}", "th": "สาขา {branch}"}


@dataclass(frozen=True)
class Sources:
    """All that a paper is made of. `owner`: who wrote it; the pictures are the bytes of uploaded files."""

    quotation: Quotation
    office: Frozen
    owner: str = ""
    attachments: Sequence[str] = ()
    logo: bytes | None = None
    seller_signature: bytes | None = None
    customer_signature: bytes | None = None
    superseded: bool = False
    time_zone: str = "UTC"


def drawn(sources: Sources) -> bytes:
    """Takes a core for tens of milliseconds. Raises NotAPicture, NotPromptPay."""
    return draw(paper_of(sources))


def paper_of(sources: Sources) -> Paper:
    quotation, settings = sources.quotation, sources.office.quotations
    total = Decimal(quotation.total.amount)
    thai_baht = quotation.currency == "THB" and quotation.language.startswith("th")
    return Paper(
        language=quotation.language,
        currency=quotation.currency,
        company=_company(sources),
        customer=_customer(quotation),
        sections=_sections(quotation),
        totals=_totals(quotation),
        created=_created(quotation),
        number=quotation.number,
        version=quotation.revision,
        title=quotation.title,
        issued_on=formats.day(quotation.issue_date, quotation.language, settings.thai_years),
        valid_until=formats.day(quotation.valid_until, quotation.language, settings.thai_years),
        prepared_by=sources.owner,
        prices_include_tax=quotation.prices == "inclusive",
        amount_words=formats.baht_in_words(total) if thai_baht else "",
        exchange=_exchange(quotation),
        notes=quotation.notes,
        terms=quotation.terms,
        payment=quotation.payment,
        bank=_bank(settings.bank),
        promptpay=_promptpay(quotation, settings.promptpay),
        attachments=list(sources.attachments),
        seller=_seller(sources),
        signature=_signature(sources),
        stamp="superseded" if sources.superseded else STAMPS.get(quotation.state),
        layout=settings.layout,
        page_size=settings.page_size,
        colour=settings.colour or sources.office.branding.colour,
        family=settings.font,
    )


def _company(sources: Sources) -> paper.Company:
    company, settings = sources.office.company, sources.office.quotations
    return paper.Company(
        name=settings.legal_name or company.name or sources.office.branding.name,
        address=company.address,
        phone=company.phone,
        email=company.email,
        website=company.website,
        tax_id=company.tax_id,
        branch=_branch(settings.branch, sources.quotation.language),
        logo=sources.logo,
    )


def _customer(quotation: Quotation) -> paper.Customer:
    customer = quotation.customer
    return paper.Customer(
        name=customer.company or customer.name,
        attention=customer.name if customer.company else "",
        address=customer.address,
        phone=customer.phone,
        email=customer.email,
        tax_id=customer.tax_id,
        branch=_branch(customer.branch, quotation.language),
    )


def _branch(branch: str, language: str) -> str:
    """Thai tax law numbers them, "00000" being the head office; anything else is printed as it is."""
    words = "th" if language.startswith("th") else "en"
    if not branch.isdigit():
        return branch
    return HEAD_OFFICE[words] if not int(branch) else BRANCH[words].format(branch=branch)


def _sections(quotation: Quotation) -> list[paper.Section]:
    numbered = list(enumerate(zip(quotation.items, quotation.totals.items, strict=True), 1))
    sections, running = [], Decimal(0)
    titles = {section.title: section.amount.amount for section in quotation.totals.sections}
    for title, group in groupby(numbered, key=lambda each: each[1][0].section):
        items = []
        for place, (item, amounts) in group:
            after = Decimal(amounts.amount.amount) - Decimal(amounts.discount.amount)
            running += after if amounts.counted else 0
            items.append(_item(quotation, place, item, amounts, after, running))
        subtotal = _figure(quotation, titles[title]) if title and len(titles) > 1 and title in titles else ""
        sections.append(paper.Section(items=items, title=title, subtotal=subtotal))
    return sections


def _item(
    quotation: Quotation, place: int, item: Item, amounts: ItemAmounts, after: Decimal, running: Decimal
) -> paper.Item:
    language, currency = quotation.language, quotation.currency
    return paper.Item(
        number=str(place),
        description=item.description,
        quantity=formats.number(Decimal(item.quantity), language),
        unit=item.unit,
        unit_price=formats.price(Decimal(item.unit_price), currency, language),
        discount=_discount(quotation, item.discount),
        tax=formats.percent(Decimal(item.tax.rate), language) if item.tax else "",
        amount=formats.figure(after, currency, language),
        running=formats.figure(running, currency, language) if running else "",
        optional=not amounts.counted,
    )


def _discount(quotation: Quotation, discount: Discount | None) -> str:
    if discount is None:
        return ""
    if discount.percent is not None:
        return formats.percent(Decimal(discount.percent), quotation.language)
    return formats.less(Decimal(discount.amount or 0), quotation.currency, quotation.language)


def _totals(quotation: Quotation) -> list[paper.Total]:
    totals = quotation.totals
    inclusive = quotation.prices == "inclusive"
    on_items = sum((Decimal(item.discount.amount) for item in totals.items if item.counted), Decimal(0))
    on_whole = Decimal(totals.discount_total.amount) - on_items
    rows = [paper.Total(kind="subtotal", amount=_figure(quotation, totals.subtotal.amount))]
    if on_items:
        kind: paper.TotalKind = "line_discounts" if on_whole else "discount"
        rows.append(paper.Total(kind=kind, amount=_less(quotation, on_items)))
    if on_whole:
        rows.append(paper.Total(kind="discount", amount=_less(quotation, on_whole)))
    if (on_items or on_whole) and not inclusive:
        rows.append(paper.Total(kind="net", amount=_figure(quotation, totals.net.amount)))
    taxes = [_tax(quotation, tax, "included_tax" if inclusive else "tax") for tax in totals.taxes]
    whole = paper.Total(kind="total", amount=_amount(quotation, totals.total.amount))
    rows += [whole, *taxes] if inclusive else [*taxes, whole]
    if totals.withholdings:
        rows += [_withheld(quotation, tax) for tax in totals.withholdings]
        rows.append(paper.Total(kind="payable", amount=_amount(quotation, totals.payable.amount)))
    return rows


def _tax(quotation: Quotation, tax: TaxAmount, kind: paper.TotalKind) -> paper.Total:
    name = f"{tax.name} {formats.percent(Decimal(tax.rate), quotation.language)}"
    base = _figure(quotation, tax.of.amount)
    return paper.Total(kind=kind, amount=_figure(quotation, tax.amount.amount), label=name, base=base)


def _withheld(quotation: Quotation, tax: TaxAmount) -> paper.Total:
    name = f"{tax.name} {formats.percent(Decimal(tax.rate), quotation.language)}"
    amount = _less(quotation, Decimal(tax.amount.amount))
    return paper.Total(kind="withholding", amount=amount, label=name, base=_figure(quotation, tax.of.amount))


def _figure(quotation: Quotation, amount: str) -> str:
    return formats.figure(Decimal(amount), quotation.currency, quotation.language)


def _amount(quotation: Quotation, amount: str) -> str:
    return formats.amount(Decimal(amount), quotation.currency, quotation.language)


def _less(quotation: Quotation, amount: Decimal) -> str:
    return formats.less(amount, quotation.currency, quotation.language)


def _exchange(quotation: Quotation) -> str:
    rate = quotation.rate
    if rate is None or rate.currency == quotation.currency:
        return ""
    return f"1 {quotation.currency} = {rate.rate} {rate.currency} ({rate.source}, {rate.at[:10]})"


def _bank(text: str) -> list[tuple[str, str]]:
    """Lines of the settings, "Bank: Kasikornbank" as a label and a value."""
    found = []
    for line in (line.strip() for line in text.splitlines() if line.strip()):
        label, colon, value = line.partition(":")
        found.append((label.strip(), value.strip()) if colon else ("", line))
    return found


def _promptpay(quotation: Quotation, target: str) -> paper.PromptPay | None:
    """Only baht can be paid so, and only what is asked for: more than nothing, on a paper that still stands."""
    asked = Decimal(quotation.payable.amount)
    if (
        not target
        or quotation.currency != "THB"
        or asked <= 0
        or quotation.state in ("draft", "void", "declined", "expired")
    ):
        return None
    return paper.PromptPay(target=target, amount=f"{asked:.2f}") if promptpay.known(target) else None


def _seller(sources: Sources) -> paper.Signature | None:
    signature = sources.quotation.signature
    if signature is None:
        return None
    signed_on = formats.day(
        sources.quotation.issue_date, sources.quotation.language, sources.office.quotations.thai_years
    )
    name = signature.name or sources.owner
    return paper.Signature(name=name, title=signature.title, signed_on=signed_on, picture=sources.seller_signature)


def _signature(sources: Sources) -> paper.Signature | None:
    answered = sources.quotation.answered
    if answered is None or sources.quotation.state != "accepted":
        return None
    day = datetime.fromisoformat(answered.at).astimezone(ZoneInfo(sources.time_zone)).date()
    signed_on = formats.day(day.isoformat(), sources.quotation.language, sources.office.quotations.thai_years)
    return paper.Signature(name=answered.name, signed_on=signed_on, picture=sources.customer_signature)


def _created(quotation: Quotation) -> datetime:
    """When what is printed came to be: issuing, or a draft's last change."""
    return datetime.fromisoformat(quotation.issued_at or quotation.updated_at).astimezone(UTC)
