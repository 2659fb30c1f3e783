"""People beside the cast."""

from __future__ import annotations

from hub.permissions import Agent
from hub.transaction import Transactions
from storage import tables
from tests.cast import SALES, SUPPORT


async def add_manager(transactions: Transactions) -> Agent:
    """Mona, who manages."""
    async with transactions.begin() as tx:
        times = {"created_at": tx.now, "updated_at": tx.now}
        person = {"id": "mona", "name": "Mona", "email": "mona@example.com", "role": "manager"}
        await tx.connection.insert_many(tables.users, [person | times])
        login = {"id": "login-mona", "user_id": "mona", "created_at": tx.now, "used_at": tx.now}
        await tx.connection.insert_many(tables.login_sessions, [login])
    return Agent(
        id="mona",
        name="Mona",
        role="manager",
        login="login-mona",
        rights_version=1,
        channels=frozenset({SALES, SUPPORT}),
    )
