"""What became of campaigns: each person one went to, counts, rates with their uncertainty, series, variants, comparisons."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from hub.wire.campaign_ways import FallbackFigures, FallbackKind, TriedWay
from hub.wire.campaigns import CampaignState, Cost

RecipientState = Literal["waiting", "claimed", "sent", "delivered", "read", "replied", "failed", "unknown", "skipped"]
Measure = Literal["delivered", "read", "replied", "clicked"]
Bucket = Literal["minute", "hour", "day"]


class Recipient(Struct, frozen=True, kw_only=True):
    """A person a campaign goes to. `reason`: why skipped, or the provider's code; `detail` says it in words. `contact` null: deleted.
    `by`: the other way its message went, when it did; `tried`: the ways that did not reach it, `falls_at`: when the next is tried."""

    id: str
    contact: str | None
    name: str | None
    address: str | None
    language: str | None
    variant: str | None
    state: RecipientState
    reason: str | None
    detail: str | None
    message: str | None
    claimed_at: str | None
    sent_at: str | None
    delivered_at: str | None
    read_at: str | None
    replied_at: str | None
    clicked_at: str | None
    failed_at: str | None
    opted_out_at: str | None = None
    country: str | None = None
    by: FallbackKind | None = None
    tried: list[TriedWay] = []
    falls_at: str | None = None


class Cause(Struct, frozen=True, kw_only=True):
    """So many failed or were skipped for the same reason, what that means, and what to do about it. `message` of a code we do not know
    is what the provider said."""

    state: Literal["failed", "skipped", "unknown"]
    reason: str | None
    count: int
    message: str
    advice: str | None = None


class Rate(Struct, frozen=True, kw_only=True):
    """`count` of so many. `low` and `high`: the rate behind it lies between them (Wilson, 95 %). In percent; null: of nobody."""

    count: int
    of: int
    percent: float | None
    low: float | None
    high: float | None


class VariantFigures(Struct, frozen=True, kw_only=True):
    """A part of the people who got one content. `name` empty: the campaign's own."""

    name: str
    share: float
    total: int
    counts: dict[str, int]
    reached: dict[str, int]
    rates: dict[str, Rate]


class VariantTest(Struct, frozen=True, kw_only=True):
    """Two variants by one measure. `difference`: the second's rate minus the first's, in points, with its 95 % interval; `p`: how often
    chance alone makes as large a one, corrected for all that is compared (Holm). `too_early`: nobody should decide by it yet;
    `more`: so many more recipients of the two together would tell a difference of this size (null: no number of them would)."""

    measure: Measure
    first: str
    second: str
    difference: float | None
    low: float | None
    high: float | None
    p: float | None
    verdict: Literal["too_early", "no_difference", "different"]
    better: str | None
    more: int | None
    words: str


class Contest(Struct, frozen=True, kw_only=True):
    """What can honestly be said of the variants. `settled`: all were written to and had time to act, so that it is looked at once;
    `settles_at`: when that is, if it is known."""

    settled: bool
    settles_at: str | None
    tests: list[VariantTest]
    words: list[str]


class ButtonFigures(Struct, frozen=True, kw_only=True):
    """What one button (or link in the text) brought. `place`: button.0, body.1 …; `people`: who tapped it, `times`: how often."""

    place: str
    kind: Literal["link", "reply"]
    label: str
    variant: str
    people: int
    times: int
    rate: Rate


class SeriesPoint(Struct, frozen=True, kw_only=True):
    """What happened from `at` until the next point would be. Points where nothing happened are left out."""

    at: str
    sent: int = 0
    delivered: int = 0
    read: int = 0
    replied: int = 0
    clicked: int = 0
    failed: int = 0


class Series(Struct, frozen=True, kw_only=True):
    every: Bucket
    points: list[SeriesPoint]


class StepFigures(Struct, frozen=True, kw_only=True):
    """A step of a sequence; the first is the campaign itself. `campaign` null: still to come, `due_at` when that is known;
    or, with the state `cancelled`, never."""

    step: int
    after_days: int
    template: str | None
    campaign: str | None
    state: CampaignState | None
    due_at: str | None
    total: int
    reached: dict[str, int]
    rates: dict[str, Rate]


class Analytics(Struct, frozen=True, kw_only=True):
    """What became of it. `counts`: by the state each recipient is in; `reached`: how many came at least so far (`sent delivered read
    replied clicked opted_out`); `rates`: delivered of sent, failed of all tried, the others of delivered. `cost`: so far.
    `fallback`: of these numbers, what came by other channels.
    `notes`: how the numbers are to be read."""

    campaign: str
    state: CampaignState
    total: int
    counts: dict[str, int]
    reached: dict[str, int]
    rates: dict[str, Rate]
    causes: list[Cause]
    replies: int
    opted_out: int
    variants: list[VariantFigures]
    contest: Contest | None
    buttons: list[ButtonFigures]
    series: Series
    steps: list[StepFigures]
    cost: Cost
    notes: list[str]
    fallback: list[FallbackFigures] = []


class ComparedCampaign(Struct, frozen=True, kw_only=True):
    id: str
    name: str
    channel: str
    state: CampaignState
    template: str | None
    started_at: str | None
    finished_at: str | None
    total: int
    reached: dict[str, int]
    rates: dict[str, Rate]
    cost: Cost


class CampaignComparison(Struct, frozen=True, kw_only=True):
    """Campaigns side by side, in the order asked for. `notes`: what makes them hard to compare."""

    campaigns: list[ComparedCampaign]
    notes: list[str]
