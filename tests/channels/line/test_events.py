from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.channel import Alias, Edited, Received, Revoked, Unknown
from channels.line.events import LATEST_REPLY_MS, REPLY_MS, parse

BOT, ANNA = "U0000000000000000000000000000b0b0", "U0000000000000000000000000000a0a0"
AT = 1_790_000_000_000


def event(kind: str, /, **parts: Any) -> dict[str, Any]:
    return {
        "type": kind,
        "mode": "active",
        "timestamp": AT,
        "source": {"type": "user", "userId": ANNA},
        "webhookEventId": "01HX",
        "deliveryContext": {"isRedelivery": False},
        **parts,
    }


def said(**message: Any) -> dict[str, Any]:
    return event("message", replyToken="reply", message={"id": "11", "quoteToken": "quote", **message})


def body(*events: Any) -> bytes:
    return json.dumps({"destination": BOT, "events": events}).encode()


def only(*events: Any) -> Any:
    (fact,) = parse(body(*events))
    return fact


def test_a_text_comes_with_what_answers_quotes_and_marks_it() -> None:
    fact = only(said(type="text", text="สวัสดี", markAsReadToken="read"))
    assert isinstance(fact, Received)
    assert (fact.account, fact.provider_id, fact.kind, fact.text, fact.at) == (BOT, "11", "text", "สวัสดี", AT)
    assert fact.person.aliases == (Alias("line_user", ANNA),)
    assert fact.handles is not None
    assert (fact.handles.reply, fact.handles.reply_until) == ("reply", AT + REPLY_MS)
    assert (fact.handles.quote, fact.handles.read) == ("quote", "read")


def test_a_redelivered_message_says_the_same_and_may_be_answered_longer() -> None:
    first, again = (
        said(type="text", text="a"),
        said(type="text", text="a") | {"deliveryContext": {"isRedelivery": True}},
    )
    assert only(first).provider_id == only(again).provider_id
    assert only(again).handles.reply_until == AT + LATEST_REPLY_MS


@pytest.mark.parametrize("token", ["0" * 32, "f" * 32])
def test_the_consoles_check_is_nothing_to_be_answered(token: str) -> None:
    assert only(said(type="text", text="a") | {"replyToken": token}).handles.reply is None


def test_an_empty_list_of_events_says_nothing() -> None:
    assert parse(body()) == []


@pytest.mark.parametrize("kind", ["image", "video", "audio"])
def test_files_are_fetched_by_the_messages_id(kind: str) -> None:
    fact = only(said(type=kind, duration=2500, contentProvider={"type": "line"}))
    assert [(media.id, media.kind) for media in fact.media] == [("11", kind)]
    assert fact.content["duration"] == 2.5


def test_a_file_elsewhere_is_shown_as_a_link_and_never_fetched() -> None:
    elsewhere = {"type": "external", "originalContentUrl": "https://elsewhere.example/a.jpg"}
    fact = only(said(type="image", contentProvider=elsewhere))
    assert (fact.media, fact.content["link"]) == ((), "https://elsewhere.example/a.jpg")


def test_a_sticker_keeps_what_it_takes_to_draw_it() -> None:
    fact = only(said(type="sticker", packageId="1", stickerId="2", stickerResourceType="ANIMATION", keywords=["love"]))
    assert (fact.kind, fact.content["line"]["sticker"], fact.content["line"]["motion"]) == ("sticker", "2", "ANIMATION")
    assert [(media.id, media.kind) for media in fact.media] == [("2", "sticker")]


def test_a_document_and_a_place_are_what_they_are() -> None:
    document = only(said(type="file", fileName="งาน.pdf", fileSize=12))
    place = only(said(type="location", title="Park", address="Rama IV", latitude=13.7, longitude=100.5))
    assert (document.kind, document.media[0].name) == ("document", "งาน.pdf")
    assert (place.kind, place.text, place.content["latitude"]) == ("location", "Park", 13.7)


def test_a_group_is_a_thread_of_its_own_and_a_silent_member_speaks_as_the_group() -> None:
    named = only(said(type="text", text="a") | {"source": {"type": "group", "groupId": "C1", "userId": ANNA}})
    nameless = only(said(type="text", text="a") | {"source": {"type": "room", "roomId": "R1"}})
    assert (named.group, named.person.aliases) == ("C1", (Alias("line_user", ANNA),))
    assert (nameless.group, nameless.person.aliases) == ("R1", (Alias("group", "R1"),))


def test_what_is_taken_back_or_edited_names_its_target() -> None:
    edit = event("messageEdited", message={"id": "11", "type": "text", "text": "b"})
    revoked, edited = only(event("unsend", unsend={"messageId": "11"})), only(edit)
    assert isinstance(revoked, Revoked)
    assert revoked.target == "11"
    assert isinstance(edited, Edited)
    assert (edited.target, edited.text) == ("11", "b")


def test_a_tap_is_an_answer_with_its_id() -> None:
    fact = only(event("postback", replyToken="reply", postback={"data": "yes", "params": {"date": "2026-11-22"}}))
    assert (fact.kind, fact.content["form"], fact.content["id"], fact.text) == (
        "interactive",
        "reply",
        "yes",
        "2026-11-22",
    )


@pytest.mark.parametrize(
    "kind", ["follow", "unfollow", "join", "leave", "memberJoined", "memberLeft", "beacon", "accountLink"]
)
def test_what_happens_in_a_chat_is_a_line_in_it(kind: str) -> None:
    fact = only(event(kind))
    assert (fact.kind, fact.provider_id) == ("system", f"{kind}:01HX")


def test_what_nobody_knows_is_kept_and_hides_no_neighbour() -> None:
    strange, plain = event("hologram", hologram={"a": 1}), said(type="text", text="a")
    told = parse(body(strange, "no object", plain))
    assert sorted(type(fact).__name__ for fact in told) == ["Received", "Unknown", "Unknown"]


def test_events_of_one_body_are_told_in_the_order_they_happened() -> None:
    late, early = said(type="text", text="second"), said(type="text", text="first") | {"timestamp": AT - 1}
    assert [fact.text for fact in parse(body(late, early)) if isinstance(fact, Received)] == ["first", "second"]


def test_in_standby_nothing_is_to_be_answered() -> None:
    fact = only(said(type="text", text="a") | {"mode": "standby"})
    assert (fact.content["standby"], fact.handles.reply) == (True, None)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
KINDS = ["message", "messageEdited", "unsend", "postback", "follow", "join", "memberJoined", "x"]


@settings(max_examples=150)
@given(
    st.lists(
        st.fixed_dictionaries(
            {},
            optional={
                "type": st.sampled_from(KINDS),
                "source": JSON,
                "message": JSON,
                "timestamp": JSON,
                "postback": JSON,
                "unsend": JSON,
                "replyToken": JSON,
            },
        ),
        max_size=4,
    )
)
def test_anything_at_all_becomes_a_fact_each(events: list[dict[str, Any]]) -> None:
    assert len(parse(body(*events))) == len(events)


SHARED = Path(os.environ.get("BMA_PAYLOADS", "")) / "line" if os.environ.get("BMA_PAYLOADS") else None


@pytest.mark.skipif(SHARED is None or not SHARED.is_dir(), reason="the shared bodies are not at hand (BMA_PAYLOADS)")
def test_every_shared_body_is_understood() -> None:
    assert SHARED is not None
    files = sorted(SHARED.glob("*.json"))
    assert files
    for file in files:
        told = parse(file.read_bytes())
        events = json.loads(file.read_bytes())["events"]
        strange = [item for item in events if item["type"] == "undefined"]
        assert len(told) == len(events), file.name
        assert sum(isinstance(fact, Unknown) for fact in told) == len(strange), file.name
