"""What every sender works with."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from channels.channel import Channel
from hub.accounts.at_hand import Accounts
from hub.receiving.book import Rules
from hub.transaction import Transactions
from hub.work.clock import Clock
from storage.blobs import Blobs


class Parts(Struct, frozen=True):
    """`channels`: by kind; `per_second`: by kind, the most the settings allow."""

    transactions: Transactions
    accounts: Accounts
    channels: Mapping[str, Channel]
    blobs: Blobs
    rules: Rules
    public_url: str
    secret_key: str
    per_second: Mapping[str, float]
    clock: Clock
    files_url: str | None = None  # where customers open files that go as links; None: under `public_url`
