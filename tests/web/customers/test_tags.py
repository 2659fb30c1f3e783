"""Tags: by use or by hand, renamed, merged and removed wherever they are."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from hub.assembly import Hub
from hub.inbox.conversations import tag
from storage import tables
from tests.cast import Cast
from tests.web.caller import Caller
from tests.web.customers.test_contacts import announced


async def tag_both(hub: Hub, dana: Caller, cast: Cast, *names: str) -> None:
    """Pim and Pim's conversation."""
    await dana.put("/contacts/pim", {"tags": list(names)})
    async with hub.transactions.begin() as tx:
        await tag(tx, cast.dana, cast.pims, list(names))


async def conversation_tags(hub: Hub, conversation: str) -> tuple[str, set[str]]:
    """As the conversation shows them, and as it is found by them."""
    shown, found = tables.conversations, tables.conversation_tags
    async with hub.database.reading() as connection:
        column = await connection.value(select(shown.c.tags).where(shown.c.id == conversation))
        rows = await connection.values(select(found.c.tag).where(found.c.conversation_id == conversation))
    return str(column), set(rows)


async def test_a_word_becomes_a_tag_by_being_used(dana: Caller, cast: Cast) -> None:
    await dana.put("/contacts/pim", {"tags": ["VIP", "  old   friend "]})
    assert [each["name"] for each in (await dana.get("/tags"))["items"]] == ["old friend", "VIP"]
    await dana.put("/contacts/pim", {"tags": ["vip"]})
    assert (await dana.get("/contacts/pim"))["tags"] == ["VIP"]


async def test_managers_are_told_how_often_a_tag_is_used_and_agents_are_not(
    hub: Hub, dana: Caller, mona: Caller, cast: Cast
) -> None:
    await tag_both(hub, dana, cast, "vip")
    (seen,) = (await mona.get("/tags"))["items"]
    assert (seen["contacts"], seen["conversations"]) == (1, 1)
    (seen,) = (await dana.get("/tags"))["items"]
    assert (seen["contacts"], seen["conversations"]) == (None, None)


async def test_a_tag_is_renamed_wherever_it_is(hub: Hub, dana: Caller, mona: Caller, cast: Cast) -> None:
    await tag_both(hub, dana, cast, "vip", "old")
    version = (await dana.get("/contacts/pim"))["version"]
    renamed = await mona.put("/tags/vip", {"name": "Very important"})
    assert (renamed["name"], renamed["version"]) == ("Very important", 2)
    contact = await dana.get("/contacts/pim")
    assert contact["tags"] == ["Very important", "old"]
    assert contact["version"] > version
    assert await conversation_tags(hub, cast.pims) == ('["Very important","old"]', {"Very important", "old"})
    assert [c["id"] for c in (await dana.get("/contacts", tag="very important"))["items"]] == ["pim"]
    assert (await dana.get("/contacts", tag="vip"))["items"] == []
    assert (await announced(hub))[-3:] == ["contact.changed", "conversation.changed", "tag.changed"]


async def test_only_its_capitals_may_change(dana: Caller, mona: Caller, cast: Cast) -> None:
    await dana.put("/contacts/pim", {"tags": ["vip"]})
    await mona.put("/tags/vip", {"name": "VIP"})
    assert (await dana.get("/contacts/pim"))["tags"] == ["VIP"]
    assert [each["name"] for each in (await dana.get("/tags"))["items"]] == ["VIP"]


async def test_a_tag_is_merged_into_another(hub: Hub, dana: Caller, mona: Caller, cast: Cast) -> None:
    await tag_both(hub, dana, cast, "vip", "important")
    stays = await mona.put("/tags/vip", {"into": "important"})
    assert stays["name"] == "important"
    assert (await dana.get("/contacts/pim"))["tags"] == ["important"]
    assert await conversation_tags(hub, cast.pims) == ('["important"]', {"important"})
    assert [each["name"] for each in (await dana.get("/tags"))["items"]] == ["important"]
    assert (await announced(hub))[-1] == "tag.removed"


async def test_a_tag_is_removed_from_everything(hub: Hub, dana: Caller, mona: Caller, cast: Cast) -> None:
    await tag_both(hub, dana, cast, "vip")
    await mona.delete("/tags/vip")
    assert (await dana.get("/contacts/pim"))["tags"] == []
    assert await conversation_tags(hub, cast.pims) == ("[]", set())
    await mona.get("/tags/vip", 404)


async def test_a_tag_is_coloured_and_found_by_id_or_name(mona: Caller, dana: Caller, ines: Caller) -> None:
    made = await mona.post("/tags", {"name": "VIP", "colour": "#aa0000"})
    assert await dana.get(f"/tags/{made['id']}") == made
    assert await dana.get("/tags/vip") == made
    changed = await mona.put("/tags/VIP", {"colour": None}, If_Match='"1"')
    assert changed["colour"] is None
    assert (await mona.put("/tags/VIP", {"colour": "#000000"}, 409, If_Match='"1"'))["current"] == changed
    acts = [act["act"] for act in (await ines.get("/admin/activity"))["items"]]
    assert acts == ["tag.changed", "tag.added"]


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"name": "other"}, 409, "name"),
        ({"name": " "}, 422, "name"),
        ({"into": "vip"}, 422, "into"),
        ({"into": "nothing"}, 422, "into"),
        ({"into": "other", "name": "x"}, 422, "into"),
        ({"colour": "red"}, 422, "colour"),
    ],
)
async def test_a_wrong_change_is_refused(mona: Caller, body: dict[str, Any], status: int, field: str) -> None:
    await mona.post("/tags", {"name": "vip"})
    await mona.post("/tags", {"name": "other"})
    assert (await mona.put("/tags/vip", body, status))["field"] == field


async def test_there_is_one_tag_of_a_name(mona: Caller) -> None:
    await mona.post("/tags", {"name": "vip"})
    await mona.post("/tags", {"name": "VIP"}, 409)


async def test_agents_use_tags_and_do_not_define_them(dana: Caller, mona: Caller, cast: Cast) -> None:
    await mona.post("/tags", {"name": "vip"})
    await dana.post("/tags", {"name": "x"}, 403)
    await dana.put("/tags/vip", {"name": "x"}, 403)
    await dana.delete("/tags/vip", 403)


async def test_tags_are_paged_by_name(mona: Caller) -> None:
    for name in ("b", "A", "c", "ab"):
        await mona.post("/tags", {"name": name})
    pages = await mona.pages("/tags", 2)
    assert [[each["name"] for each in page] for page in pages] == [["A", "ab"], ["b", "c"]]
    assert [each["name"] for each in (await mona.get("/tags", q="a"))["items"]] == ["A", "ab"]
