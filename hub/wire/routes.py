"""The ways a contact can be written to now, in codes and values: whoever shows them says them in the reader's language."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from hub.wire.commands import ClientId, Id
from hub.wire.mail import MailSend
from hub.wire.money import Money
from hub.wire.shapes import ChannelKind

RouteState = Literal[
    "open", "reply", "push", "template", "never_written", "no_template", "opted_out", "quota_used", "unreachable",
    "standby", "paused", "blocked",
]  # fmt: skip
RouteCategory = Literal["MARKETING", "UTILITY"]


class RouteQuota(Struct, frozen=True, kw_only=True):
    """A month's messages. `allowed` null: no limit; `left` null: there is none, or it is not known."""

    allowed: int | None
    left: int | None


class Route(Struct, frozen=True, kw_only=True):
    """One channel account a contact can be reached by, `to` as a person reads it. `compliant`: something may be sent there now.

    open      anything may be written, until `until` where there is an end
    reply     LINE takes an answer for nothing until `until`
    push      it costs `takes` of the month's messages (`quota`): one, or one for each member of a group
    template  only a template: the cheapest `category` there is an approved one of, at `price` (null: not known)
    never_written  LINE lets nobody be written to who has not written first
    no_template    only a template, and none is approved; opted_out: none but marketing, which the contact does not want
    quota_used  unreachable (the provider said so of the last message: `code`; or `unfollowed`, `left`: LINE told it, and would take a
    message that nobody sees)  standby (another program of the LINE account answers)  paused  blocked

    `answers_may_cost`: since October 2026 the provider's partners report a price for answers too, which is not known. `last_seen_at`:
    when the contact last wrote there. `conversation`: where one goes on.
    """

    channel: str
    kind: ChannelKind
    to: str
    conversation: str | None
    state: RouteState
    compliant: bool
    until: str | None = None
    category: RouteCategory | None = None
    price: Money | None = None
    answers_may_cost: bool = False
    quota: RouteQuota | None = None
    takes: int = 1
    code: str | None = None
    last_seen_at: str | None = None


class ContactRoutes(Struct, frozen=True, kw_only=True):
    """The cheapest that may be used first, of equals the one the contact wrote on last."""

    contact: str
    at: str
    routes: list[Route]


class Replacement(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a message goes instead, over which channel account; `mail` where that is a mailbox."""

    channel: Id
    mail: MailSend | None = None
    client_id: ClientId | None = None
