"""Personal API keys: they act as their owner, within their scopes, and never on the owner's own account.

A key is random enough that its sha256 is safe to keep; nobody sees it a second time. Each request looks it up, so revoking works at once.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging

import msgspec

from hub import ids, shaping
from hub.permissions import Agent
from hub.team import tokens, users
from hub.transaction import Transaction, Transactions, milliseconds
from hub.wire import shapes
from hub.wire.errors import Refusal
from hub.wire.people import ApiKey, MadeKey, NewKey
from storage.database import Connection
from storage.failures import DatabaseLost
from storage.team import api_keys as rows
from storage.team.api_keys import KeyRow

PREFIX = "bma_"  # tells a key from an access token, and secret scanners what they have found
HINT_LETTERS = 8
MOST_KEYS = 50  # that work at a time, a person
LONGEST_MS = 10 * 366 * 24 * 3_600_000
NOTE_SECONDS = 60.0  # between writings of when keys were used

log = logging.getLogger(__name__)


async def agent(connection: Connection, key: str) -> Agent | None:
    """Its owner with the rights of this moment, within its scopes; None when it is no key of ours, revoked or expired."""
    row = await rows.holder(connection, tokens.hash_of(key), milliseconds())
    if row is None:
        return None
    found = users.agent_of(row, f"key:{row.key_id}", await users.rights(connection))
    return msgspec.structs.replace(found, scopes=frozenset(row.scopes.split()))


async def list_page(
    connection: Connection, agent: Agent, words: str | None, after: str | None, limit: int
) -> shapes.Page:
    """The agent's own keys, newest first."""
    found = await rows.of_user(connection, agent.id, words=words, after=after, limit=limit + 1)
    kept = found[:limit]
    return shapes.Page(items=[_shape(row) for row in kept], next=kept[-1].id if len(found) > len(kept) else None)


async def add(tx: Transaction, agent: Agent, asked: NewKey) -> MadeKey:
    """Makes a key of the agent's own. Raises Refusal `invalid`, `conflict` when there are too many."""
    expires_at = None if asked.expires_at is None else shaping.time_ms(asked.expires_at)
    if expires_at is not None and not tx.now < expires_at <= tx.now + LONGEST_MS:
        raise Refusal("invalid", "A key ends in the future, at most ten years ahead.", field="expires_at")
    if len(await rows.of_user(tx.connection, agent.id, words=None, after=None, limit=MOST_KEYS)) >= MOST_KEYS:
        raise Refusal("conflict", f"You have {MOST_KEYS} keys. Revoke one you no longer use.")
    key = PREFIX + tokens.new_secret()
    row = KeyRow(
        id=ids.new(),
        user_id=agent.id,
        name=users.name_of(asked.name),
        scopes=" ".join(sorted(set(asked.scopes))),
        hint=key[:HINT_LETTERS],
        created_at=tx.now,
        used_at=None,
        expires_at=expires_at,
        revoked_at=None,
    )
    await rows.add(tx.connection, row, tokens.hash_of(key))
    return MadeKey(**msgspec.structs.asdict(_shape(row)), key=key)


async def revoke(tx: Transaction, agent: Agent, key_id: str) -> str:
    """Ends one of the agent's own keys at once; its name. Raises Refusal `not_found` for any other."""
    row = await rows.revoke(tx.connection, key_id, agent.id, tx.now)
    if row is None:
        raise Refusal("not_found", "There is no such key of yours.")
    return row.name


class KeyUses:
    """When keys were last used: remembered here, written once a minute, for a reading request must not become a writing one."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions
        self._uses: dict[str, int] = {}
        self._task: asyncio.Task[None] | None = None

    def note(self, key_id: str) -> None:
        self._uses[key_id] = milliseconds()

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="key uses")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        await self.write()

    async def write(self) -> None:
        """Writes what was noted. What cannot be written now is forgotten: it is a hint for people."""
        uses, self._uses = self._uses, {}
        if not uses:
            return
        try:
            async with self._transactions.begin() as tx:
                await rows.note_uses(tx.connection, uses)
        except DatabaseLost:
            log.warning("when %d API keys were used could not be written", len(uses))

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(NOTE_SECONDS)
            await self.write()


def _shape(row: KeyRow) -> ApiKey:
    return ApiKey(
        id=row.id,
        name=row.name,
        scopes=row.scopes.split(),  # type: ignore[arg-type]
        hint=row.hint,
        created_at=shaping.time_text(row.created_at),
        used_at=None if row.used_at is None else shaping.time_text(row.used_at),
        expires_at=None if row.expires_at is None else shaping.time_text(row.expires_at),
    )
