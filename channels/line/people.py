"""Who writes: LINE tells ids alone, and the profile on asking, while the person has not blocked the account."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from channels.channel import Account, ChannelError
from channels.line import api
from channels.transport import Transport
from channels.values import Json, id_of, text_of

PROFILE, GROUP = "/v2/bot/profile/{}", "/v2/bot/group/{}/summary"
GROUP_COUNT, ROOM_COUNT = "/v2/bot/group/{}/members/count", "/v2/bot/room/{}/members/count"
GROUP_MEMBER, ROOM_MEMBER = "/v2/bot/group/{}/member/{}", "/v2/bot/room/{}/member/{}"


class Profile(Struct, frozen=True, kw_only=True):
    """What LINE tells of a person or a group; `picture` is an address of LINE's."""

    name: str | None = None
    picture: str | None = None
    language: str | None = None
    words: str | None = None  # the status message
    members: int | None = None  # of a group: each counts when something is pushed there


async def person(transport: Transport, account: Account, user: str, group: str | None = None) -> Profile | None:
    """None for somebody LINE does not tell about: not a friend of the account, blocked, or never agreed."""
    path, ids = (PROFILE, (user,)) if group is None else (_member(group), (group, user))
    return await _ask(transport, account, api.address(account, path, *ids))


async def group(transport: Transport, account: Account, id: str) -> Profile | None:
    """Rooms have no name of their own."""
    room = id.startswith("R")
    count = await _tell(transport, account, api.address(account, ROOM_COUNT if room else GROUP_COUNT, id))
    told = None if room else await _ask(transport, account, api.address(account, GROUP, id))
    members = None if count is None else count.get("count")
    return msgspec.structs.replace(told or Profile(), members=members if isinstance(members, int) else None)


def _member(group: str) -> str:
    return ROOM_MEMBER if group.startswith("R") else GROUP_MEMBER


async def _tell(transport: Transport, account: Account, url: str) -> Json | None:
    """None where LINE does not tell."""
    try:
        return (await api.call(transport, account, "GET", url, repeatable=True)).body
    except ChannelError as error:
        if error.outcome == "never":
            return None
        raise


async def _ask(transport: Transport, account: Account, url: str) -> Profile | None:
    told = await _tell(transport, account, url)
    if told is None:
        return None
    return Profile(
        name=text_of(told.get("displayName")) or text_of(told.get("groupName")),
        picture=text_of(told.get("pictureUrl")),
        language=id_of(told.get("language"), 16),
        words=text_of(told.get("statusMessage")),
    )
