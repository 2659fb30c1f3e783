"""Whom a campaign's own channel does not reach, and who goes another way: the rules, on one page. Pure.

Nobody goes another way who may have got the message, who wants no marketing, whom we have blocked, or who has answered.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import msgspec
from msgspec import Struct

from hub.campaigns.checks import agreed, refused
from hub.wire import shapes
from hub.wire.campaigns import Campaign
from hub.wire.routes import Route
from storage.campaigns.recipients import RecipientRow

LATE_MS = 3 * 24 * 3_600_000  # so long after a campaign was done what fails still goes another way: bounces take days
AGAIN_MS = 60_000  # until an account that is paused is looked at again
UNSENT = ("unreachable", "bad_number")  # why somebody was skipped who may be reached another way
UNREACHED = (
    "131026", "131049", "130472", "130497", "131047", "131062", "no_address", "window_closed",
)  # fmt: skip
"""Failures of the own channel that say of the person, not of the message or the account, that nothing comes through."""
NEVER = frozenset({"131050", "opted_out", "replaced"})  # failures of whatever channel after which nothing else is tried
REFUSED = "refused"  # the state of a way that could not be tried
CLOSED: Mapping[str, tuple[str, str]] = {
    "never_written": ("never_written", "They have never written there, and nobody may write first."),
    "quota_used": ("quota_used", "The month's messages there are used up."),
    "unreachable": ("not_reached", "They could not be reached there either."),
    "standby": ("not_reached", "Another program of the account answers there now."),
    "blocked": ("blocked", "The contact is blocked as spam."),
}
"""What is said of the states of a route by which nothing may be sent."""


class Fell(Struct, frozen=True, kw_only=True):
    """A way that did not reach a recipient: 0 the campaign's own, 1 … the others. With its message the state the recipient was in; or
    `refused`. `by`: the kind of its channel, null for the own; `at`: when it failed (ms)."""

    way: int
    state: str
    by: str | None = None
    reason: str | None = None
    detail: str | None = None
    message: str | None = None
    at: int | None = None


_decode = msgspec.json.Decoder(list[Fell]).decode


def of(column: str | None) -> list[Fell]:
    return [] if column is None else _decode(column)


def encoded(fell: Sequence[Fell]) -> str | None:
    return msgspec.json.encode(list(fell)).decode() if fell else None


def falls(way: int, state: str, reason: str | None, ways: int) -> bool:
    """Whether somebody in this state goes on to the next of so many `ways`."""
    if way >= ways or reason in NEVER:
        return False
    if state == "skipped":
        return way == 0 and reason in UNSENT
    return state == "failed" and (way > 0 or reason in UNREACHED)


def next_way(way: int, fell: Sequence[Fell]) -> int:
    return max([way, *(each.way for each in fell)]) + 1


def obstacle(
    campaign: Campaign,
    row: RecipientRow,
    contact: shapes.Contact | None,
    *,
    arrived: Collection[str],
    decided: Mapping[str, str],
    written_to: int,
    per_day: int,
    recently: bool,
) -> str | None:
    """Why this person goes no other way at all. `arrived`: messages that may have; `decided`: why people get no follow-up; `written_to`:
    how often campaigns wrote to them within a day, and whether one did so `recently`."""
    if not falls(row.way, row.state, row.reason, len(campaign.fallback)):
        return "state"
    if contact is None:
        return "gone"
    if contact.blocked:
        return "blocked"
    if row.opted_out_at is not None or refused(contact.consent, "", marketing=True):
        return "opted_out"
    if row.replied_at is not None or contact.id in decided:
        return "answered"
    if row.message_id in arrived or any((row.delivered_at, row.read_at, row.clicked_at)):
        return "arrived"
    if written_to >= per_day:
        return "too_often"
    if row.way == 0 and row.state == "skipped" and recently:
        return "written_recently"
    return None


def closed(
    campaign: Campaign, contact: shapes.Contact, kind: str, route: Route | None, left: int | None
) -> tuple[str, str] | None:
    """Why nothing may be sent this way, for programs and in words. `left`: of the month's messages, with what is on its way taken off."""
    if refused(contact.consent, kind, marketing=True):
        return "opted_out", "They want nothing on this channel."
    if campaign.sending.missing_consent == "block" and not agreed(contact.consent, kind):
        return "no_consent", "They never agreed to marketing there."
    if route is None:
        return "no_address", "They have no address there."
    if route.state in CLOSED:
        return CLOSED[route.state]
    if route.state == "push" and left is not None and left <= 0:
        return CLOSED["quota_used"]
    return None
