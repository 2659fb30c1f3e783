"""Sending: the free reply first, a push when it is gone.

A reply has no key against doubles, so an answer that never came is `unknown`. A push carries the key of its call: LINE takes a key once in
24 hours, tells 409 for the second time, and so whatever became of the first try, the same call may be made again.

Several messages in one call count as one. Where LINE refuses the call for something in it, nothing was taken, and each is to go by itself:
nobody is held back by a neighbour.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence

from channels.channel import Accepted, Account, Alias, ChannelError, Outgoing
from channels.line import api, outgoing
from channels.line.errors import SpentReply
from channels.line.names import Names
from channels.transport import Transport
from channels.values import Json, id_of, objects_of, text_of

MOST = 5  # message objects of one call
KEYS = uuid.UUID("5b7f3b6e-6a55-4f0e-9d4d-2a1f5d1c7e10")  # the names our calls' keys are made under
NAMELESS = "nameless"  # ends the key of a call whose sender's name LINE does not take: another body, so another key
NAMED = re.compile(r"messages\[(\d{1,2})\]\.sender\.name")
REPLY, PUSH = "/v2/bot/message/reply", "/v2/bot/message/push"


async def send(
    transport: Transport, account: Account, messages: Sequence[Outgoing], names: Names, now: int
) -> list[Accepted | ChannelError]:
    """Messages to one person or group in one call, at most five objects together. Raises ChannelError for all of them."""
    built = [_built(message) for message in messages]
    going = [message for message, objects in zip(messages, built, strict=True) if isinstance(objects, list)]
    if not going:
        return [objects for objects in built if isinstance(objects, ChannelError)]
    told = iter(await _call(transport, account, going, [each for each in built if isinstance(each, list)], names, now))
    return [next(told) if isinstance(objects, list) else objects for objects in built]


def _built(message: Outgoing) -> list[Json] | ChannelError:
    try:
        return outgoing.objects(message)
    except ChannelError as refused:
        return refused


async def _call(
    transport: Transport,
    account: Account,
    messages: Sequence[Outgoing],
    built: list[list[Json]],
    names: Names,
    now: int,
) -> list[Accepted | ChannelError]:
    objects = [one for each in built for one in each]
    if len(objects) > MOST:
        raise ChannelError("never", f"LINE takes {MOST} messages at once.", code="invalid")
    try:
        answer, free = await _named(transport, account, messages, objects, names, now)
    except ChannelError as refused:
        if refused.outcome != "never" or refused.scope != "message" or len(messages) == 1:
            raise
        raise _apart(refused) from refused
    return list(_accepted(built, answer, free=free))


def _apart(refused: ChannelError) -> ChannelError:
    found = ChannelError(
        "retry",
        "LINE refused something in a call of several messages.",
        code="apart",
        advice="Each goes by itself now.",
        apart=True,
        certain=refused.certain,
        reason=refused.reason,
    )
    found.unspent = refused.unspent
    return found


async def _named(
    transport: Transport,
    account: Account,
    messages: Sequence[Outgoing],
    objects: list[Json],
    names: Names,
    now: int,
) -> tuple[Json, bool]:
    """LINE's answer, and whether it was free. Under the account's own name, where LINE does not take the sender's."""
    said = {text_of(one["sender"].get("name")) for one in objects if "sender" in one}
    if not said & names.refused(account.id):
        try:
            return await _post(transport, account, messages, objects, "", now)
        except ChannelError as refused:
            if not said or not _of_sender(refused):
                raise
            names.refuse(account.id, _refused_names(refused, objects))
    nameless = [{name: value for name, value in one.items() if name != "sender"} for one in objects]
    return await _post(transport, account, messages, nameless, NAMELESS, now)


def _of_sender(refused: ChannelError) -> bool:
    return refused.certain and ".sender." in refused.subcode


def _refused_names(refused: ChannelError, objects: Sequence[Json]) -> set[str]:
    """Those alone: a call that may have been taken under another name is only ever made again under it."""
    places = (int(found[1]) for found in NAMED.finditer(refused.subcode))
    found = (text_of(objects[place].get("sender", {}).get("name")) for place in places if place < len(objects))
    return {name for name in found if name}


async def _post(
    transport: Transport,
    account: Account,
    messages: Sequence[Outgoing],
    objects: list[Json],
    ending: str,
    now: int,
) -> tuple[Json, bool]:
    handles = next((message.handles for message in messages if message.handles and message.handles.reply), None)
    if handles is not None and (handles.reply_until or 0) > now:
        try:
            return await _reply(transport, account, str(handles.reply), objects), True
        except SpentReply:
            pass  # used, or too old by LINE's own watch: nothing went out
    return await _push(transport, account, messages, objects, ending), False


async def _reply(transport: Transport, account: Account, token: str, objects: list[Json]) -> Json:
    body = {"replyToken": token, "messages": objects}
    try:
        told = await api.call(transport, account, "POST", api.address(account, REPLY), repeatable=False, json=body)
    except ChannelError as refused:
        refused.unspent = refused.outcome != "unknown" and not isinstance(refused, SpentReply)
        raise
    return told.body


async def _push(
    transport: Transport, account: Account, messages: Sequence[Outgoing], objects: list[Json], ending: str
) -> Json:
    parts = dict.fromkeys(message.key or message.tag for message in messages)
    key = str(uuid.uuid5(KEYS, "+".join([*parts, ending] if ending else parts)))
    body = {"to": _recipient(messages[0]), "messages": objects}
    url = api.address(account, PUSH)
    told = await api.call(
        transport, account, "POST", url, repeatable=True, json=body, more={"X-Line-Retry-Key": key}, also=(409,)
    )
    return told.body  # of a 409 too: it tells what became of the first try


def _recipient(message: Outgoing) -> str:
    if message.group:
        return message.group
    user = _alias(message.to, "line_user")
    if user is None:
        raise outgoing.refused(
            "The contact is not known on LINE.", "They must write to the account first, or scan its code."
        )
    return user


def _alias(aliases: tuple[Alias, ...], kind: str) -> str | None:
    return next((alias.value for alias in aliases if alias.kind == kind), None)


def _accepted(built: list[list[Json]], body: Json, *, free: bool) -> list[Accepted]:
    """One for each of our messages: the first object's id stands for it."""
    sent = objects_of(body.get("sentMessages"))
    accepted, place = [], 0
    for objects in built:
        told = sent[place] if place < len(sent) else {}
        place += len(objects)
        id = id_of(told.get("id"))
        if id is None:
            # A 409 of an old key tells no ids: it went out, under an id nobody will mention again.
            id = f"unnamed:{uuid.uuid4()}"
        accepted.append(Accepted(id, quote=text_of(told.get("quoteToken")), free=free))
    return accepted
