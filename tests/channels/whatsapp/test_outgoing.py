from __future__ import annotations

from typing import Any

import pytest

from channels.channel import Alias, ChannelError, Outgoing
from channels.whatsapp.outgoing import body

TO = (Alias("phone", "66811112222"),)


def sent(kind: str, **fields: Any) -> dict[str, Any]:
    return body(Outgoing(**{"tag": "attempt-1", "to": TO, "kind": kind, **fields}))


def refusal(kind: str, **fields: Any) -> ChannelError:
    with pytest.raises(ChannelError) as caught:
        sent(kind, **fields)
    assert caught.value.outcome == "never"
    return caught.value


def test_every_send_carries_our_tag() -> None:
    assert sent("text", text="Hi") == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": "+66811112222",
        "type": "text",
        "text": {"body": "Hi", "preview_url": False},
        "biz_opaque_callback_data": "attempt-1",
    }


def test_a_link_in_a_text_is_previewed() -> None:
    assert sent("text", text="see https://bma.example")["text"]["preview_url"] is True


def test_an_answer_names_what_it_answers() -> None:
    assert sent("text", text="Yes", reply_to="wamid.1")["context"] == {"message_id": "wamid.1"}


def test_a_person_without_a_number_is_reached_by_user_id() -> None:
    found = sent("text", text="Hi", to=(Alias("username", "ploy"), Alias("whatsapp_user", "TH.1")))
    assert (found.get("to"), found["recipient"]) == (None, "TH.1")


def test_a_group_is_a_recipient() -> None:
    found = sent("text", text="Hi", group="g@g.us")
    assert (found["recipient_type"], found["to"]) == ("group", "g@g.us")


def test_nobody_can_be_reached_by_an_e_mail_address() -> None:
    assert refusal("text", text="Hi", to=(Alias("email", "a@b"),)).advice == "Add a phone number to the contact."


@pytest.mark.parametrize("text", ["", "  ", None, "x" * 4097])
def test_an_empty_or_endless_text_is_refused_before_calling(text: str | None) -> None:
    refusal("text", text=text)


def test_files_are_sent_by_their_upload() -> None:
    assert sent("image", media_id="7", text="Look")["image"] == {"id": "7", "caption": "Look"}
    assert sent("document", media_id="7", media_name="a.pdf")["document"] == {"id": "7", "filename": "a.pdf"}
    voice = sent("voice", media_id="7")
    assert (voice["type"], voice["audio"]) == ("audio", {"id": "7", "voice": True})


def test_sound_has_no_caption_and_a_caption_its_limit() -> None:
    refusal("audio", media_id="7", text="Listen")
    refusal("image", media_id="7", text="x" * 1025)
    refusal("image")


def test_a_reaction_names_its_message_and_may_be_empty() -> None:
    found = sent("reaction", reply_to="wamid.1", content={"emoji": "👍"})
    assert (found["reaction"], "context" in found) == ({"message_id": "wamid.1", "emoji": "👍"}, False)
    assert sent("reaction", reply_to="wamid.1", content={"emoji": ""})["reaction"]["emoji"] == ""
    refusal("reaction", content={"emoji": "👍"})


def test_a_place_must_be_on_earth() -> None:
    assert sent("location", content={"latitude": 13.7, "longitude": 100.5})["location"] == {
        "latitude": 13.7,
        "longitude": 100.5,
    }
    refusal("location", content={"latitude": 91, "longitude": 0})
    refusal("location", content={"latitude": "13"})


BUTTON = {"id": "a", "title": "Yes"}
ROW = {"id": "a", "title": "Large"}


@pytest.mark.parametrize(
    "content",
    [
        {"form": "buttons", "buttons": []},
        {"form": "buttons", "buttons": [{"id": str(n), "title": str(n)} for n in range(4)]},
        {"form": "buttons", "buttons": [BUTTON, BUTTON]},
        {"form": "buttons", "buttons": [{"id": "a", "title": "x" * 21}]},
        {"form": "buttons", "buttons": [BUTTON], "header": "x" * 61},
        {"form": "buttons", "buttons": [BUTTON], "footer": "x" * 61},
        {"form": "buttons", "buttons": [BUTTON], "body": "x" * 1025},
        {"form": "list", "button": "Choose", "sections": []},
        {"form": "list", "button": "Choose", "sections": [{"rows": [{"id": str(n), "title": "t"} for n in range(11)]}]},
        {"form": "list", "button": "Choose", "sections": [{"rows": [ROW]}, {"rows": [{"id": "b", "title": "t"}]}]},
        {"form": "list", "button": "Choose", "sections": [{"rows": [{"id": "a", "title": "x" * 25}]}]},
        {"form": "list", "sections": [{"rows": [ROW]}]},
        {"form": "link", "button": "See", "url": "javascript:x"},
        {"form": "flow", "button": "Start"},
        {"form": "dance"},
    ],
)
def test_what_breaks_a_limit_of_interactive_messages_is_refused(content: dict[str, Any]) -> None:
    assert refusal("interactive", text="Choose", content=content).message


def test_a_flow_and_a_request_for_a_place() -> None:
    flow = sent(
        "interactive", text="Go", content={"form": "flow", "button": "Start", "flow": {"id": "9", "token": "t"}}
    )["interactive"]
    assert flow["action"]["parameters"] == {
        "flow_message_version": "3",
        "flow_id": "9",
        "flow_cta": "Start",
        "flow_token": "t",
    }
    place = sent("interactive", text="Where?", content={"form": "location_request"})["interactive"]
    assert place == {
        "type": "location_request_message",
        "body": {"text": "Where?"},
        "action": {"name": "send_location"},
    }


def test_a_kind_whatsapp_does_not_have_is_refused() -> None:
    refusal("note", text="internal")
