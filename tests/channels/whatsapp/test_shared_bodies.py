"""Real and documented bodies from elsewhere, found through BMA_PAYLOADS; conftest says so when they are absent."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import msgspec
import pytest

from channels.channel import Alias, Outgoing
from channels.whatsapp import envelope, outgoing
from tests.channels.whatsapp.essence import essence
from tests.channels.whatsapp.expected_bodies import EXPECTED

SHARED = os.environ.get("BMA_PAYLOADS", "")
INBOUND = sorted(Path(SHARED, "whatsapp").glob("*.json")) if SHARED else []
OUTBOUND = Path(SHARED, "whatsapp-outbound")


@pytest.mark.parametrize("path", INBOUND, ids=lambda path: path.stem)
def test_each_body_leaves_what_it_says(path: Path) -> None:
    assert [essence(fact) for fact in envelope.parse(path.read_bytes())] == EXPECTED[path.stem]


@pytest.mark.parametrize("path", INBOUND, ids=lambda path: path.stem)
def test_every_fact_can_be_kept_as_json(path: Path) -> None:
    facts = envelope.parse(path.read_bytes())
    assert msgspec.json.decode(msgspec.json.encode(facts)) is not None


def test_no_body_is_without_an_expectation() -> None:
    assert {path.stem for path in INBOUND} <= set(EXPECTED)


def _sent(name: str) -> dict[str, Any]:
    body: dict[str, Any] = json.loads((OUTBOUND / f"{name}.json").read_bytes())
    return body


def _ours(kind: str, **fields: Any) -> Any:
    body = outgoing.body(Outgoing(tag="t", to=(Alias("phone", "121212121212"),), kind=kind, **fields))
    return body[body["type"]]


pytestmark_outbound = pytest.mark.skipif(not SHARED, reason="BMA_PAYLOADS is not set")


@pytestmark_outbound
def test_a_text_is_sent_as_others_send_it() -> None:
    theirs = _sent("bindambc-req-text")
    assert _ours("text", text=theirs["text"]["body"]) == theirs["text"]


@pytestmark_outbound
def test_audio_is_sent_as_others_send_it() -> None:
    theirs = _sent("bindambc-req-audio")
    assert _ours("audio", media_id=theirs["audio"]["id"]) == theirs["audio"]


@pytestmark_outbound
def test_a_place_is_sent_as_others_send_it() -> None:
    theirs = _sent("bindambc-req-location")["location"]
    ours = _ours(
        "location", content={**theirs, "latitude": float(theirs["latitude"]), "longitude": float(theirs["longitude"])}
    )
    assert {key: str(value) for key, value in ours.items()} == theirs


@pytestmark_outbound
def test_a_contact_card_is_sent_as_others_send_it() -> None:
    theirs = _sent("bindambc-req-contacts")["contacts"][0]
    card = {
        "name": theirs["name"]["formatted_name"],
        "organization": theirs["org"]["company"],
        "title": theirs["org"]["title"],
        "phones": [{"number": item["phone"], "type": item["type"]} for item in theirs["phones"]],
        "emails": [{"address": item["email"], "type": item["type"]} for item in theirs["emails"]],
        "urls": theirs["urls"],
        "addresses": theirs["addresses"],
        "birthday": theirs["birthday"],
    }
    ours = _ours("contacts", content={"contacts": [card]})[0]
    del theirs["org"]["department"]  # the one field our cards do not have
    assert ours == theirs


@pytestmark_outbound
def test_buttons_are_sent_as_others_send_them() -> None:
    theirs = _sent("bindambc-req-interactive-button")["interactive"]
    content = {
        "form": "buttons",
        "header": theirs["header"]["text"],
        "footer": theirs["footer"]["text"],
        "buttons": [button["reply"] for button in theirs["action"]["buttons"]],
    }
    assert _ours("interactive", text=theirs["body"]["text"], content=content) == {**theirs, "type": "button"}


@pytestmark_outbound
@pytest.mark.parametrize("name", ["bindambc-req-interactive-list", "piusalfred-list"])
def test_a_list_is_sent_as_others_send_it(name: str) -> None:
    theirs = _sent(name)
    theirs = theirs.get("interactive", theirs)
    content = {
        "form": "list",
        "header": theirs["header"]["text"],
        "body": theirs["body"]["text"],
        "footer": theirs["footer"]["text"],
        "button": theirs["action"]["button"],
        "sections": theirs["action"]["sections"],
    }
    assert _ours("interactive", content=content) == {**theirs, "type": "list"}


@pytestmark_outbound
def test_a_link_is_sent_as_others_send_it() -> None:
    theirs = _sent("piusalfred-ctaurlbutton")
    content = {
        "form": "link",
        "body": theirs["body"]["text"],
        "footer": theirs["footer"]["text"],
        "button": theirs["action"]["parameters"]["display_text"],
        "url": theirs["action"]["parameters"]["url"],
    }
    del theirs["header"]  # a linked picture; ours are uploaded
    assert _ours("interactive", content=content) == theirs


@pytestmark_outbound
@pytest.mark.parametrize("path", sorted(OUTBOUND.glob("bindambc-req-template*.json")), ids=lambda path: path.stem)
def test_a_template_goes_out_as_it_was_filled(path: Path) -> None:
    theirs = json.loads(path.read_bytes())["template"]
    assert _ours("template", content=theirs) == theirs


@pytestmark_outbound
@pytest.mark.parametrize("name", ["phone-only", "recipient-only", "to-and-recipient"])
def test_the_recipient_is_named_as_others_name_it(name: str) -> None:
    theirs = _sent(f"restfb-send-message-{name}")
    aliases = [Alias("phone", theirs["to"])] if "to" in theirs else []
    aliases += [Alias("whatsapp_user", theirs["recipient"])] if "recipient" in theirs else []
    ours = outgoing.body(Outgoing(tag="t", to=tuple(aliases), kind="text", text=theirs["text"]["body"]))
    assert (ours.get("to"), ours.get("recipient")) == (theirs.get("to"), theirs.get("recipient"))
