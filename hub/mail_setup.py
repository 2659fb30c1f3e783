"""Mailboxes set up as channel accounts. Whatever opens one (addresses of servers hold passwords) lies sealed in the vault."""

from __future__ import annotations

import secrets
from typing import Any

from hub import channels, credentials
from hub.settings import Settings
from hub.transaction import Transaction
from hub.vault import Vault
from storage import channels as rows

KIND = "mail"
SECRET_BYTES = 32
_AGAIN: dict[str, Any] = {"subscribed_at": None, "templates_at": None, "checked_at": None}


async def upsert_from_settings(tx: Transaction, settings: Settings, vault: Vault) -> str | None:
    """Makes the mailbox the environment describes what the environment says; its id, or None when there is none."""
    box = settings.mailbox
    await channels.release_environment(tx, KIND, None if box is None else box.address)
    if box is None:
        return None
    found = await rows.by_address(tx.connection, KIND, box.address)
    kept = {} if found is None else credentials.opened(vault, found)
    told = {"imap_url": box.imap_url, "smtp_url": box.smtp_url, "name": box.name}
    told["app_secret"] = kept.get("app_secret") or secrets.token_urlsafe(SECRET_BYTES)
    if found is None:
        base = {"name": box.name or box.address, "credentials": vault.seal(told), "from_environment": True}
        added = await channels.enter(tx, KIND, box.address, box.address, "active", base)
        return None if added is None else added.id
    same = credentials.plain(kept) == told
    if same and found.from_environment:
        return found.id
    values: dict[str, Any] = {"credentials": vault.seal(told), "from_environment": True}
    if found.state in channels.HIDDEN or not same:  # another password is how a person mends a paused account
        values |= {"state": "active", "reason": None} | _AGAIN
    await channels.alter(tx, found, values)
    return found.id
