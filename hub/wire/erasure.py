"""What keeps a contact's data, and what may be asked about it."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct


class Hold(Struct, frozen=True, kw_only=True):
    """A legal hold: while it lasts, neither age nor a request removes anything of the contact. `reason` null: there is none."""

    contact: str
    held: bool
    reason: str | None
    user: str | None
    at: str | None


class HeldContact(Struct, frozen=True, kw_only=True):
    """A contact under a legal hold, since when, by whom and why."""

    contact: str
    name: str
    reason: str
    user: str
    at: str


class HoldChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    held: bool
    reason: Annotated[str, Meta(max_length=1000)] = ""
