"""Who may sign in to the demo."""

from __future__ import annotations

import secrets

from msgspec import Struct

from hub.accounts import channels
from hub.assembly import Hub
from hub.permissions import Agent
from hub.team import passwords, users
from hub.wire.shapes import Role

PEOPLE: tuple[tuple[str, str, Role], ...] = (
    ("ines", "Ines Calder", "admin"),
    ("dana", "Dana Anand", "agent"),
    ("omar", "Omar Haddad", "agent"),
    ("mali", "Mali Suwan", "agent"),
)
WORDS = (
    "amber",
    "basil",
    "cello",
    "delta",
    "ember",
    "flute",
    "grove",
    "harbor",
    "island",
    "jasmine",
    "lotus",
    "mango",
    "opal",
    "river",
)


class SignIn(Struct, frozen=True):
    email: str
    password: str
    role: str


async def enter(hub: Hub) -> tuple[list[SignIn], dict[str, Agent]]:
    sign_ins, agents = [], {}
    channel = next(row.id for row in hub.accounts.every() if row.kind == "whatsapp")
    for short, name, role in PEOPLE:
        password = "-".join([*(secrets.choice(WORDS) for _ in range(3)), secrets.token_hex(2)])
        password_hash = await passwords.hash_of(password)
        async with hub.transactions.begin() as tx:
            made = await users.add(tx, email=f"{short}@example.com", name=name, role=role, password_hash=password_hash)
        sign_ins.append(SignIn(made.email, password, role))
        agents[short] = Agent(
            id=made.id, name=name, role=role, login="", rights_version=1, channels=frozenset({channel})
        )
    async with hub.transactions.begin() as tx:
        await channels.rename(tx, channel, "Bangkok line", "+66 2 000 1234")
    return sign_ins, agents
