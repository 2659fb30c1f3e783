"""Notes, consent with its proof, and the timeline they stand in."""

from __future__ import annotations

from typing import Any

import pytest

from hub.assembly import Hub
from tests.cast import Cast
from tests.web.caller import Caller
from tests.web.customers.test_contacts import announced

PROOF = {"channel": "whatsapp", "wanted": True, "how": "in_writing", "text": "Yes, write me", "source": "form 12"}


async def test_a_note_is_its_authors_to_change(dana: Caller, ines: Caller, cast: Cast, hub: Hub) -> None:
    note = await dana.post("/contacts/pim/notes", {"text": "  Likes tea "})
    assert (note["text"], note["author"], note["edited_at"]) == ("Likes tea", "dana", None)
    assert (await announced(hub))[-1] == "note.changed"
    path = f"/contacts/pim/notes/{note['id']}"
    assert "Dana wrote this note" in (await ines.put(path, {"text": "x"}, 403))["message"]
    await ines.delete(path, 403)
    edited = await dana.put(path, {"text": "Likes green tea"})
    assert (edited["text"], edited["version"]) == ("Likes green tea", 2)
    assert edited["edited_at"] is not None
    assert (await ines.get("/contacts/pim/notes"))["items"] == [edited]
    await dana.delete(path)
    assert (await announced(hub))[-1] == "note.removed"
    assert (await dana.get("/contacts/pim/notes"))["items"] == []
    await dana.delete(path, 404)


async def test_a_note_belongs_to_its_contact_alone(dana: Caller, ines: Caller, cast: Cast) -> None:
    note = await ines.post("/contacts/ken/notes", {"text": "Support only"})
    await ines.put(f"/contacts/pim/notes/{note['id']}", {"text": "x"}, 404)
    await dana.put(f"/contacts/pim/notes/{note['id']}", {"text": "x"}, 404)


async def test_notes_are_paged_and_found_by_words(dana: Caller, cast: Cast) -> None:
    for text in ("Likes tea", "Likes coffee", "Calls on Mondays"):
        await dana.post("/contacts/pim/notes", {"text": text})
    pages = await dana.pages("/contacts/pim/notes", 2)
    assert [len(page) for page in pages] == [2, 1]
    assert {note["text"] for note in (await dana.get("/contacts/pim/notes", q="likes"))["items"]} == {
        "Likes tea",
        "Likes coffee",
    }


@pytest.mark.parametrize("text", ["", "   ", "x" * 10_001])
async def test_a_note_needs_words(dana: Caller, cast: Cast, text: str) -> None:
    assert (await dana.post("/contacts/pim/notes", {"text": text}, 422))["field"] == "text"


async def test_consent_is_kept_with_its_proof(dana: Caller, cast: Cast) -> None:
    word = await dana.post("/contacts/pim/consents", PROOF)
    assert {name: word[name] for name in PROOF} == PROOF
    assert (word["user"], word["contact"]) == ("dana", "pim")
    shown = (await dana.get("/contacts/pim"))["consent"]["whatsapp"]
    assert (shown["wanted"], shown["how"]) == (True, "in_writing")
    await dana.post("/contacts/pim/consents", {"channel": "whatsapp", "wanted": False, "how": "by_phone"})
    assert (await dana.get("/contacts/pim"))["consent"]["whatsapp"]["wanted"] is False
    history = (await dana.get("/contacts/pim/consents"))["items"]
    assert [one["wanted"] for one in history] == [False, True]


async def test_an_older_word_is_kept_and_changes_nothing(dana: Caller, cast: Cast) -> None:
    await dana.post("/contacts/pim/consents", {"channel": "whatsapp", "wanted": False, "how": "by_phone"})
    older = {**PROOF, "at": "2025-01-01T00:00:00Z"}
    await dana.post("/contacts/pim/consents", older)
    assert (await dana.get("/contacts/pim"))["consent"]["whatsapp"]["wanted"] is False
    assert [one["wanted"] for one in (await dana.get("/contacts/pim/consents"))["items"]] == [False, True]


@pytest.mark.parametrize(
    "at", ["1999-12-31T00:00:00Z", "9999-01-01T00:00:00Z", "yesterday, early", "2025-01-01T00:00:00"]
)
async def test_consent_is_given_in_the_past(dana: Caller, cast: Cast, at: str) -> None:
    assert (await dana.post("/contacts/pim/consents", {**PROOF, "at": at}, 422))["field"] == "at"


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ([], "unknown"),
        ([("whatsapp", True)], "yes"),
        ([("whatsapp", False)], "no"),
        ([("marketing", True)], "yes"),
        ([("whatsapp", True), ("marketing", False)], "no"),
        ([("line", True)], "unknown"),
    ],
)
async def test_contacts_are_found_by_their_consent(
    dana: Caller, cast: Cast, said: list[tuple[str, bool]], wanted: str
) -> None:
    for channel, word in said:
        await dana.post("/contacts/pim/consents", {**PROOF, "channel": channel, "wanted": word})
    for state in ("yes", "no", "unknown"):
        found = [c["id"] for c in (await dana.get("/contacts", consent=f"whatsapp:{state}"))["items"]]
        assert ("pim" in found) == (state == wanted), state


def kinds(entries: list[dict[str, Any]]) -> list[str]:
    return [entry["type"] for entry in entries]


async def test_the_timeline_tells_everything_once_and_in_order(dana: Caller, ines: Caller, cast: Cast) -> None:
    await dana.put("/contacts/pim", {"name": "Pim Suwan"})
    await dana.post("/contacts/pim/notes", {"text": "Likes tea"})
    await dana.post("/contacts/pim/consents", PROOF)
    other = await dana.post("/contacts", {"name": "Pimmy", "tags": ["vip"]})
    await dana.post(f"/contacts/{other['id']}/merge", {"into": "pim"}, 200)
    whole = (await dana.get("/contacts/pim/timeline"))["items"]
    # both words on consent are one; the other contact's own beginning came with it
    assert sorted(kinds(whole)) == ["change", "change", "consent", "conversation", "merge", "note"]
    assert [entry["at"] for entry in whole] == sorted((entry["at"] for entry in whole), reverse=True)
    renamed = next(e["change"] for e in whole if e["type"] == "change" and "name" in e["change"]["changes"])
    assert renamed["changes"] == {"name": ["Pim Srisai", "Pim Suwan"]}
    merged = next(entry["merge"] for entry in whole if entry["type"] == "merge")
    assert (merged["goes"], merged["goes_name"], merged["stays"], merged["user"]) == (
        other["id"],
        "Pimmy",
        "pim",
        "dana",
    )
    paged = [entry for page in await dana.pages("/contacts/pim/timeline", 2) for entry in page]
    assert paged == whole


async def test_the_timeline_shows_only_conversations_the_agent_may_see(dana: Caller, ines: Caller, cast: Cast) -> None:
    await ines.post("/contacts/ken/merge", {"into": "pim"}, 200)
    seen = (await dana.get("/contacts/pim/timeline"))["items"]
    assert [e["conversation"]["id"] for e in seen if e["type"] == "conversation"] == [cast.pims]
    whole = (await ines.get("/contacts/pim/timeline"))["items"]
    assert {e["conversation"]["id"] for e in whole if e["type"] == "conversation"} == {cast.pims, cast.kens}
