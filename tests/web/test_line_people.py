"""Who writes on LINE: names and pictures that come late, people known from elsewhere, groups and their members."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from hub import ids
from hub.transaction import milliseconds
from storage import tables
from tests.waiting import until
from tests.web.line_house import ANNA, BOT, House, opened

KNOWN = {"name": "Anna Suwannarat", "identities": [{"kind": "email", "value": "anna@example.com"}]}
BEN = "U0000000000000000000000000000be00"


@pytest.fixture
async def house(database_url: str, tmp_path: Path) -> AsyncIterator[House]:
    async with opened(database_url, tmp_path) as house:
        yield house


async def test_who_first_wrote_and_followed_later_is_named_then(house: House) -> None:
    anna = house.platform.customers[ANNA]
    anna.blocked_by.append(BOT)  # LINE tells nothing about her
    conversation = await house.writes("Hi")
    await until(lambda: _asked(house))
    assert (await _person(house, conversation))["name"] == ANNA
    anna.blocked_by.clear()
    house.platform.tell(ANNA, "follow", {"follow": {"isUnblocked": False}}, milliseconds(), answerable=True)
    await house.hears()
    await until(lambda: _is_called(house, conversation, "Anna"))


async def test_who_is_known_from_elsewhere_keeps_the_name_and_gets_the_picture(house: House) -> None:
    made = await house.ines.post("/contacts", KNOWN)
    alias = {"id": ids.new(), "contact_id": made["id"], "kind": "line_user", "value": ANNA, "display": ANNA}
    async with house.hub.transactions.begin() as tx:
        await tx.connection.insert_many(tables.identities, [alias | {"created_at": tx.now}])
    conversation = await house.writes("It is me")
    assert conversation["contact"]["id"] == made["id"]
    await until(lambda: _is_pictured(house, made["id"]))
    assert (await _person(house, conversation))["name"] == KNOWN["name"]


async def test_who_turns_out_to_be_known_brings_the_picture_along(house: House) -> None:
    house.platform.languages[ANNA] = "th"
    made = await house.ines.post("/contacts", KNOWN)
    conversation = await house.writes("It is me")
    await until(lambda: _is_pictured(house, conversation["contact"]["id"]))
    merged = {"into": made["id"]}
    await house.ines.post(f"/contacts/{conversation['contact']['id']}/merge", merged, status=200)
    await until(lambda: _is_pictured(house, made["id"]))
    told = await house.ines.get(f"/contacts/{made['id']}")
    assert (told["name"], told["language"]) == (KNOWN["name"], "th")


async def test_what_members_of_a_group_wrote_bears_their_names(house: House) -> None:
    house.platform.groups["C1"] = "Wedding of Anna and Ben"
    house.platform.customer(BEN, "Ben")
    conversation = await house.writes("Hello all", group="C1")
    house.platform.writes(BEN, {"type": "text", "text": "Hello Anna"}, milliseconds(), group="C1")
    await house.hears()

    async def signed() -> bool:
        thread = (await house.ines.get(f"/conversations/{conversation['id']}/messages"))["items"]
        return {(one["text"], one["author"]["name"]) for one in thread} == {
            ("Hello all", "Anna"),
            ("Hello Anna", "Ben"),
        }

    await until(signed)
    await until(lambda: _is_called(house, conversation, "Wedding of Anna and Ben"))


async def test_who_came_and_went_is_named_where_known_and_becomes_no_contact(house: House) -> None:
    house.platform.groups["C1"] = "Wedding"
    await house.writes("Only me")
    conversation = await house.writes("Hello all", group="C1")
    await until(lambda: _is_called(house, conversation, "Wedding"))
    members = [{"type": "user", "userId": user} for user in (ANNA, BEN)]
    for kind, part in (("memberJoined", "joined"), ("memberLeft", "left")):
        house.platform.tell(None, kind, {part: {"members": members}}, milliseconds(), group="C1")
    house.platform.tell(None, "leave", {}, milliseconds(), group="C1")
    await house.hears()

    async def told() -> dict[str, Any] | None:
        thread = (await house.ines.get(f"/conversations/{conversation['id']}/messages"))["items"]
        found = {one["content"]["event"]: one["content"] for one in thread if one["kind"] == "system"}
        return found if len(found) == 3 else None

    lines = await until(told)
    assert set(lines) == {"members_joined", "members_left", "left"}
    assert {(lines[event]["count"], *lines[event]["names"]) for event in ("members_joined", "members_left")} == {
        (2, "Anna")
    }
    async with house.hub.transactions.database.reading() as connection:
        known = await connection.values(select(tables.identities.c.value))
    assert ANNA in known
    assert BEN not in known


async def test_what_a_push_to_a_group_costs_is_known_and_counted(house: House) -> None:
    house.platform.groups["C1"] = "Wedding"
    await house.may_send(500)
    await house.writes("Hello", group="C1")
    house.platform.writes(BEN, {"type": "text", "text": "Hello Anna"}, milliseconds(), group="C1")
    house.platform.tell(None, "memberJoined", {"joined": {"members": []}}, milliseconds(), group="C1")
    await house.hears()
    conversation = await house.writes("What does it cost?", group="C1")

    async def way() -> dict[str, Any]:
        (found,) = (await house.ines.get(f"/contacts/{conversation['contact']['id']}/routes"))["routes"]
        return dict(found)

    async def counted() -> bool:
        told = await way()
        return told["takes"] == 2 and told["quota"] is not None

    await until(counted)
    assert ((await way())["state"], (await way())["conversation"]) == ("reply", conversation["id"])
    for _ in range(3):  # each of their messages can be answered for nothing
        if (await way())["state"] == "reply":
            await house.says(conversation, text="free")
    assert (await way())["state"] == "push"
    await house.says(conversation, text="costs two")
    assert (await way())["quota"] == {"allowed": 500, "left": 498}


async def _asked(house: House) -> bool:
    async with house.hub.transactions.database.reading() as connection:
        return bool(await connection.values(tables.profiles.select().where(tables.profiles.c.told_at.is_not(None))))


async def _person(house: House, conversation: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = await house.ines.get(f"/contacts/{conversation['contact']['id']}")
    return found


async def _is_pictured(house: House, contact: str) -> bool:
    return (await house.ines.get(f"/contacts/{contact}"))["picture"] is not None


async def _is_called(house: House, conversation: dict[str, Any], name: str) -> bool:
    return bool((await _person(house, conversation))["name"] == name)
