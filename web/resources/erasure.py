"""`DELETE /contacts/{id}` and `/contacts/{id}/hold`: a person's data goes, or must stay."""

from __future__ import annotations

from msgspec import Struct

from hub import erasure
from hub.erasure import Messages
from hub.permissions import Agent
from hub.transaction import Transaction
from hub.wire.erasure import Hold, HoldChange
from storage.database import Connection
from web.operations import MANAGERS, Asked, NoQuery, Operation, read, write


class ErasureQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`messages`: anonymise keeps what is counted of them (when, which way, what became of them), remove keeps nothing."""

    messages: Messages = "anonymise"


async def erase(tx: Transaction, agent: Agent, asked: Asked[ErasureQuery, None]) -> None:
    await erasure.erase(tx, agent, asked.id, messages=asked.query.messages)


async def held(connection: Connection, agent: Agent, asked: Asked[NoQuery, None]) -> Hold:
    return await erasure.held(connection, agent, asked.id)


async def hold(tx: Transaction, agent: Agent, asked: Asked[NoQuery, HoldChange]) -> Hold:
    return await erasure.hold(tx, agent, asked.id, asked.body)


OPERATIONS: tuple[Operation, ...] = (
    write("DELETE", "/contacts/{id}", erase, "Delete a person's data", query=ErasureQuery, roles=MANAGERS),
    read("/contacts/{id}/hold", held, "Whether a contact is under a legal hold", gives=Hold, roles=MANAGERS),
    write(
        "PUT",
        "/contacts/{id}/hold",
        hold,
        "Put a contact under a legal hold, or lift it",
        takes=HoldChange,
        gives=Hold,
        roles=MANAGERS,
    ),
)
