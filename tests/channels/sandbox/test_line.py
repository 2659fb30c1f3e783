"""LINE's double is no kinder than LINE."""

from __future__ import annotations

import pytest

from channels.sandbox.line import Platform
from channels.sandbox.line_model import Bot
from channels.sandbox.model import Json

BOT, ANNA, BEN = "Ubot", "Uanna", "Uben"
NOW = 1_700_000_000_000


@pytest.fixture
def platform() -> Platform:
    found = Platform(Bot(user=BOT))
    found.customer(ANNA, "Anna")
    return found


def said(to: str, **more: Json) -> Json:
    return {"to": to, "messages": [{"type": "text", "text": "hello"} | more]}


def test_who_blocked_the_account_is_written_to_and_sees_nothing(platform: Platform) -> None:
    platform.customers[ANNA].blocked_by.append(BOT)
    assert platform.push(said(ANNA), "k", NOW).status == 200
    assert (platform.customers[ANNA].thread, platform.bot.used) == ([], 0)


@pytest.mark.parametrize("name", ["LINE Support", "Online Shop"])
def test_a_name_with_lines_own_in_it_is_refused_where_it_stands(platform: Platform, name: str) -> None:
    told = platform.push(said(ANNA, sender={"name": name}), "k", NOW)
    assert (told.status, told.body["details"][0]["property"]) == (400, "messages[0].sender.name")


@pytest.mark.parametrize("group", ["C1", "R1"])
def test_a_group_counts_everybody_in_it(platform: Platform, group: str) -> None:
    for user in (ANNA, BEN):
        platform.writes(user, {"type": "text", "text": "hi"}, NOW, group=group)
    assert platform.push(said(group), "k", NOW).status == 200
    assert (platform.bot.used, platform.member_count(group).body) == (2, {"count": 2})
    kind = "room" if group == "R1" else "group"
    assert all(f'"type": "{kind}"'.encode() in webhook.raw for webhook in platform.due(NOW))
