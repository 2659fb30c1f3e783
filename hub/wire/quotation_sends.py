"""A quotation's way to its customer and back, in shapes: sending, the private page's link, and a manager's approval."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from hub.wire.quotations import Id
from hub.wire.shapes import Fault, MessageStatus


class QuotationSend(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`text`: said instead of our words, where buttons can be sent. `template`: with a document at its head; else the most fitting one
    is taken when the window is closed."""

    conversation: Id
    text: Annotated[str, Meta(max_length=700)] | None = None
    template: Id | None = None


class SentQuotation(Struct, frozen=True, kw_only=True):
    """A message that carried it, and what became of it. `error` says in words why it failed, or is unknown."""

    message: str
    conversation: str
    revision: int
    purpose: Literal["offer", "reminder"]
    status: MessageStatus
    error: Fault | None
    at: str


class QuotationLink(Struct, frozen=True, kw_only=True):
    """Opens the customer's private page. Shown once: we keep its hash."""

    url: str
    expires_at: str


class ApprovalAct(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`ask` the managers; a manager says `approve` or `refuse`. `words` go with it."""

    act: Literal["ask", "approve", "refuse"]
    words: Annotated[str, Meta(max_length=1000)] = ""
