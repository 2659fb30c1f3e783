"""Search over what an agent may see: messages, names of files, people, their conversations, quotations, campaigns; in any script, by parts of words.

Rows are indexed a moment after they were committed (hub/searching/indexing.py). Of each kind the newest POOL answers are ranked by how well and
how recently they answer; further pages go on with older ones.
"""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable, Collection
from typing import Any, get_args

import msgspec

from hub import shaping
from hub.campaigns import shaping as campaign_shapes
from hub.permissions import Agent
from hub.quotations import shaping as offers
from hub.searching import excerpts, pages
from hub.searching.documents import NOUNS
from hub.searching.pages import MOST_CONVERSATIONS, POOL, Place
from hub.searching.question import Question, is_askable
from hub.searching.walk import Answer, Bound, find
from hub.wire.errors import Refusal
from hub.wire.found import Found, FoundKind, Hit, Segment
from storage.campaigns import rows as campaigns
from storage.database import Connection
from storage.quotations import rows as quotations
from storage.searching import search as rows

MOST_LISTED = 200  # found for a list that is narrowed by words


Part = tuple[list[Hit], Place | None]  # a page of one kind and where the next begins


async def search(
    connection: Connection,
    agent: Agent,
    q: str,
    limit: int,
    *,
    kinds: Collection[FoundKind] = (),
    after: str | None = None,
) -> Found:
    """Up to `limit` of each of the `kinds` (none: all). Raises Refusal `invalid` for an empty question and a foreign cursor."""
    if not is_askable(q):
        raise Refusal("invalid", "Type what you look for.", field="q")
    wanted = [kind for kind in KINDS if not kinds or kind in kinds]
    places = dict.fromkeys(wanted, Place()) if after is None else pages.places(after)
    asker = _Asker(connection, agent, q, limit)
    hits: list[Hit] = []
    following: dict[str, Place] = {}
    for kind in wanted:
        if kind not in places:
            continue
        found, more = await KINDS[kind](asker, places[kind])
        hits += found
        if more is not None:
            following[kind] = more
    return await _drawn(connection, hits, following)


async def contact_ids(connection: Connection, agent: Agent, q: str, limit: int = MOST_LISTED) -> list[str]:
    """Contacts the agent may see of whom something holds `q`: name, company, number, address, tag, field, note. Of the `limit` that
    changed last, the best first."""
    found = await _Asker(connection, agent, q, limit).newest("contact", None, limit)
    return [answer.document.subject for answer in sorted(found, key=lambda answer: -answer.quality)]


async def contacts_holding(connection: Connection, q: str, ids: Collection[str]) -> set[str]:
    """Which of these contacts hold `q`, read from the rows themselves: for whoever goes through all contacts and may leave none out."""
    noun = NOUNS["contact"]
    question = Question(q, noun.scheme)
    return {each.subject for each in await noun.read(connection, list(ids)) if question.quality(each.folded)}


async def message_ids(connection: Connection, agent: Agent, q: str, limit: int = MOST_LISTED) -> list[str]:
    """The newest messages the agent may see that hold `q`, newest first."""
    found = await _Asker(connection, agent, q, limit).newest("message", None, limit)
    return [answer.document.subject for answer in found]


async def quotation_ids(connection: Connection, agent: Agent, q: str, limit: int = MOST_LISTED) -> list[str]:
    """The newest quotations the agent may see that hold `q`: number, customer, items."""
    found = await _Asker(connection, agent, q, limit).newest("quotation", None, limit)
    return [answer.document.subject for answer in found]


async def conversation_ids(connection: Connection, agent: Agent, q: str, limit: int = MOST_LISTED) -> list[str]:
    """Conversations the agent may see, of people found by `q` or with a message that holds it, last activity first; of the POOL people
    that changed last and the newest POOL messages."""
    asker = _Asker(connection, agent, q, limit)
    people = [answer.document.subject for answer in await asker.newest("contact", None)]
    said = [answer.document.subject for answer in await asker.newest("message", None)]
    theirs = await rows.conversations_of_contacts(connection, people, agent.channels, limit)
    there = await rows.conversations_of_messages(connection, said)
    active = {id: at for id, _, at in theirs} | {id: at for _, id, at in there}
    return sorted(active, key=lambda id: (active[id], id), reverse=True)[:limit]


class _Asker:
    """One question by one agent, in one snapshot."""

    def __init__(self, connection: Connection, agent: Agent, q: str, limit: int) -> None:
        self.connection = connection
        self.agent = agent
        self.limit = limit
        self._q = q
        self._questions: dict[str, Question] = {}
        self._people: list[Answer] | None = None
        self._activity: dict[str, int] = {}
        self.excerpts: dict[str, list[Segment]] = {}  # by contact: shown for the person and for each conversation

    def question(self, noun: str) -> Question:
        scheme = NOUNS[noun].scheme
        if scheme not in self._questions:
            self._questions[scheme] = Question(self._q, scheme)
        return self._questions[scheme]

    async def newest(self, noun: str, bound: Bound | None, most: int = POOL) -> list[Answer]:
        channels = None if self.agent.role == "admin" else self.agent.channels
        return await find(self.connection, NOUNS[noun], self.question(noun), channels, bound, most)

    async def people(self) -> list[Answer]:
        """The best first, then those something happened with last."""
        if self._people is None:
            found = await self.newest("contact", None)
            people = [answer.document.subject for answer in found]
            self._activity = await rows.last_activity(self.connection, people) if people else {}
            self._people = sorted(found, key=lambda answer: (answer.quality, self.active_at(answer)), reverse=True)
        return self._people

    def active_at(self, answer: Answer) -> int:
        return self._activity.get(answer.document.subject, answer.document.at)


async def _messages(asker: _Asker, place: Place) -> Part:
    return await _said(asker, place, "messages", "message")


async def _files(asker: _Asker, place: Place) -> Part:
    return await _said(asker, place, "files", "file")


async def _said(asker: _Asker, place: Place, kind: FoundKind, noun: str) -> Part:
    """Pools of answers, newest first; each ranked by quality and age."""
    pool = await asker.newest(noun, place.bound)
    page = pages.ranked(pool)[place.skip : place.skip + asker.limit]
    messages = [answer.document.subject for answer in page]
    there = await rows.conversations_of_messages(asker.connection, messages) if messages else []
    threads = {message: conversation for message, conversation, _ in there}
    question = asker.question(noun)
    excerpt = excerpts.of_text if noun == "message" else excerpts.of_facts
    hits = [
        Hit(
            kind=kind,
            id=answer.document.subject,
            contact=None,
            conversation=threads[answer.document.subject],
            at=shaping.time_text(answer.document.at),
            quality=answer.quality,
            excerpt=excerpt(question, answer.document.source),
        )
        for answer in page
    ]
    return hits, pages.following(place, pool, asker.limit)


async def _quotations(asker: _Asker, place: Place) -> Part:
    return await _kept(asker, place, "quotations", "quotation", quotations.heads)


async def _campaigns(asker: _Asker, place: Place) -> Part:
    return await _kept(asker, place, "campaigns", "campaign", campaigns.many)


async def _kept(asker: _Asker, place: Place, kind: FoundKind, noun: str, find: Callable[..., Awaitable[Any]]) -> Part:
    """What is found by its own words; the index may name what was removed a moment ago."""
    pool = await asker.newest(noun, place.bound)
    page = pages.ranked(pool)[place.skip : place.skip + asker.limit]
    held = {row.id: row for row in await find(asker.connection, [a.document.subject for a in page])}
    question = asker.question(noun)
    hits = [
        Hit(
            kind=kind,
            id=row.id,
            contact=getattr(row, "contact_id", None),
            conversation=getattr(row, "conversation_id", None),
            at=shaping.time_text(row.created_at),
            quality=answer.quality,
            excerpt=excerpts.of_facts(question, answer.document.source),
        )
        for answer in page
        if (row := held.get(answer.document.subject)) is not None
    ]
    return hits, pages.following(place, pool, asker.limit)


async def _contacts(asker: _Asker, place: Place) -> Part:
    people = await asker.people()
    page = people[place.skip : place.skip + asker.limit]
    return [_of_person(asker, answer) for answer in page], pages.more(place, len(people), asker.limit)


async def _conversations(asker: _Asker, place: Place) -> Part:
    """Of the people found: as they rank, then the last activity."""
    people = {answer.document.subject: answer for answer in await asker.people()}
    if not people:
        return [], None
    found = await rows.conversations_of_contacts(asker.connection, people, asker.agent.channels, MOST_CONVERSATIONS)
    found.sort(key=lambda row: (people[row[1]].quality, row[2], row[0]), reverse=True)
    hits = []
    for id, contact, at in found[place.skip : place.skip + asker.limit]:
        of_person = _of_person(asker, people[contact])
        hits.append(
            msgspec.structs.replace(of_person, kind="conversations", id=id, conversation=id, at=shaping.time_text(at))
        )
    return hits, pages.more(place, len(found), asker.limit)


# what can be asked for, in the order it is answered in
KINDS: dict[FoundKind, Callable[[_Asker, Place], Awaitable[Part]]] = {
    "contacts": _contacts,
    "conversations": _conversations,
    "messages": _messages,
    "files": _files,
    "quotations": _quotations,
    "campaigns": _campaigns,
}
assert set(KINDS) == set(get_args(FoundKind))


def _of_person(asker: _Asker, answer: Answer) -> Hit:
    contact = answer.document.subject
    if contact not in asker.excerpts:
        asker.excerpts[contact] = excerpts.of_facts(asker.question("contact"), answer.document.source)
    return Hit(
        kind="contacts",
        id=contact,
        contact=contact,
        conversation=None,
        at=shaping.time_text(asker.active_at(answer)),
        quality=answer.quality,
        excerpt=asker.excerpts[contact],
    )


async def _drawn(connection: Connection, hits: list[Hit], following: dict[str, Place]) -> Found:
    """With the shapes of what was found, all of one moment."""
    by_kind = {kind: [hit.id for hit in hits if hit.kind == kind] for kind in KINDS}
    said = [*by_kind["messages"], *by_kind["files"]]
    contacts = await shaping.contacts(connection, by_kind["contacts"]) if by_kind["contacts"] else {}
    conversations = await shaping.conversations(connection, threads) if (threads := by_kind["conversations"]) else {}
    messages = await shaping.messages(connection, said) if said else {}
    sent = {row.id: row for row in await campaigns.many(connection, ids)} if (ids := by_kind["campaigns"]) else {}
    offered = {row.id: row for row in await quotations.heads(connection, ids)} if (ids := by_kind["quotations"]) else {}
    return Found(
        hits=hits,
        contacts=[contacts[id] for id in by_kind["contacts"]],
        conversations=[conversations[id] for id in by_kind["conversations"]],
        messages=[messages[id] for id in by_kind["messages"]],
        files=[messages[id] for id in by_kind["files"]],
        campaigns=[campaign_shapes.campaign(sent[id]) for id in by_kind["campaigns"]],
        quotations=[offers.summary(offered[id]) for id in by_kind["quotations"]],
        next=base64.urlsafe_b64encode(msgspec.json.encode(following)).decode() if following else None,
    )
