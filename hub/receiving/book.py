"""What a batch of facts holds in memory while it is applied: rows read under their locks, changed here, written once at the end.

Facts of one batch that concern the same contact, conversation or message meet here and compose: twenty messages of a new person are
one contact, one conversation and twenty messages.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from msgspec import Struct, field

from channels.channel import Alias, Channel, Fact, Person, Received, StatusTold
from hub.campaigns.opt_out_words import OptOutWords
from hub.durations import DAY_MS
from hub.transaction import Transaction
from storage.customers.profiles import Wish
from storage.database import Connection
from storage.intake.batches import AttemptHeld, ContactHeld, ConversationHeld, MessageHeld, ReactionHeld, Thread

State = Literal["waiting", "stored", "duplicate", "parked", "kept", "failed"]


class Raced(Exception):
    """Another process was first at the same moment: what was read is stale, the batch is to be applied again."""


class Quoted(Struct, frozen=True, kw_only=True, tag="quoted"):
    """A message of ours waits for the message it quotes, so that the quote can be shown."""

    account: str
    message_id: str
    target: str


class Item(Struct, kw_only=True):
    """One fact on its way in, and what became of it. `arrived`: ms; `kind`: of the channel account."""

    kind: str
    fact: Fact | Quoted
    arrived: int
    ledger_id: str | None = None
    state: State = "waiting"
    id: str | None = None  # of the message, contact, template or news it became or changed
    reason: str | None = None
    claimed: Person | None = None  # whom it says it is from, where nothing proves it and the fact names another

    def became(self, state: State, id: str | None = None, reason: str | None = None) -> None:
        self.state, self.id, self.reason = state, id, reason

    def outcome(self) -> dict[str, Any]:
        told: dict[str, Any] = {"fact": self.fact.__struct_config__.tag, "state": self.state}
        if self.id is not None:
            told["id"] = self.id
        if self.reason is not None:
            told["reason"] = self.reason
        return told


class Arrival(Struct, kw_only=True):
    """A message to be entered: whose it is and where it belongs."""

    item: Item
    fact: Received
    channel_id: str
    author: str  # contact id of the person
    thread: Thread


class Rules(Struct, frozen=True, kw_only=True):
    """`channels`: by kind, for their tables and windows; `reopen_ms`: a resolved conversation younger than this is reopened."""

    channels: Mapping[str, Channel]
    reopen_ms: int = 30 * DAY_MS
    known: dict[tuple[str, str], str] = field(
        default_factory=dict
    )  # ids of accounts by kind and address; they never change
    opt_out_words: OptOutWords = field(default_factory=OptOutWords)
    asked: dict[str, int] = field(default_factory=dict)  # when (ms) nameless contacts were last to be asked about

    def window(self, kind: str) -> int | None:
        return self.channels[kind].window_ms


class OptedOut(Struct, kw_only=True):
    """That somebody wants no marketing any more, since `at` (ms): said in a conversation by a word, about a campaign's message, or not
    known of which."""

    at: int
    message_id: str | None = None  # the campaign's message it is about
    recipient_id: str | None = None  # or the recipient that answered so
    conversation_id: str | None = None
    word: str | None = None


class Given(Struct, frozen=True, kw_only=True):
    """Where a conversation goes by the rule of the campaign it answers. `to`: who got it at once; `in_turn`: whoever is there gets it;
    `nobody`: it is left to whoever takes it."""

    to: str | None = None
    in_turn: bool = False
    nobody: bool = False


class Book(Struct, kw_only=True):
    tx: Transaction
    rules: Rules
    items: list[Item]

    channel_of: dict[tuple[str, str], str] = field(default_factory=dict)  # (kind, address): id
    kind_of: dict[str, str] = field(default_factory=dict)  # channel id: kind

    contacts: dict[str, ContactHeld] = field(default_factory=dict)
    owner_of: dict[Alias, str] = field(default_factory=dict)  # alias: contact id
    identity_of: dict[Alias, str] = field(default_factory=dict)  # alias: id of its row
    gone_aliases: dict[Alias, str] = field(default_factory=dict)  # alias: the contact it no longer leads to
    stored_owner: dict[Alias, str] = field(default_factory=dict)  # as the rows have it: alias: contact id
    new_contacts: set[str] = field(default_factory=set)
    changed_contacts: set[str] = field(default_factory=set)
    renamed_contacts: set[str] = field(default_factory=set)
    wanted_contacts: set[str] = field(default_factory=set)  # to be locked for another reason than being named
    merges: list[tuple[str, str]] = field(default_factory=list)  # (stays, goes)

    conversations: dict[str, ConversationHeld] = field(default_factory=dict)
    current: dict[Thread, str] = field(default_factory=dict)
    new_conversations: set[str] = field(default_factory=set)
    named: dict[int, str] = field(default_factory=dict)  # by id() of an item: the conversation its message names
    threads: dict[str, Thread] = field(default_factory=dict)  # whose those are
    placed: dict[tuple[str, str], str] = field(
        default_factory=dict
    )  # (channel, provider id) in this batch: conversation
    chosen: dict[Thread, str] = field(default_factory=dict)  # the one that is, or is about to be, unresolved
    changed_conversations: set[str] = field(default_factory=set)
    stirred: dict[str, str] = field(default_factory=dict)  # conversation id: reopened | woken, by a customer's word
    begun: set[str] = field(default_factory=set)  # conversations a campaign had begun, and now somebody has answered

    messages: dict[str, MessageHeld] = field(default_factory=dict)
    new_messages: dict[str, bool] = field(default_factory=dict)  # id: no news to anybody; in the order they came
    changed_messages: set[str] = field(default_factory=set)
    targets: dict[tuple[str, str], str] = field(default_factory=dict)  # (channel, provider id): message id
    owners: dict[str, tuple[str, str]] = field(default_factory=dict)  # message id: (conversation, contact)

    attempts: dict[str, AttemptHeld] = field(default_factory=dict)
    new_attempts: set[str] = field(default_factory=set)
    changed_attempts: set[str] = field(default_factory=set)
    tried: dict[int, AttemptHeld | None] = field(default_factory=dict)  # by id() of a status item: the attempt it names
    reactions: dict[tuple[str, str, str], ReactionHeld] = field(default_factory=dict)
    changed_reactions: set[tuple[str, str, str]] = field(default_factory=set)
    attachments: dict[str, list[dict[str, Any]]] = field(default_factory=dict)  # by message
    parked: list[dict[str, Any]] = field(default_factory=list)
    profiles: dict[str, Wish] = field(default_factory=dict)  # by contact: whose name is to be asked for
    handles: list[dict[str, Any]] = field(default_factory=list)  # of channels whose messages are answered by tokens

    opted_out: dict[str, OptedOut] = field(default_factory=dict)  # by contact, of whom it was not known before
    given: dict[str, Given] = field(default_factory=dict)  # by conversation

    @property
    def connection(self) -> Connection:
        return self.tx.connection

    @property
    def now(self) -> int:
        return self.tx.now

    def channel(self, item: Item) -> str:
        """The id of the item's channel account."""
        return self.channel_of[item.kind, getattr(item.fact, "account", None) or ""]

    def waiting(self, *kinds: type[Any]) -> list[Item]:
        return [item for item in self.items if item.state == "waiting" and isinstance(item.fact, kinds)]

    def statuses(self) -> list[tuple[Item, StatusTold]]:
        return [
            (item, item.fact) for item in self.items if item.state == "waiting" and isinstance(item.fact, StatusTold)
        ]

    def touch_last(self, message: MessageHeld) -> None:
        """A conversation shows something of its last message: when that changes, so does the conversation."""
        held = self.conversations.get(message.conversation_id)
        if held is not None and held.last_message_id == message.id:
            self.changed_conversations.add(held.id)
