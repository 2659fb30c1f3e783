"""Tells the demo's stories through the real ways in: signed webhooks of the double into the intake, verbs of agents, statuses back.

What an agent said in the past cannot be sent now: the verb runs at its own time and the double takes the message at once, so that
nothing of it waits for deliveries. Whatever is said at the very end goes the whole way.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from channels.sandbox import customers
from channels.sandbox.cloud import Cloud
from channels.sandbox.mail import PostOffice
from channels.sandbox.model import Blob, Webhook
from hub import ids
from hub.assembly import Hub
from hub.customers import contacts
from hub.durations import HOUR_MS, MINUTE_MS
from hub.files import media_uploads
from hub.inbox import conversations, messages
from hub.inbox import lists as inbox
from hub.permissions import Agent
from hub.texts import replies, templates
from hub.transaction import Transaction, milliseconds
from hub.wire.commands import (
    ContactEdit,
    ConversationGet,
    ConversationList,
    MessageList,
    MessageNote,
    MessageSend,
    TemplateUse,
)
from storage.outgoing import deliveries
from web.demo import campaigns, files, mails, past, people, quotations
from web.demo.clock import then
from web.demo.steps import Step, Story
from web.demo.stories import STORIES

READ_AFTER_MS = 40_000
TEMPLATE_TRIES, TEMPLATE_PAUSE = 25, 0.2  # seconds between
END_OF_TIME = 2**60  # ms; what the double would tell later is told now
REPLIES = (
    ("hello", "Hello! Thank you for writing to us. How may we help you?"),
    ("sawasdee", "สวัสดีค่ะ ขอบคุณที่ติดต่อเรา มีอะไรให้ช่วยไหมคะ"),
    ("pa", "Our PA system carries up to 200 guests outdoors. The sound engineer is included."),
    ("bank", "You will find our bank details on page 2 of the quotation."),
    ("date", "May I ask for the date, the place and the number of guests?"),
)


async def seed(hub: Hub, cloud: Cloud, number: str, office: PostOffice) -> list[people.SignIn]:
    """People, canned replies, every story, the mails, and the weeks before. Returns who can sign in."""
    hub.timetable.wake("line account")  # its double answers now
    sign_ins, agents = await people.enter(hub)
    async with hub.transactions.begin() as tx:
        for shortcut, text in REPLIES:
            await replies.save(tx, agents["ines"], shortcut=shortcut, text=text)
    telling = Telling(hub, cloud, number, agents)
    await asyncio.gather(*(asyncio.to_thread(files.file, name) for name in wanted_files()))
    await asyncio.gather(*(telling.story(story) for story in STORIES))
    ken = next(story for story in STORIES if story.name == "Ken Park")
    await telling.remind(ken, "appointment_reminder", ["Ken", "Saturday", "16:00"])
    await mails.tell(hub, office, agents, await telling.contacts())
    await quotations.tell(hub, agents, {story.name: await telling.conversation(story) for story in STORIES})
    await campaigns.tell(hub, agents["ines"], TEMPLATE_TRIES, TEMPLATE_PAUSE)
    await past.tell(hub, list(agents.values()))
    hub.timetable.wake("statistics")
    return sign_ins


class Telling:
    """The stories while they are told: which message every step has become."""

    def __init__(self, hub: Hub, cloud: Cloud, number: str, agents: dict[str, Agent]) -> None:
        self._hub, self._cloud, self._number, self._agents = hub, cloud, number, agents
        self._began = milliseconds()
        self._provider_ids: dict[tuple[str, int], str] = {}
        self._conversations: dict[str, str] = {}

    async def story(self, story: Story) -> None:
        for n, step in enumerate(story.steps):
            at = self._began - round(step.ago * MINUTE_MS)
            if step.by is None:
                self._customer_does(story, n, step, at)
                await self._told()
            elif step.act == "note":
                await self._noted(story, step, at)
            elif step.ago == 0:
                await self._send_now(story, step)
            else:
                await self._sent_then(story, n, step, at)
        await self.end(story)

    async def _noted(self, story: Story, step: Step, at: int) -> None:
        command = MessageNote(0, await self.conversation(story), ids.new(), step.text or "")
        async with self._hub.transactions.begin() as tx:
            with then(tx, at):
                await messages.note(tx, self._agents[step.by or "dana"], command)

    async def end(self, story: Story) -> None:
        """What became of the conversation: whose it is, its tags, whether it rests. Each at a time that fits the story."""
        agent = self._agents[story.assignee or next((s.by for s in reversed(story.steps) if s.by), "dana")]
        id = await self.conversation(story)
        first, last = (self._began - round(step.ago * MINUTE_MS) for step in (story.steps[0], story.steps[-1]))
        async with self._hub.transactions.begin() as tx:
            with then(tx, first + MINUTE_MS // 2):
                if story.tags:
                    await conversations.tag(tx, agent, id, story.tags)
                if story.assignee:
                    await conversations.assign(tx, agent, id, agent.id)
            if story.company:
                shape = (await conversations.get(tx.connection, agent, ConversationGet(0, id)))["conversation"]
                await contacts.edit(tx, agent, ContactEdit(0, shape.contact.id, company=story.company))
            if not story.unread or story.resolved:
                await conversations.mark_read(tx, agent, id)
            with then(tx, last + MINUTE_MS):
                if story.snoozed_hours:
                    await conversations.snooze(tx, agent, id, self._began + story.snoozed_hours * HOUR_MS)
                if story.resolved:
                    await conversations.resolve(tx, agent, id)

    async def remind(self, story: Story, template: str, values: list[str]) -> None:
        """A template, sent now, once the worker has fetched it from the double."""
        agent, id = self._agents["omar"], await self.conversation(story)
        for _ in range(TEMPLATE_TRIES):
            async with self._hub.database.reading() as connection:
                found = [each.id for each in await templates.of_agent(connection, agent) if each.name == template]
            if found:
                command = MessageSend(0, id, ids.new(), template=TemplateUse(found[0], {"body": values}))
                async with self._hub.transactions.begin() as tx:
                    await messages.send(tx, agent, command)
                return
            await asyncio.sleep(TEMPLATE_PAUSE)

    def _customer_does(self, story: Story, n: int, step: Step, at: int) -> None:
        self._cloud.customer(story.phone, story.name)
        if step.act == "reaction":
            mine = [
                self._provider_ids[story.phone, m]
                for m in range(n)
                if story.steps[m].by and story.steps[m].act != "note"
            ]
            customers.reacts(self._cloud, self._number, story.phone, at, target=mine[-1], emoji=step.text or "")
            return
        entry = customers.writes(
            self._cloud,
            self._number,
            story.phone,
            at,
            kind=step.act,
            text=step.text,
            file=self._blob(step),
            content=step.content or None,
            reply_to=self._provider_ids[story.phone, step.quote] if step.quote is not None else None,
        )
        self._provider_ids[story.phone, n] = entry.id

    async def _send_now(self, story: Story, step: Step) -> None:
        command = MessageSend(0, await self.conversation(story), ids.new(), text=step.text)
        async with self._hub.transactions.begin() as tx:
            await messages.send(tx, self._agents[step.by or "dana"], command)

    async def _sent_then(self, story: Story, n: int, step: Step, at: int) -> None:
        agent = self._agents[step.by or "dana"]
        id = await self.conversation(story)
        attachments = [await self._upload(agent, step.file)] if step.file else []
        async with self._hub.transactions.begin() as tx:
            quoted = await self._message(tx, agent, id, story, step.quote)
            command = MessageSend(0, id, ids.new(), text=step.text, reply_to=quoted, attachments=attachments)
            with then(tx, at):
                made = (await messages.send(tx, agent, command))["message"]
            tag = ids.new()
            provider_id = self._double_takes(story, step, tag, at)
            if step.until == "read":
                customers.reads(self._cloud, self._number, story.phone, at + READ_AFTER_MS)
            statuses = self._cloud.due(END_OF_TIME)
            attempt = {
                "id": tag,
                "message_id": made.id,
                "channel_id": made.channel,
                "number": 1,
                "provider_id": provider_id,
            }
            await deliveries.add_attempts(tx.connection, [attempt | {"started_at": at, "accepted_at": at}])
            taken = {"id": made.id, "status": "accepted", "provider_id": provider_id, "due_at": None, "tries": 1}
            await deliveries.change(tx.connection, [taken])
        self._provider_ids[story.phone, n] = provider_id
        await self._told(statuses)

    def _double_takes(self, story: Story, step: Step, tag: str, at: int) -> str:
        blob = self._blob(step)
        part = (
            {"body": step.text} if blob is None else {"id": blob.id, "filename": blob.name, "caption": step.text or ""}
        )
        body = {
            "messaging_product": "whatsapp",
            "to": story.phone,
            "type": step.act,
            step.act: part,
            "biz_opaque_callback_data": tag,
        }
        if step.quote is not None:
            body["context"] = {"message_id": self._provider_ids[story.phone, step.quote]}
        reply = self._cloud.post_message(self._number, body, at)
        return str(reply.body["messages"][0]["id"])

    async def _upload(self, agent: Agent, name: str) -> str:
        file = files.file(name)
        hub = self._hub
        made = await media_uploads.receive_upload(
            hub.blobs, hub.transactions, agent, _whole(file.data), file.name, file.mime
        )
        return made.id

    async def _message(
        self, tx: Transaction, agent: Agent, conversation: str, story: Story, n: int | None
    ) -> str | None:
        """The id of the message a step of the story has become."""
        if n is None:
            return None
        page = await messages.list_page(tx.connection, agent, MessageList(0, conversation, limit=200))
        wanted = self._provider_ids[story.phone, n]
        return next(str(message.id) for message in page.items if message.provider_id == wanted)

    async def contacts(self) -> dict[str, str]:
        """Who the stories' customers have become, by name."""
        async with self._hub.database.reading() as connection:
            page = await inbox.list_page(connection, self._agents["ines"], ConversationList(id=0, limit=200))
        return {each.contact.name: each.contact.id for each in page.items}

    async def conversation(self, story: Story) -> str:
        if story.phone not in self._conversations:
            async with self._hub.database.reading() as connection:
                page = await inbox.list_page(connection, self._agents["ines"], ConversationList(id=0, limit=200))
            by_name = {conversation.contact.name: conversation.id for conversation in page.items}
            self._conversations[story.phone] = by_name[story.name]
        return self._conversations[story.phone]

    async def _told(self, webhooks: list[Webhook] | None = None) -> None:
        """The double's webhooks, as Meta would bring them. Nothing was awaited since they were made, so they are this story's."""
        found = self._cloud.due(END_OF_TIME) if webhooks is None else webhooks
        take = self._hub.intake.take
        await asyncio.gather(*(take("whatsapp", each.raw, {"x-hub-signature-256": each.signature}) for each in found))

    def _blob(self, step: Step) -> Blob | None:
        if step.file is None:
            return None
        file = files.file(step.file)
        return self._cloud.keep(file.data, file.mime, file.name)


def wanted_files() -> set[str]:
    return {step.file for story in STORIES for step in story.steps if step.file}


async def _whole(data: bytes) -> AsyncIterator[bytes]:
    yield data
