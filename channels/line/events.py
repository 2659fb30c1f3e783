"""A webhook of LINE's, taken apart. Each event stands for itself; a redelivered one says the same again under the same ids.

Nothing is dropped: an event nobody knows is kept as data. Events in one body may be of many people and are told in order of their
`timestamp`, because a redelivery comes late.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from channels.channel import AccountTold, Alias, Edited, Fact, Handles, Person, Received, Revoked, Unknown
from channels.line.content import content_of
from channels.values import Json, decode, given, id_of, object_of, text_of

ACCOUNT_LIMIT = 128
REPLY_MS = 50_000  # LINE: "within one minute of the webhook"; the rest is for the way there
MOMENT_LIMIT = 32_503_680_000_000  # ms: the year 3000
SUSPENDED = "LINE has suspended the account: nothing can be sent. Ask LINE why, in LINE Official Account Manager."
LATEST_REPLY_MS = 19 * 60_000  # a redelivered event's token lives until 20 minutes after the event


def parse(raw: bytes) -> list[Fact]:
    """What the body says. Raises ValueError when it is no JSON object."""
    body = decode(raw)
    if not isinstance(body, dict):
        raise ValueError("the body is no JSON object")
    account, events = id_of(body.get("destination"), ACCOUNT_LIMIT), body.get("events")
    if not isinstance(events, list):
        return [Unknown(account=account, field="", detail=body, reason="a body without events")]
    told = [event for event in events if isinstance(event, dict)]
    strange = [event for event in events if not isinstance(event, dict)]
    facts = [fact for event in sorted(told, key=_moment) for fact in _read(event, account)]
    facts += [
        Unknown(account=account, field="events", detail={"item": item}, reason="an event that is no object")
        for item in strange
    ]
    return facts


def _moment(event: Json) -> int:
    at = event.get("timestamp")
    return at if isinstance(at, int) and 0 < at < MOMENT_LIMIT else 0


def _read(event: Json, account: str | None) -> list[Fact]:
    kind = text_of(event.get("type")) or ""
    if account is None:
        return [_unknown(event, account, "an event for no account")]
    reader = READERS.get(kind)
    found = reader(event, account) if reader else None
    return [found if found is not None else _unknown(event, account, "an event or a part of it we do not know")]


def _message(event: Json, account: str) -> Fact | None:
    said = object_of(event.get("message"))
    id, (person, group) = id_of(said.get("id")), _source(event)
    if id is None or not person.aliases:
        return None
    found = content_of(said)
    return Received(
        account=account,
        provider_id=id,
        person=person,
        at=_moment(event),
        kind=found.kind,
        text=found.text,
        content=found.content | _where(event),
        media=found.media,
        reply_to=id_of(said.get("quotedMessageId")),
        group=group,
        handles=_handles(event, said),
    )


def _edited(event: Json, account: str) -> Fact | None:
    said = object_of(event.get("message"))
    target = id_of(said.get("id"))
    if target is None:
        return None
    now, at = content_of(said), _moment(event)
    id = f"edit:{target}:{at}"  # of two edits the later counts, however late they come
    return Edited(
        account=account, provider_id=id, target=target, at=at, text=now.text, content=now.content, media=now.media
    )


def _unsent(event: Json, account: str) -> Fact | None:
    target = id_of(object_of(event.get("unsend")).get("messageId"))
    if target is None:
        return None
    return Revoked(account=account, provider_id=_event_id(event), target=target, at=_moment(event))


def _postback(event: Json, account: str) -> Fact | None:
    """A tap on a button of ours; dates and times picked in it come along."""
    part = object_of(event.get("postback"))
    data, picked = text_of(part.get("data")), object_of(part.get("params"))
    if data is None:
        return None
    title = next((text_of(value) for value in picked.values()), None)
    content = {"form": "reply", "id": data, **given(title=title, picked=picked)}
    return _told(event, account, "interactive", title, content, opens_window=True)


def _notice(name: str, *parts: str) -> Callable[[Json, str], Fact | None]:
    """Something that happened in the chat, shown there as a line."""

    def read(event: Json, account: str) -> Fact | None:
        detail: Json = {}
        for part in parts:
            detail |= object_of(event.get(part))
        return _told(event, account, "system", None, {"event": name, **given(detail=detail)}, opens_window=False)

    return read


def _members(name: str, part: str) -> Callable[[Json, str], Fact | None]:
    """Who came into a group or left it."""

    def read(event: Json, account: str) -> Fact | None:
        members = object_of(event.get(part)).get("members")
        found = [id_of(object_of(each).get("userId")) for each in members] if isinstance(members, list) else []
        others = tuple(Alias("line_user", user) for user in found if user is not None)
        content = {"event": name, "count": len(found)}
        told = _told(event, account, "system", None, content, opens_window=False)
        return msgspec.structs.replace(told, others=others) if isinstance(told, Received) else told

    return read


def _followed(event: Json, account: str) -> Fact | None:
    again = object_of(event.get("follow")).get("isUnblocked") is True
    return _told(event, account, "system", None, {"event": "unblocked" if again else "followed"}, opens_window=True)


def _told(event: Json, account: str, kind: str, text: str | None, content: Json, *, opens_window: bool) -> Fact | None:
    person, group = _source(event)
    if not person.aliases:
        return None
    return Received(
        account=account,
        provider_id=_event_id(event),
        person=person,
        at=_moment(event),
        kind=kind,
        text=text,
        content=content | _where(event),
        group=group,
        opens_window=opens_window,
        key_space="event",
        handles=_handles(event, {}),
    )


def _suspended(event: Json, account: str) -> Fact | None:
    return _of_account(event, account, "suspended", SUSPENDED, severity="alarm", pauses=True)


def _resumed(event: Json, account: str) -> Fact | None:
    return _of_account(event, account, "resumed", "LINE has let the account go on.", resumes=SUSPENDED)


def _of_account(event: Json, account: str, name: str, summary: str, **more: Any) -> AccountTold:
    at = _moment(event)
    return AccountTold(account=account, business=None, field="account", event=name, at=at, summary=summary, **more)


def _source(event: Json) -> tuple[Person, str | None]:
    """Who, and in which group or room. A member who never agreed to be named comes without an id: then the group itself speaks."""
    source = object_of(event.get("source"))
    user = id_of(source.get("userId"))
    group = id_of(source.get("groupId") or source.get("roomId"), ACCOUNT_LIMIT)
    if user is not None:
        return Person(aliases=(Alias("line_user", user),)), group
    return Person(aliases=(Alias("group", group),) if group else ()), group


def _event_id(event: Json) -> str:
    """LINE repeats the id with every delivery of the same event; its example bodies give one id to events of many kinds."""
    return f"{text_of(event.get('type'))}:{id_of(event.get('webhookEventId')) or _moment(event)}"


def _where(event: Json) -> Json:
    """In a group many people speak. In standby another module of the account answers, and we must not."""
    _, group = _source(event)
    return given(group=group, standby=True if event.get("mode") == "standby" else None)


def _handles(event: Json, message: Json) -> Handles | None:
    token = id_of(event.get("replyToken"))
    at = _moment(event)
    late = object_of(event.get("deliveryContext")).get("isRedelivery") is True
    if (
        event.get("mode") == "standby" or token is None or not token.strip("0f")
    ):  # the console's check sends zeros and f's
        token = None
    quote, read = id_of(message.get("quoteToken")), id_of(message.get("markAsReadToken"))
    if token is None and quote is None and read is None:
        return None
    return Handles(
        reply=token, reply_until=at + (LATEST_REPLY_MS if late else REPLY_MS) if token else None, quote=quote, read=read
    )


def _unknown(event: Json, account: str | None, reason: str) -> Unknown:
    return Unknown(
        account=account, field=(text_of(event.get("type")) or "")[:64], detail={"event": event}, reason=reason
    )


Reader = Callable[[Json, str], Fact | None]
READERS: dict[str, Reader] = {
    "message": _message,
    "messageEdited": _edited,
    "unsend": _unsent,
    "postback": _postback,
    "follow": _followed,
    "unfollow": _notice("blocked"),
    "join": _notice("joined"),
    "leave": _notice("left"),
    "memberJoined": _members("members_joined", "joined"),
    "memberLeft": _members("members_left", "left"),
    "videoPlayComplete": _notice("video_watched", "videoPlayComplete"),
    "beacon": _notice("beacon", "beacon"),
    "accountLink": _notice("account_linked", "link"),
    "membership": _notice("membership", "membership"),
    "activated": _notice("control_taken", "chatControl"),
    "deactivated": _notice("control_given"),
    "botSuspended": _suspended,
    "botResumed": _resumed,
}
