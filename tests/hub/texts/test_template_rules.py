"""Meta's rules for templates, one by one, and with whatever is written."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.texts import template_previews, template_rules
from hub.texts.template_rules import Draft
from hub.wire.templates import Components, TemplatePreviewAsked

GOOD = "Hello {{1}}, your order {{2}} has left our warehouse today."
EXAMPLE = {"body_text": [["Somchai", "A-1"]]}
NAMED = {"body_text_named_params": [{"param_name": "first_name", "example": "Pim"}]}


def draft(*parts: dict[str, Any], **more: Any) -> Draft:
    given: dict[str, Any] = {
        "name": "order_sent", "language": "en_US", "category": "UTILITY", "parameter_format": "positional",
        "components": msgspec.convert(list(parts), Components),
    }  # fmt: skip
    return Draft(**(given | more))


def body(text: str = GOOD, example: Any = EXAMPLE) -> dict[str, Any]:
    return {"type": "BODY", "text": text} | ({} if example is None else {"example": example})


def buttons(*given: dict[str, Any]) -> dict[str, Any]:
    return {"type": "BUTTONS", "buttons": list(given)}


def reply(text: str = "Yes") -> dict[str, Any]:
    return {"type": "QUICK_REPLY", "text": text}


def link(url: str = "https://example.com/", example: Any = None, text: str = "See it") -> dict[str, Any]:
    return {"type": "URL", "text": text, "url": url} | ({} if example is None else {"example": example})


def fields(found: Draft) -> list[str]:
    return [each.field for each in template_rules.errors(template_rules.violations(found))]


def plain(count: int) -> str:
    return "Words " * (count // 6) + "x" * (count % 6)


GOODS: list[Draft] = [
    draft(body()),
    draft(body("We are open until nine tonight.", None)),
    draft(body("Thank you, {{first_name}}! We have your order and begin at once.", NAMED), parameter_format="named"),
    draft({"type": "HEADER", "format": "TEXT", "text": "Order {{1}}", "example": {"header_text": ["7"]}}, body()),
    draft({"type": "HEADER", "format": "TEXT", "text": "Our {{first_name}} is on", "example": {"header_text_named_params": [{"param_name": "first_name", "example": "Sale"}]}}, body("We open today.", None), parameter_format="named"),
    draft({"type": "HEADER", "format": "LOCATION"}, body()),
    draft({"type": "HEADER", "format": "IMAGE"}, body(), sample="image"),
    draft(body(plain(1024), None), {"type": "FOOTER", "text": "f" * 60}),
    draft(body(), buttons(reply("a"), reply("b"), link(), {"type": "PHONE_NUMBER", "text": "Call", "phone_number": "+66 2 123 4567"})),
    draft(body(), buttons(link(), reply("a"), reply("b"))),
    draft(body(), buttons(link("https://example.com/{{1}}", ["https://example.com/7"]), {"type": "COPY_CODE", "example": "250FF"})),
    draft({"type": "BODY", "add_security_recommendation": True}, {"type": "FOOTER", "code_expiration_minutes": 10}, buttons({"type": "OTP", "otp_type": "COPY_CODE"}), category="AUTHENTICATION"),
]  # fmt: skip


@pytest.mark.parametrize("found", GOODS)
def test_what_meta_takes_breaks_no_rule(found: Draft) -> None:
    assert template_rules.errors(template_rules.violations(found)) == []


BAD: list[tuple[Draft, list[str]]] = [
    (draft(body(), name=""), ["name"]),
    (draft(body(), name="Order"), ["name"]),
    (draft(body(), name="order-sent"), ["name"]),
    (draft(body(), name="n" * 513), ["name"]),
    (draft(body(), language="en-US"), ["language"]),
    (draft(body(), language="tlh"), ["language"]),
    (draft(), ["body.text"]),
    (draft(body("   ", None)), ["body.text"]),
    (draft(body(plain(1025), None)), ["body.text"]),
    (draft(body(), body()), ["body"]),
    (draft(body("{{1}} is your number, thank you very much.", {"body_text": [["7"]]})), ["body.text"]),
    (draft(body("Thank you very much for order {{1}}", {"body_text": [["7"]]})), ["body.text"]),
    (draft(body("Hello {{1}} {{2}}, welcome to our house today.")), ["body.text"]),
    (draft(body("Hello {{1}}, your order {{3}} is on its way now.")), ["body.text"]),
    (draft(body("Hello {{2}}, your order {{3}} is on its way now.")), ["body.text"]),
    (draft(body("Hello {{01}}, your order is on its way to you now.", {"body_text": [["a"]]})), ["body.text"]),
    (draft(body("Hello {{name}}, your order is on its way now.", None)), ["body.text", "body.example"]),
    (draft(body("Hello {{1}, your order is on its way now.", None)), ["body.text"]),
    (draft(body("One\n\n\ntwo", None)), ["body.text"]),
    (draft(body("One     two", None)), ["body.text"]),
    (draft(body(GOOD, None)), ["body.example"]),
    (draft(body(GOOD, {"body_text": [["only one"]]})), ["body.example"]),
    (draft(body(GOOD, {"body_text": [["a", "b", "c"]]})), ["body.example"]),
    (draft(body(GOOD, {"body_text": [["a", " "]]})), ["body.example"]),
    (draft(body(GOOD, {"body_text": [["a", "{{2}}"]]})), ["body.example"]),
    (draft(body("Dear {{First Name}}, we begin with your order now.", None), parameter_format="named"), ["body.text"]),
    (draft(body("Dear {{first_name}}, we begin with your order.", None), parameter_format="named"), ["body.example"]),
    (draft(body("We begin with your order at once.", NAMED), parameter_format="named"), ["body.example"]),
    (draft({"type": "HEADER", "format": "TEXT"}, body()), ["header.text"]),
    (draft({"type": "HEADER", "format": "TEXT", "text": "h" * 61}, body()), ["header.text"]),
    (draft({"type": "HEADER", "format": "TEXT", "text": "a\nb"}, body()), ["header.text"]),
    (draft({"type": "HEADER", "format": "TEXT", "text": "{{1}} and {{2}}", "example": {"header_text": ["a", "b"]}}, body()), ["header.text"]),
    (draft({"type": "HEADER", "format": "TEXT", "text": "For {{1}}"}, body()), ["header.example"]),
    (draft({"type": "HEADER", "format": "VIDEO"}, body()), ["sample"]),
    (draft({"type": "HEADER", "format": "VIDEO"}, body(), sample="image"), ["sample"]),
    (draft({"type": "HEADER", "format": "LOCATION", "text": "Here"}, body()), ["header.text"]),
    (draft(body(), {"type": "FOOTER", "text": "f" * 61}), ["footer.text"]),
    (draft(body(), {"type": "FOOTER", "text": "For {{1}}"}), ["footer.text"]),
    (draft(body(), {"type": "FOOTER"}), ["footer.text"]),
    (draft(body(), buttons()), ["buttons"]),
    (draft(body(), buttons(*(reply(str(n)) for n in range(11)))), ["buttons"]),
    (draft(body(), buttons(reply("Same"), reply("Same"))), ["buttons"]),
    (draft(body(), buttons(reply("a"), link(), reply("b"))), ["buttons"]),
    (draft(body(), buttons(link(text="a"), link(text="b"), link(text="c"))), ["buttons"]),
    (draft(body(), buttons(reply("t" * 26))), ["buttons.0.text"]),
    (draft(body(), buttons(reply("For {{1}}"))), ["buttons.0.text"]),
    (draft(body(), buttons(reply(" "))), ["buttons.0.text"]),
    (draft(body(), buttons(link("javascript:alert(1)"))), ["buttons.0.url"]),
    (draft(body(), buttons(link("https://[broken"))), ["buttons.0.url"]),
    (draft(body(), buttons(link("https://example.com/{{1}}/x", ["https://example.com/7/x"]))), ["buttons.0.url"]),
    (draft(body(), buttons(link("https://{{1}}", ["https://example.com"]))), ["buttons.0.url"]),
    (draft(body(), buttons(link("https://example.com/{{1}}"))), ["buttons.0.example"]),
    (draft(body(), buttons(link("https://example.com/" + "x" * 1990))), ["buttons.0.url"]),
    (draft(body(), buttons({"type": "PHONE_NUMBER", "text": "Call", "phone_number": "call me"})), ["buttons.0.phone_number"]),
    (draft(body(), buttons({"type": "PHONE_NUMBER", "text": "Call", "phone_number": "+" + "6" * 20})), ["buttons.0.phone_number"]),
    (draft(body(), buttons({"type": "COPY_CODE"})), ["buttons.0.example"]),
    (draft(body(), buttons({"type": "COPY_CODE", "example": "A" * 16})), ["buttons.0.example"]),
    (draft(body(), buttons({"type": "OTP", "otp_type": "COPY_CODE"})), ["buttons"]),
    (draft(body(), category="AUTHENTICATION"), ["body.text", "buttons"]),
    (draft({"type": "BODY"}, buttons({"type": "OTP", "otp_type": "ONE_TAP"}), category="AUTHENTICATION"), ["buttons.0.supported_apps"]),
    (draft({"type": "BODY"}, {"type": "FOOTER", "code_expiration_minutes": 91}, buttons({"type": "OTP", "otp_type": "COPY_CODE"}), category="AUTHENTICATION"), ["footer"]),
]  # fmt: skip


@pytest.mark.parametrize(("found", "wrong"), BAD)
def test_what_meta_refuses_names_its_field(found: Draft, wrong: list[str]) -> None:
    assert fields(found) == wrong


def test_little_text_for_many_variables_is_a_warning() -> None:
    thai = "สวัสดีคุณ {{1}} คำสั่งซื้อ {{2}} ของคุณจัดส่งออกจากคลังสินค้าของเราแล้ว"
    assert template_rules.violations(draft(body(thai))) == []
    (told,) = template_rules.violations(draft(body("Hi {{1}}, at {{2}} ok")))
    assert (told.level, told.field) == ("warning", "body.text")


def test_more_than_three_buttons_are_a_warning() -> None:
    (told,) = template_rules.violations(draft(body(), buttons(*(reply(str(n)) for n in range(4)))))
    assert told.level == "warning"


TEXTS = st.text(alphabet="ab1 {}_\n\u0e01\U0001f600", max_size=40)


@given(TEXTS, TEXTS, TEXTS, st.sampled_from(["positional", "named"]), st.sampled_from(["UTILITY", "AUTHENTICATION"]))
def test_whatever_is_written_is_judged_and_drawn(head: str, text: str, url: str, form: Any, category: Any) -> None:
    parts = [
        {"type": "HEADER", "format": "TEXT", "text": head},
        {"type": "BODY", "text": text},
        {"type": "FOOTER", "text": head},
        buttons(link(url), reply(head)),
    ]
    components = msgspec.convert(parts, Components)
    template_rules.violations(draft(*parts, parameter_format=form, category=category))
    asked = TemplatePreviewAsked(components=components, parameter_format=form, category=category)
    told = template_previews.draw(asked, None, "Dana", None)
    assert len({place.place for place in told.places}) == len(told.places)
