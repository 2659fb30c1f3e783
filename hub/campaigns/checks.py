"""What becomes of one contact of an audience: it waits for its message, or is skipped and why. Pure.

The same look decides in the pre-flight and when the audience is frozen.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import phonenumbers
from msgspec import Struct

from hub.campaigns import contents, lots, ways
from hub.campaigns.contents import Materials, Wording
from hub.campaigns.links import Tracker
from hub.campaigns.ways import No
from hub.inbox.reach import MARKETING
from hub.wire import shapes
from hub.wire.campaign_ways import FallbackWay
from hub.wire.campaigns import Campaign
from hub.wire.errors import Refusal

REACHED_BY: Mapping[str, tuple[str, ...]] = {"whatsapp": ("phone", "whatsapp_user", "whatsapp_parent")}
"""By kind of channel the kinds of identities a message can be addressed to, in the order they are tried."""
ELSEWHERE: Mapping[str, tuple[str, ...]] = {"line": ("line_user",), "mail": ("email", "mail_from")}
"""The same of channels a campaign goes on over."""
SHORTEST, LONGEST = 7, 15  # digits of a number in E.164
_COUNTRY_DIGITS = 7  # that tell the country of a number


class Look(Struct, frozen=True, kw_only=True):
    """What all recipients of a campaign are looked at with. `per_day` None: no limit. `public_url`: of this hub, where links lead over
    it; `steps`: the contents of its follow-ups; `ways`: where it goes on when it does not arrive, each with the kind of its channel, and how one
    says `no` there."""

    campaign: Campaign
    materials: Materials
    channel_kind: str
    per_day: int | None
    public_url: str = ""
    steps: Sequence[Materials] = ()
    ways: Sequence[tuple[FallbackWay, str]] = ()
    no: No = No()


class Seen(Struct, frozen=True, kw_only=True):
    """What is known of the contacts of one stretch beside themselves. `lately`: how often campaigns wrote to each within a day, or are to;
    `since`: who was written to within the days the campaign names."""

    lately: Mapping[str, int] = {}
    since: Mapping[str, int] = {}


class Verdict(Struct, frozen=True, kw_only=True):
    """`reason` None: it gets its message. `warnings`: what is remarkable about it all the same. `ways`: of each other way why it cannot be taken; empty: it can."""

    contact: str
    identity: str | None = None
    address: str | None = None
    language: str | None = None
    variant: str | None = None
    reason: str | None = None
    detail: str | None = None
    warnings: tuple[str, ...] = ()
    country: str | None = None
    category: str | None = None
    ways: tuple[str, ...] = ()


def stretch(look: Look, contacts: Collection[shapes.Contact], seen: Seen) -> list[Verdict]:
    """In their order. Of two with one address the first gets it."""
    taken: set[str] = set()
    found = []
    for contact in contacts:
        verdict = _one(look, contact, seen, taken)
        if verdict.address is not None:
            taken.add(verdict.address)
        found.append(verdict)
    return found


def _one(look: Look, contact: shapes.Contact, seen: Seen, taken: Collection[str]) -> Verdict:
    variant = lots.variant(look.campaign.id, contact.id, look.campaign.variants)
    wording = contents.chosen(look.materials, contact, variant)
    identity = _identity(look, contact)
    ways_ = _ways(look, contact, wording)
    if identity is None:
        return Verdict(contact=contact.id, variant=variant, reason="unreachable", ways=ways_)
    country = country_of(identity.value) if identity.kind == "phone" else _country_of_user(identity.value)
    address = address_of(identity.kind, identity.value)
    known: dict[str, Any] = {
        "contact": contact.id,
        "identity": identity.id,
        "language": None if wording is None else wording.language,
        "variant": variant,
        "country": country,
        "category": None if wording is None or wording.row is None else wording.row.category,
        "ways": ways_,
    }
    if identity.kind == "phone" and country is None:
        return Verdict(**known, reason="bad_number", detail=f"{identity.display} is no telephone number.")
    if address in taken:
        return Verdict(**known, reason="duplicate")
    known["address"] = address
    reason, detail = _obstacle(look, contact, wording, seen)
    warnings = () if reason is not None else _warnings(look, contact, country, known["category"])
    if reason is not None:
        known["ways"] = ()
    return Verdict(**known, reason=reason, detail=detail, warnings=warnings)


def _ways(look: Look, contact: shapes.Contact, wording: Wording | None) -> tuple[str, ...]:
    if not look.ways or contact.blocked or refused(contact.consent, look.channel_kind, marketing=True):
        return ()
    return tuple(_shut(look, contact, wording, way, kind) for way, kind in look.ways)


def _shut(look: Look, contact: shapes.Contact, wording: Wording | None, way: FallbackWay, kind: str) -> str:
    """Why a way cannot be taken to this contact, as far as the contact says; empty: it can."""
    if refused(contact.consent, kind, marketing=True):
        return "opted_out"
    if look.campaign.sending.missing_consent == "block" and not agreed(contact.consent, kind):
        return "no_consent"
    if not any(identity.kind in ELSEWHERE.get(kind, ()) for identity in contact.identities):
        return "no_address"
    try:
        ways.fill(way, kind, contact, wording, look.no)
    except Refusal:
        return "parameters"
    return ""


def _obstacle(
    look: Look, contact: shapes.Contact, wording: Wording | None, seen: Seen
) -> tuple[str | None, str | None]:
    """Why it gets nothing, for programs and (where there is more to say) in words."""
    if contact.blocked:
        return "blocked", None
    marketing = wording is not None and wording.row is not None and wording.row.category == "MARKETING"
    if refused(contact.consent, look.channel_kind, marketing=marketing):
        return "opted_out", None
    if (
        marketing
        and look.campaign.sending.missing_consent == "block"
        and not agreed(contact.consent, look.channel_kind)
    ):
        return "no_consent", None
    if seen.since.get(contact.id):
        return "written_recently", None
    if look.per_day is not None and seen.lately.get(contact.id, 0) >= look.per_day:
        return "too_often", None
    if wording is None or wording.row is None:
        return "template", None
    try:
        contents.fill(wording, contact, tracker=Tracker(look.public_url, texts=look.campaign.sending.track_links))
    except Refusal as refusal:
        return "parameters", refusal.message
    return None, None


def _warnings(look: Look, contact: shapes.Contact, country: str | None, category: str | None) -> tuple[str, ...]:
    found = []
    if category == "MARKETING" and not agreed(contact.consent, look.channel_kind):
        found.append("no_consent")
    if category == "MARKETING" and country == "US":
        found.append("us_marketing")
    if not all(_fillable(step, contact) for step in look.steps):
        found.append("step_parameters")
    return tuple(found)


def _fillable(step: Materials, contact: shapes.Contact) -> bool:
    wording = contents.chosen(step, contact, None)
    if wording is None or wording.row is None:
        return True  # said of the step as a whole
    try:
        contents.fill(wording, contact)
    except Refusal:
        return False
    return True


def refused(consent: Mapping[str, Any], channel_kind: str, *, marketing: bool) -> bool:
    """Whether the customer's word forbids it: of the channel always, of marketing what is marketing."""
    names = (channel_kind, *(MARKETING if marketing else ()))
    return any(_wanted(consent.get(name)) is False for name in names)


def agreed(consent: Mapping[str, Any], channel_kind: str) -> bool:
    return any(_wanted(consent.get(name)) is True for name in (channel_kind, *MARKETING))


def _wanted(told: Any) -> bool | None:
    wanted = told.get("wanted") if isinstance(told, dict) else told
    return wanted if isinstance(wanted, bool) else None


def _identity(look: Look, contact: shapes.Contact) -> shapes.Identity | None:
    for kind in REACHED_BY.get(look.channel_kind, ()):
        for identity in contact.identities:
            if identity.kind == kind:
                return identity
    return None


def address_of(kind: str, value: str) -> str:
    """What no two recipients of a campaign share. Numbers some countries write in two ways are one: +52 1 …, +54 9 …, +55 with its ninth
    digit."""
    if kind != "phone":
        return f"{kind}:{value}"
    digits = value
    if digits.startswith("521") and len(digits) == 13:
        return f"52{digits[3:]}"
    if digits.startswith("549") and len(digits) == 13:
        return f"54{digits[3:]}"
    if digits.startswith("55") and len(digits) == 13 and digits[4] == "9":
        return digits[:4] + digits[5:]
    return digits


def country_of(digits: str) -> str | None:
    """Two letters of ISO 3166; None when it can be no number."""
    if not (digits.isascii() and digits.isdecimal() and SHORTEST <= len(digits) <= LONGEST):
        return None
    return _country(digits[:_COUNTRY_DIGITS], len(digits))


@functools.lru_cache(maxsize=65_536)
def _country(beginning: str, length: int) -> str | None:
    """What all numbers of this length that begin so have in common: parsing each would cost more than everything else."""
    try:
        number = phonenumbers.parse(f"+{beginning.ljust(length, '2')}")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    region = phonenumbers.region_code_for_number(number)
    return region or phonenumbers.region_code_for_country_code(number.country_code or 0)


def _country_of_user(value: str) -> str | None:
    """A business-scoped user id begins with its country: TH.1349…"""
    return value[:2] if len(value) > 2 and value[2] == "." and value[:2].isalpha() else None
