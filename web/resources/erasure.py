"""`DELETE /contacts/{id}` and `/contacts/{id}/hold`: a person's data goes, or must stay."""

from __future__ import annotations

from msgspec import Struct

from hub.customers import erasure
from hub.customers.erasure import Messages
from hub.office import holds
from hub.permissions import Agent
from hub.transaction import Transaction
from hub.wire.erasure import HeldContact, Hold, HoldChange
from hub.wire.shapes import Page
from storage.database import Connection
from web.operations import MANAGERS, Asked, NoQuery, Operation, Paged, Paging, read, write


class ErasureQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`messages`: anonymise keeps what is counted of them (when, which way, what became of them), remove keeps nothing."""

    messages: Messages = "anonymise"


async def erase(tx: Transaction, agent: Agent, asked: Asked[ErasureQuery, None]) -> None:
    await erasure.erase(tx, agent, asked.id, messages=asked.query.messages)


async def held(connection: Connection, agent: Agent, asked: Asked[NoQuery, None]) -> Hold:
    return await erasure.held(connection, agent, asked.id)


async def hold(tx: Transaction, agent: Agent, asked: Asked[NoQuery, HoldChange]) -> Hold:
    return await erasure.hold(tx, agent, asked.id, asked.body)


async def every_held(connection: Connection, agent: Agent, asked: Asked[Paging, None]) -> Page:
    del agent
    query = asked.query
    return await holds.list_page(connection, words=query.q, after=query.after, limit=query.limit)


OPERATIONS: tuple[Operation, ...] = (
    write("DELETE", "/contacts/{id}", erase, "Delete a person's data", query=ErasureQuery, roles=MANAGERS),
    read(
        "/admin/holds",
        every_held,
        "Contacts under a legal hold",
        gives=Paged[HeldContact],
        query=Paging,
        roles=MANAGERS,
    ),
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
