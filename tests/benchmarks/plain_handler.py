"""The peer of the intake benchmark: what one writes first. One SQLAlchemy ORM transaction per webhook, look-ups before inserts,
and the floor: HTTP, HMAC and decoding alone. `python -m tests.benchmarks.plain_handler PORT DATABASE_URL`."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import sys
import time
import uuid
from collections.abc import AsyncIterator

import uvicorn
from sqlalchemy import BigInteger, ForeignKey, String, Text, select
from sqlalchemy.ext.asyncio import AsyncAttrs, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storage.urls import read_url
from tests.cast import APP_SECRET


class Base(AsyncAttrs, DeclarativeBase):
    pass


class Contact(Base):
    __tablename__ = "plain_contacts"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    phone: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(Text)


class Conversation(Base):
    __tablename__ = "plain_conversations"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    contact_id: Mapped[str] = mapped_column(ForeignKey("plain_contacts.id"), index=True)
    unread: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[int] = mapped_column(BigInteger, default=0)


class Message(Base):
    __tablename__ = "plain_messages"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("plain_conversations.id"), index=True)
    provider_id: Mapped[str] = mapped_column(String(128), unique=True)
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[int] = mapped_column(BigInteger)


class Event(Base):
    __tablename__ = "plain_events"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    body: Mapped[str] = mapped_column(Text)


def read(raw: bytes, signature: str) -> dict:
    expected = "sha256=" + hmac.new(APP_SECRET.encode(), raw, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected, signature):
        raise PermissionError
    return json.loads(raw)["entry"][0]["changes"][0]["value"]


def application(url: str) -> Starlette:
    engine = create_async_engine(read_url(url)[0], pool_size=16, max_overflow=16)
    sessions = async_sessionmaker(engine, expire_on_commit=False)

    async def plain(request: Request) -> Response:
        value = read(await request.body(), request.headers["x-hub-signature-256"])
        async with sessions() as session, session.begin():
            for message in value["messages"]:
                known = await session.scalar(select(Message).where(Message.provider_id == message["id"]))
                if known is not None:
                    continue
                contact = await session.scalar(select(Contact).where(Contact.phone == message["from"]))
                if contact is None:
                    contact = Contact(
                        id=str(uuid.uuid4()), phone=message["from"], name=value["contacts"][0]["profile"]["name"]
                    )
                    session.add(contact)
                    await session.flush()
                conversation = await session.scalar(select(Conversation).where(Conversation.contact_id == contact.id))
                if conversation is None:
                    conversation = Conversation(id=str(uuid.uuid4()), contact_id=contact.id, unread=0)
                    session.add(conversation)
                    await session.flush()
                conversation.unread += 1
                conversation.last_at = int(time.time() * 1000)
                row = Message(
                    id=str(uuid.uuid4()),
                    conversation_id=conversation.id,
                    provider_id=message["id"],
                    text=message["text"]["body"],
                    at=conversation.last_at,
                )
                session.add(row)
                session.add(Event(body=json.dumps({"type": "message.created", "id": row.id})))
        return Response("ok")

    async def floor(request: Request) -> Response:
        read(await request.body(), request.headers["x-hub-signature-256"])
        return Response("ok")

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)
        yield
        await engine.dispose()

    routes = [Route("/plain", plain, methods=["POST"]), Route("/floor", floor, methods=["POST"])]
    return Starlette(routes=routes, lifespan=lifespan)


if __name__ == "__main__":
    uvicorn.run(
        application(sys.argv[2]),
        host="127.0.0.1",
        port=int(sys.argv[1]),
        log_level="critical",  # on SQLite it answers many with 500: a transaction begun by reading may not write while another does
        access_log=False,
        loop="uvloop",
    )
