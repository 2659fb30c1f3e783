"""Templates from the first word to the customer's phone: written here, reviewed by the double, changed by its webhooks."""

from __future__ import annotations

import asyncio
import io
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import update

from hub.accounts import channels
from hub.accounts.credentials import merged
from hub.assembly import Hub
from storage import tables
from tests.cast import APP_SECRET, BUSINESS, Cast
from tests.waiting import until
from tests.web.whatsapp.conftest import TOKEN, As, Client
from web.sandbox import Sandbox

BODY = {
    "type": "BODY",
    "text": "Hello {{1}}, your order {{2}} has left our warehouse today.",
    "example": {"body_text": [["Somchai", "A-1"]]},
}


def picture() -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(kept, "PNG")
    return kept.getvalue()


PNG = picture()


@pytest.fixture(autouse=True)
async def set_up(cast: Cast, hub: Hub, double: str) -> None:
    """The cast's sales line as the double knows it; support has no credentials."""
    secrets = {"access_token": TOKEN, "app_secret": APP_SECRET, "business_account_id": BUSINESS}
    async with hub.transactions.begin() as tx:
        row = await channels.held(tx, cast.sales)
        sealed = hub.vault.seal(merged({}, secrets, tx.now))
        await channels.alter(tx, row, {"credentials": sealed, "url": double, "api_version": "v25.0"})


def written(name: str = "order_sent", **more: Any) -> dict[str, Any]:
    given = {"channel": "channel-sales", "name": name, "language": "en_US", "category": "UTILITY", "components": [BODY]}
    return given | more


async def submitted(client: Client, **more: Any) -> dict[str, Any]:
    answer = await client.post("/templates", json=written(**more))
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def settled(client: Client, id: str, **wanted: Any) -> dict[str, Any]:
    """The template, once it is as wanted."""

    async def there() -> Any:
        found = (await client.get(f"/templates/{id}")).json()
        return found if all(found.get(name) == value for name, value in wanted.items()) else None

    found: dict[str, Any] = await until(there)
    return found


async def test_a_template_is_submitted_approved_and_sent(mona: Client, dana: Client, sandbox: Sandbox) -> None:
    made = await submitted(mona)
    assert (made["status"], made["state"]) == ("DRAFT", "submitting")
    approved = await settled(mona, made["id"], status="APPROVED", state="kept")
    assert approved["error"] is None
    assert [item["id"] for item in sandbox.cloud.templates if item["name"] == "order_sent"] != []
    command = {
        "type": "message.send",
        "id": 1,
        "conversation": "conversation-pim",
        "client_id": "client-1",
        "template": {"template": made["id"], "parameters": {"body": ["Pim", "A-7"]}},
    }
    sent = await dana.post("/commands", json=command)
    assert sent.status_code == 200, sent.text
    await until(lambda: sandbox.cloud.sends)
    assert sandbox.cloud.sends[0].kind == "template"


async def test_the_double_sees_exactly_one_template_though_its_answer_is_lost(mona: Client, sandbox: Sandbox) -> None:
    for name in ("answer_lost", "answer_cut"):
        made = await submitted(mona, name=name)
        found = await settled(mona, made["id"], status="APPROVED", state="kept")
        assert found["error"] is None
        assert [item["name"] for item in sandbox.cloud.templates].count(name) == 1


async def test_a_rejection_comes_by_webhook_with_its_reason(mona: Client) -> None:
    made = await submitted(mona, name="offer_rejected")
    found = await settled(mona, made["id"], status="REJECTED")
    told = "The text does not say what the message is for. Say it in the first line."
    assert found["reason"] == told
    await mona.post("/templates/sync", json={})
    assert (await mona.get(f"/templates/{made['id']}")).json()["reason"] == told


async def test_a_category_change_and_a_pause_come_by_webhook(mona: Client) -> None:
    moved = await submitted(mona, name="order_moved")
    await settled(mona, moved["id"], category="MARKETING", status="APPROVED")
    red = await submitted(mona, name="order_red")
    await settled(mona, red["id"], status="PAUSED", quality="RED")

    async def told() -> bool:  # a list that was read meanwhile knows no reason: the webhook brings it
        return "three hours" in ((await mona.get(f"/templates/{red['id']}")).json()["reason"] or "")

    await until(told)


async def test_what_meta_refuses_is_told_and_can_be_submitted_again(mona: Client, sandbox: Sandbox) -> None:
    sandbox.cloud.access.scopes = ["whatsapp_business_messaging"]
    made = await submitted(mona)
    found = await settled(mona, made["id"], state="failed")
    assert found["status"] == "DRAFT"
    assert "may not do this" in found["error"]["message"]
    sandbox.cloud.access.scopes = ["whatsapp_business_messaging", "whatsapp_business_management"]
    again = await mona.put(f"/templates/{made['id']}", json={"name": "order_left"})
    assert again.json()["state"] == "submitting"
    assert (await settled(mona, made["id"], status="APPROVED"))["name"] == "order_left"


async def test_a_busy_provider_is_asked_again_later(mona: Client) -> None:
    made = await submitted(mona, name="shop_busy")
    found = await settled(mona, made["id"], state="submitting")

    async def told() -> Any:
        return (await mona.get(f"/templates/{made['id']}")).json()["error"]

    assert "too often" in (await until(told))["message"]
    assert found["status"] == "DRAFT"


async def test_a_name_is_used_once_in_a_language(mona: Client, sandbox: Sandbox) -> None:
    await settled(mona, (await submitted(mona))["id"], status="APPROVED")
    again = await mona.post("/templates", json=written())
    assert (again.status_code, again.json()["field"]) == (409, "name")
    assert (await mona.post("/templates", json=written(language="th"))).status_code == 201


async def test_two_managers_use_a_name_once(mona: Client, ines: Client, sandbox: Sandbox) -> None:
    answers = await asyncio.gather(*(each.post("/templates", json=written()) for each in (mona, ines, mona)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
    made = next(answer.json() for answer in answers if answer.status_code == 201)
    await settled(mona, made["id"], status="APPROVED")
    assert [item["name"] for item in sandbox.cloud.templates].count("order_sent") == 1


async def test_a_name_taken_at_meta_by_somebody_else_is_told(mona: Client, sandbox: Sandbox, hub: Hub) -> None:
    sandbox.cloud.templates.append(
        {
            "id": "900000000000001",
            "name": "order_sent",
            "language": "en_US",
            "category": "UTILITY",
            "status": "PENDING",
            "components": [{"type": "BODY", "text": "Another text altogether."}],
        }
    )
    made = await submitted(mona)
    found = await settled(mona, made["id"], state="failed")
    assert found["error"]["code"] == "template_exists"


async def test_a_media_header_goes_up_with_its_sample(mona: Client, sandbox: Sandbox) -> None:
    upload = await mona.post("/files", files={"file": ("menu.png", PNG, "image/png")})
    assert upload.status_code == 201, upload.text
    header = {"type": "HEADER", "format": "IMAGE"}
    missing = await mona.post("/templates", json=written(components=[header, BODY]))
    assert (missing.status_code, missing.json()["field"]) == (422, "sample")
    made = await submitted(mona, components=[header, BODY], sample=upload.json()["id"])
    await settled(mona, made["id"], status="APPROVED")
    (blob,) = sandbox.cloud.handles.values()
    assert (blob.data, blob.mime, blob.name) == (PNG, "image/png", "menu.png")
    (kept,) = [item for item in sandbox.cloud.templates if item["name"] == "order_sent"]
    assert kept["components"][0]["example"]["header_handle"] == list(sandbox.cloud.handles)


async def test_a_sample_is_ones_own_upload(mona: Client, ines: Client) -> None:
    upload = await ines.post("/files", files={"file": ("menu.png", PNG, "image/png")})
    header = {"type": "HEADER", "format": "IMAGE"}
    answer = await mona.post("/templates", json=written(components=[header, BODY], sample=upload.json()["id"]))
    assert (answer.status_code, answer.json()["field"]) == (404, "sample")


async def test_an_approved_template_is_edited_once_a_day(mona: Client, sandbox: Sandbox) -> None:
    made = await submitted(mona)
    await settled(mona, made["id"], status="APPROVED", state="kept")
    text = {**BODY, "text": "Dear {{1}}, your order {{2}} has left our warehouse today."}
    edited = await mona.put(f"/templates/{made['id']}", json={"components": [text]})
    assert (edited.status_code, edited.json()["state"]) == (200, "editing")
    assert edited.json()["draft"]["components"][0]["text"].startswith("Dear")
    found = await settled(mona, made["id"], status="APPROVED", state="kept", draft=None)
    assert found["components"][0]["text"].startswith("Dear")
    again = await mona.put(f"/templates/{made['id']}", json={"components": [BODY]})
    assert (again.status_code, "24 hours" in again.json()["message"]) == (409, True)
    category = await mona.put(f"/templates/{made['id']}", json={"category": "MARKETING"})
    assert (category.status_code, category.json()["field"]) == (409, "category")
    renamed = await mona.put(f"/templates/{made['id']}", json={"name": "another"})
    assert (renamed.status_code, renamed.json()["field"]) == (422, "name")


async def test_a_rejected_template_is_mended_as_often_as_one_likes(mona: Client, sandbox: Sandbox) -> None:
    made = await submitted(mona, name="sale_rejected")
    for word in ("Dear", "Hi"):
        await settled(mona, made["id"], status="REJECTED", state="kept")
        text = {**BODY, "text": f"{word} {{{{1}}}}, your order {{{{2}}}} has left our warehouse today."}
        answer = await mona.put(f"/templates/{made['id']}", json={"components": [text], "category": "MARKETING"})
        assert answer.status_code == 200, answer.text
    found = await settled(mona, made["id"], state="kept", category="MARKETING")
    assert found["components"][0]["text"].startswith("Hi")


async def test_a_template_in_review_cannot_be_changed(mona: Client) -> None:
    made = await submitted(mona, name="long_pending")
    await settled(mona, made["id"], status="PENDING", state="kept")
    text = {**BODY, "text": "Dear {{1}}, your order {{2}} has left our warehouse today."}
    answer = await mona.put(f"/templates/{made['id']}", json={"components": [text]})
    assert (answer.status_code, "pending" in answer.json()["message"]) == (409, True)


async def test_a_template_is_deleted_at_meta_too(mona: Client, sandbox: Sandbox) -> None:
    made = await submitted(mona)
    other = await submitted(mona, language="th")
    await settled(mona, made["id"], status="APPROVED", state="kept")
    await settled(mona, other["id"], status="APPROVED", state="kept")
    assert (await mona.delete(f"/templates/{made['id']}")).status_code == 204

    async def gone() -> bool:
        return (await mona.get(f"/templates/{made['id']}")).status_code == 404

    await until(gone)
    assert [item["language"] for item in sandbox.cloud.templates if item["name"] == "order_sent"] == ["th"]


async def test_a_draft_meta_never_saw_goes_at_once(mona: Client, sandbox: Sandbox) -> None:
    sandbox.cloud.access.scopes = []
    made = await submitted(mona)
    await settled(mona, made["id"], state="failed")
    await mona.delete(f"/templates/{made['id']}")
    assert (await mona.get(f"/templates/{made['id']}")).status_code == 404


async def synced(ines: Client, channel: str) -> bool:
    return (await ines.get(f"/channels/{channel}/health")).json()["templates_synced_at"] is not None


async def test_templates_are_synchronised_when_asked(mona: Client, ines: Client, sandbox: Sandbox, cast: Cast) -> None:
    sandbox.cloud.page_limit = 3
    await until(lambda: synced(ines, cast.sales))  # by itself, for the first time: not again within this test
    answer = await mona.post("/templates/sync", json={})
    (told,) = answer.json()["channels"]
    assert (told["seen"], told["error"]) == (len(sandbox.cloud.templates), None)
    sandbox.cloud.templates.pop(0)
    sandbox.cloud.templates[0]["status"] = "PAUSED"
    (told,) = (await mona.post("/templates/sync", json={"channel": cast.sales})).json()["channels"]
    assert (told["changed"], told["removed"]) == (1, 1)
    sandbox.cloud.access.state = "expired"
    (told,) = (await mona.post("/templates/sync", json={})).json()["channels"]
    assert "access token" in told["error"]
    (told,) = (await ines.post("/templates/sync", json={"channel": cast.support})).json()["channels"]
    assert "not set up" in told["error"]


async def test_a_draft_survives_the_synchronisation(mona: Client, sandbox: Sandbox) -> None:
    sandbox.cloud.access.scopes = []
    made = await submitted(mona)
    await settled(mona, made["id"], state="failed")
    sandbox.cloud.access.scopes = ["whatsapp_business_management"]
    await mona.post("/templates/sync", json={})
    assert (await mona.get(f"/templates/{made['id']}")).json()["state"] == "failed"


async def test_every_violation_is_named(mona: Client) -> None:
    body = {"type": "BODY", "text": "{{1}}{{3}}"}
    answer = await mona.post("/templates", json=written(name="Not Good", language="xx", components=[body]))
    assert answer.status_code == 422
    fields = [each["field"] for each in answer.json()["violations"]]
    assert fields[0] == answer.json()["field"] == "name"
    assert {"language", "body.text", "body.example"} <= set(fields)


async def test_a_place_takes_its_value_from_the_contact(mona: Client, dana: Client, sandbox: Sandbox, hub: Hub) -> None:
    bindings = {
        "body.1": {"source": "contact.first_name", "fallback": "there"},
        "body.2": {"source": "contact.fields.order", "fallback": "your order"},
    }
    made = await submitted(mona, bindings=bindings)
    assert made["bindings"]["body.1"]["source"] == "contact.first_name"
    await settled(mona, made["id"], status="APPROVED", state="kept")
    async with hub.transactions.begin() as tx:
        told = {"fields": '{"order":"A-\\n9"}'}
        await tx.connection.execute(update(tables.contacts).where(tables.contacts.c.id == "pim").values(**told))
    use = {"template": made["id"]}
    send = {
        "type": "message.send",
        "id": 1,
        "conversation": "conversation-pim",
        "client_id": "client-1",
        "template": use,
    }
    sent = (await dana.post("/commands", json=send)).json()
    assert sent["message"]["text"] == "Hello Pim, your order A- 9 has left our warehouse today."
    named = {**send, "client_id": "client-2", "template": use | {"parameters": {"body": ["Khun Pim", "B-2"]}}}
    sent = (await dana.post("/commands", json=named)).json()
    assert sent["message"]["text"].startswith("Hello Khun Pim, your order B-2")


@pytest.mark.parametrize(
    ("bindings", "field"),
    [
        ({"body.3": {"source": "contact.name"}}, "bindings.body.3"),
        ({"body.1": {"source": "contact.password"}}, "bindings.body.1"),
        ({"body.1": {"source": "fixed"}}, "bindings.body.1"),
        ({"footer.1": {"source": "fixed", "value": "x"}}, "bindings.footer.1"),
    ],
)
async def test_a_binding_names_a_place_and_a_source_there_is(
    mona: Client, bindings: dict[str, Any], field: str
) -> None:
    answer = await mona.post("/templates", json=written(bindings=bindings))
    assert (answer.status_code, answer.json()["field"]) == (422, field), answer.text


async def test_bindings_change_without_a_review(mona: Client) -> None:
    made = await submitted(mona)
    await settled(mona, made["id"], status="APPROVED", state="kept")
    bound = await mona.put(f"/templates/{made['id']}", json={"bindings": {"body.1": {"source": "agent.name"}}})
    assert (bound.json()["state"], list(bound.json()["bindings"])) == ("kept", ["body.1"])


async def test_a_preview_fills_what_it_can_and_names_what_is_wrong(mona: Client, cast: Cast) -> None:
    asked: dict[str, Any] = {
        "name": "order_sent",
        "language": "en_US",
        "components": [
            {"type": "HEADER", "format": "TEXT", "text": "For {{1}}", "example": {"header_text": ["Somchai"]}},
            BODY,
            {"type": "FOOTER", "text": "BMA"},
            {
                "type": "BUTTONS",
                "buttons": [
                    {"type": "URL", "text": "See", "url": "https://a.example/{{1}}", "example": ["https://a.example/7"]}
                ],
            },
        ],
        "bindings": {"body.1": {"source": "contact.name"}},
        "parameters": {"button.0": ["9"]},
        "contact": cast.pim,
    }
    told = (await mona.post("/templates/preview", json=asked)).json()
    assert told["header"] == {"kind": "text", "text": "For Somchai"}
    assert told["body"] == "Hello Pim Srisai, your order A-1 has left our warehouse today."
    assert told["buttons"][0]["url"] == "https://a.example/9"
    assert [(each["place"], each["source"]) for each in told["places"]] == [
        ("header.1", "example"),
        ("body.1", "binding"),
        ("body.2", "example"),
        ("button.0", "given"),
    ]
    assert told["violations"] == []
    empty = (await mona.post("/templates/preview", json={})).json()
    assert {each["field"] for each in empty["violations"]} == {"name", "language", "body.text"}


async def test_agents_read_the_templates_of_their_own_numbers_and_change_none(
    mona: Client, dana: Client, as_: As, cast: Cast
) -> None:
    made = await submitted(mona)
    assert (await dana.get(f"/templates/{made['id']}")).status_code == 200
    omar = as_(cast.omar)
    assert (await omar.get(f"/templates/{made['id']}")).status_code == 404
    assert (await omar.get("/templates", params={"channel": cast.sales})).status_code == 404
    assert all(item["channel"] == cast.sales for item in (await dana.get("/templates")).json()["items"])
    assert (await dana.post("/templates", json=written(name="x"))).status_code == 403
    assert (await dana.put(f"/templates/{made['id']}", json={"bindings": {}})).status_code == 403
    assert (await dana.delete(f"/templates/{made['id']}")).status_code == 403
    assert (await dana.post("/templates/sync", json={})).status_code == 403
    assert (await dana.post("/templates/preview", json={})).status_code == 403


async def test_the_list_is_filtered_and_cut_into_pages(mona: Client) -> None:
    await mona.post("/templates/sync", json={})
    names, after = [], None
    while True:
        page = (await mona.get("/templates", params={"limit": 2} | ({"after": after} if after else {}))).json()
        names += [item["name"] for item in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert names == sorted(names)
    assert len(names) >= 7
    found = (await mona.get("/templates", params={"q": "order", "language": "th"})).json()["items"]
    assert [(item["name"], item["language"]) for item in found] == [("order_confirmation", "th")]
    paused = (await mona.get("/templates", params={"status": "PAUSED"})).json()["items"]
    assert [item["name"] for item in paused] == ["old_offer"]
    assert (await mona.get("/templates", params={"after": "nonsense!"})).status_code == 422


async def test_two_who_change_a_template_at_once_learn_of_each_other(mona: Client, ines: Client) -> None:
    await mona.post("/templates/sync", json={})
    (made,) = (await mona.get("/templates", params={"q": "welcome_back"})).json()["items"]
    kept = await settled(mona, made["id"], state="kept")
    held = {"if-match": f'"{kept["version"]}"'}
    first = await mona.put(
        f"/templates/{made['id']}", json={"bindings": {"body.1": {"source": "agent.name"}}}, headers=held
    )
    assert first.status_code == 200
    second = await ines.put(f"/templates/{made['id']}", json={"bindings": {}}, headers=held)
    assert (second.status_code, list(second.json()["current"]["bindings"])) == (409, ["body.1"])


async def test_acts_on_templates_are_kept(mona: Client, ines: Client) -> None:
    made = await submitted(mona, name="noted_pending")
    await settled(mona, made["id"], status="PENDING")
    acts = (await ines.get("/admin/activity", params={"subject": made["id"]})).json()["items"]
    assert [(act["act"], act["title"]) for act in acts] == [("template.added", "noted_pending")]


async def test_named_places_and_buttons_reach_the_customer(mona: Client, dana: Client, sandbox: Sandbox) -> None:
    named = {"body_text_named_params": [{"param_name": "first_name", "example": "Somchai"}]}
    link = {"type": "URL", "text": "Track", "url": "https://a.example/{{1}}", "example": ["https://a.example/7"]}
    parts = [
        {"type": "BODY", "text": "Hello {{first_name}}, your order is on its way.", "example": named},
        {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Thanks"}, link]},
    ]
    bindings = {"body.first_name": {"source": "contact.first_name"}, "button.1": {"source": "fixed", "value": "A-9"}}
    made = await submitted(mona, components=parts, parameter_format="named", bindings=bindings)
    await settled(mona, made["id"], status="APPROVED", parameter_format="named")
    use = {"template": made["id"]}
    send = {
        "type": "message.send",
        "id": 1,
        "conversation": "conversation-pim",
        "client_id": "client-1",
        "template": use,
    }
    assert (await dana.post("/commands", json=send)).status_code == 200
    await until(lambda: sandbox.cloud.sends)
    sent = sandbox.cloud.sends[0].body["template"]["components"]
    assert sent[0]["parameters"] == [{"type": "text", "parameter_name": "first_name", "text": "Pim"}]
    assert (sent[1]["index"], sent[1]["parameters"][0]["text"]) == ("1", "A-9")
