"""Web push: telling people whose tab is closed. A browser subscribes for its login session; what its person is told is queued for it in
the same transaction, and carried by `hub.work.pushing`."""

from __future__ import annotations

import hashlib
import ipaddress
from collections.abc import Sequence
from typing import cast
from urllib.parse import urlsplit

import msgspec
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from msgspec import Struct, structs

from hub import addresses, ids
from hub.addresses import Network
from hub.permissions import Agent, holds
from hub.shaping import time_text
from hub.team import push_letters, push_words, users
from hub.transaction import Transaction
from hub.vault import Vault, VaultError
from hub.wire.errors import Refusal
from hub.wire.notifications import NotificationKind
from hub.wire.push import PushDevice, PushLanguage, PushState, PushSubscription
from hub.wire.shapes import Role
from storage.database import Connection
from storage.team import push as rows
from storage.team.push import ClaimedRow, DeviceRow, PushRow

ID_BYTES = 24  # of a Topic: 32 characters, as many as a push service takes
UNUSED_MS = 30 * 24 * 3_600_000  # a login session that nobody can come back to


class Parcel(Struct, frozen=True, kw_only=True):
    """What goes to a push service. `looks_at`: the conversation it is about."""

    user_id: str
    looks_at: str | None
    endpoint: str
    body: bytes
    topic: str


class Told(Struct, frozen=True, kw_only=True):
    """What the service worker gets."""

    id: str
    title: str
    body: str
    url: str
    count: int


async def make_key(tx: Transaction, vault: Vault) -> None:
    """The office's key, once. One that cannot be opened any more (another SECRET_KEY) is of no use, nor are those who subscribed to it."""
    kept = await rows.key(tx.connection)
    if kept is not None:
        try:
            vault.open(kept.sealed)
            return
        except VaultError:
            await rows.forget_key(tx.connection)
    key = push_letters.new_key()
    sealed = vault.seal({"private": push_letters.text_of(key)})
    await rows.keep_key(tx.connection, push_letters.public_of(key), sealed, tx.now)


async def key(connection: Connection, vault: Vault) -> EllipticCurvePrivateKey | None:
    kept = await rows.key(connection)
    return None if kept is None else push_letters.key_of(vault.open(kept.sealed)["private"])


async def state(connection: Connection, agent: Agent) -> PushState:
    kept = await rows.key(connection)
    if kept is None:
        raise Refusal("unavailable", "There is no key to subscribe to yet. Try again in a moment.")
    device = await rows.of_login(connection, agent.login)
    return PushState(key=kept.public, device=None if device is None else _shape(device))


async def subscribe(tx: Transaction, agent: Agent, given: PushSubscription, allowed: Sequence[Network]) -> PushDevice:
    """From now on this login session's browser is pushed to. Raises Refusal `invalid`."""
    row = DeviceRow(
        id=ids.new(),
        user_id=agent.id,
        login_id=agent.login,
        endpoint=_endpoint(given.endpoint, allowed),
        digest=hashlib.sha256(given.endpoint.strip().encode()).hexdigest(),
        p256dh=given.p256dh,
        auth=given.auth,
        language=given.language,
        hide_text=given.hide_text,
        created_at=tx.now,
    )
    try:
        push_letters.require_keys(given.p256dh, given.auth)
    except ValueError:
        raise Refusal("invalid", "These are no keys of a browser.", field="p256dh") from None
    before = await rows.of_login(tx.connection, agent.login)
    if before is None or before.digest != row.digest:
        await rows.put(tx.connection, row)
        return _shape(row)
    row = structs.replace(row, id=before.id, created_at=before.created_at)  # what waits for it goes on waiting
    told = {name: getattr(row, name) for name in ("p256dh", "auth", "language", "hide_text")}
    await rows.change(tx.connection, row.id, **told)
    return _shape(row)


async def unsubscribe(tx: Transaction, agent: Agent) -> None:
    await rows.remove_of_logins(tx.connection, [agent.login])


async def queue(tx: Transaction, told: Sequence[tuple[str, str]]) -> None:
    """What these people were told, (user, notification), goes to every browser of theirs."""
    devices = await rows.devices_of(tx.connection, {user for user, _ in told}) if told else []
    due = {(device, id) for device, user in devices for told_user, id in told if told_user == user}
    await rows.queue(
        tx.connection,
        [
            {"device_id": device, "notification_id": id, "at": tx.now, "due_at": tx.now, "tries": 0}
            for device, id in sorted(due)
        ],
    )


async def parcel(connection: Connection, claimed: ClaimedRow, now: int) -> Parcel | None:
    """None: there is nobody to be told it, or not any more."""
    row = await rows.look_up(connection, claimed)
    if row is None or now - row.used_at > UNUSED_MS or not await _may(connection, row):
        return None
    kind, language = cast(NotificationKind, row.kind), cast(PushLanguage, row.language)
    title, text = push_words.of(kind, language, row.who, row.detail, hidden=row.hide_text)
    told = Told(id=claimed.notification_id, title=title, body=text, url=_place(row), count=row.count)
    said = msgspec.json.encode(told)
    assert len(said) <= push_letters.LONGEST
    return Parcel(
        user_id=row.user_id,
        looks_at=row.conversation_id,
        endpoint=row.endpoint,
        body=push_letters.seal(said, row.p256dh, row.auth),
        topic=push_letters.to_text(hashlib.sha256(claimed.notification_id.encode()).digest()[:ID_BYTES]),
    )


async def _may(connection: Connection, row: PushRow) -> bool:
    """Rights may have changed since."""
    if row.conversation_id is None:
        return True
    channels = [each for each in await users.rights(connection) if each.id == row.channel_id]
    return any(holds(row.user_id, cast(Role, row.role), each) for each in channels)


def _place(row: PushRow) -> str:
    """The page it leads to."""
    if row.kind.startswith("quotation_") and row.subject is not None:
        return f"/quotations/{row.subject}"
    if row.conversation_id is None:
        return "/inbox"
    return f"/inbox/all/{row.conversation_id}" + (f"?message={row.subject}" if row.subject else "")


def _endpoint(given: str, allowed: Sequence[Network]) -> str:
    """A browser's push service. Names are resolved, and looked at, each time it is called."""
    try:
        url = addresses.check_url(given)
        parts = urlsplit(url)
        try:
            addresses.check(ipaddress.ip_address((parts.hostname or "").strip("[]")), parts.scheme, allowed)
        except ValueError:  # a name
            if parts.scheme != "https" and not allowed:
                raise addresses.Refused("A push service is called by https:// alone.") from None
    except addresses.Refused as refused:
        raise Refusal("invalid", str(refused), field="endpoint") from None
    return url


def _shape(row: DeviceRow) -> PushDevice:
    language = cast(PushLanguage, row.language)
    return PushDevice(id=row.id, language=language, hide_text=row.hide_text, created_at=time_text(row.created_at))
