"""A table: what is known of a person on each account, and which way is said to be the best."""

from __future__ import annotations

from typing import Any

import pytest

from hub.ways.ways import Person, Place, Talk, ways
from hub.wire.configuration import CampaignPrice
from hub.wire.routes import RouteQuota
from storage.accounts.channels import AccountRow
from storage.customers.contacts import IdentityRow

NOW = 1_795_000_000_000  # November 2026
MINUTE = 60_000
OWN = [CampaignPrice(country="TH", category="UTILITY", currency="THB", price="0.40")]
BOTH = frozenset({"UTILITY", "MARKETING"})


def account(kind: str, **more: Any) -> AccountRow:
    known: dict[str, Any] = {
        "id": kind, "version": 1, "kind": kind, "name": kind, "address": kind, "display_address": None, "business": None,
        "state": "active", "reason": None, "credentials": None, "url": "", "api_version": "", "members": None,
        "from_environment": False, "subscribed_at": None, "templates_at": None, "created_at": 0, "updated_at": 0,
    }  # fmt: skip
    return AccountRow(**known | more)


def person(**more: Any) -> Person:
    pairs = (("phone", "66812345678"), ("line_user", "U1"), ("email", "pim@tea.example"))
    known = [
        IdentityRow(
            id=kind, contact_id="pim", kind=kind, value=value, display=value, origin_contact_id=None, preferred_at=None,
            created_at=0,
        )
        for kind, value in pairs
    ]  # fmt: skip
    told: dict[str, Any] = {"identities": known, "consent": {}, "blocked": False} | more
    return Person(**told)


def talk(**more: Any) -> Talk:
    return Talk(conversation="c", **more)


def told(places: list[Place], who: Person | None = None) -> list[tuple[str, str]]:
    return [(route.kind, route.state) for route in ways(who or person(), places, OWN, NOW)]


WHATSAPP, LINE, MAIL = account("whatsapp"), account("line"), account("mail")
OPEN = talk(window_closes_at=NOW + MINUTE, seen_at=NOW - 5 * MINUTE)
CLOSED = talk(window_closes_at=NOW, seen_at=NOW - 1500 * MINUTE)
TOKEN = talk(reply_until=NOW + MINUTE, seen_at=NOW - MINUTE)
PUSH = talk(reply_until=NOW, seen_at=NOW - 90 * MINUTE)


@pytest.mark.parametrize(
    ("places", "best_first"),
    [
        ([Place(account=WHATSAPP, talk=OPEN), Place(account=LINE, talk=TOKEN)], [("line", "reply"), ("whatsapp", "open")]),
        ([Place(account=WHATSAPP, talk=OPEN), Place(account=LINE, talk=PUSH)], [("whatsapp", "open"), ("line", "push")]),
        ([Place(account=WHATSAPP, talk=CLOSED, categories=BOTH), Place(account=LINE, talk=PUSH)], [("line", "push"), ("whatsapp", "template")]),
        ([Place(account=WHATSAPP, talk=CLOSED, categories=BOTH), Place(account=MAIL)], [("mail", "open"), ("whatsapp", "template")]),
        ([Place(account=WHATSAPP, talk=CLOSED), Place(account=LINE, talk=PUSH)], [("line", "push"), ("whatsapp", "no_template")]),
        ([Place(account=LINE)], [("line", "never_written")]),
        ([Place(account=LINE, talk=PUSH, quota=RouteQuota(allowed=200, left=0))], [("line", "quota_used")]),
        ([Place(account=LINE, talk=TOKEN, quota=RouteQuota(allowed=200, left=0))], [("line", "reply")]),
        ([Place(account=WHATSAPP, talk=talk(failed="131026", window_closes_at=NOW + 1)), Place(account=MAIL)], [("mail", "open"), ("whatsapp", "unreachable")]),
        ([Place(account=WHATSAPP, talk=talk(failed="131047"), categories=BOTH)], [("whatsapp", "template")]),
        ([Place(account=account("mail", state="paused"), talk=OPEN), Place(account=LINE, talk=PUSH)], [("line", "push"), ("mail", "paused")]),
    ],
)  # fmt: skip
def test_the_cheapest_that_is_allowed_comes_first(places: list[Place], best_first: list[tuple[str, str]]) -> None:
    assert told(places) == best_first


def test_of_what_costs_the_same_the_one_they_wrote_on_last_comes_first() -> None:
    never, long_ago = Place(account=MAIL), Place(account=WHATSAPP, talk=OPEN)
    assert told([never, long_ago]) == [("whatsapp", "open"), ("mail", "open")]


def test_a_blocked_contact_is_written_to_nowhere() -> None:
    assert told([Place(account=WHATSAPP, talk=OPEN), Place(account=MAIL)], person(blocked=True)) == [
        ("whatsapp", "blocked"),
        ("mail", "blocked"),
    ]


def test_who_wants_no_marketing_is_not_offered_any() -> None:
    no = person(consent={"marketing": {"wanted": False}})
    assert told([Place(account=WHATSAPP, talk=CLOSED, categories=frozenset({"MARKETING"}))], no) == [
        ("whatsapp", "opted_out")
    ]
    assert told([Place(account=WHATSAPP, talk=CLOSED, categories=BOTH)], no) == [("whatsapp", "template")]


def test_a_way_tells_its_price_its_end_and_what_the_month_has_left() -> None:
    places = [
        Place(account=WHATSAPP, talk=CLOSED, categories=BOTH),
        Place(account=LINE, talk=PUSH, quota=RouteQuota(allowed=200, left=12)),
    ]
    push, template = ways(person(), places, OWN, NOW)
    assert push.quota == RouteQuota(allowed=200, left=12)
    assert (template.category, template.price and template.price.amount) == ("UTILITY", "0.40")
    (answer,) = ways(person(), [Place(account=LINE, talk=TOKEN)], OWN, NOW)
    assert answer.until == "2026-11-18T11:07:40.000Z"


def test_what_nobody_has_an_address_for_is_no_way() -> None:
    assert told([Place(account=LINE, talk=PUSH), Place(account=MAIL)], person(identities=[])) == []


@pytest.mark.parametrize(("left", "state"), [(3, "push"), (2, "quota_used")])
def test_a_push_to_a_group_counts_once_for_each_member(left: int, state: str) -> None:
    (line,) = ways(
        person(members=3), [Place(account=LINE, talk=PUSH, quota=RouteQuota(allowed=200, left=left))], OWN, NOW
    )
    assert (line.state, line.takes) == (state, 3)
