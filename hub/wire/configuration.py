"""What an office decides about itself: the shape of `/admin/config`. Secrets are never in it."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType, field

from hub.wire.quotation_settings import QuotationSettings

Line = Annotated[str, Meta(max_length=200)]
Reply = Annotated[str, Meta(min_length=1, max_length=1000)]
Day = Annotated[
    str, Meta(pattern=r"^20[0-9]{2}-[01][0-9]-[0-3][0-9]$", description="A date in the company's time zone.")
]
Clock = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$", description="Hours and minutes, 24 h.")]
Spans = Annotated[list["Span"], Meta(max_length=6)]
TimeZone = Annotated[str, Meta(min_length=1, max_length=64, description="A name of the IANA data base.")]
Country = Annotated[str, Meta(pattern=r"^[A-Z]{2}$", description="Two letters of ISO 3166.")]
Minutes = Annotated[int, Meta(ge=1, le=1440)]
Holidays = Annotated[list["Holiday"], Meta(max_length=200)]
Networks = Annotated[list[Annotated[str, Meta(max_length=64)]], Meta(max_length=100)]
Days = Annotated[int, Meta(ge=1, le=36_500)]
Language = Annotated[str, Meta(pattern=r"^[a-z]{2,3}([_-][A-Za-z0-9]{2,8})?$", description="As in th or pt_BR.")]
MailSignature = Annotated[str, Meta(max_length=2000, description="Below mails of who has none of their own.")]
Words = Annotated[list[Annotated[str, Meta(min_length=1, max_length=40)]], Meta(max_length=50)]

OPT_OUT_WORDS = {
    "en": ["stop", "stopall", "unsubscribe", "opt out"],
    "th": ["หยุด", "ยกเลิก", "เลิกรับข่าวสาร"],
}


class Company(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: Line = ""
    address: Annotated[str, Meta(max_length=1000)] = ""
    phone: Annotated[str, Meta(max_length=64)] = ""
    email: Annotated[str, Meta(max_length=320)] = ""
    website: Annotated[str, Meta(max_length=500)] = ""
    tax_id: Annotated[str, Meta(max_length=64)] = ""


class Branding(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the console is called and looks like. `logo`: the id of an uploaded picture."""

    name: Annotated[str, Meta(min_length=1, max_length=80)] = "BMA Social"
    colour: Annotated[str, Meta(pattern=r"^#[0-9a-fA-F]{6}$")] = "#0f766e"
    logo: Annotated[str, Meta(max_length=64)] | None = None


class Span(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    opens: Clock
    closes: Clock


class WorkingHours(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When the office answers, in the company's time zone. A day without spans is closed."""

    monday: Spans = []
    tuesday: Spans = []
    wednesday: Spans = []
    thursday: Spans = []
    friday: Spans = []
    saturday: Spans = []
    sunday: Spans = []

    @property
    def week(self) -> tuple[list[Span], ...]:
        """By `date.weekday()`."""
        return (self.monday, self.tuesday, self.wednesday, self.thursday, self.friday, self.saturday, self.sunday)


class Holiday(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Closed from `first` to `last`, both included. `reply`: what who writes then is answered once; null: the `away_reply`."""

    name: Annotated[str, Meta(min_length=1, max_length=200)]
    first: Day
    last: Day
    reply: Reply | None = None


AwayReplies = Annotated[dict[Language, Reply], Meta(max_length=30)]


class Retention(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """After how many days what is old is removed; null: never."""

    messages_days: Days | None = None
    files_days: Days | None = None
    imports_days: Days = 30
    activity_days: Days | None = None
    quotations_days: Days | None = None


class CampaignPrice(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one delivered message to a country costs this office, as its provider bills it."""

    country: Country
    category: Literal["MARKETING", "UTILITY", "AUTHENTICATION"]
    currency: Annotated[str, Meta(pattern=r"^[A-Z]{3}$")] = "USD"
    price: Annotated[str, Meta(pattern=r"^[0-9]{1,6}(\.[0-9]{1,6})?$")]


class OptOut(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How customers say that they want no marketing. `words`: by language, what a message says then, and nothing beside it (whatever the
    case, width and punctuation). `confirmation`: what is answered, by language; without one of the word's language, in any other; empty:
    nothing."""

    words: Annotated[dict[Language, Words], Meta(max_length=30)] = field(default_factory=lambda: dict(OPT_OUT_WORDS))
    confirmation: Annotated[dict[Language, Reply], Meta(max_length=30)] = {}


class Campaigns(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What holds for every campaign that says nothing else. `again_days`: not to whom a campaign wrote so recently (0: never mind);
    `per_day`: messages of campaigns to one person in 24 hours; `prices`: before those of the provider's rate card."""

    again_days: Annotated[int, Meta(ge=0, le=3650)] = 0
    per_day: Annotated[int, Meta(ge=1, le=100)] = 2
    prices: Annotated[list[CampaignPrice], Meta(max_length=1000)] = []
    opt_out: OptOut = OptOut()


class Configuration(Struct, frozen=True, kw_only=True):
    """`working_hours` null: always open. `away_reply`: what who writes outside the hours is answered, once per closure; null: nothing.
    `away_replies`: the same by language, for whom that is known.
    `waiting_minutes`: after how long an unanswered customer is worth a notification. `allowed_networks`: private networks that may be
    reached by webhooks out; null to those who may not know."""

    version: int = 0
    company: Company = Company()
    branding: Branding = Branding()
    time_zone: TimeZone = "Asia/Bangkok"
    default_country: Country = "TH"
    working_hours: WorkingHours | None = None
    holidays: Holidays = []
    away_reply: Reply | None = None
    away_replies: AwayReplies = {}
    round_robin: bool = False
    waiting_minutes: Minutes = 15
    require_totp: bool = False
    retention: Retention = Retention()
    quotations: QuotationSettings = QuotationSettings()
    allowed_networks: Networks | None = []
    campaigns: Campaigns = Campaigns()
    mail_signature: MailSignature = ""


class ConfigurationChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The sections to replace; those left out stay as they are."""

    company: Company | UnsetType = UNSET
    branding: Branding | UnsetType = UNSET
    time_zone: TimeZone | UnsetType = UNSET
    default_country: Country | UnsetType = UNSET
    working_hours: WorkingHours | UnsetType | None = UNSET
    holidays: Holidays | UnsetType = UNSET
    away_reply: Reply | UnsetType | None = UNSET
    away_replies: AwayReplies | UnsetType = UNSET
    round_robin: bool | UnsetType = UNSET
    waiting_minutes: Minutes | UnsetType = UNSET
    require_totp: bool | UnsetType = UNSET
    retention: Retention | UnsetType = UNSET
    quotations: QuotationSettings | UnsetType = UNSET
    allowed_networks: Networks | UnsetType = UNSET
    campaigns: Campaigns | UnsetType = UNSET
    mail_signature: MailSignature | UnsetType = UNSET
