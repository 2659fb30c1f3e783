"""How often providers are asked what is left of a month's messages."""

from __future__ import annotations

import msgspec
import pytest

from channels.channel import Account, ChannelError
from channels.line.channel import Line
from hub.transaction import Transactions
from hub.work import quotas
from hub.work.quotas import AGAIN_MS, Quotas
from storage.accounts.channels import AccountRow

ROW = {
    "id": "line", "version": 1, "kind": "line", "name": "LINE", "address": "U1", "display_address": None, "business": None,
    "state": "active", "reason": None, "credentials": b"sealed", "url": "", "api_version": "", "members": None,
    "from_environment": False, "subscribed_at": None, "templates_at": None, "created_at": 0, "updated_at": 0,
}  # fmt: skip


class Away(Line):
    """LINE while it answers nobody."""

    def __init__(self) -> None:
        self.asked = 0

    async def quota(self, account: Account) -> object:  # type: ignore[override]
        self.asked += 1
        raise ChannelError("retry", "LINE cannot be reached.")


class One:
    def every(self) -> list[AccountRow]:
        return [msgspec.convert(ROW, AccountRow)]

    def account(self, channel_id: str) -> Account:
        return Account(id=channel_id, kind="line", address="U1", credentials={}, url="", version="")


async def test_an_answer_that_did_not_come_is_asked_for_again_within_a_minute(
    transactions: Transactions, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1_000_000_000
    monkeypatch.setattr("hub.work.quotas.milliseconds", lambda: now)
    line = Away()
    work = Quotas(transactions, One(), {"line": line}, "one")  # type: ignore[arg-type]
    for passed, asked in ((0, 1), (AGAIN_MS - 1, 1), (1, 2)):
        now += passed
        await work.turn()
        assert line.asked == asked
    assert quotas.OLD_MS > AGAIN_MS
