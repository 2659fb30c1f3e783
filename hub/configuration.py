"""The office's configuration in verbs: one typed value, kept a row a section, told to whoever's console depends on it."""

from __future__ import annotations

from typing import Any, get_type_hints

import msgspec

from hub import activity
from hub.permissions import EVERYONE, Agent, for_role
from hub.transaction import Transaction
from hub.wire.configuration import Configuration
from hub.wire.errors import Refusal
from hub.wire.events import SettingChanged
from hub.wire.reading import refusal_of
from hub.wire.shapes import Role
from storage import configuration as rows
from storage.database import Connection

KEYS = tuple(name for name in Configuration.__struct_fields__ if name != "version")
ADMINS_ALONE = frozenset({"allowed_networks"})
NOT_FOR_AGENTS = ADMINS_ALONE | {"retention", "require_totp"}
_TYPES = get_type_hints(Configuration, include_extras=True)


async def read(connection: Connection) -> Configuration:
    """The whole configuration; what nobody set is the product's default."""
    kept = await rows.every(connection)
    known = {key: msgspec.json.decode(value, type=_TYPES[key]) for key, value in kept.sections if key in _TYPES}
    return Configuration(version=kept.version, **known)


async def told(connection: Connection, role: Role) -> dict[str, Any]:
    """What a console of this role gets to know, by key."""
    found = await read(connection)
    return {key: getattr(found, key) for key in KEYS if key not in hidden_from(role)}


def hidden_from(role: Role) -> frozenset[str]:
    return {"admin": frozenset[str](), "manager": ADMINS_ALONE, "agent": NOT_FOR_AGENTS}[role]


async def change(tx: Transaction, agent: Agent | None, key: str, value: Any) -> None:
    """Sets one section, keeps the act and tells whoever may know. Raises Refusal `invalid` naming the field at fault."""
    if key not in KEYS:
        raise Refusal("invalid", f"There is no setting called {key}.", field=key)
    try:
        typed = msgspec.convert(msgspec.to_builtins(value), _TYPES[key])
    except msgspec.ValidationError as error:
        refusal = refusal_of(error)
        field = f"{key}.{refusal.field}" if refusal.field else key
        raise Refusal("invalid", f"{key}: {refusal.message}", field=field) from None
    await rows.lock(tx.connection, tx.now)
    before = getattr(await read(tx.connection), key)
    if before == typed:
        return
    await rows.put(tx.connection, key, msgspec.json.encode(typed).decode(), tx.now)
    await activity.note(tx, agent, "configuration.changed", subject=key, before=before, after=typed)
    tx.announce(SettingChanged(key, typed), _audience(key))


def _audience(key: str) -> tuple[str, ...]:
    if key in ADMINS_ALONE:
        return for_role("admin")
    if key in NOT_FOR_AGENTS:
        return (*for_role("admin"), *for_role("manager"))
    return (EVERYONE,)
