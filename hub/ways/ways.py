"""Which ways there are to write to somebody now, and which is the cheapest that is allowed. Pure.

A kind of channel is free to write on while its window is open, or always; what costs is told by its price, or by what it takes of a
month's messages. What is not known is said so and comes after what is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from msgspec import Struct

from hub import shaping
from hub.accounts import limits
from hub.campaigns import prices
from hub.campaigns.checks import country_of
from hub.identities import GROUP
from hub.inbox import reach
from hub.inbox.silence import Silence
from hub.wire.money import Money
from hub.wire.routes import Route, RouteCategory, RouteQuota, RouteState
from storage.accounts.channels import AccountRow
from storage.customers.contacts import IdentityRow

REACHED_BY: Mapping[str, tuple[str, ...]] = {
    "whatsapp": ("phone", "whatsapp_user"),
    "line": ("line_user", GROUP),
    "mail": ("email", "mail_from"),
}
"""By kind of channel what it reaches a person by, the best first."""

CATEGORIES: tuple[RouteCategory, ...] = ("UTILITY", "MARKETING")
UNREACHABLE = frozenset({"131026", "no_address", "5.1.1", "5.1.2", "5.1.10", "5.2.1"})  # nobody is there
_LAST = Decimal("Infinity")


class Talk(Struct, frozen=True, kw_only=True):
    """What was said over one channel account. `seen_at`: when the contact last wrote (ms); `failed`: the code of the last send, if it
    failed and nothing came since; `reply_until`: the life of LINE's reply token (ms)."""

    conversation: str
    window_closes_at: int | None = None
    seen_at: int | None = None
    failed: str | None = None
    reply_until: int | None = None
    silent: Silence | None = None  # why what is said there is not heard


class Person(Struct, frozen=True, kw_only=True):
    """`members`: of a group how many people are in it, for each of whom a push counts."""

    identities: list[IdentityRow]
    consent: Mapping[str, Any]
    blocked: bool
    members: int = 1


class Place(Struct, frozen=True, kw_only=True):
    """A channel account. `categories`: of which it has an approved template."""

    account: AccountRow
    talk: Talk | None = None
    categories: frozenset[str] = frozenset()
    quota: RouteQuota | None = None


def ways(person: Person, places: Iterable[Place], own: list[Any], now: int) -> list[Route]:
    """`own`: the office's prices; `now` in ms."""
    today = datetime.fromtimestamp(now / 1000, UTC).date()
    found = [route for place in places if (route := _way(person, place, own, now, today)) is not None]
    return sorted(found, key=_rank)


def _way(person: Person, place: Place, own: list[Any], now: int, today: date) -> Route | None:
    account, talk = place.account, place.talk
    reached = _identity(person, account.kind)
    if reached is None or (reached.kind == GROUP and talk is None):  # a group of another channel's
        return None
    state = _state(person, place, now)
    category = _category(person, place) if state == "template" else None
    whatsapp = account.kind == "whatsapp"
    return Route(
        channel=account.id,
        kind=account.kind,  # type: ignore[arg-type]
        to=reached.display,
        conversation=None if talk is None else talk.conversation,
        state=state,
        compliant=state in ("open", "reply", "push", "template"),
        until=_until(state, talk, whatsapp),
        category=category,
        price=None if category is None else _price(reached, category, own, today),
        answers_may_cost=whatsapp and state == "open" and today >= prices.SERVICE_BILLED,
        quota=place.quota if account.kind == "line" else None,
        takes=person.members if account.kind == "line" else 1,
        code=talk.silent or talk.failed if talk is not None and state == "unreachable" else None,
        last_seen_at=None if talk is None or talk.seen_at is None else shaping.time_text(talk.seen_at),
    )


def _identity(person: Person, kind: str) -> IdentityRow | None:
    wanted = REACHED_BY.get(kind, ())
    ranked = [each for name in wanted for each in person.identities if each.kind == name]
    return ranked[0] if ranked else None


def _state(person: Person, place: Place, now: int) -> RouteState:
    account, talk = place.account, place.talk
    if person.blocked:
        return "blocked"
    if account.state != "active":
        return "paused"
    if talk is not None and talk.silent == "standby":
        return "standby"
    if talk is not None and (talk.silent or talk.failed in UNREACHABLE):
        return "unreachable"
    if account.kind == "line":
        return _line(person, talk, place.quota, now)
    if not limits.of(account.kind).window or (talk is not None and (talk.window_closes_at or 0) > now):
        return "open"
    if _category(person, place) is not None:
        return "template"
    return "opted_out" if place.categories & set(CATEGORIES) else "no_template"


def _line(person: Person, talk: Talk | None, quota: RouteQuota | None, now: int) -> RouteState:
    if talk is None:
        return "never_written"
    if (talk.reply_until or 0) > now:
        return "reply"
    left = None if quota is None else quota.left
    return "quota_used" if left is not None and left < person.members else "push"


def _category(person: Person, place: Place) -> RouteCategory | None:
    """The cheapest the contact has nothing against."""
    allowed = CATEGORIES[:1] if reach.opted_out(person.consent, place.account.kind) else CATEGORIES
    return next((each for each in allowed if each in place.categories), None)


def _until(state: RouteState, talk: Talk | None, whatsapp: bool) -> str | None:
    if talk is None:
        return None
    end = talk.reply_until if state == "reply" else talk.window_closes_at if state == "open" and whatsapp else None
    return None if end is None else shaping.time_text(end)


def _price(reached: IdentityRow, category: RouteCategory, own: list[Any], today: date) -> Money | None:
    country = country_of(reached.value) if reached.kind == "phone" else reached.value[:2]
    cost = prices.estimate({(country, category): 1}, own, today)
    each = cost.lines[0].price
    return None if each is None else Money(each, cost.currency)


def _rank(route: Route) -> tuple[bool, Decimal, bool, str, str]:
    """What may be used, what it costs, where the contact wrote last."""
    seen = route.last_seen_at or ""
    newest_first = "".join(chr(0x10FFFF - ord(letter)) for letter in seen)
    return not route.compliant, _cost(route), not seen, newest_first, route.channel


def _cost(route: Route) -> Decimal:
    """To compare by: free, one of the month's messages, a price, a price nobody knows."""
    if route.state == "push":
        return Decimal("0.000001") if route.quota is not None else Decimal("0.000002")
    if route.state != "template":
        return Decimal(0)
    return Decimal(route.price.amount) if route.price is not None else _LAST
