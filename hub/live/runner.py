"""Runs commands by the dispatch table, whichever way they came: an edge, so this is where snapshots and transactions begin.

Rights are read in the same snapshot or transaction as what is done with them.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from hub import permissions
from hub.live.entrance import ReadAgent
from hub.live.presence import Presence
from hub.live.session import Session
from hub.permissions import Agent
from hub.transaction import Transaction, Transactions
from hub.wire.commands import ConversationView, PresenceSet, SessionRenew, Typing
from hub.wire.errors import Refusal
from storage.database import Connection, Database
from storage.inbox import conversations

log = logging.getLogger(__name__)

Read = Callable[[Connection, Agent, Any], Awaitable[Any]]
Write = Callable[[Transaction, Agent, Any], Awaitable[Any]]

CHANNELS_KNOWN = 20_000  # conversations whose channel is remembered: it never changes
TYPING_TOLD_SECONDS = 15.0  # the provider shows "typing" for 25 s: telling it more often costs and shows nothing


class Runner:
    def __init__(
        self,
        database: Database,
        transactions: Transactions,
        read_agent: ReadAgent,
        presence: Presence,
        reads: Mapping[type, Read],
        writes: Mapping[type, Write],
    ) -> None:
        self._database = database
        self._transactions = transactions
        self._read_agent = read_agent
        self._presence = presence
        self._reads = reads
        self._writes = writes
        self._channels: dict[str, str] = {}
        self._typing_told: dict[str, float] = {}

    async def run(self, session: Session, asked: Any) -> Any:
        """The result of a session's command. Raises Refusal, DatabaseLost."""
        if isinstance(asked, ConversationView):
            return await self._view(session, asked)
        return await self._do(session.agent.id, session.agent.login, asked)

    async def run_posted(self, user: str, login: str, asked: Any) -> Any:
        """The result of a command that came without a session, so without anybody to be seen looking. Raises Refusal, DatabaseLost."""
        if isinstance(asked, SessionRenew):
            raise Refusal(
                "invalid", "There is no session here to renew; send a fresh token with each request.", field="type"
            )
        if isinstance(asked, ConversationView):
            if asked.conversation is not None and asked.focused:
                await self._do(user, login, asked)
            return {}
        return await self._do(user, login, asked)

    async def whispered(self, session: Session, asked: Typing | PresenceSet) -> None:
        """Tells colleagues who is here and who types, and the customer of typing, where the provider can. Raises Refusal."""
        if isinstance(asked, PresenceSet):
            self._presence.set_state(session, asked.state)
            return
        channel = await self._channel(session, asked.conversation)
        self._presence.types(session, asked.conversation, channel, asked.on)
        now = time.monotonic()
        if asked.on and now - self._typing_told.get(asked.conversation, -TYPING_TOLD_SECONDS) >= TYPING_TOLD_SECONDS:
            if len(self._typing_told) >= CHANNELS_KNOWN:
                self._typing_told.clear()
            self._typing_told[asked.conversation] = now
            await self._do(session.agent.id, session.agent.login, asked)

    async def _view(self, session: Session, asked: ConversationView) -> dict[str, Any]:
        if asked.conversation is None:
            self._presence.look_at(session, None, None)
            return {}
        channel = await self._channel(session, asked.conversation)
        self._presence.look_at(session, asked.conversation, channel, focused=asked.focused)
        if asked.focused:
            await self._do(session.agent.id, session.agent.login, asked)
        return {}

    async def _do(self, user: str, login: str, asked: Any) -> Any:
        read = self._reads.get(type(asked))
        if read is not None:
            async with self._database.reading() as connection:
                return await read(connection, await self._agent(connection, user, login), asked)
        write = self._writes[type(asked)]
        async with self._transactions.begin() as tx:
            return await write(tx, await self._agent(tx.connection, user, login), asked)

    async def _agent(self, connection: Connection, user: str, login: str) -> Agent:
        agent = await self._read_agent(connection, user, login)
        if agent is None:
            raise Refusal("not_signed_in", "You have been signed out. Please sign in again.")
        return agent

    async def _channel(self, session: Session, conversation_id: str) -> str:
        """The channel account of a conversation this session may see. Raises Refusal as if there were none."""
        channel = self._channels.get(conversation_id)
        if channel is None:
            async with self._database.reading() as connection:
                row = await conversations.get(connection, conversation_id)
            if row is None:
                raise Refusal("not_found", "There is no such conversation.", field="conversation")
            if len(self._channels) >= CHANNELS_KNOWN:
                self._channels.clear()
            channel = self._channels[conversation_id] = row.channel_id
        if session.keys.isdisjoint(permissions.for_channel(channel)):
            raise Refusal("not_found", "There is no such conversation.", field="conversation")
        return channel
