from __future__ import annotations

from typing import Any

import pytest

from channels.channel import Alias, AliasesChanged, Edited, Media, Reacted, Received, Revoked, Unknown
from channels.whatsapp.envelope import parse
from tests.channels.whatsapp.bodies import CONTACT, NUMBER, body, said, told

PHONE, USER = Alias("phone", "66811112222"), Alias("whatsapp_user", "TH.100")


def received(**item: Any) -> Received:
    fact = said(**item)
    assert isinstance(fact, Received)
    return fact


def test_a_text_says_who_when_and_what() -> None:
    fact = received(type="text", text={"body": "Hello"})
    assert (fact.account, fact.provider_id, fact.at, fact.kind, fact.text) == (
        NUMBER,
        "wamid.1",
        1760000000000,
        "text",
        "Hello",
    )
    assert (fact.person.aliases, fact.person.name, fact.by, fact.opens_window) == (
        (PHONE, USER),
        "Somchai",
        "customer",
        True,
    )


@pytest.mark.parametrize("kind", ["image", "video", "audio", "document", "sticker"])
def test_a_file_is_told_to_be_fetched(kind: str) -> None:
    part = {"id": "77", "mime_type": "x/y", "sha256": "abc=", "caption": "look", "filename": "a.b", "url": "https://l/"}
    fact = received(type=kind, **{kind: part})
    assert fact.media == (Media(id="77", kind=kind, mime="x/y", name="a.b", sha256="abc=", url="https://l/"),)  # type: ignore[arg-type]
    assert (fact.kind, fact.text) == (kind, "look")


def test_sound_recorded_in_the_chat_is_a_voice_note() -> None:
    fact = received(type="audio", audio={"id": "7", "mime_type": "audio/ogg; codecs=opus", "voice": True})
    assert (fact.kind, fact.media[0].kind) == ("voice", "voice")


def test_a_file_meta_could_not_give_says_why() -> None:
    fact = received(type="image", image={}, errors=[{"code": 131052, "title": "Media download error"}])
    assert (fact.kind, fact.media) == ("image", ())
    assert fact.content["errors"] == [{"code": "131052", "title": "Media download error"}]


def test_a_place_keeps_its_name() -> None:
    fact = received(
        type="location", location={"latitude": 13.7, "longitude": 100.5, "name": "Office", "address": "Bangkok"}
    )
    assert fact.content == {"latitude": 13.7, "longitude": 100.5, "name": "Office", "address": "Bangkok"}


def test_a_bare_vcard_gives_its_name_and_number() -> None:
    vcard = "BEGIN:VCARD\nFN:Ploy\nTEL;TYPE=CELL:+66 2\nEND:VCARD"
    (fact,) = [f for f in told("messages", contacts=[CONTACT], messages=[_card(vcard)]) if isinstance(f, Received)]
    assert fact.content["contacts"] == [{"name": "Ploy", "phones": [{"number": "+66 2"}], "emails": [], "urls": []}]


def _card(vcard: str) -> dict[str, Any]:
    return {
        "id": "wamid.1",
        "from": "66811112222",
        "timestamp": "1",
        "type": "contacts",
        "contacts": [{"vcard": vcard}],
    }


def test_a_filled_flow_gives_its_answers() -> None:
    reply = {"type": "nfm_reply", "nfm_reply": {"name": "flow", "body": "Sent", "response_json": '{"colour": "blue"}'}}
    assert received(type="interactive", interactive=reply).content == {
        "form": "flow",
        "title": "Sent",
        "answers": {"colour": "blue"},
    }


def test_answers_that_are_no_json_are_kept_as_they_came() -> None:
    reply = {"type": "nfm_reply", "nfm_reply": {"name": "flow", "response_json": "{blue"}}
    assert received(type="interactive", interactive=reply).content["answers"] == "{blue"


def test_a_tapped_row_answers_its_list() -> None:
    reply = {"type": "list_reply", "list_reply": {"id": "r1", "title": "Large", "description": "XL"}}
    fact = received(type="interactive", interactive=reply, context={"from": "1", "id": "wamid.list"})
    assert (fact.text, fact.reply_to) == ("Large", "wamid.list")
    assert fact.content == {"form": "reply", "id": "r1", "title": "Large", "description": "XL"}


def test_an_order_lists_its_items() -> None:
    item = {"product_retailer_id": "A", "quantity": 2, "item_price": 9.5, "currency": "THB"}
    fact = received(type="order", order={"catalog_id": "c", "text": "please", "product_items": [item]})
    assert fact.content == {
        "catalog": "c",
        "text": "please",
        "items": [{"id": "A", "quantity": 2, "price": 9.5, "currency": "THB"}],
    }


def test_opening_the_chat_opens_the_window() -> None:
    fact = received(type="request_welcome")
    assert (fact.kind, fact.content, fact.opens_window) == ("system", {"event": "welcome_requested"}, True)


def test_what_nobody_knows_is_kept_whole() -> None:
    fact = received(type="hologram", hologram={"depth": 3}, context={"forwarded": True})
    assert (fact.kind, fact.content["type"], fact.content["forwarded"]) == ("unsupported", "hologram", True)
    assert fact.content["raw"] == {"type": "hologram", "hologram": {"depth": 3}}


def test_an_advertisement_is_remembered() -> None:
    assert received(type="text", text={"body": "Hi"}, referral={"source_id": "ad1"}).content == {
        "referral": {"source_id": "ad1"}
    }


def test_a_group_is_named() -> None:
    assert received(type="text", text={"body": "Hi"}, group_id="g@g.us").group == "g@g.us"


def test_a_person_without_a_phone_is_known_by_user_id_and_username() -> None:
    contact = {"profile": {"name": "Ploy", "username": "@ploy"}, "user_id": "TH.7", "parent_user_id": "TH.ENT.8"}
    item = {"id": "wamid.1", "from_user_id": "TH.7", "timestamp": "1", "type": "text", "text": {"body": "Hi"}}
    (fact,) = told("messages", contacts=[contact], messages=[item])
    assert isinstance(fact, Received)
    assert fact.person.aliases == (
        Alias("whatsapp_user", "TH.7"),
        Alias("whatsapp_parent", "TH.ENT.8"),
        Alias("username", "ploy"),
    )


def test_people_are_never_told_apart_by_position() -> None:
    contacts = [{"profile": {"name": "Ploy"}, "wa_id": "1"}, {"profile": {"name": "Dan"}, "wa_id": "2"}]
    items = [
        {"id": str(n), "from": who, "timestamp": "1", "type": "text", "text": {"body": ""}}
        for n, who in enumerate("21")
    ]
    names = [
        fact.person.name for fact in told("messages", contacts=contacts, messages=items) if isinstance(fact, Received)
    ]
    assert names == ["Dan", "Ploy"]


def test_a_number_given_to_somebody_else_does_not_lend_its_name() -> None:
    contacts = [{"profile": {"name": "Old owner"}, "wa_id": "66811112222", "user_id": "TH.OLD"}]
    assert received(contacts=contacts, from_user_id="TH.NEW", type="text", text={"body": ""}).person.name is None


def test_a_reaction_without_an_emoji_takes_it_back() -> None:
    fact = said(type="reaction", reaction={"message_id": "wamid.0"})
    assert isinstance(fact, Reacted)
    assert (fact.target, fact.emoji) == ("wamid.0", "")


def test_an_edit_and_a_revoke_name_their_target() -> None:
    edit = said(
        type="edit", edit={"original_message_id": "wamid.0", "message": {"type": "text", "text": {"body": "New"}}}
    )
    revoke = said(type="revoke", revoke={"original_message_id": "wamid.0"})
    assert isinstance(edit, Edited)
    assert isinstance(revoke, Revoked)
    assert (edit.target, edit.text, revoke.target) == ("wamid.0", "New", "wamid.0")


def test_a_changed_number_moves_the_person() -> None:
    system = {
        "type": "user_changed_number",
        "wa_id": "66899990000",
        "user_id": "TH.2",
        "previous_user_id": "TH.1",
        "body": "A changed",
    }
    fact = said(contacts=[], type="system", system=system)
    assert isinstance(fact, AliasesChanged)
    assert fact.old == (PHONE, Alias("whatsapp_user", "TH.1"))
    assert fact.new == (Alias("phone", "66899990000"), Alias("whatsapp_user", "TH.2"))
    assert fact.gone == fact.old


def test_a_former_user_id_is_found_in_the_sentence() -> None:
    system = {"type": "user_changed_user_id", "user_id": "US.22", "body": "User Ann changed from US.11 to US.22"}
    (fact,) = told("messages", messages=[{"id": "wamid.1", "timestamp": "1", "type": "system", "system": system}])
    assert isinstance(fact, AliasesChanged)
    assert (fact.old, fact.gone) == ((Alias("whatsapp_user", "US.11"),), (Alias("whatsapp_user", "US.11"),))


@pytest.mark.parametrize("item", [{"type": "text"}, {"id": "x" * 501, "from": "1", "type": "text"}, "text", None, 7])
def test_an_item_without_an_id_is_kept_and_hides_no_neighbour(item: Any) -> None:
    good = {"id": "wamid.2", "from": "1", "timestamp": "1", "type": "text", "text": {"body": "Hi"}}
    first, second = told("messages", messages=[item, good])
    assert isinstance(first, Unknown)
    assert isinstance(second, Received)


def test_an_echo_of_the_phone_app_is_ours() -> None:
    item = {
        "id": "wamid.1",
        "from": "6620000000",
        "to": "66811112222",
        "timestamp": "5",
        "type": "text",
        "text": {"body": "On my way"},
    }
    (fact,) = told("smb_message_echoes", message_echoes=[item])
    assert isinstance(fact, Received)
    assert (fact.by, fact.key_space, fact.person.aliases, fact.opens_window) == ("phone_app", "echo", (PHONE,), False)


def test_while_the_assistant_holds_the_conversation_messages_still_arrive() -> None:
    item = {"id": "wamid.1", "from": "66811112222", "timestamp": "5", "type": "text", "text": {"body": "Hi"}}
    (fact,) = told("standby", standby={"contacts": [CONTACT], "messages": [item]})
    assert isinstance(fact, Received)
    assert (fact.key_space, fact.person.name, fact.kind, fact.text) == ("standby", "Somchai", "text", "Hi")


def test_nul_and_lone_surrogates_are_cleaned_away() -> None:
    raw = body("messages", {"metadata": {"phone_number_id": NUMBER}, "messages": ["ITEM"]})
    item = rb'{"id":"wamid.1","from":"1","timestamp":"1","type":"text","text":{"body":"a\u0000b\ud83dc"}}'
    (fact,) = parse(raw.replace(b'"ITEM"', item))
    assert isinstance(fact, Received)
    assert fact.text == "ab\ufffdc"


def test_the_escaped_form_meta_sends_is_read() -> None:
    raw = body("messages", {"metadata": {"phone_number_id": NUMBER}, "messages": ["ITEM"]})
    item = rb'{"id":"wamid.1","from":"1","timestamp":"1","type":"text","text":{"body":"caf\u00e9 \ud83d\ude00 a\/b"}}'
    (fact,) = parse(raw.replace(b'"ITEM"', item))
    assert isinstance(fact, Received)
    assert fact.text == "café 😀 a/b"
