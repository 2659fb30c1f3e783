"""The secrets of a channel account: sealed at rest, merged, opened for calls, and shown by their last characters alone."""

from __future__ import annotations

from collections.abc import Mapping

from channels.channel import Account
from hub import shaping
from hub.vault import Vault, VaultError
from hub.wire.accounts import Credential
from storage.accounts.channels import AccountRow

SECRETS = ("access_token", "app_secret", "verify_token")
SINCE = "_since"  # beside each secret: when it was set (ms)
ENDING = 4  # characters that may be shown
LONG_ENOUGH = 12  # of a shorter secret they would give too much away


def opened(vault: Vault, row: AccountRow) -> dict[str, str]:
    """Empty without credentials, and where SECRET_KEY is another one than when they were sealed."""
    try:
        return {} if row.credentials is None else vault.open(row.credentials)
    except VaultError:
        return {}


def readable(vault: Vault, row: AccountRow) -> bool:
    return row.credentials is None or bool(opened(vault, row))


def merged(held: Mapping[str, str], given: Mapping[str, str | None], now: int) -> dict[str, str]:
    """`held` with what is `given` (None: forgotten); a secret that changes is new since `now` (ms)."""
    found = dict(held)
    for name, value in given.items():
        if value is None:
            found.pop(name, None)
            found.pop(name + SINCE, None)
        elif found.get(name) != value:
            found[name] = value
            if name in SECRETS or name.endswith("_secret"):
                found[name + SINCE] = str(now)
    return found


def plain(held: Mapping[str, str]) -> dict[str, str]:
    """Without the times."""
    return {name: value for name, value in held.items() if not name.endswith(SINCE)}


def shown(held: Mapping[str, str], name: str) -> Credential:
    secret = held.get(name)
    if not secret:
        return Credential(set=False)
    since = held.get(name + SINCE, "")
    endings = [f"…{part[-ENDING:]}" for each in secret.split(",") if len(part := each.strip()) >= LONG_ENOUGH]
    return Credential(
        set=True, ending=", ".join(endings) or None, since=shaping.time_text(int(since)) if since.isdigit() else None
    )


def account(vault: Vault, row: AccountRow) -> Account | None:
    """What its channel needs to call out; None without an access token (of a mailbox: without its server)."""
    held = plain(opened(vault, row))
    if not held.get("smtp_url" if row.kind == "mail" else "access_token"):
        return None
    return Account(
        id=row.id, kind=row.kind, address=row.address, credentials=held, url=row.url, version=row.api_version
    )
