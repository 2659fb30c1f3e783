"""The office's configuration in verbs: one typed value, kept a row a section, told to whoever's console depends on it."""

from __future__ import annotations

from typing import Any, get_type_hints

import msgspec
from msgspec import UNSET, structs

from hub import versions
from hub.office import activity, configuration_rules
from hub.permissions import EVERYONE, Agent, for_role
from hub.transaction import Transaction
from hub.wire.configuration import Branding, Configuration, ConfigurationChange
from hub.wire.errors import Refusal
from hub.wire.events import SettingChanged
from hub.wire.quotation_settings import QuotationSettings
from hub.wire.reading import refusal_of
from hub.wire.shapes import Role
from storage.database import Connection
from storage.inbox import attachments
from storage.office import configuration as rows

KEYS = tuple(name for name in Configuration.__struct_fields__ if name != "version")
ADMINS_ALONE = frozenset({"allowed_networks"})
NOT_FOR_AGENTS = ADMINS_ALONE | {"retention", "require_totp"}
LOGO = "logo"  # what an upload is kept for
SIGNATURE = "signature"  # the office's, on what it offers
LOGO_TYPES = ("image/png", "image/jpeg", "image/webp")  # what every browser draws and a PDF can hold; nothing that runs
_TYPES = get_type_hints(Configuration, include_extras=True)


async def read(connection: Connection) -> Configuration:
    """The whole configuration; what nobody set is the product's default."""
    kept = await rows.every(connection)
    known = {key: msgspec.json.decode(value, type=_TYPES[key]) for key, value in kept.sections if key in _TYPES}
    return Configuration(version=kept.version, **known)


async def told(connection: Connection, role: Role) -> dict[str, Any]:
    """What a console of this role gets to know, by key."""
    found = await read(connection)
    return {key: getattr(found, key) for key in KEYS if key not in _hidden_from(role)}


async def shape(connection: Connection, role: Role) -> Configuration:
    """As `role` may read it: what it may not know is null."""
    found = await read(connection)
    return found if role == "admin" else structs.replace(found, allowed_networks=None)


async def replace(tx: Transaction, agent: Agent, asked: ConfigurationChange, if_match: int | None) -> Configuration:
    """Replaces the sections that were named. Raises Refusal `conflict`, `invalid`."""
    await rows.lock(tx.connection, tx.now)
    held = await read(tx.connection)
    versions.require(held.version, if_match, held)
    for key in KEYS:
        value = getattr(asked, key)
        if value is not UNSET:
            await change(tx, agent, key, value)
    return await read(tx.connection)


async def change(tx: Transaction, agent: Agent | None, key: str, value: Any) -> None:
    """Sets one section, keeps the act and tells whoever may know. Raises Refusal `invalid` naming the field at fault."""
    typed = configuration_rules.checked(key, _typed(key, value))
    await rows.lock(tx.connection, tx.now)
    before = getattr(await read(tx.connection), key)
    if before == typed:
        return
    if isinstance(typed, Branding):
        await _keep_picture(tx, before.logo, typed.logo, LOGO, "branding.logo")
    if isinstance(typed, QuotationSettings):
        old, new = _signature(before), _signature(typed)
        await _keep_picture(tx, old, new, SIGNATURE, "quotations.signature.image")
    await rows.put(tx.connection, key, msgspec.json.encode(typed).decode(), tx.now)
    await activity.note(tx, agent, "configuration.changed", subject=key, before=before, after=typed)
    tx.announce(SettingChanged(key, typed), _audience(key))


def _typed(key: str, value: Any) -> Any:
    if key not in KEYS:
        raise Refusal("invalid", f"There is no setting called {key}.", field=key)
    try:
        return msgspec.convert(msgspec.to_builtins(value), _TYPES[key])
    except msgspec.ValidationError as error:
        refusal = refusal_of(error)
        field = f"{key}.{refusal.field}" if refusal.field else key
        raise Refusal("invalid", f"{key}: {refusal.message}", field=field) from None


async def _keep_picture(tx: Transaction, before: str | None, picture: str | None, what: str, field: str) -> None:
    """The picture of the office is everybody's, and no upload that goes because nobody sent it. The one before stays: what was issued
    under it is printed with it."""
    if picture == before:
        return
    if picture is not None:
        row = await attachments.get(tx.connection, picture)
        if row is None or row.blob is None or row.mime not in LOGO_TYPES:
            raise Refusal("invalid", f"The {what} must be an uploaded PNG, JPEG or WebP picture.", field=field)
        if row.message_id is not None:  # what customers sent is not shown to everybody
            raise Refusal("invalid", f"Upload the {what} afresh: this file is part of a message.", field=field)
        if not await attachments.keep_for(tx.connection, picture, what):
            raise Refusal("invalid", "That picture is gone: upload it again.", field=field)


def _signature(settings: QuotationSettings) -> str | None:
    return settings.signature.image if settings.signature else None


def _hidden_from(role: Role) -> frozenset[str]:
    return {"admin": frozenset[str](), "manager": ADMINS_ALONE, "agent": NOT_FOR_AGENTS}[role]


def _audience(key: str) -> tuple[str, ...]:
    if key in ADMINS_ALONE:
        return for_role("admin")
    if key in NOT_FOR_AGENTS:
        return (*for_role("admin"), *for_role("manager"))
    return (EVERYONE,)
