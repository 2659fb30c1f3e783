"""The shapes of the office's feed: what colleagues and customers did, as far as one may see it."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from hub.wire.campaigns import CampaignState
from hub.wire.quotations import QuotationMove, QuotationSummary


class FeedConversation(Struct, frozen=True, kw_only=True, tag="conversation"):
    """`by` null: a rule of the office. `to`: whom it was given to, null: to nobody; of `assigned` alone."""

    id: str
    at: str
    event: Literal["assigned", "resolved"]
    conversation: str
    contact_name: str
    by: str | None
    to: str | None


class FeedQuotation(Struct, frozen=True, kw_only=True, tag="quotation"):
    """A state a quotation came to; `quotation` is how it is now."""

    id: str
    at: str
    move: QuotationMove
    quotation: QuotationSummary


class FeedCampaign(Struct, frozen=True, kw_only=True, tag="campaign"):
    """A state a campaign came to. `by` null: the product, or its schedule."""

    id: str
    at: str
    campaign: str
    name: str
    state: CampaignState
    by: str | None
    reason: str | None


FeedEntry = FeedConversation | FeedQuotation | FeedCampaign
