"""The second step of a sign-in: codes of an authenticator app (RFC 6238), and recovery codes for the day the telephone is gone.

The secret is sealed; a code's step is kept, so that none works twice; recovery codes are kept by their hashes and shown once. Whoever
checks a code counts the try first, in a transaction of its own (`count_try`).
"""

from __future__ import annotations

import asyncio
import hmac
import secrets

import pyotp
from msgspec import Struct

from hub.office import configuration
from hub.team import tokens, users
from hub.transaction import Transaction
from hub.vault import Vault, VaultError
from hub.wire.errors import Refusal
from hub.wire.people import QrCode, TwoStep, TwoStepSetup
from pdf import qr_code
from storage.database import Connection
from storage.team import logins as login_rows
from storage.team import second_factors as rows
from storage.team.second_factors import FactorRow
from storage.team.users import UserRow

STEP_MS = 30_000
DRIFT_STEPS = 1  # a telephone's clock may be half a minute off
TRIES = 10  # in an hour, of three codes in a million each
TRIES_MS = 3_600_000
RECOVERY_CODES = 10
RECOVERY_LETTERS = 16  # of 32 kinds: 80 bits, more than anybody can try against the hashes
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without I, O, 0 and 1
WRONG = "This code is wrong or was used before. Wait for the next one."
UNREADABLE = "Two-step sign-in cannot be checked: SECRET_KEY has changed. An administrator can turn it off for you."


async def state(connection: Connection, user_id: str) -> TwoStep:
    factor = await rows.get(connection, user_id)
    return TwoStep(
        on=factor is not None and factor.confirmed_at is not None,
        required=(await configuration.read(connection)).require_totp,
        recovery_codes_left=await rows.codes_left(connection, user_id),
    )


async def is_on(connection: Connection, user_id: str) -> bool:
    factor = await rows.get(connection, user_id)
    return factor is not None and factor.confirmed_at is not None


async def is_missing(connection: Connection, user_id: str) -> bool:
    """Whether an administrator requires what this person has not set up."""
    if not (await configuration.read(connection)).require_totp:
        return False
    return not await is_on(connection, user_id)


async def count_try(tx: Transaction, user_id: str) -> None:
    """Raises Refusal `too_many`. The caller commits before the code is looked at."""
    key = f"code:{user_id}"
    counts = await login_rows.count_try(tx.connection, [key], tx.now, TRIES_MS)
    if counts[key] > TRIES:
        raise Refusal("too_many", "Too many wrong codes. Try again in an hour.", retry_after=TRIES_MS / 1000)


class Begun(Struct, frozen=True):
    secret: str
    uri: str


async def begin(tx: Transaction, vault: Vault, user: UserRow) -> Begun:
    """A new secret, which counts from its first code on. Raises Refusal `conflict` when two-step sign-in is on already."""
    secret = pyotp.random_base32()
    if not await rows.put(tx.connection, user.id, vault.seal({"user": user.id, "totp": secret}), tx.now):
        raise Refusal("conflict", "Two-step sign-in is on already. Turn it off first to set it up on another device.")
    office = (await configuration.read(tx.connection)).branding.name
    return Begun(secret, pyotp.TOTP(secret).provisioning_uri(name=user.email, issuer_name=office))


async def drawn(begun: Begun) -> TwoStepSetup:
    """With its QR code, which takes a thread a while to draw: outside the transaction."""
    side, path = await asyncio.to_thread(qr_code.path_of, begun.uri)
    return TwoStepSetup(secret=begun.secret, uri=begun.uri, qr=QrCode(side=side, path=path))


async def confirm(tx: Transaction, vault: Vault, user_id: str, code: str) -> list[str]:
    """Turns two-step sign-in on by its first code; the recovery codes. Raises Refusal `invalid`, `conflict`."""
    factor = await rows.get(tx.connection, user_id)
    if factor is None:
        raise Refusal("conflict", "Begin by setting up an authenticator app.")
    if factor.confirmed_at is not None:
        raise Refusal("conflict", "Two-step sign-in is on already.")
    await _take_step(tx, vault, factor, code)
    await rows.confirm(tx.connection, user_id, tx.now)
    await login_rows.clear_tries(tx.connection, [f"code:{user_id}"])
    await users.change(tx, user_id)
    return await renew_codes(tx, user_id)


async def check(tx: Transaction, vault: Vault, user_id: str, code: str) -> None:
    """Uses up a code of the app, or a recovery code. Raises Refusal `invalid`."""
    factor = await rows.get(tx.connection, user_id)
    if factor is None or factor.confirmed_at is None:
        raise Refusal("conflict", "Two-step sign-in is not on.")
    given = plain(code)
    if len(given) == RECOVERY_LETTERS:
        if not await rows.take_code(tx.connection, user_id, tokens.hash_of(given), tx.now):
            raise Refusal("invalid", "This recovery code is wrong or was used before.", field="code")
    else:
        await _take_step(tx, vault, factor, given)
    await login_rows.clear_tries(tx.connection, [f"code:{user_id}"])


async def renew_codes(tx: Transaction, user_id: str) -> list[str]:
    """New recovery codes in place of the old."""
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(RECOVERY_LETTERS)) for _ in range(RECOVERY_CODES)]
    await rows.replace_codes(tx.connection, user_id, [tokens.hash_of(code) for code in codes])
    return ["-".join(code[start : start + 4] for start in range(0, RECOVERY_LETTERS, 4)) for code in codes]


async def turn_off(tx: Transaction, user_id: str) -> bool:
    """Whether there was anything to turn off."""
    removed = await rows.remove(tx.connection, user_id)
    if removed:
        await users.change(tx, user_id)
    return removed


def plain(code: str) -> str:
    """As typed, without the spaces and dashes people put between."""
    return "".join(code.split()).replace("-", "").upper()


async def _take_step(tx: Transaction, vault: Vault, factor: FactorRow, code: str) -> None:
    step = matching_step(_secret(vault, factor), plain(code), tx.now)
    if step is None or not await rows.take_step(tx.connection, factor.user_id, step):
        raise Refusal("invalid", WRONG, field="code")


def matching_step(secret: str, code: str, now: int) -> int | None:
    """Which of the steps around `now` (ms) has this code. All are compared, so that the time taken tells nothing."""
    totp, present, found = pyotp.TOTP(secret), now // STEP_MS, None
    for step in range(present - DRIFT_STEPS, present + DRIFT_STEPS + 1):
        if hmac.compare_digest(totp.generate_otp(step).encode(), code.encode("utf-8", "replace")):
            found = step
    return found


def _secret(vault: Vault, factor: FactorRow) -> str:
    try:
        opened = vault.open(factor.secret)
    except VaultError:
        raise Refusal("conflict", UNREADABLE) from None
    if opened.get("user") != factor.user_id:  # moved from another row of a database somebody wrote to
        raise Refusal("conflict", UNREADABLE)
    return opened["totp"]
