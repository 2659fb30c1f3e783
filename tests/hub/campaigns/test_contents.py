"""What each recipient gets: language, variant, fields with their fallbacks, the header's file, buttons."""

from __future__ import annotations

from typing import Any

from hub import shaping
from hub.campaigns import contents, lots, preflight, previews
from hub.campaigns import shaping as campaign_shapes
from hub.transaction import Transaction, Transactions
from hub.wire.campaigns import Bound, CampaignContent, Translation, Variant
from storage.campaigns import rows
from tests.cast import Cast
from tests.hub import scenes
from tests.hub.campaigns import people


def content(**values: Any) -> CampaignContent:
    return CampaignContent(**({"name": "offer", "language": "en", "parameters": dict(people.BY_NAME)} | values))


async def drawn(tx: Transaction, campaign_id: str, *contact_ids: str) -> list[Any]:
    row = await rows.get(tx.connection, campaign_id)
    assert row is not None
    return await previews.draw(tx.connection, campaign_shapes.campaign(row), list(contact_ids), 5)


async def test_everybody_reads_it_in_their_language_or_the_default(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        await people.offer(tx, cast.sales)
        await people.offer(tx, cast.sales, {"type": "BODY", "text": "สวัสดี {{1}}"}, language="th")
        await people.offer(tx, cast.sales, {"type": "BODY", "text": "Olá {{1}}"}, language="pt_BR")
        thai, brazilian, other, unsaid = [
            (await people.customers(tx, 1, name=f"C {said}", fields={"language": said} if said else {}))[0]
            for said in ("TH", "pt", "de", None)
        ]
        translations = [Translation(language="th"), Translation(language="pt_BR", parameters={"1": "amigo"})]
        made = await people.draft(tx, cast, template=content(translations=translations))
        shown = await drawn(tx, made.id, thai, brazilian, other, unsaid)
    told = {each.contact: (each.language, each.content["body"]) for each in shown}
    assert told == {
        thai: ("th", "สวัสดี C TH"),
        brazilian: ("pt_BR", "Olá amigo"),
        other: ("en", "Hi C de, 20 % off until Friday."),
        unsaid: ("en", "Hi C None, 20 % off until Friday."),
    }


async def test_a_language_takes_over_only_the_places_it_has(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        await people.offer(tx, cast.sales, {"type": "HEADER", "format": "TEXT", "text": "For {{1}}"}, people.OFFER)
        await people.offer(tx, cast.sales, {"type": "BODY", "text": "สวัสดี {{1}}"}, language="th")
        (thai,) = await people.customers(tx, 1, name="Mali", fields={"language": "th"})
        parameters = {"1": Bound(field="name"), "header.1": "you"}
        made = await people.draft(
            tx, cast, template=content(parameters=parameters, translations=[Translation(language="th")])
        )
        (shown,) = await drawn(tx, made.id, thai)
        found = await preflight.obstacles(tx.connection, made)
    assert (shown.content["body"], shown.problem) == ("สวัสดี Mali", None)
    assert [each for each in found if each.level == "error"] == []


async def test_a_fallback_stands_where_a_field_says_nothing(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        body = {"type": "BODY", "text": "{{1}} of {{2}} in {{3}}: {{4}}"}
        await people.offer(tx, cast.sales, body)
        (known,) = await people.customers(tx, 1, name="May Lee", company="Acme", fields={"city": "Trat"})
        (unknown,) = await people.customers(tx, 1, name="")
        parameters = {
            "1": Bound(field="first_name", fallback="friend"),
            "body.2": Bound(field="company", fallback="your house"),
            "3": Bound(field="fields.city", fallback="town"),
            "4": "until Friday",
        }
        made = await people.draft(tx, cast, template=content(parameters=parameters))
        shown = await drawn(tx, made.id, known, unknown)
    assert {each.contact: each.content["body"] for each in shown} == {
        known: "May of Acme in Trat: until Friday",
        unknown: "friend of your house in town: until Friday",
    }


async def test_the_header_s_file_and_what_buttons_carry(transactions: Transactions, cast: Cast) -> None:
    buttons = [
        {"type": "QUICK_REPLY", "text": "Yes"},
        {"type": "URL", "text": "See", "url": "https://shop.example.com/{{1}}"},
    ]
    async with transactions.begin() as tx:
        header = {"type": "HEADER", "format": "IMAGE"}
        await people.offer(tx, cast.sales, header, people.OFFER, {"type": "BUTTONS", "buttons": buttons})
        (contact,) = await people.customers(tx, 1, fields={"code": "may-7"})
        picture = await scenes.file_of(tx, cast.ines.id)
        parameters = people.BY_NAME | {"button.0": "offer-yes", "button.1": Bound(field="fields.code")}
        made = await people.draft(tx, cast, template=content(parameters=parameters, media=picture))
        materials = await contents.materials(tx.connection, made)
        shape = (await contents_of(tx, contact))[0]
        wording = contents.chosen(materials, shape, None)
        assert wording is not None
        filled = contents.fill(wording, shape)
    handed = contents.handed(filled, "media-7").content
    assert handed is not None
    assert [part.get("sub_type", part["type"]) for part in handed["components"]] == [
        "header", "body", "quick_reply", "url",
    ]  # fmt: skip
    assert handed["components"][0]["parameters"][0]["image"] == {"id": "media-7"}
    assert handed["components"][2]["parameters"][0]["payload"] == "offer-yes"
    assert handed["components"][3]["parameters"][0]["text"] == "may-7"
    shown = contents.shown(filled, made.id, picture)
    assert (shown["campaign"], shown["header"]["file"]) == (made.id, picture)
    assert shown["buttons"][1]["url"] == "https://shop.example.com/may-7"


async def contents_of(tx: Transaction, *contact_ids: str) -> list[Any]:
    found = await shaping.contacts(tx.connection, contact_ids)
    return [found[id] for id in contact_ids]


def test_lots_are_fair_and_say_nothing_of_each_other() -> None:
    variants = [Variant(name=name, share=30, template=content()) for name in ("A", "B")]
    drawn = {f"contact-{n}": lots.variant("campaign", f"contact-{n}", variants) for n in range(3000)}
    for name, share in (("A", 900), ("B", 900), (None, 1200)):
        assert abs(sum(each == name for each in drawn.values()) - share) < 120
    first = sorted(drawn, key=lambda id: lots.place("campaign", id))[:300]
    assert {drawn[id] for id in first} == {"A", "B", None}
    assert (
        lots.place("campaign", "contact-1") == lots.place("campaign", "contact-1") != lots.place("other", "contact-1")
    )
