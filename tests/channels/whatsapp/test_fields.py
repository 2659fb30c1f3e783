from __future__ import annotations

from typing import Any

import pytest

from channels.channel import (
    AccountTold,
    Alias,
    ContactTold,
    PreferenceTold,
    Received,
    StatusTold,
    TemplateTold,
    Unknown,
)
from channels.whatsapp.envelope import parse
from tests.channels.whatsapp.bodies import BUSINESS, DISPLAY, NUMBER, body, told


def status(**item: Any) -> StatusTold:
    item = {"id": "wamid.1", "recipient_id": "66811112222", "timestamp": "1760000000", **item}
    (fact,) = told("messages", statuses=[item])
    assert isinstance(fact, StatusTold)
    return fact


@pytest.mark.parametrize("name", ["sent", "delivered", "read", "played"])
def test_a_status_carries_our_tag(name: str) -> None:
    fact = status(status=name, biz_opaque_callback_data="attempt-1")
    assert (fact.status, fact.tag, fact.at, fact.participant) == (name, "attempt-1", 1760000000000, "")


def test_a_failure_says_its_code_and_reason() -> None:
    error = {"code": 131047, "title": "Re-engagement", "error_data": {"details": "More than 24 hours"}}
    fact = status(status="failed", errors=[error])
    assert (fact.code, fact.reason) == ("131047", "More than 24 hours")


def test_error_data_may_be_text() -> None:
    assert status(status="failed", errors=[{"code": 1, "error_data": "broken"}]).reason == "broken"


def test_in_a_group_each_participant_has_a_status() -> None:
    fact = status(status="read", recipient_type="group", recipient_id="g", recipient_participant_id="6680")
    assert fact.participant == "6680"
    assert fact.person is not None
    assert fact.person.aliases == (Alias("phone", "6680"),)


def test_a_status_may_name_nobody() -> None:
    assert status(status="sent", recipient_id=None).person is None


def test_a_status_nobody_knows_is_kept() -> None:
    (fact,) = told("messages", statuses=[{"id": "wamid.1", "status": "pondered", "timestamp": "1"}])
    assert isinstance(fact, Unknown)


def test_history_is_told_from_whose_side_it_was() -> None:
    messages = [
        {"id": "a", "from": "66811112222", "timestamp": "1", "type": "text", "text": {"body": "Hi"}},
        {
            "id": "b",
            "from": DISPLAY,
            "to": "66811112222",
            "timestamp": "2",
            "type": "text",
            "text": {"body": "Hello"},
            "history_context": {"status": "READ"},
        },
        {"id": "c", "from": "66811112222", "timestamp": "3", "type": "media_placeholder"},
    ]
    facts = told(
        "history",
        history=[{"metadata": {"phase": 0, "progress": 55}, "threads": [{"id": "66811112222", "messages": messages}]}],
    )
    first, second, third = (fact for fact in facts if isinstance(fact, Received))
    assert [(fact.by, fact.status) for fact in (first, second, third)] == [
        ("customer", None),
        ("phone_app", "read"),
        ("customer", None),
    ]
    assert all(fact.historic and not fact.opens_window for fact in (first, second, third))
    assert {fact.person.aliases for fact in (first, second, third)} == {(Alias("phone", "66811112222"),)}
    assert (third.kind, third.content["type"]) == ("unsupported", "media_placeholder")


def test_a_file_of_the_history_comes_later_under_its_message() -> None:
    item = {
        "id": "c",
        "from": "66811112222",
        "timestamp": "3",
        "type": "image",
        "image": {"id": "9", "mime_type": "image/jpeg"},
    }
    (fact,) = told("history", messages=[item])
    assert isinstance(fact, Received)
    assert (fact.provider_id, fact.historic, fact.media[0].id) == ("c", True, "9")


def test_thousands_of_messages_of_history_all_arrive() -> None:
    messages = [
        {"id": str(n), "from": "1", "timestamp": "1", "type": "text", "text": {"body": "x"}} for n in range(3000)
    ]
    facts = told("history", history=[{"metadata": {"progress": 100}, "threads": [{"id": "1", "messages": messages}]}])
    assert len(facts) == 3001
    assert isinstance(facts[-1], AccountTold)
    assert facts[-1].event == "complete"


def test_the_address_book_of_the_phone_app_is_followed() -> None:
    book = [
        {
            "type": "contact",
            "action": "add",
            "contact": {"full_name": "Ploy S", "phone_number": "+66 81-111 2222"},
            "metadata": {"timestamp": "9"},
        },
        {"type": "contact", "action": "remove", "contact": {"phone_number": "66899990000"}},
        {"type": "contact", "action": "bless", "contact": {"phone_number": "1"}},
    ]
    added, removed, odd = told("smb_app_state_sync", state_sync=book)
    assert isinstance(added, ContactTold)
    assert isinstance(removed, ContactTold)
    assert isinstance(odd, Unknown)
    assert (added.person.name, added.person.aliases, added.at) == ("Ploy S", (Alias("phone", "66811112222"),), 9000)
    assert removed.action == "remove"


@pytest.mark.parametrize(("value", "wanted"), [("stop", False), ("resume", True), ("signup", True)])
def test_a_preference_is_kept_either_way(value: str, wanted: bool) -> None:
    item = {"wa_id": "66811112222", "category": "marketing_messages", "value": value, "timestamp": 1760000000}
    (fact,) = told("user_preferences", user_preferences=[item])
    assert isinstance(fact, PreferenceTold)
    assert (fact.wanted, fact.category, fact.at) == (wanted, "marketing_messages", 1760000000000)


def test_a_customers_call_opens_the_window_and_each_event_is_its_own() -> None:
    call = {"id": "wacid.1", "from": "66811112222", "to": DISPLAY, "timestamp": "5", "direction": "USER_INITIATED"}
    connect, end = told("calls", calls=[{**call, "event": "connect"}, {**call, "event": "terminate", "duration": 7}])
    assert isinstance(connect, Received)
    assert isinstance(end, Received)
    assert (connect.kind, connect.opens_window, connect.provider_id) == ("call", True, "wacid.1:connect")
    assert (end.provider_id, end.content["duration"]) == ("wacid.1:terminate", 7)


def test_our_own_call_does_not_open_it() -> None:
    call = {
        "id": "wacid.1",
        "from": DISPLAY,
        "to": "66811112222",
        "timestamp": "5",
        "direction": "BUSINESS_INITIATED",
        "event": "connect",
    }
    (fact,) = told("calls", calls=[call])
    assert isinstance(fact, Received)
    assert (fact.by, fact.opens_window, fact.person.aliases) == ("phone_app", False, (Alias("phone", "66811112222"),))


def test_an_error_beside_a_message_is_told_to_administrators() -> None:
    (fact,) = told("messages", errors=[{"code": 131031, "title": "Account locked"}])
    assert isinstance(fact, AccountTold)
    assert (fact.account, fact.event, fact.severity, fact.pauses) == (NUMBER, "error_131031", "alarm", True)


def test_a_rejected_template_says_why() -> None:
    value = {
        "event": "REJECTED",
        "message_template_id": 12,
        "message_template_name": "n",
        "message_template_language": "en",
        "reason": None,
    }
    value["rejection_info"] = {"reason": "Placeholders touch", "recommendation": "Put words between them"}
    (fact,) = parse(body("message_template_status_update", value, time=1760000000))
    assert isinstance(fact, TemplateTold)
    assert (fact.business, fact.provider_id, fact.at) == (BUSINESS, "12", 1760000000000)
    assert fact.changes == {"status": "REJECTED", "reason": "Placeholders touch", "advice": "Put words between them"}


@pytest.mark.parametrize(
    ("event", "pauses"), [("ACCOUNT_DELETED", True), ("ACCOUNT_VIOLATION", False), ("SOMETHING_NEW", False)]
)
def test_news_of_the_account_is_a_sentence(event: str, pauses: bool) -> None:
    (fact,) = parse(body("account_update", {"event": event}, time=1760000000))
    assert isinstance(fact, AccountTold)
    assert (fact.event, fact.pauses, fact.business) == (event, pauses, BUSINESS)
    assert fact.summary.endswith(".")


def test_a_disabled_account_pauses_and_a_reinstated_one_does_not() -> None:
    facts = [
        parse(body("account_update", {"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": state}}))[0]
        for state in ("DISABLE", "REINSTATE")
    ]
    assert [fact.pauses for fact in facts if isinstance(fact, AccountTold)] == [True, False]


def test_braces_in_what_meta_says_are_only_braces() -> None:
    (fact,) = parse(body("account_update", {"event": "{country}{x}", "country": "{date}"}))
    assert isinstance(fact, AccountTold)


def test_news_of_a_partners_account_belong_to_the_account_named() -> None:
    (fact,) = parse(body("account_update", {"event": "PARTNER_ADDED", "waba_info": {"waba_id": "77"}}))
    assert isinstance(fact, AccountTold)
    assert fact.business == "77"


@pytest.mark.parametrize(
    "field",
    [
        "security",
        "flows",
        "payment_configuration_update",
        "automatic_events",
        "account_alerts",
        "group_lifecycle_update",
    ],
)
def test_other_fields_known_by_name_are_told(field: str) -> None:
    (fact,) = told(field, event="PIN_CHANGED", groups=[{"type": "group_create", "group_id": "g"}])
    assert isinstance(fact, AccountTold)
    assert fact.field == field


def test_a_field_nobody_knows_is_kept() -> None:
    (fact,) = told("telepathy", thoughts=[1])
    assert isinstance(fact, Unknown)
    assert (fact.account, fact.field, fact.detail["thoughts"]) == (NUMBER, "telepathy", [1])


def test_one_body_may_speak_of_many_numbers() -> None:
    raw = body(
        "messages",
        {"metadata": {"phone_number_id": "1"}, "statuses": [{"id": "a", "status": "sent", "timestamp": "1"}]},
    )
    other = raw.replace(b'"1"', b'"2"')
    both = raw[: raw.index(b"[{") + 1] + raw[raw.index(b"[{") + 1 : -2] + b"," + other[other.index(b"[{") + 1 :]
    assert [fact.account for fact in parse(both) if isinstance(fact, StatusTold)] == ["1", "2"]


@pytest.mark.parametrize("raw", [b"", b"[]", b"null", b"{", b'"x"', b"[" * 100000])
def test_what_is_no_json_object_is_a_value_error(raw: bytes) -> None:
    with pytest.raises(ValueError):
        parse(raw)
