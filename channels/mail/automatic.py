"""Mails no person wrote: they are shown, and never answered by themselves, or two machines would write to each other for ever."""

from __future__ import annotations

from typing import Literal

from channels.mail.mime import Mail

Automatic = Literal["reply", "bulk", "report", "loop"]
NOBODY = ("no-reply", "noreply", "do-not-reply", "donotreply", "mailer-daemon", "postmaster", "bounce", "bounces")
LOOP_HEADER = "X-Hub-Loop"  # on everything we send


def is_ours(mail: Mail, own: str) -> bool:
    """Whether we sent it ourselves, through this mailbox."""
    return mail.headers.get("x-hub-loop", "").strip().lower() == own


def kind_of(mail: Mail, own: str) -> Automatic | None:
    """`own`: the mailbox's address. None: a person wrote it, as far as can be told."""
    headers = {name: value.lower() for name, value in mail.headers.items()}
    sender = mail.sender.address if mail.sender else ""
    if is_ours(mail, own) or sender == own:  # another office that writes by the same program is no loop
        return "loop"
    if "multipart/report" in headers.get("content-type", ""):
        return "report"
    submitted = headers.get("auto-submitted", "no").partition(";")[0].strip()
    if submitted not in ("no", "") or "x-autoreply" in headers or "x-autorespond" in headers:
        return "reply"
    if headers.get("precedence", "").strip() == "auto_reply":
        return "reply"
    if headers.get("return-path", "").strip() == "<>":
        return "report"
    if (
        "list-id" in headers
        or "list-unsubscribe" in headers
        or headers.get("precedence", "").strip() in ("bulk", "list", "junk")
    ):
        return "bulk"
    name = sender.partition("@")[0].partition("+")[0]
    return "bulk" if name in NOBODY else None
