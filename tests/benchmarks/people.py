"""Signed-in people for a benchmark, made at the database."""

from __future__ import annotations

from hub import ids
from hub.team.tokens import issue_access
from hub.transaction import Transactions, milliseconds
from storage import tables
from storage.database import Database
from tests.benchmarks.servers import SECRET_KEY


async def sign_in(url: str, count: int, role: str = "manager") -> list[str]:
    """Access tokens of `count` new people."""
    database, now, tokens = Database.open(url), milliseconds(), []
    people, logins = [], []
    for number in range(count):
        user, login = ids.new(), ids.new()
        person = {"id": user, "name": f"Agent {number}", "email": f"{user}@example.com", "role": role}
        people.append({**person, "created_at": now, "updated_at": now})
        logins.append({"id": login, "user_id": user, "created_at": now, "used_at": now})
        tokens.append(issue_access(SECRET_KEY, user, login, now))
    async with Transactions(database, lambda _commit: None).begin() as tx:
        await tx.connection.insert_many(tables.users, people)
        await tx.connection.insert_many(tables.login_sessions, logins)
    await database.close()
    return tokens
