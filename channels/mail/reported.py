"""What a delivery report tells of a mail of ours, as facts: one for each recipient."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from channels.channel import Alias, Fact, Person, Received, StatusTold
from channels.mail.reports import Report

_TAG = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def facts(account: str, id: str, at: int, told: Sequence[Report], of: str) -> list[Fact]:
    """`id`, `at`: of the report itself; `of`: the Message-ID of the mail it is about. What is late is said once, whoever waits for it."""
    found: list[Fact] = [_ended(account, at, report, of) for report in told if report.action != "delayed"]
    late = next((report for report in told if report.action == "delayed"), None)
    return found if late is None else [*found, _late(account, id, at, late, of)]


def _ended(account: str, at: int, report: Report, of: str) -> StatusTold:
    tag = of.partition("@")[0]
    failed = report.action == "failed"
    return StatusTold(
        account=account,
        provider_id=of,
        status="failed" if failed else "delivered",
        at=at,
        tag=tag if _TAG.fullmatch(tag) else None,
        code=report.status if failed else None,
        reason=report.reason if failed else None,
        recipient=report.recipient,
    )


def _late(account: str, id: str, at: int, report: Report, of: str) -> Received:
    delayed: dict[str, Any] = {"event": "delivery_delayed", "reason": report.reason}
    person = Person(aliases=(Alias("email", report.recipient),) if report.recipient else ())
    return Received(
        account=account,
        provider_id=id,
        person=person,
        at=at,
        kind="system",
        content=delayed,
        opens_window=False,
        related=(of,),
    )
