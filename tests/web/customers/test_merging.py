"""Two contacts become one, and two again."""

from __future__ import annotations

from typing import Any

from hub.assembly import Hub
from tests.cast import Cast
from tests.web.caller import Caller
from tests.web.customers.test_contacts import announced


async def twin(caller: Caller, **more: Any) -> str:
    made = await caller.post("/contacts", {"name": "Pimmy", **more})
    return str(made["id"])


async def test_the_one_that_stays_has_everything(dana: Caller, cast: Cast, hub: Hub) -> None:
    await dana.put("/contacts/pim", {"tags": ["a"], "company": "Tea Co"})
    other = await twin(
        dana, tags=["b"], company="Coffee Co", owner="dana", identities=[{"kind": "email", "value": "p@tea.example"}]
    )
    await dana.post(f"/contacts/{other}/notes", {"text": "Likes tea"})
    merged = await dana.post(f"/contacts/{other}/merge", {"into": "pim"}, 200)
    assert merged["id"] == "pim"
    assert (merged["tags"], merged["company"], merged["owner"]) == (["a", "b"], "Tea Co", "dana")
    assert {one["value"] for one in merged["identities"]} == {"66812345678", "p@tea.example"}
    assert [note["text"] for note in (await dana.get("/contacts/pim/notes"))["items"]] == ["Likes tea"]
    assert (await dana.get(f"/contacts/{other}")) == merged
    assert [c["id"] for c in (await dana.get("/contacts"))["items"]] == ["pim"]
    assert "contact.merged" in await announced(hub)


async def test_a_merge_is_undone(dana: Caller, cast: Cast) -> None:
    await dana.put("/contacts/pim", {"tags": ["a"]})
    other = await twin(
        dana, tags=["b"], company="Coffee Co", owner="dana", identities=[{"kind": "email", "value": "p@tea.example"}]
    )
    await dana.post(f"/contacts/{other}/consents", {"channel": "mail", "wanted": True, "how": "other"})
    await dana.post(f"/contacts/{other}/notes", {"text": "Likes tea"})
    before = {id: await dana.get(f"/contacts/{id}") for id in ("pim", other)}
    await dana.post(f"/contacts/{other}/merge", {"into": "pim"}, 200)
    back = await dana.post(f"/contacts/{other}/unmerge", None, 200)
    assert back["id"] == other
    for id, was in before.items():
        now = await dana.get(f"/contacts/{id}")
        kept = ("name", "company", "owner", "tags", "fields", "identities", "consent")
        assert {name: now[name] for name in kept} == {name: was[name] for name in kept}
        assert now["version"] > was["version"]
    assert [note["text"] for note in (await dana.get(f"/contacts/{other}/notes"))["items"]] == ["Likes tea"]
    assert (await dana.get("/contacts/pim/notes"))["items"] == []
    told = [e["merge"] for e in (await dana.get("/contacts/pim/timeline"))["items"] if e["type"] == "merge"]
    assert told[0]["undone_by"] == "dana"


async def test_what_was_chosen_comes_along_and_is_given_back(ines: Caller, cast: Cast) -> None:
    await ines.post("/fields", {"name": "City", "kind": "text"})
    await ines.put("/contacts/pim", {"company": "Tea Co", "fields": {"city": "Bangkok"}})
    other = await twin(ines, company="Coffee Co", fields={"city": "Hua Hin"})
    chosen = {"into": "pim", "take": ["name", "owner", "fields.city"]}
    merged = await ines.post(f"/contacts/{other}/merge", chosen, 200)
    assert (merged["name"], merged["company"], merged["fields"]) == ("Pimmy", "Tea Co", {"city": "Hua Hin"})
    await ines.post("/contacts/pim/unmerge", None, 200)
    back = await ines.get("/contacts/pim")
    assert (back["name"], back["company"], back["fields"]) == ("Pim Srisai", "Tea Co", {"city": "Bangkok"})


async def test_what_was_changed_since_stays_changed(dana: Caller, cast: Cast) -> None:
    other = await twin(dana, company="Coffee Co", tags=["b"])
    await dana.post(f"/contacts/{other}/merge", {"into": "pim"}, 200)
    await dana.put("/contacts/pim", {"company": "Tea Co", "tags": ["b", "new"]})
    await dana.post("/contacts/pim/unmerge", None, 200)
    now = await dana.get("/contacts/pim")
    assert (now["company"], now["tags"]) == ("Tea Co", ["new"])


async def test_there_must_be_something_to_undo(dana: Caller, cast: Cast) -> None:
    await dana.post("/contacts/pim/unmerge", None, 409)
    other = await twin(dana)
    await dana.post(f"/contacts/{other}/merge", {"into": "pim"}, 200)
    await dana.post(f"/contacts/{other}/unmerge", None, 200)
    await dana.post(f"/contacts/{other}/unmerge", None, 409)


async def test_one_contact_is_not_merged_with_itself(dana: Caller, cast: Cast) -> None:
    assert (await dana.post("/contacts/pim/merge", {"into": "pim"}, 422))["field"] == "into"
    other = await twin(dana)
    await dana.post(f"/contacts/{other}/merge", {"into": "pim"}, 200)
    await dana.post(f"/contacts/{other}/merge", {"into": "pim"}, 422)


async def test_a_chain_of_merges_leads_to_its_end_and_comes_apart(dana: Caller, cast: Cast) -> None:
    first = await twin(dana, identities=[{"kind": "email", "value": "first@tea.example"}])
    second = await twin(dana, identities=[{"kind": "email", "value": "second@tea.example"}])
    await dana.post(f"/contacts/{first}/merge", {"into": second}, 200)
    await dana.post(f"/contacts/{second}/merge", {"into": "pim"}, 200)
    assert (await dana.get(f"/contacts/{first}"))["id"] == "pim"
    back = await dana.post(f"/contacts/{second}/unmerge", None, 200)
    assert {one["value"] for one in back["identities"]} == {"first@tea.example", "second@tea.example"}
    assert (await dana.get(f"/contacts/{first}"))["id"] == second
    alone = await dana.post(f"/contacts/{first}/unmerge", None, 200)
    assert [one["value"] for one in alone["identities"]] == ["first@tea.example"]
    assert [one["value"] for one in (await dana.get(f"/contacts/{second}"))["identities"]] == ["second@tea.example"]


async def test_the_middle_of_a_chain_leaves_the_rest(dana: Caller, cast: Cast) -> None:
    first = await twin(dana, identities=[{"kind": "email", "value": "first@tea.example"}])
    second = await twin(dana)
    await dana.post(f"/contacts/{first}/merge", {"into": second}, 200)
    await dana.post(f"/contacts/{second}/merge", {"into": "pim"}, 200)
    alone = await dana.post(f"/contacts/{first}/unmerge", None, 200)
    assert [one["value"] for one in alone["identities"]] == ["first@tea.example"]
    assert [one["value"] for one in (await dana.get("/contacts/pim"))["identities"]] == ["66812345678"]


async def test_an_act_that_reaches_far_is_in_the_activity_log(dana: Caller, ines: Caller, cast: Cast) -> None:
    other = await twin(dana)
    await dana.post(f"/contacts/{other}/merge", {"into": "pim"}, 200)
    await dana.post(f"/contacts/{other}/unmerge", None, 200)
    acts = [act["act"] for act in (await ines.get("/admin/activity"))["items"]]
    assert acts[:2] == ["contact.unmerged", "contact.merged"]
