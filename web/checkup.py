"""One finding of the doctor."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct


class Check(Struct, frozen=True, kw_only=True):
    """`note`: worth knowing, no fault. `remedy`: what to do about it."""

    subject: str
    state: Literal["ok", "note", "wrong"]
    finding: str
    remedy: str | None = None


def good(subject: str, finding: str) -> Check:
    return Check(subject=subject, state="ok", finding=finding)


def note(subject: str, finding: str, remedy: str | None = None) -> Check:
    return Check(subject=subject, state="note", finding=finding, remedy=remedy)


def wrong(subject: str, finding: str, remedy: str) -> Check:
    return Check(subject=subject, state="wrong", finding=finding, remedy=remedy)


def words(error: BaseException) -> str:
    return str(error).partition("\n")[0] or type(error).__name__
