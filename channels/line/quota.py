"""The month's messages: what the plan allows and what is used. Replies are not counted."""

from __future__ import annotations

from msgspec import Struct

from channels.channel import Account
from channels.line import api
from channels.transport import Transport


class Quota(Struct, frozen=True):
    """`allowed` None: the plan has no limit."""

    allowed: int | None
    used: int

    @property
    def left(self) -> int | None:
        return None if self.allowed is None else max(0, self.allowed - self.used)


async def read(transport: Transport, account: Account) -> Quota:
    """Raises ChannelError."""
    plan = (
        await api.call(transport, account, "GET", api.address(account, "/v2/bot/message/quota"), repeatable=True)
    ).body
    used = (
        await api.call(
            transport, account, "GET", api.address(account, "/v2/bot/message/quota/consumption"), repeatable=True
        )
    ).body
    value = plan.get("value")
    allowed = value if plan.get("type") == "limited" and isinstance(value, int) else None
    total = used.get("totalUsage")
    return Quota(allowed, total if isinstance(total, int) else 0)
