"""The demo's mails: told through the office's mailbox, and out of it. What customers wrote lies in the double's mailbox, where the real
reader finds it too; here it is taken in at once, so that answers can follow."""

from __future__ import annotations

import asyncio

import msgspec

from channels.channel import Alias, Outgoing, Speaker
from channels.mail import compose
from channels.sandbox import mail_written
from channels.sandbox.mail import PostOffice
from channels.sandbox.mail_model import INBOX, Held
from hub import ids
from hub.assembly import Hub
from hub.customers import contact_identities
from hub.durations import MINUTE_MS
from hub.inbox import conversations, messages
from hub.inbox import lists as inbox
from hub.mail import addresses as mail_addresses
from hub.mail import trials
from hub.mail.intake import Incoming
from hub.permissions import Agent
from hub.transaction import milliseconds
from hub.wire.commands import ConversationList, ConversationStart, MessageSend
from hub.wire.mail import MailSend
from hub.wire.shapes import Conversation, Message
from storage.accounts.channels import AccountRow
from storage.outgoing import deliveries
from web.demo.clock import then
from web.demo.posts import PIM, PIM_ON_LINE, Post, posts

NAME = "Office mail"
GONE = "bounce@old-venue.example"


async def tell(hub: Hub, office: PostOffice, agents: dict[str, Agent], everyone: dict[str, str]) -> None:
    """`everyone`: contacts by their name, for those who write elsewhere too."""
    account = next((row for row in hub.accounts.every() if row.kind == "mail"), None)
    if account is None:
        return
    agents = {name: _holding(agent, account) for name, agent in agents.items()}
    async with hub.transactions.begin() as tx:
        await trials.believe(tx, account.id)  # the double takes them
        if "Pim Srisai" in everyone:
            aliases = [Alias("email", PIM), Alias("line_user", PIM_ON_LINE)]
            await contact_identities.enter(tx, agents["ines"], everyone["Pim Srisai"], aliases)
    telling = Telling(hub, office, account, agents)
    for post in await asyncio.to_thread(posts):
        await telling.tell(post)
    await telling.write_to_nobody()


class Telling:
    def __init__(self, hub: Hub, office: PostOffice, account: AccountRow, agents: dict[str, Agent]) -> None:
        self._hub, self._office, self._account, self._agents = hub, office, account, agents
        self._began = milliseconds()

    async def tell(self, post: Post) -> None:
        at = self._began - round(post.ago * MINUTE_MS)
        person = self._office.person(post.address, post.name)
        asked = [held for held in person.mails if not held.ours]
        writing = msgspec.structs.replace(post.writing, at=at)
        if post.answering:
            last = asked[-1]
            below = mail_written.quoted(last.mail, last.mail.sender.name if last.mail.sender else None)
            writing = msgspec.structs.replace(writing, answers=last.id, text=writing.text + below)
        held = self._office.writes(post.address, writing, at, passed=post.passed)
        await self._take()
        if post.answer is not None:
            await self._answer(post, held, at + round(post.after * MINUTE_MS))

    async def write_to_nobody(self) -> None:
        """A mail that goes the whole way and does not arrive."""
        text = "Dear Mr. Prasert,\n\nmay we come on Thursday to look at the stage?\n\nKind regards"
        about = MailSend(subject="Visit on Thursday")
        command = ConversationStart(
            0, ids.new(), self._account.id, text=text, email=GONE, name="Old Venue (closed)", mail=about
        )
        async with self._hub.transactions.begin() as tx:
            await conversations.start(tx, self._agents["omar"], command)

    async def _take(self) -> None:
        raw = self._office.folders[INBOX].mails[-1].raw
        incoming = [Incoming(raw=raw, size=len(raw))]
        taking = self._hub.mail_intake
        await taking.take(self._account, await asyncio.to_thread(taking.write, self._account, incoming))

    async def _answer(self, post: Post, held: Held, at: int) -> None:
        agent = self._agents[post.by]
        conversation = await self._conversation(agent, post.name)
        command = MessageSend(0, conversation, ids.new(), text=post.answer)
        async with self._hub.transactions.begin() as tx:
            with then(tx, at):
                made: Message = (await messages.send(tx, agent, command))["message"]
            sent = self._outgoing(made, agent, conversation, held)
            built = compose.mail(sent, self._account.address, NAME)
            provider_id = compose.own_id(sent, self._account.address)
            attempt = {"id": ids.new(), "message_id": made.id, "channel_id": made.channel, "number": 1}
            times = {"started_at": at, "accepted_at": at, "sent_at": at, "provider_id": provider_id}
            await deliveries.add_attempts(tx.connection, [attempt | times])
            taken = {"id": made.id, "status": "sent", "provider_id": provider_id, "due_at": None, "tries": 1}
            await deliveries.change(tx.connection, [taken])
        self._office.take(self._account.address, [post.address], built.as_bytes(), at)
        for mail in self._office.person(post.address).mails:
            self._office.reads(post.address, mail.id)

    def _outgoing(self, made: Message, agent: Agent, conversation: str, held: Held) -> Outgoing:
        """As the worker hands it to the channel."""
        key = mail_addresses.key_of(self._hub.settings.secret_key)
        about = {
            **made.content["mail"],
            "answer_address": mail_addresses.answer_address(key, self._account.address, conversation),
            "references": [*held.mail.references],
        }
        return Outgoing(
            tag=made.id,
            key=made.id,
            to=(Alias("email", held.mail.sender.address if held.mail.sender else ""),),
            kind="text",
            text=made.text,
            reply_to=held.id,
            content={"mail": about},
            speaker=Speaker(name=agent.name),
        )

    async def _conversation(self, agent: Agent, name: str) -> str:
        async with self._hub.database.reading() as connection:
            page = await inbox.list_page(connection, agent, ConversationList(id=0, limit=200))
        wanted = (each for each in page.items if each.channel == self._account.id and each.contact.name == name)
        found: Conversation = next(wanted)
        return found.id


def _holding(agent: Agent, account: AccountRow) -> Agent:
    return msgspec.structs.replace(agent, channels=agent.channels | {account.id})
