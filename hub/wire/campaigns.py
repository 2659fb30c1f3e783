"""Campaigns: one template to many people. What is asked for, what is told, and each person it goes to."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from hub.wire.campaign_ways import Bound as Bound
from hub.wire.campaign_ways import FallbackForecast, FallbackPreview, FallbackWay, Id, Key, Parameters
from hub.wire.segments import Expression, Outcome

Name = Annotated[str, Meta(min_length=1, max_length=200)]
Language = Annotated[str, Meta(min_length=2, max_length=16)]
Ids = Annotated[list[Id], Meta(max_length=50)]
Percent = Annotated[float, Meta(ge=0, le=100)]
Days = Annotated[int, Meta(ge=0, le=3650)]

CampaignState = Literal["draft", "scheduled", "starting", "running", "paused", "done", "cancelled"]
Policy = Literal["block", "warn"]


class Translation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The template in another language. What is left out is as in the default language."""

    language: Language
    name: Annotated[str, Meta(min_length=1, max_length=512)] | None = None
    parameters: Parameters | None = None
    media: Id | None = None


class CampaignContent(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is sent. `language`: of whoever has none of the others. Places: `1` or `name` of the text, `header.1`, `button.0` (the
    ending of a link or what a quick reply sends back). `media`: the uploaded file of the header. `language_field`: the contact's field
    that says which language it reads."""

    name: Annotated[str, Meta(min_length=1, max_length=512)]
    language: Language
    parameters: Parameters = {}
    media: Id | None = None
    translations: Annotated[list[Translation], Meta(max_length=50)] = []
    language_field: Key = "language"


class Variant(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of the people, drawn by lot, gets another content. `share` in percent; what is left gets the campaign's own."""

    name: Annotated[str, Meta(min_length=1, max_length=32)]
    share: Percent
    template: CampaignContent


class Step(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A follow-up: another template, `after_days` after the message before it was sent to all, to whoever has not answered by then and
    wants to hear more. `unless_clicked`: nor clicked."""

    after_days: Annotated[int, Meta(ge=1, le=60)]
    template: CampaignContent
    unless_clicked: bool = False


class EarlierCampaign(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Those an earlier campaign went to, and what became of it."""

    campaign: Id
    outcome: Outcome = "received"


class Without(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom to leave out: anybody any of these names."""

    tags: Annotated[list[Key], Meta(max_length=50)] = []
    segments: Ids = []
    lists: Ids = []
    campaigns: Annotated[list[EarlierCampaign], Meta(max_length=20)] = []


class Audience(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom it goes to: whoever has one of the `tags`, is in one of the `segments` or `lists`, is one of the `contacts` or was met by one of
    the earlier `campaigns`; or `everyone`. Of these only whom the `filter` lets pass, without those `without` names."""

    everyone: bool = False
    tags: Annotated[list[Key], Meta(max_length=50)] = []
    segments: Ids = []
    lists: Ids = []
    contacts: Annotated[list[Id], Meta(max_length=1000)] = []
    campaigns: Annotated[list[EarlierCampaign], Meta(max_length=20)] = []
    filter: Expression | None = None
    without: Without = Without()


class Schedule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`at`: what the clock shows in `time_zone` (none: the office's), as in 2026-12-01T09:00, or a time with its own offset."""

    at: Annotated[str, Meta(min_length=10, max_length=40)]
    time_zone: Annotated[str, Meta(min_length=1, max_length=64)] | None = None


class Canary(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """So many go first (0: none), and the rest after `minutes` when these fared well."""

    percent: Percent = 1.0
    minutes: Annotated[int, Meta(ge=0, le=1440)] = 5


class QuietHours(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Nobody is written to from `begins` until `ends` (HH:MM), as the recipient's clock shows it."""

    begins: Annotated[str, Meta(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$")] = "21:00"
    ends: Annotated[str, Meta(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$")] = "08:00"


class Sending(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How it is sent. Null: as the office's settings say. `per_second`: never faster. `pause_percent` of at least `pause_least` failed:
    it pauses. `again_days`: not to whom a campaign wrote so recently. `per_day`: campaigns' messages to one person in 24 hours.
    `track_links`: links in what fills the template lead over this hub, so that clicks are counted."""

    per_second: Annotated[float, Meta(gt=0, le=1000)] | None = None
    quiet_hours: QuietHours | None = None
    pause_percent: Percent = 10.0
    pause_least: Annotated[int, Meta(ge=1, le=100_000)] = 50
    pause_on_quality: bool = True
    again_days: Days | None = None
    per_day: Annotated[int, Meta(ge=1, le=100)] | None = None
    missing_consent: Policy = "warn"
    unknown_tier: Policy = "warn"
    track_links: bool = True


class ReplyRule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """To whom conversations nobody has go when somebody answers: a person (`user`), whoever of a `team` has the fewest, whoever is there
    (`round_robin`), or `nobody`, whatever the office does with others. None of these: as any other. `days`: what is written so long
    after the message is an answer to it."""

    user: Id | None = None
    team: Id | None = None
    round_robin: bool = False
    nobody: bool = False
    tag: Annotated[str, Meta(min_length=1, max_length=40)] | None = None
    days: Annotated[int, Meta(ge=1, le=30)] = 7


class Why(Struct, frozen=True, kw_only=True):
    """How a campaign came into its state. `by` null: the product. `code` for programs, `reason` for people."""

    by: str | None
    at: str
    code: str | None = None
    reason: str | None = None


class Campaign(Struct, frozen=True, kw_only=True):
    """`counts`: recipients by state, as of the newest word about it; `clicked` and `opted_out`: how many of them did; `total`: all of them,
    once it started. `starts_at`: when `schedule` is, in UTC. `steps`: the follow-ups after it; the next becomes a campaign of its own at
    `follows_at`, which is known once this one is done. `fallback`: the ways of whom its own channel does not reach, in their order; late failures go them until
    `falls_until`, once it is done. Of a follow-up `parent` is the first of its sequence, and `step` its number there (2 …), `after_days` the one before."""

    id: str
    version: int
    name: str
    channel: str
    state: CampaignState
    why: Why
    template: CampaignContent | None
    variants: list[Variant]
    audience: Audience
    schedule: Schedule | None
    starts_at: str | None
    canary: Canary | None
    sending: Sending
    replies: ReplyRule
    total: int
    counts: dict[str, int]
    created_by: str | None
    created_at: str
    updated_at: str
    started_at: str | None
    finished_at: str | None
    clicked: int = 0
    opted_out: int = 0
    steps: list[Step] = []
    parent: str | None = None
    step: int = 1
    after_days: int = 0
    follows_at: str | None = None
    fallback: list[FallbackWay] = []
    falls_until: str | None = None


class CostLine(Struct, frozen=True, kw_only=True):
    """So many messages to a country. `price`: of one; null where it is not known, as `amount` is then."""

    country: str | None
    category: str | None
    count: int
    price: str | None
    amount: str | None


class Cost(Struct, frozen=True, kw_only=True):
    """An estimate of what the provider will ask, if all are delivered outside of open windows. `effective`: the day of the rate card;
    `unknown`: countries it says nothing of, which `amount` leaves out; `caveats`: what else it does not know."""

    currency: str
    amount: str
    lines: list[CostLine]
    unknown: list[str]
    source: str
    effective: str
    caveats: list[str] = []


class Finding(Struct, frozen=True, kw_only=True):
    """What a pre-flight saw. An `error` keeps the campaign from starting, a `skip` concerns `count` people who get nothing, a `warning` is
    to be known. `contacts`: some of them."""

    level: Literal["error", "skip", "warning"]
    code: str
    message: str
    count: int = 0
    contacts: list[str] = []


class StepForecast(Struct, frozen=True, kw_only=True):
    """What a follow-up comes to at `most`: if nobody answers."""

    step: int
    after_days: int
    template: str
    most: int
    cost: Cost


class Preflight(Struct, frozen=True, kw_only=True):
    """What will happen, counted and in words. `people`: meant by the audience; `sends`: of them, those who get a message. `steps`: the
    follow-ups, whose findings are among the others; `fallback`: what the other ways come to."""

    ok: bool
    people: int
    sends: int
    skipped: int
    findings: list[Finding]
    languages: dict[str, int]
    variants: dict[str, int]
    cost: Cost
    words: list[str]
    checked_at: str
    steps: list[StepForecast] = []
    fallback: list[FallbackForecast] = []


class CampaignPreview(Struct, frozen=True, kw_only=True):
    """What one person would get, as the thread will show it. `content` null: nothing can be made of the template; `reason` and `problem`:
    why this person gets nothing."""

    contact: str
    name: str
    template: str | None
    language: str | None
    variant: str | None
    content: dict[str, Any] | None
    reason: str | None
    problem: str | None
    warnings: list[str]
    fallback: list[FallbackPreview] = []


class AudienceList(Struct, frozen=True, kw_only=True):
    """People put on a list by hand or by a file. `members`: how many."""

    id: str
    version: int
    name: str
    members: int
    created_by: str | None
    created_at: str
    updated_at: str
