"""Mails no person wrote: they are shown, and never answered by themselves, or two machines would write to each other for ever. Most are
news all the same: what a form on a website sends is a customer's word.
"""

from __future__ import annotations

import re
from typing import Literal

from channels.mail import provided, threads
from channels.mail.mime import Mail

# reply: an answer by a machine. bulk: to many. report: of a mail server. loop: our own mail. generated: by a program, of its own accord.
# no_answer: its writer wants no machine to answer.
Automatic = Literal["reply", "bulk", "report", "loop", "generated", "no_answer"]
NO_NEWS = ("reply", "loop")
NOBODY = ("no-reply", "noreply", "do-not-reply", "donotreply", "mailer-daemon", "postmaster", "bounce", "bounces")
LOOP_HEADER = "X-Hub-Loop"  # on everything we send
SUPPRESSED = frozenset({"all", "autoreply", "oof"})  # of X-Auto-Response-Suppress, Microsoft's
_OURS = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}@")


def is_ours(mail: Mail, own: str) -> bool:
    """Whether we sent it ourselves, through this mailbox. The header alone may be a copy of ours: answers of machines bring it back."""
    marked = mail.headers.get("x-hub-loop", "").strip().lower() == own
    by_us = _OURS.match(mail.id) is not None and mail.id.rpartition("@")[2].lower() == own.rpartition("@")[2]
    return marked and (by_us or provided.is_given(mail.id))


def kind_of(mail: Mail, own: str) -> Automatic | None:
    """`own`: the mailbox's address. None: a person wrote it, as far as can be told."""
    headers = {name: value.strip().lower() for name, value in mail.headers.items()}
    if is_ours(mail, own):  # another office that writes by the same program is no loop
        return "loop"
    if "multipart/report" in headers.get("content-type", ""):
        return "report"
    if _is_reply(mail, headers):
        return "reply"
    if headers.get("return-path") == "<>":
        return "report"
    if headers.get("auto-submitted", "no").partition(";")[0].strip() not in ("no", ""):
        return "generated"
    if _is_bulk(mail, headers):
        return "bulk"
    return _of_own_address(mail, own) or ("no_answer" if _suppressed(headers) else None)


def _is_reply(mail: Mail, headers: dict[str, str]) -> bool:
    submitted = headers.get("auto-submitted", "no").partition(";")[0].strip()
    if submitted not in ("no", "", "auto-generated", "auto-notified"):
        return True
    if submitted == "auto-generated" and mail.answers is not None and _suppressed(headers):
        return True  # Exchange's out of office
    return "x-autoreply" in headers or "x-autorespond" in headers or headers.get("precedence") == "auto_reply"


def _is_bulk(mail: Mail, headers: dict[str, str]) -> bool:
    name = mail.sender.address.partition("@")[0].partition("+")[0] if mail.sender else ""
    listed = "list-id" in headers or "list-unsubscribe" in headers
    return listed or headers.get("precedence") in ("bulk", "list", "junk") or name in NOBODY


def _of_own_address(mail: Mail, own: str) -> Automatic | None:
    """A form on a website writes from the mailbox's own address: with the customer's as the one to answer it is the customer's mail."""
    if mail.sender is None or threads.shown(mail.sender.address, own) != own:
        return None
    if mail.answer_to is not None and threads.shown(mail.answer_to.address, own) != own:
        return None
    to_others = any(threads.shown(one.address, own) != own for one in (*mail.to, *mail.cc))
    return "loop" if to_others else "generated"


def _suppressed(headers: dict[str, str]) -> bool:
    return not SUPPRESSED.isdisjoint(re.split(r"[,;\s]+", headers.get("x-auto-response-suppress", "")))
