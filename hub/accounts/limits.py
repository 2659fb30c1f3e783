"""What a kind of channel takes, checked before anything is queued, in words a person can act on."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from channels.line.outgoing import check as line_check
from channels.line.words import units
from channels.mail.compose import check as mail_check
from channels.whatsapp import files
from hub.wire.errors import Refusal


class Limits(Struct, frozen=True, kw_only=True):
    """Lengths in characters, the others in pieces."""

    text: int
    caption: int
    buttons: int
    button_title: int
    button_id: int
    body: int
    list_body: int
    header: int
    footer: int
    sections: int
    rows: int
    row_id: int
    row_title: int
    row_description: int
    contacts: int
    reaction_days: int  # how old a message may be to get a reaction
    length: Callable[[str], int] = len  # how the provider counts characters
    window: bool  # free text only within 24 hours of the customer's last word


# Meta, "Messages" reference: https://developers.facebook.com/docs/whatsapp/cloud-api/messages
TABLE: dict[str, Limits] = {
    "whatsapp": Limits(
        text=4096, caption=1024, buttons=3, button_title=20, button_id=256, body=1024, list_body=4096, header=60, footer=60,
        sections=10, rows=10, row_id=200, row_title=24, row_description=72, contacts=257, reaction_days=30, window=True,
    ),
    # LINE, "Messaging API reference": https://developers.line.biz/en/reference/messaging-api/; accounts can send no reactions
    "line": Limits(
        text=5000, caption=5000, buttons=10, button_title=20, button_id=300, body=2000, list_body=2000, header=100, footer=200,
        sections=10, rows=10, row_id=300, row_title=20, row_description=72, contacts=20, reaction_days=0, window=False,
        length=units,
    ),
    # ours: what a mail can say is not limited, what people read of it is
    "mail": Limits(
        text=60_000, caption=60_000, buttons=10, button_title=60, button_id=300, body=4000, list_body=4000, header=200, footer=400,
        sections=10, rows=20, row_id=300, row_title=60, row_description=200, contacts=20, reaction_days=0, window=False,
    ),
}  # fmt: skip


FILES: dict[str, Callable[[str, str, int], str | None]] = {
    "whatsapp": files.check,
    "line": line_check,
    "mail": mail_check,
}


def of(channel_kind: str) -> Limits:
    return TABLE[channel_kind]


def check_file(channel_kind: str, kind: str, mime: str, size: int) -> str | None:
    """None when the channel takes such a file (`size` in bytes), else what to do about it."""
    return FILES[channel_kind](kind, mime, size)


def check_length(
    text: str | None, most: int, what: str, field: str, *, needed: bool = False, length: Callable[[str], int] = len
) -> None:
    """Refuses text that is too long, or missing where it is `needed`. `what` begins the sentence: "A button's title"."""
    if needed and (text is None or not text.strip()):
        raise Refusal("invalid", f"{what} may not be empty.", field=field)
    if text is not None and (found := length(text)) > most:
        raise Refusal("invalid", f"{what} may have at most {most:,} characters; this one has {found:,}.", field=field)


def check_count(items: Sequence[object], most: int, what: str, field: str) -> None:
    """`what` is the plural: "buttons"."""
    if not items:
        raise Refusal("invalid", f"There must be at least one of the {what}.", field=field)
    if len(items) > most:
        raise Refusal("invalid", f"At most {most} {what} fit in one message; these are {len(items)}.", field=field)


def check_distinct(values: Sequence[str], what: str, field: str) -> None:
    """`what` is the plural: "button ids"."""
    if len(set(values)) < len(values):
        raise Refusal("invalid", f"The {what} must differ from each other.", field=field)
