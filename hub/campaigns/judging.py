"""Whether a running campaign is to be paused: too many fail, its template or its number is no longer good. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from hub.wire.campaigns import Sending
from storage.accounts.channels import AccountRow
from storage.accounts.templates import TemplateRow

BAD = frozenset({"RED", "LOW"})  # of a quality
ENDED = ("sent", "delivered", "read", "replied", "failed")


class From(Struct, frozen=True, kw_only=True):
    """How things stood when it began, or went on, to run: only what comes after is held against it."""

    at: int = 0  # ms: of the move to running
    failed: int = 0
    ended: int = 0
    bad: tuple[str, ...] = ()  # whose quality was bad already: ids of templates and of the account


class Complaint(Struct, frozen=True):
    code: str
    reason: str


def began(at: int, counts: Mapping[str, int], account: AccountRow, templates: Iterable[TemplateRow]) -> From:
    known_bad = [each.id for each in templates if _is_bad(each.quality)]
    known_bad += [account.id] if _is_bad(account.quality) else []
    failed, ended = _ended(counts)
    return From(at=at, failed=failed, ended=ended, bad=tuple(sorted(known_bad)))


def complaint(
    sending: Sending,
    since: From,
    counts: Mapping[str, int],
    account: AccountRow,
    templates: Iterable[TemplateRow],
    missing: Iterable[str] = (),
) -> Complaint | None:
    """Why it is to be paused, if it is. `missing`: names of templates that are not there any more."""
    if account.state != "active":
        return Complaint("channel", f"{account.name} cannot send: {account.reason or f'it is {account.state}'}.")
    if _is_bad(account.quality) and account.id not in since.bad and sending.pause_on_quality:
        words = f"The quality of {account.name} has fallen: people block or report it."
        return Complaint("quality", f"{words} Look at whom you write to before you go on.")
    for name in missing:
        return Complaint("template", f"The template {name} is no longer there. Choose another one.")
    for each in templates:
        if each.status != "APPROVED":
            reason = f" {each.reason}" if each.reason else ""
            return Complaint(
                "template", f"The template {each.name} ({each.language}) is {each.status.lower()}.{reason}"
            )
        if _is_bad(each.quality) and each.id not in since.bad and sending.pause_on_quality:
            return Complaint("quality", f"The quality of the template {each.name} ({each.language}) has fallen.")
    return _too_many(sending, since, counts)


def with_fallen(counts: Mapping[str, int], fallen: Mapping[str, int]) -> dict[str, int]:
    """The counts with whoever failed and went another way as failed, whatever became of them there. `fallen`: these, by their state."""
    found = dict(counts)
    for state, count in fallen.items():
        found[state] = found.get(state, 0) - count
        found["failed"] = found.get("failed", 0) + count
    return found


def _too_many(sending: Sending, since: From, counts: Mapping[str, int]) -> Complaint | None:
    failed, ended = _ended(counts)
    failed, ended = failed - since.failed, ended - since.ended
    if ended < sending.pause_least or failed * 100 <= ended * sending.pause_percent:
        return None
    words = f"{failed} of {ended} failed, more than {sending.pause_percent:g} %."
    return Complaint("failures", f"{words} Look at why, then go on or stop.")


def _ended(counts: Mapping[str, int]) -> tuple[int, int]:
    return counts.get("failed", 0), sum(counts.get(state, 0) for state in ENDED)


def _is_bad(quality: str | None) -> bool:
    return (quality or "").upper() in BAD
