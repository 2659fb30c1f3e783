"""How a channel account fares: what its provider says of it, when it last heard anything, and a test that says what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from channels.channel import Channel, Check, Probe
from hub import shaping
from hub.accounts import channels, credentials, quotas
from hub.accounts.channel_setup import CALLBACKS
from hub.durations import DAY_MS
from hub.settings import Settings
from hub.transaction import Transaction, Transactions
from hub.vault import Vault
from hub.wire.accounts import ChannelCheck, ChannelHealth, ChannelTest, MailboxHealth
from hub.wire.errors import Refusal
from storage.accounts import channels as rows
from storage.accounts.channels import AccountRow
from storage.database import Connection
from storage.mail import mailboxes

_decode_checks = msgspec.json.Decoder(list[ChannelCheck]).decode


async def shape(connection: Connection, row: AccountRow) -> ChannelHealth:
    spoken = await rows.last_inbound(connection, row.id, DAY_MS), await rows.last_heard(connection, row.id)
    return ChannelHealth(
        channel=row.id,
        quality=row.quality,
        tier=row.tier,
        throughput=row.throughput,
        subscribed=row.subscribed_at is not None,
        token_expires_at=_time(row.token_expires_at),
        last_inbound_at=_time(max((at for at in spoken if at is not None), default=None)),
        templates_synced_at=_time(row.templates_at),
        checked_at=_time(row.checked_at),
        checks=checks_of(row),
        quota=quotas.of(row),
        mailbox=await _mailbox(connection, row),
    )


async def test(
    transactions: Transactions, kinds: Mapping[str, Channel], vault: Vault, settings: Settings, row: AccountRow
) -> ChannelTest:
    """Asks the provider, outside any transaction, and keeps what was found. Raises Refusal `conflict` for an account never set up."""
    channel = kinds.get(row.kind)
    if channel is None:
        raise Refusal("conflict", "Accounts of this kind cannot be tested.")
    account = credentials.account(vault, row)
    if account is None:
        told = "has no credentials yet" if credentials.readable(vault, row) else "was sealed with another SECRET_KEY"
        raise Refusal("conflict", f"{row.name} {told}: set its access token, app secret and business account id.")
    path = CALLBACKS.get(row.kind)
    probe = await channel.probe(account, callback=None if path is None else settings.public_url + path, knock=True)
    async with transactions.begin() as tx:
        await record(tx, row.id, probe)
        checked_at = shaping.time_text(tx.now)
    checks = [_check(each) for each in probe.checks]
    return ChannelTest(ok=all(each.state != "failed" for each in checks), checked_at=checked_at, checks=checks)


async def record(tx: Transaction, channel_id: str, probe: Probe) -> None:
    """Keeps what a test found. An account whose app turns out not to be subscribed is subscribed again."""
    row = await rows.lock(tx.connection, channel_id)
    if row is None:
        return
    noted: dict[str, Any] = {
        "checked_at": tx.now,
        "checks": msgspec.json.encode([_check(each) for each in probe.checks]).decode(),
    }
    failed = {check.name for check in probe.checks if check.state == "failed"}
    if probe.app_id is not None:
        noted |= {"app_id": probe.app_id, "token_expires_at": probe.token_expires_at}
    if "subscription" in failed:
        noted["subscribed_at"] = None
    await rows.note(tx.connection, channel_id, noted)
    shown = {"quality": probe.quality, "tier": probe.tier, "throughput": probe.throughput}
    shown = {name: value for name, value in shown.items() if value is not None and getattr(row, name) != value}
    if shown:
        await channels.alter(tx, row, shown)
    await channels.rename(tx, channel_id, probe.name, probe.display_address)


def checks_of(row: AccountRow) -> list[ChannelCheck]:
    """What the last test found."""
    return _decode_checks(row.checks)


async def _mailbox(connection: Connection, row: AccountRow) -> MailboxHealth | None:
    found = await mailboxes.state(connection, row.id) if row.kind == "mail" else None
    if found is None:
        return None
    return MailboxHealth(
        reached_at=_time(found.reached_at),
        failing_since=_time(found.failing_since),
        problem=found.problem,
        advice=found.advice,
    )


def _check(check: Check) -> ChannelCheck:
    return ChannelCheck(name=check.name, state=check.state, message=check.message, advice=check.advice)


def _time(ms: int | None) -> str | None:
    return None if ms is None else shaping.time_text(ms)
