"""What is a mail's own: its subject, and to whom it goes beside the contact."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

# one @, something on either side, no spaces and nothing that ends a header
WRITTEN = r"^[^\s<>,;:\"()\[\]\\@]+@[^\s<>,;:\"()\[\]\\@]+$"
Address = Annotated[str, Meta(min_length=3, max_length=254, pattern=WRITTEN)]
RECIPIENTS = 25  # of each kind


class MailAddress(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    address: Address
    name: Annotated[str, Meta(max_length=200)] | None = None


Recipients = Annotated[list[MailAddress], Meta(max_length=RECIPIENTS)]


class MailSend(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`subject`: without one, the thread's. `to`: further recipients beside the contact; `bcc` stands in no header. `signature`: null, the
    agent's own; "" none. `forward_of`: the message whose words and files go along in a mail to `to`, and not to the contact."""

    subject: Annotated[str, Meta(max_length=500)] | None = None
    to: Recipients = []
    cc: Recipients = []
    bcc: Recipients = []
    signature: Annotated[str, Meta(max_length=4000)] | None = None
    forward_of: Annotated[str, Meta(min_length=1, max_length=64)] | None = None


class Correspondent(Struct, frozen=True, kw_only=True):
    """As a mail named them."""

    address: str
    name: str | None = None


class MailDraft(Struct, frozen=True, kw_only=True):
    """What a mail begins with when nothing is said of it: `to` and `subject` as they will be (`subject` null: the text's first words),
    `everyone` who else got the mail it answers, `signature` as it will stand below; `files_most` in bytes, together."""

    sender: Correspondent
    to: list[Correspondent]
    everyone: list[Correspondent]
    subject: str | None
    signature: str
    files_most: int
