"""One table: what each command does. `hub.live.runner` runs it: reads see one snapshot, writes are one transaction."""

from __future__ import annotations

from typing import Any

from hub import shaping
from hub.customers import contacts
from hub.inbox import conversations, messages, trace
from hub.inbox import lists as inbox
from hub.live.entrance import ReadAgent
from hub.live.presence import Presence
from hub.live.runner import Read, Runner, Write
from hub.office import outline
from hub.permissions import Agent
from hub.quotations import approvals
from hub.searching import search
from hub.texts import replies
from hub.transaction import Transactions
from hub.wire import commands as c
from storage.database import Connection, Database

READS: dict[type, Read] = {
    c.ConversationList: inbox.list_page,
    c.ConversationCounts: inbox.counts,
    c.ConversationGet: conversations.get,
    c.MessageList: messages.list_page,
    c.MessageTrace: trace.of_message,
    c.Search: lambda connection, agent, a: search.search(connection, agent, a.q, a.limit, kinds=a.kinds, after=a.after),
    c.ReplyFill: replies.fill,
    c.ContactGet: contacts.get,
    c.ContactSearch: contacts.search,
}
WRITES: dict[type, Write] = {
    c.ConversationAssign: lambda tx, agent, a: conversations.assign(tx, agent, a.conversation, a.to),
    c.ConversationResolve: lambda tx, agent, a: conversations.resolve(tx, agent, a.conversation),
    c.ConversationReopen: lambda tx, agent, a: conversations.reopen(tx, agent, a.conversation),
    c.ConversationSnooze: lambda tx, agent, a: conversations.snooze(
        tx, agent, a.conversation, shaping.time_ms(a.until)
    ),
    c.ConversationRead: lambda tx, agent, a: conversations.mark_read(tx, agent, a.conversation),
    c.ConversationUnread: lambda tx, agent, a: conversations.mark_unread(tx, agent, a.conversation),
    c.ConversationTag: lambda tx, agent, a: conversations.tag(tx, agent, a.conversation, a.tags),
    c.ConversationPriority: lambda tx, agent, a: conversations.prioritize(tx, agent, a.conversation, a.priority),
    c.ConversationStart: conversations.start,
    c.MessageSend: messages.send,
    c.MessageNote: messages.note,
    c.MessageRetry: messages.retry,
    c.MessageReact: messages.react,
    c.QuotationAsk: approvals.asked,
    c.QuotationDecide: approvals.decided,
    c.ContactEdit: contacts.edit,
    # looking and typing tell the customer, where the provider can
    c.ConversationView: lambda tx, agent, a: conversations.view_focused(tx, agent, a.conversation, False),
    c.Typing: lambda tx, agent, a: conversations.view_focused(tx, agent, a.conversation, True),
}


class Dispatch(Runner):
    """Runs the commands of this table."""

    def __init__(
        self, database: Database, transactions: Transactions, read_agent: ReadAgent, presence: Presence
    ) -> None:
        async def outlined(connection: Connection, agent: Agent, _asked: c.Outline) -> dict[str, Any]:
            return {**await outline.outline(connection, agent), "presence": presence.seen_by(agent.keys)}

        super().__init__(database, transactions, read_agent, presence, READS | {c.Outline: outlined}, WRITES)
