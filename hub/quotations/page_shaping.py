"""A quotation as its customer's page shows it: word for word what its paper says. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from hub import shaping as times
from hub.quotations import customer_page, formats, shaping, words
from hub.quotations.customer_page import Shown
from hub.quotations.days import today
from hub.quotations.papers import Sources, paper_of
from hub.quotations.shaping import Frozen
from hub.wire.configuration import Configuration
from hub.wire.quotation_page import CustomerPage, PageCompany, PageFile, PageItem, PageLine, PageSaid, PageSection
from hub.wire.quotations import Quotation
from pdf import paper
from pdf.labels import Labels, labels_of
from pdf.paper import Paper
from storage.inbox.attachments import AttachmentRow
from storage.quotations.rows import QuotationRow

RIGHT_TO_LEFT = ("ar", "he", "fa", "ur")
API = "/api/v1/quotation-page"
# words of the page that the paper has too, in more languages than ours
PRINTED = {
    "quotation": "quotation",
    "issued_on": "date",
    "valid_until": "valid_until",
    "for": "to",
    "total": "total",
    "discount": "discount",
    "tax": "tax",
    "notes": "notes",
    "terms": "terms",
    "payment": "payment",
    "files": "attachments",
}


def page(
    shown: Shown, office: Configuration, handle: str, now: int, files: Sequence[AttachmentRow] = ()
) -> CustomerPage:
    """`files`: what goes along with it, in its order."""
    quotation, frozen = shaping.quotation(shown.row), _frozen(shown.row, office)
    said = paper_of(Sources(quotation=quotation, office=frozen, time_zone=office.time_zone))
    labels = labels_of(quotation.language)
    total = next(line.amount for line in said.totals if line.kind == "total")
    return CustomerPage(
        revision=quotation.revision,
        number=quotation.number or "",
        state=quotation.state,
        revising=shown.revising,
        language=quotation.language,
        direction="rtl" if quotation.language.partition("-")[0] in RIGHT_TO_LEFT else "ltr",
        company=_company(said, frozen, handle),
        customer=[line for line in (said.customer.name, said.customer.attention, said.customer.address) if line],
        title=said.title,
        issued_on=said.issued_on,
        valid_until=said.valid_until,
        total=total,
        sections=[_section(section) for section in said.sections],
        totals=[_total(line, labels) for line in said.totals],
        inclusive=labels["included"] if said.prices_include_tax else "",
        notes=said.notes,
        terms=said.terms,
        payment=said.payment,
        bank=[PageLine(label=label, text=text) for label, text in said.bank],
        answerable=customer_page.answerable(shown, today(office, now).isoformat()),
        said=_said(quotation, office),
        document=f"{API}/{handle}/document",
        files=[
            PageFile(name=row.name or row.kind, size=row.size or 0, address=f"{API}/{handle}/files/{place}")
            for place, row in enumerate(files, 1)
        ],
        words=_words(quotation, said, total),
    )


def logo_of(row: QuotationRow) -> str | None:
    """The attachment that was the office's logo at issue."""
    frozen = shaping.frozen(row)
    return None if frozen is None else frozen.branding.logo


def _frozen(row: QuotationRow, office: Configuration) -> Frozen:
    here = Frozen(company=office.company, branding=office.branding, quotations=office.quotations)
    return shaping.frozen(row) or here


def _words(quotation: Quotation, said: Paper, total: str) -> dict[str, str]:
    """The page's own, with the values that are known here; `{name}` and `{date}` are the page's to fill."""
    values = {"number": quotation.number or "", "total": total, "until": said.valid_until}
    values["version"] = str(quotation.revision)
    labels = labels_of(quotation.language)
    found = words.of(quotation.language).page | {name: labels[label] for name, label in PRINTED.items()}
    for name, text in found.items():
        for place, value in values.items():
            text = text.replace(f"{{{place}}}", value)
        found[name] = text
    return found


def _company(said: Paper, frozen: Frozen, handle: str) -> PageCompany:
    company = said.company
    return PageCompany(
        name=company.name,
        address=company.address,
        phone=company.phone,
        email=company.email,
        website=company.website,
        tax_id=company.tax_id,
        colour=said.colour,
        logo=f"{API}/{handle}/logo" if frozen.branding.logo else None,
    )


def _section(section: paper.Section) -> PageSection:
    return PageSection(title=section.title, subtotal=section.subtotal, items=[_item(item) for item in section.items])


def _item(item: paper.Item) -> PageItem:
    return PageItem(
        description=item.description,
        quantity=f"{item.quantity} {item.unit}".strip(),
        unit_price=item.unit_price,
        discount=item.discount,
        tax=item.tax,
        amount=item.amount,
        optional=item.optional,
    )


def _total(line: paper.Total, labels: Labels) -> PageLine:
    return PageLine(
        label=line.label or labels.get(line.kind, ""), text=line.amount, strong=line.kind in ("total", "payable")
    )


def _said(quotation: Quotation, office: Configuration) -> PageSaid | None:
    answered = quotation.answered
    if answered is None:
        return None
    day = today(office, times.time_ms(answered.at))
    return PageSaid(
        name=answered.name,
        words=answered.reason or "",
        on=formats.day(day.isoformat(), quotation.language),
        by_customer=answered.by == "customer",
    )
