"""What is carried to an endpoint: the bytes, and the headers beside them. They are read from the log or the ledger when they go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from msgspec import Struct

from hub.router import hearing, signing
from hub.vault import Vault, VaultError
from storage.database import Connection
from storage.event_log import Entry
from storage.outgoing import forwards
from storage.outgoing.endpoints import EndpointRow
from storage.outgoing.forwards import BodyRow, WaitingRow

JSON = "application/json"
SIGNATURE = "x-hub-signature-256"
LOAD_BYTES = 1024 * 1024  # a larger body goes alone

_headers = msgspec.json.Decoder(dict[str, str]).decode


class Parcel(Struct, frozen=True):
    body: bytes
    headers: dict[str, str]


class Load(Struct, frozen=True):
    """Some of a lane, and what is to be carried for each, if it is still there."""

    rows: list[WaitingRow]
    entries: Mapping[int, Entry] = {}
    bodies: Mapping[str, BodyRow] = {}

    def parcel(self, row: WaitingRow, secrets: Sequence[str], at: int) -> Parcel | None:
        """`at`: the seconds of this try."""
        body = self.bodies.get(row.source)
        if body is not None:
            return of_webhook(body)
        entry = self.entries.get(hearing.seq_of(row.source)) if row.source.startswith(hearing.EVENT) else None
        return None if entry is None else of_event(row.source, entry, secrets, at)


async def load(connection: Connection, kind: str, rows: list[WaitingRow]) -> Load:
    """The first of `rows` that fit in LOAD_BYTES together, at least one."""
    if kind == "events":
        return Load(rows, entries=await forwards.entries(connection, [hearing.seq_of(row.source) for row in rows]))
    sizes = await forwards.sizes(connection, [row.source for row in rows])
    taken, size = 0, 0
    for row in rows:
        size += sizes.get(row.source, 0)
        if taken and size > LOAD_BYTES:
            break
        taken += 1
    fitting = rows[:taken]
    return Load(fitting, bodies=await forwards.bodies(connection, [row.source for row in fitting]))


def of_event(id: str, entry: Entry, secrets: Sequence[str], at: int) -> Parcel:
    """`at`: the seconds of this try."""
    body = hearing.body_of(id, entry)
    return Parcel(body, {"content-type": JSON, **signing.headers(id, at, body, secrets)})


def of_webhook(row: BodyRow) -> Parcel:
    """The provider's bytes as they came, with its signature of them, and our name for them, which repeats when they do."""
    came = {name.lower(): value for name, value in _headers(row.headers).items()}
    headers = {"content-type": came.get("content-type", JSON), "webhook-id": row.id}
    if SIGNATURE in came:
        headers["X-Hub-Signature-256"] = came[SIGNATURE]
    return Parcel(row.body, headers)


def secrets_of(row: EndpointRow, vault: Vault, now: int) -> list[str]:
    """The newest first; the one before signs too for as long as the rotation overlaps. Raises VaultError."""
    if row.secrets is None:
        return []
    opened = vault.open(row.secrets)
    overlaps = row.previous_until is not None and now < row.previous_until
    found = [opened.get("current"), opened.get("previous") if overlaps else None]
    kept = [secret for secret in found if secret]
    if not kept:
        raise VaultError("The endpoint's secret is missing: give it a new one.")
    return kept
