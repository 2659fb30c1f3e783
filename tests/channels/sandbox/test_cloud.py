from __future__ import annotations

import json
from typing import Any

import pytest

from channels.channel import Received, StatusTold
from channels.sandbox import assets, customers
from channels.sandbox.cloud import Cloud
from channels.sandbox.model import Delivery, Fault, Number, Pace
from channels.whatsapp.envelope import parse
from channels.whatsapp.signature import verify

NUMBER, NOW = "1055", 1_760_000_000_000
DAY = 24 * 3_600_000


@pytest.fixture
def cloud() -> Cloud:
    return Cloud([Number(id=NUMBER, display="6620000000", business="2001")], app_secret="s", run="r")


def text(to: str = "66811112222", tag: str = "t") -> dict[str, Any]:
    return {"to": f"+{to}", "type": "text", "text": {"body": "Hi"}, "biz_opaque_callback_data": tag}


def statuses(cloud: Cloud, until: int) -> list[StatusTold]:
    facts = [fact for webhook in cloud.due(until) for fact in parse(webhook.raw)]
    return [fact for fact in facts if isinstance(fact, StatusTold)]


def code(reply: Any) -> int | None:
    found: int | None = reply.body.get("error", {}).get("code")
    return found


def test_a_message_taken_is_recorded_and_its_statuses_follow(cloud: Cloud) -> None:
    customers.writes(cloud, NUMBER, "66811112222", NOW, text="Hello")
    reply = cloud.post_message(NUMBER, text(), NOW)
    id = reply.body["messages"][0]["id"]
    assert [(send.to, send.tag, send.provider_id) for send in cloud.sends] == [("66811112222", "t", id)]
    assert [(told.status, told.tag, told.provider_id) for told in statuses(cloud, NOW + 1000)] == [
        ("sent", "t", id),
        ("delivered", "t", id),
    ]


def test_a_customer_who_writes_is_heard_in_a_signed_and_escaped_webhook(cloud: Cloud) -> None:
    customers.writes(cloud, NUMBER, "66811112222", NOW, text="สวัสดี ä/b")
    (webhook,) = cloud.due(NOW)
    assert webhook.raw.isascii()
    assert b"\\/" in webhook.raw
    assert verify(webhook.raw, {"x-hub-signature-256": webhook.signature}, ["s"])
    (fact,) = parse(webhook.raw)
    assert isinstance(fact, Received)
    assert (fact.text, fact.account, fact.at) == ("สวัสดี ä/b", NUMBER, NOW)


def test_free_text_outside_the_window_fails_later(cloud: Cloud) -> None:
    customers.writes(cloud, NUMBER, "66811112222", NOW, text="Hello")
    assert cloud.post_message(NUMBER, text(), NOW + DAY + 1).status == 200
    assert [told.code for told in statuses(cloud, NOW + 2 * DAY)] == ["131047"]


def test_a_magic_number_is_refused_at_once_or_fails_later(cloud: Cloud) -> None:
    assert code(cloud.post_message(NUMBER, text("66811131026"), NOW)) == 131026
    assert cloud.sends == []
    assert cloud.post_message(NUMBER, text("66812131026"), NOW).status == 200
    assert [told.code for told in statuses(cloud, NOW + 1000)] == ["131026"]


def test_the_number_has_a_throughput(cloud: Cloud) -> None:
    codes = [code(cloud.post_message(NUMBER, text(f"6681000{n:04d}"), NOW)) for n in range(81)]
    assert codes == [None] * 80 + [130429]
    assert code(cloud.post_message(NUMBER, text(), NOW + 1000)) is None


def test_a_pair_has_a_burst_and_then_one_message_every_six_seconds(cloud: Cloud) -> None:
    codes = [code(cloud.post_message(NUMBER, text(), NOW + n * 100)) for n in range(46)]
    assert codes == [None] * 45 + [131056]
    assert code(cloud.post_message(NUMBER, text("66899990000"), NOW + 4600)) is None


@pytest.mark.parametrize(
    ("kind", "status", "cut", "taken"),
    [
        ("fail_before", 500, False, 0),
        ("fail_after", 500, False, 1),
        ("cut_before", 500, True, 0),
        ("cut_after", 200, True, 1),
        ("delay", 200, False, 1),
    ],
)
def test_a_fault_strikes_before_or_after_the_message_is_taken(
    cloud: Cloud, kind: Any, status: int, cut: bool, taken: int
) -> None:
    cloud.faults.append(Fault(kind=kind, delay_ms=30))
    reply = cloud.post_message(NUMBER, text(), NOW)
    assert (reply.status, reply.cut, reply.delay_ms, len(cloud.sends)) == (status, cut, 30, taken)
    assert cloud.post_message(NUMBER, text(), NOW).status == 200


def test_a_fault_may_be_meant_for_one_recipient(cloud: Cloud) -> None:
    cloud.faults.append(Fault(kind="fail_before", to="66899990000"))
    assert cloud.post_message(NUMBER, text(), NOW).status == 200
    assert cloud.post_message(NUMBER, text("66899990000"), NOW).status == 500


def test_webhooks_may_come_twice_and_overtake_each_other(cloud: Cloud) -> None:
    cloud.delivery = Delivery(copies=2, disorder_ms=5000)
    for n in range(10):
        customers.writes(cloud, NUMBER, "66811112222", NOW + n, text=str(n))
    texts = [
        json.loads(webhook.raw)["entry"][0]["changes"][0]["value"]["messages"][0]["text"]["body"]
        for webhook in cloud.due(NOW + 10_000)
    ]
    assert sorted(texts) == sorted([str(n) for n in range(10)] * 2)
    assert texts != sorted(texts)


def test_a_link_to_a_file_lives_five_minutes(cloud: Cloud) -> None:
    id = assets.upload(cloud, NUMBER, b"jpeg", "image/jpeg", "a.jpg").body["id"]
    url = assets.link(cloud, id, "http://here", NOW).body["url"]
    asked = dict(part.split("=") for part in url.partition("?")[2].split("&"))
    found = assets.download(cloud, asked["mid"], asked["ext"], asked["hash"], NOW + 299_000)
    assert found is not None
    assert found.data == b"jpeg"
    assert assets.download(cloud, asked["mid"], asked["ext"], asked["hash"], NOW + 301_000) is None
    assert assets.download(cloud, asked["mid"], asked["ext"], "guessed", NOW) is None


def test_a_file_meta_does_not_take_is_refused(cloud: Cloud) -> None:
    assert code(assets.upload(cloud, NUMBER, b"x", "application/zip", "a.zip")) == 131053


def use(name: str, language: str = "en_US", **values: list[dict[str, Any]]) -> dict[str, Any]:
    components = [{"type": kind, "parameters": parameters} for kind, parameters in values.items()]
    return {
        "to": "+66811112222",
        "type": "template",
        "template": {"name": name, "language": {"code": language}, "components": components},
    }


ONE = {"type": "text", "text": "Ploy"}


def test_a_template_must_exist_be_approved_and_have_its_values(cloud: Cloud) -> None:
    assert code(cloud.post_message(NUMBER, use("welcome_back", body=[ONE]), NOW)) is None
    assert code(cloud.post_message(NUMBER, use("welcome_back", "fr", body=[ONE]), NOW)) == 132001
    assert code(cloud.post_message(NUMBER, use("welcome_back"), NOW)) == 132000
    assert code(cloud.post_message(NUMBER, use("old_offer"), NOW)) == 132015
    assert code(cloud.post_message(NUMBER, use("new_catalogue"), NOW)) == 132012


def test_the_phone_shows_a_template_filled(cloud: Cloud) -> None:
    cloud.post_message(NUMBER, use("welcome_back", body=[ONE]), NOW)
    (entry,) = cloud.customer("66811112222").thread
    assert entry.text == "It has been a while, Ploy! How may we help you today?"


def test_a_tap_on_a_template_comes_back_as_a_button(cloud: Cloud) -> None:
    cloud.post_message(NUMBER, use("appointment_reminder", body=[ONE, ONE, ONE]), NOW)
    entry = cloud.customer("66811112222").thread[0]
    customers.taps(cloud, NUMBER, "66811112222", NOW + 1, target=entry.id, id="Confirm", title="Confirm")
    facts = [fact for webhook in cloud.due(NOW + 1) for fact in parse(webhook.raw)]
    (tap,) = [fact for fact in facts if isinstance(fact, Received)]
    assert (tap.kind, tap.text, tap.reply_to) == ("button", "Confirm", entry.id)


def headed(media_id: str) -> dict[str, Any]:
    header = {"type": "document", "document": {"id": media_id, "filename": "Q-1.pdf"}}
    buttons = {"buttons": [{"type": "reply", "reply": {"id": "yes", "title": "Yes"}}]}
    part = {"type": "button", "header": header, "body": {"text": "Ours"}, "action": buttons}
    return {"to": "+66811112222", "type": "interactive", "interactive": part}


def test_a_document_at_the_head_of_a_message_is_shown_and_its_buttons_are_tapped(cloud: Cloud) -> None:
    customers.writes(cloud, NUMBER, "66811112222", NOW, text="How much?")
    blob = cloud.keep(b"%PDF-1.7", "application/pdf", "Q-1.pdf")
    assert code(cloud.post_message(NUMBER, headed("never uploaded"), NOW)) == 131009
    cloud.post_message(NUMBER, headed(blob.id), NOW)
    shown = cloud.customer("66811112222").thread[-1]
    assert (shown.media, shown.name) == (blob.id, "Q-1.pdf")
    cloud.due(NOW + 1000)
    customers.taps(cloud, NUMBER, "66811112222", NOW, target=shown.id, id="yes", title="Yes")
    (fact,) = [fact for webhook in cloud.due(NOW) for fact in parse(webhook.raw)]
    assert isinstance(fact, Received)
    assert (fact.kind, fact.content["id"], fact.reply_to) == ("interactive", "yes", shown.id)


def test_opening_the_chat_reads_what_is_there_once(cloud: Cloud) -> None:
    cloud.pace = Pace(sent=None, delivered=None)
    customers.writes(cloud, NUMBER, "66811112222", NOW, text="Hello")
    cloud.post_message(NUMBER, text(), NOW)
    assert customers.reads(cloud, NUMBER, "66811112222", NOW + 5) == 1
    assert customers.reads(cloud, NUMBER, "66811112222", NOW + 6) == 0
    assert [told.status for told in statuses(cloud, NOW + 10)] == ["read"]


def test_a_read_mark_with_typing_shows_on_the_phone(cloud: Cloud) -> None:
    entry = customers.writes(cloud, NUMBER, "66811112222", NOW, text="Hello")
    body = {
        "messaging_product": "whatsapp",
        "status": "read",
        "message_id": entry.id,
        "typing_indicator": {"type": "text"},
    }
    assert cloud.post_message(NUMBER, body, NOW + 1).body == {"success": True}
    customer = cloud.customer("66811112222")
    assert (customer.thread[0].status, customer.typing_until) == ("read", NOW + 1 + 25_000)


def test_somebody_with_a_username_shares_no_number(cloud: Cloud) -> None:
    customer = cloud.customer("66811112222", "Ploy")
    customer.shares_phone, customer.username = False, "@ploy"
    customers.writes(cloud, NUMBER, customer.phone, NOW, text="Hello")
    (webhook,) = cloud.due(NOW)
    assert customer.phone.encode() not in webhook.raw
    reply = cloud.post_message(NUMBER, {"recipient": customer.user_id, "type": "text", "text": {"body": "Hi"}}, NOW)
    assert reply.body["contacts"] == [{"input": customer.user_id, "user_id": customer.user_id}]


def test_ids_of_two_runs_never_meet() -> None:
    made = [Cloud([], app_secret="s", run=run).next_id("66811112222") for run in ("a", "b")]
    assert len(set(made)) == 2
