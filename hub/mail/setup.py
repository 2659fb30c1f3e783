"""Mailboxes set up as channel accounts. Whatever opens one (addresses of servers hold passwords) lies sealed in the vault."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from msgspec import UNSET

from channels.channel import Account, Channel
from hub import addresses, shaping, versions
from hub.accounts import channels, credentials
from hub.addresses import Network
from hub.mail import servers as mail_servers
from hub.mail import trials
from hub.office import activity, configuration
from hub.permissions import Agent
from hub.settings import Settings
from hub.transaction import Transaction
from hub.vault import Vault
from hub.wire import shapes
from hub.wire.accounts import Credential
from hub.wire.errors import Refusal
from hub.wire.mailboxes import MailboxChange, MailboxSetup, NewMailChannel
from storage.accounts import channels as rows
from storage.accounts.channels import AccountRow
from storage.database import Connection

KIND = "mail"
SECRET_BYTES = 32
BY_ENVIRONMENT = "This mailbox is described by the server's environment (MAIL_…): change it there and start again."
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
        if added is not None:
            await trials.expect(tx, added.id)
        return None if added is None else added.id
    same = credentials.plain(kept) == told
    if same and found.from_environment:
        return found.id
    values: dict[str, Any] = {"credentials": vault.seal(told), "from_environment": True}
    if found.state in channels.HIDDEN or not same:  # another password is how a person mends a paused account
        values |= {"state": "active", "reason": None} | _AGAIN
    await channels.alter(tx, found, values)
    if _home(kept) != _home(told):
        await trials.begin_anew(tx, found.id)
    return found.id


def described(given: NewMailChannel) -> dict[str, str]:
    """What opens the mailbox."""
    user = given.username or given.address
    handed = given.smtp_sign_in
    smtp = (handed.username, handed.password) if handed else (user, given.password)
    held = {"smtp_url": mail_servers.url("smtp", given.smtp, *smtp), "name": given.name or ""}
    if given.imap is not None:
        held["imap_url"] = mail_servers.url("imap", given.imap, user, given.password, tuple(given.folders))
    return held


def changed(row: AccountRow, given: MailboxChange, vault: Vault) -> dict[str, str]:
    """What opens the mailbox from now on. Raises Refusal where something is missing."""
    held = credentials.opened(vault, row)
    imap, smtp = mail_servers.opened(held, "imap"), mail_servers.opened(held, "smtp")
    before = imap or smtp
    user = given.username if given.username is not UNSET else before.username if before else row.address
    password = given.password if given.password is not UNSET else before.password if before else ""
    kept = dict(held)
    if given.password is not UNSET:  # a password takes the place of somebody's consent
        kept = {name: value for name, value in kept.items() if not name.startswith("oauth_")}
    if not password and "oauth_refresh" not in kept:
        raise Refusal("invalid", "Give the password too.", field="password")
    reads = given.imap if given.imap is not UNSET else imap.server if imap else None
    folders = tuple(given.folders) if given.folders is not UNSET else imap.folders if imap else ()
    sends = given.smtp if given.smtp is not UNSET else smtp.server if smtp else None
    if sends is None:
        raise Refusal("invalid", "Say which server takes the mails.", field="smtp")
    own = (
        smtp is not None and before is not None and (smtp.username, smtp.password) != (before.username, before.password)
    )
    handed = (user, password)
    if given.smtp_sign_in is not UNSET:
        handed = (given.smtp_sign_in.username, given.smtp_sign_in.password)
    elif own and smtp is not None:
        handed = (smtp.username, smtp.password)
    kept["smtp_url"] = mail_servers.url("smtp", sends, *handed)
    kept.pop("imap_url", None)
    if reads is not None:
        kept["imap_url"] = mail_servers.url("imap", reads, user, password, folders)
    return kept


async def allowed(connection: Connection, settings: Settings) -> tuple[Network, ...]:
    """Private networks mail servers may stand in."""
    office = await configuration.read(connection)
    return addresses.networks([*settings.allowed_networks, *(office.allowed_networks or [])])


async def require_reachable(held: dict[str, str], networks: tuple[Network, ...]) -> None:
    """Outside any transaction. Refuses servers nobody may look at."""
    for protocol in ("imap", "smtp"):
        found = mail_servers.opened(held, protocol)
        if found is not None:
            await mail_servers.require_public(found.server, networks, f"{protocol}.host")


async def require_open(channel: Channel, address: str, held: dict[str, str]) -> None:
    """Signs in at both servers, outside any transaction. Raises Refusal with what they said."""
    account = Account(id="", kind=KIND, address=address.lower(), credentials=credentials.plain(held), url="")
    probe = await channel.probe(account)
    failed = [check for check in probe.checks if check.state == "failed"]
    if failed:
        field = "smtp" if failed[0].name == "api" else "imap"
        raise Refusal("invalid", " ".join(probe.problems), field=field)


async def add(
    tx: Transaction, agent: Agent, address: str, name: str | None, held: dict[str, str], members: Any, vault: Vault
) -> shapes.Channel:
    """Sets the mailbox up. One that mails already arrive for, or that was taken out of use, keeps its history."""
    address = address.lower()
    found = await rows.by_address(tx.connection, KIND, address)
    row = None if found is None else await rows.lock(tx.connection, found.id)
    if row is not None and row.state not in channels.HIDDEN:
        raise Refusal("conflict", f"This mailbox is set up already, as “{row.name}”.", field="address")
    kept = {} if row is None else credentials.opened(vault, row)
    own = {"app_secret": kept.get("app_secret") or secrets.token_urlsafe(SECRET_BYTES)}
    values: dict[str, Any] = {"name": name or address, "credentials": _sealed(vault, held | own, tx.now)} | _AGAIN
    if row is not None:
        made = await channels.alter(tx, row, values | {"state": "active", "reason": None, "display_address": address})
    else:
        base = values if members is None else values | {"members": "[]"}
        entered = await channels.enter(tx, KIND, address, address, "active", base)
        if entered is None:
            raise Refusal("conflict", "Somebody is setting this mailbox up at this moment.", field="address")
        made = entered
        await trials.expect(tx, made.id)
    if members is not None or made.members is not None:
        await channels.set_members(tx, agent, made.id, members)
    after = channels.shape(await channels.held(tx, made.id))
    before = None if row is None else channels.shape(row)
    await activity.note(tx, agent, "channel.added", subject=made.id, title=after.name, before=before, after=after)
    return after


async def change(
    tx: Transaction, agent: Agent, row: AccountRow, held: dict[str, str], if_match: int | None, vault: Vault
) -> shapes.Channel:
    """Opens the mailbox so from now on; a paused one goes on. `row`: as it was when `held` was tried."""
    now = await channels.held(tx, row.id)
    versions.require(now.version, row.version if if_match is None else if_match, channels.shape(now))
    require_ours(now)
    if _home(credentials.opened(vault, now)) != _home(held):
        await trials.begin_anew(tx, row.id)
    mended = {"state": "active", "reason": None} if now.state == "paused" else {}
    sealed = {"credentials": _sealed(vault, held, tx.now)}
    after = channels.shape(await channels.alter(tx, now, sealed | mended | _AGAIN))
    told = {"new_secrets": ["password" if "oauth_refresh" not in held else "oauth"]}
    await activity.note(tx, agent, "channel.changed", subject=row.id, title=row.name, after=told)
    return after


def require_ours(row: AccountRow) -> None:
    if row.kind != KIND:
        raise Refusal("conflict", f"{row.name} is no mailbox.")
    if row.from_environment:
        raise Refusal("conflict", BY_ENVIRONMENT)


def shape(row: AccountRow, vault: Vault) -> MailboxSetup:
    held = credentials.opened(vault, row)
    imap, smtp = mail_servers.opened(held, "imap"), mail_servers.opened(held, "smtp")
    either = imap or smtp
    expires = held.get("oauth_expires_at", "")
    since = held.get("password_since", "")
    return MailboxSetup(
        channel=row.id,
        version=row.version,
        address=row.address,
        username=either.username if either else row.address,
        imap=imap.server if imap else None,
        smtp=smtp.server if smtp else None,
        folders=list(imap.folders) if imap else [],
        password=Credential(
            set=bool(either and either.password), since=shaping.time_text(int(since)) if since.isdigit() else None
        ),
        oauth=held.get("oauth_provider") or None,  # type: ignore[arg-type]
        oauth_expires_at=shaping.time_text(int(expires)) if expires.isdigit() else None,
    )


def _home(held: Mapping[str, str]) -> str | None:
    """The server its mails lie on."""
    found = mail_servers.opened(held, "imap") or mail_servers.opened(held, "smtp")
    return None if found is None else found.server.host


def _sealed(vault: Vault, held: dict[str, str], now: int) -> bytes:
    return vault.seal(held | {"password_since": str(now)})
