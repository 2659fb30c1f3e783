"""What a type cannot say of a section of the configuration. Each rule returns the value in its kept form or refuses it in words."""

from __future__ import annotations

import functools
import ipaddress
from collections.abc import Callable
from datetime import date
from typing import Any
from zoneinfo import available_timezones

import phonenumbers

from hub import addresses, money
from hub.quotations import numbers
from hub.wire.configuration import Campaigns, Holiday, Span, WorkingHours
from hub.wire.errors import Refusal
from hub.wire.quotation_settings import RATES_BASE, QuotationSettings
from pdf import promptpay

LONGEST_HOLIDAY_DAYS = 366


def checked(key: str, value: Any) -> Any:
    """Raises Refusal `invalid` with the field at fault."""
    rule = RULES.get(key)
    return value if rule is None else rule(value)


def time_zone(name: str) -> str:
    if name not in _time_zones():
        raise Refusal("invalid", f"{name} is no time zone; they are called like Asia/Bangkok.", field="time_zone")
    return name


def default_country(code: str) -> str:
    if code not in phonenumbers.SUPPORTED_REGIONS:
        raise Refusal("invalid", f"{code} is no country with telephone numbers.", field="default_country")
    return code


def campaigns(found: Campaigns) -> Campaigns:
    if len({price.currency for price in found.prices}) > 1:
        raise Refusal("invalid", "Give all prices in one currency.", field="campaigns.prices")
    for price in found.prices:
        default_country(price.country)
    return found


def working_hours(hours: WorkingHours | None) -> WorkingHours | None:
    if hours is None:
        return None
    return WorkingHours(**{day: _day(day, getattr(hours, day)) for day in WorkingHours.__struct_fields__})


def holidays(given: list[Holiday]) -> list[Holiday]:
    """In the order of the calendar."""
    for place, holiday in enumerate(given):
        first, last = (_date(f"holidays[{place}].{name}", getattr(holiday, name)) for name in ("first", "last"))
        if not 0 <= (last - first).days < LONGEST_HOLIDAY_DAYS:
            told = f"A holiday lasts from its first day to a later one, at most {LONGEST_HOLIDAY_DAYS} days."
            raise Refusal("invalid", told, field=f"holidays[{place}].last")
    return sorted(given, key=lambda holiday: (holiday.first, holiday.last))


def quotations(given: QuotationSettings) -> QuotationSettings:
    numbers.check(given.number_pattern, field="quotations.number_pattern")
    money.places(given.currency, field="quotations.currency")
    if given.promptpay and not promptpay.known(given.promptpay):
        told = "A PromptPay id is a Thai mobile number, a tax id of 13 digits or an e-wallet of 15."
        raise Refusal("invalid", told, field="quotations.promptpay")
    if given.report_currency is not None:
        money.places(given.report_currency, field="quotations.report_currency")
    if given.rates_url is not None and given.report_currency is None:
        told = "Rates are fetched into a report currency: choose one."
        raise Refusal("invalid", told, field="quotations.report_currency")
    if given.rates_url is not None:
        try:
            addresses.check_url(given.rates_url.replace(RATES_BASE, "THB"))
        except addresses.Refused as refused:
            raise Refusal("invalid", str(refused), field="quotations.rates_url") from None
    return given


def allowed_networks(given: list[str]) -> list[str]:
    found = []
    for place, network in enumerate(given):
        try:
            found.append(str(ipaddress.ip_network(network.strip(), strict=False)))
        except ValueError:
            told = f"{network!r} is no network; write it like 10.0.0.0/8."
            raise Refusal("invalid", told, field=f"allowed_networks[{place}]") from None
    return list(dict.fromkeys(found))


@functools.cache
def _time_zones() -> set[str]:
    return available_timezones()


def _day(day: str, spans: list[Span]) -> list[Span]:
    ordered = sorted(spans, key=lambda span: span.opens)
    for place, span in enumerate(ordered):
        if span.opens >= span.closes:
            told = f"On {day} the office closes before it opens; hours past midnight belong to the next day."
            raise Refusal("invalid", told, field=f"working_hours.{day}")
        if place and span.opens < ordered[place - 1].closes:
            raise Refusal("invalid", f"The hours on {day} overlap.", field=f"working_hours.{day}")
    return ordered


def _date(field: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal("invalid", f"{text} is no day of the calendar.", field=field) from None


RULES: dict[str, Callable[[Any], Any]] = {
    "time_zone": time_zone,
    "default_country": default_country,
    "working_hours": working_hours,
    "holidays": holidays,
    "allowed_networks": allowed_networks,
    "quotations": quotations,
    "campaigns": campaigns,
}
