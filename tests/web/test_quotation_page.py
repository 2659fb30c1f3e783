"""The customer's private page over HTTP: who holds the link may see and answer, once; nobody else learns anything."""

from __future__ import annotations

import asyncio
import base64
import io
from typing import Any

import httpx
import pytest
from PIL import Image, ImageDraw

from hub.assembly import Hub
from hub.permissions import Agent
from hub.quotations import drafts, issuing, page_links, states
from hub.quotations.holding import hold
from hub.team.tokens import hash_of
from hub.wire.quotation_requests import NewQuotation
from hub.wire.quotations import Item, Tax
from storage import tables
from tests.cast import Cast
from tests.web.conftest import ORIGIN, Bearer, browser
from web.app import Application

PAGE = "/api/v1/quotation-page"


def drawn(width: int = 600, height: int = 200, *, empty: bool = False) -> str:
    image = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    if not empty:
        ImageDraw.Draw(image).line([(40, 120), (200, 60), (380, 150), (520, 70)], fill=(10, 20, 30, 255), width=6)
    out = io.BytesIO()
    image.save(out, "PNG")
    return base64.b64encode(out.getvalue()).decode()


class Offer:
    """A quotation that was sent to Pim, and the link Pim has."""

    def __init__(self, hub: Hub, client: httpx.AsyncClient, dana: Agent) -> None:
        self.hub, self.client, self.dana = hub, client, dana
        self.id = self.token = self.number = ""

    async def make(self, conversation: str, **more: Any) -> Offer:
        item = Item(
            description="<b>PA</b> system\ncomplete", quantity="2", unit_price="1234.50", tax=Tax(name="VAT", rate="7")
        )
        asked = NewQuotation(conversation=conversation, currency="THB", items=[item], **more)
        async with self.hub.transactions.begin() as tx:
            made = await drafts.create(tx, self.dana, asked)
            self.id = made.id
            held = await hold(tx, made.id)
            row = await issuing.issue_held(tx, self.dana, held)
            self.number = row.number or ""
            held = await hold(tx, made.id)
            row = await states.move(tx, held, "sent", states.SYSTEM)
            self.token = (await page_links.make(tx, row, ORIGIN)).secret
        return self

    async def open(self, **more: Any) -> httpx.Response:
        return await self.client.post(PAGE, json={"token": self.token, **more})

    async def say(self, answer: str, revision: int = 1, **more: Any) -> httpx.Response:
        return await self.client.post(
            f"{PAGE}/answers", json={"token": self.token, "revision": revision, "answer": answer, **more}
        )

    async def accept(self, **more: Any) -> httpx.Response:
        return await self.say("accept", **{"name": "Pim Srisai", "signature": drawn()} | more)

    async def state(self) -> str:
        async with self.hub.database.reading() as connection:
            t = tables.quotations
            found: str = await connection.value(t.select().with_only_columns(t.c.state).where(t.c.id == self.id))
        return found


@pytest.fixture
async def offer(hub: Hub, client: httpx.AsyncClient, cast: Cast) -> Offer:
    return await Offer(hub, client, cast.dana).make(cast.pims)


async def test_it_shows_the_quotation_and_the_customer_has_seen_it(offer: Offer) -> None:
    answer = await offer.open()
    told = answer.json()
    assert answer.status_code == 200, answer.text
    assert (told["number"], told["total"], told["state"]) == (offer.number, "THB\xa02,641.83", "seen")
    (item,) = told["sections"][0]["items"]
    assert (item["description"], item["amount"]) == ("<b>PA</b> system\ncomplete", "2,469.00")
    assert told["answerable"] == ["accept", "change", "decline"]
    assert answer.headers["x-robots-tag"].startswith("noindex")
    assert answer.headers["referrer-policy"] == "no-referrer"


async def test_a_preview_is_not_the_customers_having_seen_it(offer: Offer, client: httpx.AsyncClient) -> None:
    crawled = await client.get("/q")  # what a link's preview asks for: it runs no script, and never has the secret
    assert (crawled.status_code, offer.number in crawled.text) == (200, False)
    assert (await offer.open(look=True)).json()["state"] == "sent"
    assert await offer.state() == "sent"


async def test_accepting_needs_a_name_and_a_signature(offer: Offer) -> None:
    for lacking, field in (
        ({"name": " "}, "name"),
        ({"signature": None}, "signature"),
        ({"signature": "bm8="}, "signature"),
    ):
        answer = await offer.accept(**lacking)
        assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert await offer.state() == "sent"


async def test_an_accepted_one_carries_name_and_signature_and_is_told_to_the_office(
    offer: Offer, client: httpx.AsyncClient, bearer: Bearer, cast: Cast
) -> None:
    answer = await offer.accept(words="Delivery on Friday, please")
    told = answer.json()
    assert (answer.status_code, told["state"], told["answerable"]) == (200, "accepted", [])
    assert (told["said"]["name"], told["said"]["words"]) == ("Pim Srisai", "Delivery on Friday, please")
    seen = (await client.get(f"/api/v1/quotations/{offer.id}", headers=bearer(cast.dana))).json()
    assert (seen["answered"]["by"], seen["answered"]["how"]) == ("customer", "page")
    picture = await client.get(f"/api/v1/files/{seen['answered']['signature']}", headers=bearer(cast.dana))
    with Image.open(io.BytesIO(picture.content)) as image:
        assert image.format == "PNG"
    hidden = await client.get(f"/api/v1/files/{seen['answered']['signature']}", headers=bearer(cast.omar))
    assert hidden.status_code == 404
    thread = await client.get(f"/api/v1/conversations/{cast.pims}/messages", headers=bearer(cast.dana))
    lines = [each["content"] for each in thread.json()["items"] if each["kind"] == "system"]
    assert "accepted" in [line["to"] for line in lines if line["event"] == "quotation"]
    heard = (await client.get("/api/v1/notifications", headers=bearer(cast.dana))).json()["items"]
    assert [each["kind"] for each in heard] == ["quotation_answered"]


async def test_of_two_answers_at_once_one_counts_and_the_other_is_told(offer: Offer) -> None:
    accepted, declined = await asyncio.gather(offer.accept(), offer.say("decline", words="Too expensive"))
    assert sorted((accepted.status_code, declined.status_code)) == [200, 409]
    assert await offer.state() in ("accepted", "declined")


async def test_an_answer_cannot_be_given_twice(offer: Offer) -> None:
    assert (await offer.say("decline")).status_code == 200
    again = await offer.accept()
    assert (again.status_code, await offer.state()) == (409, "declined")


async def test_a_change_needs_words_and_leaves_the_offer_open(offer: Offer) -> None:
    assert (await offer.say("change", words="  ")).status_code == 422
    told = (await offer.say("change", words="Three, not two")).json()
    assert (told["state"], told["said"]["words"]) == ("change_requested", "Three, not two")
    assert told["answerable"] == ["accept", "decline"]


async def test_who_read_an_old_version_does_not_accept_the_new_one(offer: Offer, bearer: Bearer, cast: Cast) -> None:
    headers = bearer(cast.dana)
    assert (await offer.client.post(f"/api/v1/quotations/{offer.id}/revise", headers=headers)).status_code == 200
    told = (await offer.open()).json()
    assert (told["revising"], told["answerable"], told["revision"]) == (True, [], 1)
    assert (await offer.accept()).status_code == 409
    assert (await offer.client.post(f"/api/v1/quotations/{offer.id}/issue", headers=headers)).status_code == 200
    assert (await offer.accept()).status_code == 409
    assert (await offer.accept(revision=2)).json()["state"] == "accepted"


async def test_what_is_over_is_not_accepted_even_before_the_clock_work_says_so(offer: Offer) -> None:
    async with offer.hub.transactions.begin() as tx:
        await tx.connection.execute(tables.quotations.update().values(valid_until="2020-01-31"))
    assert (await offer.open()).json()["answerable"] == []
    assert (await offer.accept()).status_code == 409


@pytest.mark.parametrize("revoked", [True, False])
async def test_a_link_dies_when_it_is_revoked_or_too_old(
    offer: Offer, bearer: Bearer, cast: Cast, revoked: bool
) -> None:
    if revoked:
        gone = await offer.client.delete(f"/api/v1/quotations/{offer.id}/links", headers=bearer(cast.dana))
        assert gone.status_code == 204
    else:
        async with offer.hub.transactions.begin() as tx:
            await tx.connection.execute(tables.quotation_links.update().values(expires_at=tx.now))
    assert (await offer.open()).status_code == 404
    assert (await offer.accept()).status_code == 404
    assert await offer.state() == "sent"


async def test_only_the_hash_of_the_secret_is_kept(offer: Offer) -> None:
    async with offer.hub.database.reading() as connection:
        (row,) = await connection.tuples(tables.quotation_links.select())
    assert hash_of(offer.token) in row
    assert offer.token not in str(row)


async def test_an_agent_hands_a_link_over(offer: Offer, bearer: Bearer, cast: Cast) -> None:
    path = f"/api/v1/quotations/{offer.id}/links"
    assert (await offer.client.post(path, headers=bearer(cast.omar))).status_code == 404
    made = (await offer.client.post(path, headers=bearer(cast.dana))).json()
    assert made["url"].startswith(f"{ORIGIN}/q#")
    answer = await offer.client.post(PAGE, json={"token": made["url"].partition("#")[2]})
    assert answer.json()["number"] == offer.number


async def test_guessing_is_slowed_down(client: httpx.AsyncClient) -> None:
    answers = [(await client.post(PAGE, json={"token": f"guess-{n}"})).status_code for n in range(40)]
    assert answers[0] == 404
    assert 429 in answers


async def test_the_document_is_for_the_browser_that_opened_the_page_alone(offer: Offer, app: Application) -> None:
    opened = await offer.open()
    document = opened.json()["document"]
    paper = await offer.client.get(document)
    assert (paper.status_code, paper.content[:5]) == (200, b"%PDF-")
    assert offer.number in paper.headers["content-disposition"]
    assert offer.token not in document
    assert "HttpOnly" in opened.headers["set-cookie"]
    assert (await browser(app).get(document)).status_code == 404


async def test_what_goes_along_is_downloaded_and_never_shown(
    client: httpx.AsyncClient, hub: Hub, bearer: Bearer, cast: Cast, app: Application
) -> None:
    page = b"<b>the plan</b>, with something <script>in it</script>"
    sent = await client.post(
        "/api/v1/files", headers=bearer(cast.dana), files={"file": ("plan.txt", page, "text/plain")}
    )
    offer = await Offer(hub, client, cast.dana).make(cast.pims, attachments=[sent.json()["id"]])
    (file,) = (await offer.open()).json()["files"]
    assert (file["name"], file["size"]) == ("plan.txt", len(page))
    kept = await client.get(file["address"])
    assert (kept.content, kept.headers["content-type"]) == (page, "application/octet-stream")
    assert kept.headers["content-disposition"].startswith("attachment")
    for wrong in ("2", "0", "-1", "x", "99999999999"):
        assert (await client.get(file["address"].removesuffix("1") + wrong)).status_code == 404
    assert (await browser(app).get(file["address"])).status_code == 404


async def test_no_log_holds_the_secret(offer: Offer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    document = (await offer.open()).json()["document"]
    await offer.client.get(document)
    await offer.accept()
    said = str([vars(record) for record in caplog.records])
    assert "/quotation-page/{handle}/document" in said
    assert offer.token not in said


@pytest.mark.once
async def test_strange_pictures_are_no_signatures(offer: Offer) -> None:
    bomb = drawn(3000, 200)
    for picture in (drawn(empty=True), bomb, "!!!", base64.b64encode(b"GIF89a").decode()):
        assert (await offer.accept(signature=picture)).status_code == 422
    assert await offer.state() == "sent"


@pytest.mark.once
async def test_the_page_is_strict(client: httpx.AsyncClient) -> None:
    for path, mime in (("/q", "text/html"), ("/q/page.js", "text/javascript"), ("/q/page.css", "text/css")):
        answer = await client.get(path)
        assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, mime)
        assert "script-src 'self'" in answer.headers["content-security-policy"]
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert answer.headers["referrer-policy"] == "no-referrer"
    assert (await client.get("/q/app.py")).status_code == 404
