from __future__ import annotations

import msgspec
import pytest

from hub.office import configuration
from hub.transaction import Commit, Transactions
from hub.wire.configuration import Configuration
from hub.wire.errors import Refusal
from tests.cast import Cast


async def test_nothing_set_is_the_defaults(transactions: Transactions) -> None:
    async with transactions.database.reading() as connection:
        assert await configuration.read(connection) == Configuration()


async def test_a_changed_section_is_kept_counted_and_told(
    cast: Cast, transactions: Transactions, commits: list[Commit]
) -> None:
    async with transactions.begin() as tx:
        await configuration.change(tx, cast.ines, "company", {"name": "Baan Nomad"})
    async with transactions.database.reading() as connection:
        found = await configuration.read(connection)
    assert found.company.name == "Baan Nomad"
    assert found.version == 1
    entry = commits[-1].entries[-1]
    assert entry.type == "setting.changed"
    assert entry.audience == "everyone"
    assert msgspec.json.decode(entry.body)["value"]["name"] == "Baan Nomad"


async def test_the_same_value_changes_nothing(cast: Cast, transactions: Transactions, commits: list[Commit]) -> None:
    said = len(commits)
    async with transactions.begin() as tx:
        await configuration.change(tx, cast.ines, "default_country", "TH")
    assert len(commits) == said


async def test_a_wrong_value_names_its_field(cast: Cast, transactions: Transactions) -> None:
    with pytest.raises(Refusal) as told:
        async with transactions.begin() as tx:
            await configuration.change(tx, cast.ines, "branding", {"colour": "red"})
    assert told.value.field == "branding.colour"


async def test_allowed_networks_are_for_administrators_alone(
    cast: Cast, transactions: Transactions, commits: list[Commit]
) -> None:
    async with transactions.begin() as tx:
        await configuration.change(tx, cast.ines, "allowed_networks", ["10.0.0.0/8"])
    assert commits[-1].entries[-1].audience == "role:admin"
    async with transactions.database.reading() as connection:
        assert "allowed_networks" not in await configuration.told(connection, "manager")
        assert "retention" not in await configuration.told(connection, "agent")
