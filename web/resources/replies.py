"""`/api/v1/replies`: canned replies."""

from __future__ import annotations

from msgspec import UNSET

from hub.permissions import Agent
from hub.texts import replies
from hub.transaction import Transaction
from hub.wire.commands import ReplyFill
from hub.wire.shapes import Reply
from hub.wire.threads import FilledReply, NewReply, ReplyChange, ReplyUse
from storage.database import Connection
from web.operations import Asked, NoQuery, Operation, Paged, Paging, read, write


async def listed(connection: Connection, agent: Agent, asked: Asked[Paging, None]) -> Paged[Reply]:
    query = asked.query
    items, after = await replies.list_page(connection, agent, q=query.q, after=query.after, limit=query.limit)
    return Paged(items=items, next=after)


async def one(connection: Connection, agent: Agent, asked: Asked[NoQuery, None]) -> Reply:
    return await replies.get(connection, agent, asked.id)


async def add(tx: Transaction, agent: Agent, asked: Asked[NoQuery, NewReply]) -> Reply:
    new = asked.body
    return await replies.save(tx, agent, shortcut=new.shortcut, text=new.text, shared=new.shared)


async def change(tx: Transaction, agent: Agent, asked: Asked[NoQuery, ReplyChange]) -> Reply:
    to = asked.body
    return await replies.save(
        tx,
        agent,
        shortcut=None if to.shortcut is UNSET else to.shortcut,
        text=None if to.text is UNSET else to.text,
        reply_id=asked.id,
        if_match=asked.if_match,
    )


async def remove(tx: Transaction, agent: Agent, asked: Asked[NoQuery, None]) -> None:
    await replies.remove(tx, agent, asked.id, if_match=asked.if_match)


async def fill(tx: Transaction, agent: Agent, asked: Asked[NoQuery, ReplyUse]) -> FilledReply:
    return await replies.fill(tx.connection, agent, ReplyFill(0, asked.id, asked.body.conversation))


OPERATIONS: tuple[Operation, ...] = (
    read("/replies", listed, "List canned replies", gives=Paged[Reply], query=Paging),
    write("POST", "/replies", add, "Add a canned reply", takes=NewReply, gives=Reply, status=201),
    read("/replies/{id}", one, "Show a canned reply", gives=Reply),
    write("PUT", "/replies/{id}", change, "Change a canned reply", takes=ReplyChange, gives=Reply),
    write("DELETE", "/replies/{id}", remove, "Remove a canned reply"),
    write(
        "POST",
        "/replies/{id}/fill",
        fill,
        "Fill a canned reply in for a conversation",
        takes=ReplyUse,
        gives=FilledReply,
    ),
)
