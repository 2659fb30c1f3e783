"""LINE accounts set up: LINE itself says which account a token belongs to, so nobody types ids."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from channels.channel import Account, ChannelError
from channels.line.channel import Line
from hub.accounts import channels, credentials
from hub.accounts.channel_setup import CALLBACKS
from hub.office import activity
from hub.permissions import Agent
from hub.settings import Settings
from hub.transaction import Transaction
from hub.vault import Vault
from hub.wire import shapes
from hub.wire.accounts import NewLineChannel
from hub.wire.errors import Refusal
from storage.accounts import channels as rows
from storage.accounts.channels import AccountRow

KIND = "line"
_AGAIN: dict[str, Any] = {"subscribed_at": None, "templates_at": None, "checked_at": None}


class Bot(Struct, frozen=True):
    """The official account a token belongs to: its user id, its name, and the @name people search for."""

    user: str
    name: str
    at: str | None


async def learn(channel: Line, settings: Settings, token: str) -> Bot:
    """Asks LINE; outside any transaction. Raises ChannelError."""
    known = {"access_token": token}
    told = await channel.bot(Account(id="", kind=KIND, address="", credentials=known, url=settings.line.api_url))
    if told.user is None:
        raise ChannelError("never", "LINE did not say which account the token belongs to.", code="bad_answer")
    return Bot(told.user, told.name or "LINE", told.at)


async def add(
    tx: Transaction, agent: Agent, given: NewLineChannel, bot: Bot, vault: Vault, settings: Settings
) -> shapes.Channel:
    """Sets the account up. One that messages already arrive for, or that was taken out of use, keeps its history."""
    found = await rows.by_address(tx.connection, KIND, bot.user)
    row = None if found is None else await rows.lock(tx.connection, found.id)
    if row is not None and row.state not in channels.HIDDEN:
        raise Refusal("conflict", f"This account is set up already, as “{row.name}”.", field="access_token")
    secrets = {"access_token": given.access_token, "app_secret": given.channel_secret}
    values = _values(given.name or bot.name, bot, credentials.merged({}, secrets, tx.now), vault, settings)
    made = await _put(tx, row, bot, values if given.members is None else values | {"members": "[]"})
    if given.members is not None or made.members is not None:
        await channels.set_members(tx, agent, made.id, given.members)
    after = channels.shape(await channels.held(tx, made.id))
    before = None if row is None else channels.shape(row)
    await activity.note(tx, agent, "channel.added", subject=made.id, title=after.name, before=before, after=after)
    return after


async def upsert_from_settings(tx: Transaction, bot: Bot, settings: Settings, vault: Vault) -> None:
    """Makes the account the environment describes what the environment says."""
    await channels.release_environment(tx, KIND, bot.user)
    found = await rows.by_address(tx.connection, KIND, bot.user)
    row = None if found is None else await rows.lock(tx.connection, found.id)
    kept = {} if row is None else credentials.opened(vault, row)
    secrets = {
        "access_token": settings.line.access_token,
        "app_secret": ",".join(settings.line.channel_secrets),
    }
    name = bot.name if row is None or row.state == "unconfigured" else row.name
    values = _values(name, bot, credentials.merged(kept, secrets, tx.now), vault, settings)
    await _put(tx, row, bot, values | {"from_environment": True})


async def point_here(channel: Line, settings: Settings, vault: Vault, row: AccountRow) -> None:
    """Has LINE bring the account's messages to this server; outside any transaction. Raises Refusal."""
    if row.kind != KIND:
        raise Refusal("conflict", "Only LINE can be told where to bring messages.")
    account = credentials.account(vault, row)
    if account is None:
        raise Refusal("conflict", f"{row.name} has no credentials yet: set its access token and channel secret.")
    here = settings.public_url + CALLBACKS[KIND]
    try:
        await channel.point_here(account, here)
    except ChannelError as error:
        if not here.startswith("https://"):
            told = "LINE brings messages by https alone: set PUBLIC_URL to the https address of this server."
            raise Refusal("conflict", told) from None
        raise Refusal("conflict", f"{error.message} {error.advice or ''}".strip()) from None


def described(row: AccountRow, settings: Settings, vault: Vault) -> bool:
    """Whether the account is already what the environment says."""
    held = credentials.opened(vault, row)
    told = (settings.line.access_token, ",".join(settings.line.channel_secrets), settings.line.api_url)
    return (
        row.kind == KIND
        and row.from_environment
        and (held.get("access_token"), held.get("app_secret"), row.url) == told
    )


def _values(name: str, bot: Bot, held: dict[str, str], vault: Vault, settings: Settings) -> dict[str, Any]:
    return {
        "name": name,
        "display_address": bot.at,
        # always the server's: whoever may set up accounts must not lead tokens to another host
        "url": settings.line.api_url,
        "credentials": vault.seal(held | {"data_url": settings.line.data_api_url}),
        "state": "active",
        "reason": None,
        **_AGAIN,
    }


async def _put(tx: Transaction, row: AccountRow | None, bot: Bot, values: dict[str, Any]) -> AccountRow:
    if row is not None:
        return await channels.alter(tx, row, values)
    base = {name: value for name, value in values.items() if name not in ("state", "display_address")}
    made = await channels.enter(tx, KIND, bot.user, bot.at, "active", base)
    if made is None:
        raise Refusal("conflict", "Somebody is setting this account up at this moment.", field="access_token")
    return made
