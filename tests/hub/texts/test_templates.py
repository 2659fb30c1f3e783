from __future__ import annotations

from typing import Any

import msgspec
import pytest

from hub.inbox import messages, outbound
from hub.texts import templates
from hub.transaction import Transactions
from hub.wire.commands import MessageSend, TemplateUse
from hub.wire.errors import Refusal
from storage.accounts.templates import TemplateRow
from storage.inbox import messages as message_rows
from tests.cast import Cast
from tests.hub import scenes
from tests.hub.conftest import Acting

BODY = {"type": "BODY", "text": "Hi {{1}}, your order {{2}} is ready."}


def row(*components: dict[str, Any], **values: Any) -> TemplateRow:
    kept: dict[str, Any] = {
        "id": "t", "version": 1, "business": "b", "channel_id": "c", "provider_id": None, "name": "order", "language": "en",
        "category": "UTILITY", "status": "APPROVED", "quality": None, "parameter_format": "positional",
        "components": msgspec.json.encode(components).decode(), "updated_at": 0,
    }  # fmt: skip
    return TemplateRow(**(kept | values))


def use(attachment: str | None = None, **parameters: Any) -> TemplateUse:
    return TemplateUse(
        template="t", parameters={k.replace("_", "."): v for k, v in parameters.items()}, attachment=attachment
    )


def text(*values: str) -> list[dict[str, str]]:
    return [{"type": "text", "text": value} for value in values]


def test_positions_are_filled_in_order() -> None:
    filled = templates.fill(row(BODY, {"type": "FOOTER", "text": "Thanks"}), use(body=["May", "A-1"]))
    assert filled.text == "Hi May, your order A-1 is ready."
    assert filled.outgoing == {
        "name": "order",
        "language": "en",
        "components": [{"type": "body", "parameters": text("May", "A-1")}],
    }
    assert (filled.content["footer"], filled.content["body"]) == ("Thanks", filled.text)


def test_names_are_filled_by_name() -> None:
    named = row({"type": "BODY", "text": "Hi {{name}}, {{what}} for {{name}}"}, parameter_format="named")
    filled = templates.fill(named, use(body={"what": "tea", "name": "May"}))
    assert filled.text == "Hi May, tea for May"
    assert filled.outgoing["components"][0]["parameters"] == [
        {"type": "text", "parameter_name": "name", "text": "May"},
        {"type": "text", "parameter_name": "what", "text": "tea"},
    ]


def test_a_value_is_never_taken_for_a_place() -> None:
    assert templates.fill(row(BODY), use(body=["{{2}}", "x"])).text == "Hi {{2}}, your order x is ready."


def test_a_template_without_places_needs_nothing() -> None:
    filled = templates.fill(row({"type": "BODY", "text": "We are open."}), use())
    assert filled.outgoing["components"] == []


def test_buttons_carry_their_values() -> None:
    buttons = [
        {"type": "QUICK_REPLY", "text": "Yes"},
        {"type": "QUICK_REPLY", "text": "No"},
        {"type": "URL", "text": "Track", "url": "https://example.com/{{1}}"},
        {"type": "URL", "text": "Home", "url": "https://example.com"},
        {"type": "PHONE_NUMBER", "text": "Call", "phone_number": "+6621234567"},
        {"type": "COPY_CODE", "text": "Copy"},
    ]
    part = {"type": "BUTTONS", "buttons": buttons}
    filled = templates.fill(
        row(BODY, part), use(body=["a", "b"], button_0=["YES-1"], button_2=["A-1"], button_5=["TEA10"])
    )
    assert filled.outgoing["components"][1:] == [
        {
            "type": "button",
            "sub_type": "quick_reply",
            "index": "0",
            "parameters": [{"type": "payload", "payload": "YES-1"}],
        },
        {"type": "button", "sub_type": "url", "index": "2", "parameters": text("A-1")},
        {
            "type": "button",
            "sub_type": "copy_code",
            "index": "5",
            "parameters": [{"type": "coupon_code", "coupon_code": "TEA10"}],
        },
    ]
    drawn = filled.content["buttons"]
    assert [(button["kind"], button["url"], button["phone"]) for button in drawn] == [
        ("reply", None, None),
        ("reply", None, None),
        ("url", "https://example.com/A-1", None),
        ("url", "https://example.com", None),
        ("phone", None, "+6621234567"),
        ("code", None, None),
    ]


def test_a_code_stands_in_the_text_and_on_the_button() -> None:
    otp = {"type": "BUTTONS", "buttons": [{"type": "OTP", "otp_type": "COPY_CODE", "text": "Copy code"}]}
    code = row({"type": "BODY", "text": "*{{1}}* is your code."}, otp, category="AUTHENTICATION")
    filled = templates.fill(code, use(body=["1234"], button_0=["1234"]))
    assert filled.outgoing["components"][1]["sub_type"] == "url"
    assert filled.text == "*1234* is your code."


def test_a_heading_is_text_a_place_or_a_file() -> None:
    words = templates.fill(
        row({"type": "HEADER", "format": "TEXT", "text": "Order {{1}}"}, BODY), use(header=["7"], body=["a", "b"])
    )
    assert (words.content["header"], words.media) == ({"kind": "text", "text": "Order 7"}, None)
    shop = {"latitude": 13.7, "longitude": 100.5, "name": "Shop"}
    place = templates.fill(row({"type": "HEADER", "format": "LOCATION"}, BODY), use(header=shop, body=["a", "b"]))
    assert place.outgoing["components"][0]["parameters"][0]["location"]["latitude"] == "13.7"
    file = templates.fill(row({"type": "HEADER", "format": "DOCUMENT"}, BODY), use("f", body=["a", "b"]))
    assert file.media == "document"


def test_an_uploaded_file_becomes_the_heading() -> None:
    content = outbound.with_media({"name": "n", "components": [{"type": "body"}]}, "document", "m-1", "a.pdf")
    assert content["components"][0] == {
        "type": "header",
        "parameters": [{"type": "document", "document": {"id": "m-1", "filename": "a.pdf"}}],
    }
    assert content["components"][1] == {"type": "body"}


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        (use(), "body", "1, 2 is missing"),
        (use(body=["a"]), "body", "2 is missing"),
        (use(body=["a", "b", "c"]), "body", "3 values were given"),
        (use(body={"1": "a", "2": "b", "3": "c"}), "body", "3 values were given"),
        (use(body=["a", ""]), "body", "may be empty"),
        (use(body=["a", 7]), "body", "may be empty"),
        (use(body="ab"), "body", "are a list"),
        (use(body=["a", "b\nc"]), "body", "line breaks"),
        (use(body=["a", "b" * 1025]), "body", "1,024"),
        (use(body=["a", "b"], header=["x"]), "header", "no place called header"),
        (use(body=["a", "b"], button_0=["x"]), "button.0", "no place called button.0"),
    ],
)
def test_wrong_values_are_refused_where_they_are(given: TemplateUse, field: str, words: str) -> None:
    with pytest.raises(Refusal, match=words) as refused:
        templates.fill(row(BODY), given)
    assert refused.value.field == f"template.parameters.{field}"


def test_a_file_for_a_template_without_one_is_refused() -> None:
    with pytest.raises(Refusal, match="takes no file"):
        templates.fill(row(BODY), use("f", body=["a", "b"]))


def test_what_cannot_be_filled_here_says_so() -> None:
    with pytest.raises(Refusal, match="carousel"):
        templates.fill(row(BODY, {"type": "CAROUSEL", "cards": []}), use(body=["a", "b"]))


async def send(tx: Any, cast: Cast, template: str, **values: Any) -> Any:
    filled = TemplateUse(template=template, parameters={"body": ["Pim"]}, **values)
    sending = MessageSend(id=1, conversation=cast.pims, client_id="client-1", template=filled)
    return (await messages.send(tx, cast.dana, sending))["message"]


async def test_a_sent_template_shows_its_text_and_hands_over_the_providers_form(acting: Acting, cast: Cast) -> None:
    async with acting() as tx:
        sent = await send(tx, cast, await scenes.template(tx, cast.sales))
        kept = await message_rows.get(tx.connection, sent.id)
    assert (sent.kind, sent.text, sent.content["name"]) == (
        "template",
        "Hello Pim, your order is ready.",
        "order_ready",
    )
    assert kept is not None
    assert outbound.decode(kept.outgoing).content == {
        "name": "order_ready",
        "language": "en",
        "components": [{"type": "body", "parameters": text("Pim")}],
    }


async def test_a_media_heading_needs_a_file_of_its_kind(acting: Acting, cast: Cast) -> None:
    async with acting() as tx:
        parts = ({"type": "HEADER", "format": "IMAGE"}, {"type": "BODY", "text": "Hi {{1}}"})
        template = await scenes.template(tx, cast.sales, *parts)
        document = await scenes.file_of(tx, "dana", "document", "application/pdf")
        with pytest.raises(Refusal, match="needs a file"):
            await send(tx, cast, template)
        with pytest.raises(Refusal, match="of the kind image"):
            await send(tx, cast, template, attachment=document)
        image = await scenes.file_of(tx, "dana")
        sent = await send(tx, cast, template, attachment=image)
    assert [file.id for file in sent.attachments] == [image]


@pytest.mark.parametrize("status", ["PAUSED", "REJECTED", "PENDING", "DISABLED"])
async def test_only_an_approved_template_is_sent(transactions: Transactions, cast: Cast, status: str) -> None:
    async with transactions.begin() as tx:
        template = await scenes.template(tx, cast.sales, status=status)
        with pytest.raises(Refusal, match=status.lower()):
            await send(tx, cast, template)


async def test_a_template_is_sent_on_its_own_channel_by_who_sees_it(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        other = await scenes.template(tx, cast.support)
        with pytest.raises(Refusal, match="no such template"):
            await send(tx, cast, other)
        filled = TemplateUse(template=other, parameters={"body": ["Pim"]})
        sending = MessageSend(id=1, conversation=cast.pims, client_id="client-1", template=filled)
        with pytest.raises(Refusal, match="another channel"):
            await messages.send(tx, cast.ines, sending)
