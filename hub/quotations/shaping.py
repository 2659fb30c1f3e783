"""Rows of quotations become shapes. Pure."""

from __future__ import annotations

from typing import Any, cast

import msgspec
from msgspec import Struct

from hub import money
from hub.quotations import sums
from hub.shaping import time_text
from hub.wire.configuration import Branding, Company
from hub.wire.money import Money
from hub.wire.quotation_settings import QuotationSettings
from hub.wire.quotations import Answered, Content, Quotation, QuotationMove, QuotationState, QuotationSummary
from storage.quotations.moves import MoveRow
from storage.quotations.rows import HeadRow, QuotationRow


class Frozen(Struct, frozen=True, kw_only=True):
    """The office as it was when a quotation was issued."""

    company: Company
    branding: Branding
    quotations: QuotationSettings


_decode_frozen = msgspec.json.Decoder(Frozen).decode
_decode_content = msgspec.json.Decoder(Content).decode
_decode_answered = msgspec.json.Decoder(Answered).decode


def content(row: QuotationRow) -> Content:
    return _decode_content(row.content)


def frozen(row: QuotationRow) -> Frozen | None:
    """The office as it was at issue; None for a draft."""
    return None if row.company is None else _decode_frozen(row.company)


def summary(row: HeadRow) -> QuotationSummary:
    return QuotationSummary(**_head(row))


def quotation(row: QuotationRow) -> Quotation:
    """The whole of it; what its lines come to is computed."""
    inside = content(row)
    prices = cast(Any, row.prices)
    found = sums.compute(
        inside.items, currency=row.currency, prices=prices, discount=inside.discount, rounding=inside.rounding
    )
    fields = {name: getattr(inside, name) for name in Content.__struct_fields__}
    return Quotation(**_head(row), **fields, totals=sums.shape(found, row.currency))


def move(row: MoveRow) -> QuotationMove:
    return QuotationMove(
        id=row.id,
        quotation=row.quotation_id,
        revision=row.revision,
        at=time_text(row.at),
        from_state=cast(QuotationState, row.from_state),
        to_state=cast(QuotationState, row.to_state),
        by=cast(Any, row.by),
        how=cast(Any, row.how),
        user=row.user_id,
        name=row.name,
        reason=row.reason,
        signature=row.signature_id,
        undone_at=None if row.undone_at is None else time_text(row.undone_at),
    )


def _head(row: HeadRow) -> dict[str, Any]:
    def told(minor: int) -> Money:
        return money.shape(minor, row.currency)

    reported = None
    if row.reported is not None and row.report_currency is not None:
        reported = money.shape(row.reported, row.report_currency)
    return {
        "id": row.id,
        "version": row.version,
        "revision": row.revision,
        "number": row.number,
        "state": cast(QuotationState, row.state),
        "contact": row.contact_id,
        "customer_name": row.customer_name,
        "conversation": row.conversation_id,
        "channel": row.channel_id,
        "owner": row.owner_id,
        "language": row.language,
        "currency": row.currency,
        "prices": row.prices,
        "valid_until": row.valid_until,
        "issue_date": row.issue_date,
        "subtotal": told(row.subtotal),
        "discount_total": told(row.discount_total),
        "net": told(row.net),
        "tax_total": told(row.tax_total),
        "total": told(row.total),
        "withheld": told(row.withheld),
        "payable": told(row.total - row.withheld),
        "reported": reported,
        "approval": row.approval,
        "answered": None if row.answered is None else _decode_answered(row.answered),
        "created_at": time_text(row.created_at),
        "updated_at": time_text(row.updated_at),
        "issued_at": _time(row.issued_at),
        "sent_at": _time(row.sent_at),
        "seen_at": _time(row.seen_at),
    }


def _time(ms: int | None) -> str | None:
    return None if ms is None else time_text(ms)
