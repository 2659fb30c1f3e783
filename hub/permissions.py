"""Who may see and do what. The one place that decides: the keys an agent holds, and the keys an event is for.

An event's audience is fixed when it is appended (1–4 keys, never a list of people); an agent's rights are the keys held now.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from hub.wire.errors import Refusal
from hub.wire.shapes import Role

EVERYONE = "everyone"
SHAPES_VERSION = 1  # part of every cursor's scope: a new form of the shapes makes browsers start afresh


class ChannelRights(Struct, frozen=True):
    """What rights need to know of a channel account. `members` None means everybody."""

    id: str
    state: str
    members: tuple[str, ...] | None


class Agent(Struct, frozen=True, kw_only=True):
    """A signed-in member of the team, with the rights of one moment. Made by `hub.team.users.agent`.

    `scopes`: what a personal API key may do (None: a person, everything their role may); `address`: where the request came from.
    """

    id: str
    name: str
    role: Role
    login: str
    rights_version: int
    channels: frozenset[str]
    scopes: frozenset[str] | None = None
    address: str = ""

    @property
    def keys(self) -> frozenset[str]:
        return frozenset({EVERYONE, f"role:{self.role}", f"user:{self.id}", *(f"channel:{c}" for c in self.channels)})

    @property
    def scope(self) -> str:
        """Opaque to browsers: changes with the agent's rights and with the shapes."""
        held = sorted(self.keys)
        return f"{SHAPES_VERSION}-{self.rights_version}-{hash_of(held)}"


def hash_of(words: Sequence[str]) -> str:
    value = 0xCBF29CE484222325  # FNV-1a: the same in every process, which hash() is not
    for byte in "\n".join(words).encode():
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return f"{value:016x}"


def channels_of(user_id: str, role: Role, channels: Iterable[ChannelRights]) -> frozenset[str]:
    """The channel accounts a person holds: administrators all, managers all that are set up, agents those they are members of."""
    return frozenset(c.id for c in channels if holds(user_id, role, c))


def holds(user_id: str, role: Role, channel: ChannelRights) -> bool:
    if role == "admin":
        return True
    if channel.state == "unconfigured":  # a number nobody has set up: administrators alone
        return False
    if channel.state == "deactivated":  # taken out of use: its history is there for managers
        return role == "manager"
    return role == "manager" or channel.members is None or user_id in channel.members


def for_channel(channel_id: str) -> tuple[str, ...]:
    """Conversations and messages: whoever holds the channel account."""
    return (f"channel:{channel_id}",)


def for_contact(channel_ids: Iterable[str]) -> tuple[str, ...]:
    """A contact is heard by the channels of its conversations; one without conversations by everyone."""
    return tuple(f"channel:{c}" for c in sorted(set(channel_ids))) or (EVERYONE,)


def for_user(user_id: str) -> tuple[str, ...]:
    return (f"user:{user_id}",)


def for_role(role: Role) -> tuple[str, ...]:
    return (f"role:{role}",)


def require_channel(agent: Agent, channel_id: str, what: str = "conversation") -> None:
    """Refuses as if it did not exist: an agent never learns of what it may not see."""
    if channel_id not in agent.channels:
        raise Refusal("not_found", f"There is no such {what}.")


def require_role(agent: Agent, *roles: Role) -> None:
    if agent.role not in roles:
        raise Refusal("not_allowed", f"This needs the role {' or '.join(roles)}; yours is {agent.role}.")


def require_person(agent: Agent) -> None:
    """For what concerns an account itself: whoever finds an API key must not be able to keep the door open with it."""
    if agent.scopes is not None:
        raise Refusal("not_allowed", "An API key cannot do this. Sign in with your password.")
