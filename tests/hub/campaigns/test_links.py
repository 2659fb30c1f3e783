"""Links of campaigns: each recipient's own, to the stored address alone."""

from __future__ import annotations

from typing import Any

import pytest

from hub.campaigns import clicks
from hub.campaigns.links import PATH, TOKEN, Tracker, is_address
from hub.transaction import Transactions
from hub.wire.campaigns import CampaignContent
from hub.wire.errors import Refusal
from storage import tables
from tests.cast import Cast
from tests.hub.campaigns import sent
from tests.hub.work import crowd

HUB = "https://hub.example.com"
OURS = {"type": "BUTTONS", "buttons": [{"type": "URL", "text": "Look", "url": f"{HUB}{PATH}{{{{1}}}}"}]}
THEIRS = {"type": "BUTTONS", "buttons": [{"type": "URL", "text": "Look", "url": "https://shop.example.com/{{1}}"}]}


def filled(given: dict[str, Any], *components: dict[str, Any], texts: bool = True) -> tuple[dict[str, Any], Tracker]:
    tracker = Tracker(HUB, texts=texts)
    return tracker.filled(components, given), tracker


@pytest.mark.once
def test_addresses_in_texts_become_links_of_ours_and_the_sentence_stays() -> None:
    found, tracker = filled({"body": {"1": "Look (https://shop.example.com/a?b=1), or http://x.test/y."}})
    first, second = tracker.made
    assert found["body"]["1"] == f"Look ({HUB}/c/{first.token}), or {HUB}/c/{second.token}."
    assert [(link.place, link.url) for link in tracker.made] == [
        ("body.1", "https://shop.example.com/a?b=1"),
        ("body.1.2", "http://x.test/y"),
    ]
    assert first.label == "shop.example.com/a"
    assert TOKEN.fullmatch(first.token)
    assert first.token != second.token


@pytest.mark.once
def test_a_button_of_ours_takes_a_whole_address_and_one_of_theirs_is_left_alone() -> None:
    found, tracker = filled({"button.0": ["https://shop.example.com/sale"]}, OURS)
    assert found["button.0"] == [tracker.made[0].token]
    assert (tracker.made[0].place, tracker.made[0].label) == ("button.0", "Look")
    assert filled({"button.0": ["sale"]}, THEIRS)[0] == {"button.0": ["sale"]}
    with pytest.raises(Refusal, match="whole address"):
        filled({"button.0": ["sale"]}, OURS)


@pytest.mark.once
def test_texts_are_left_alone_where_links_are_not_wanted_and_without_https() -> None:
    given = {"body": {"1": "https://shop.example.com"}}
    assert filled(given, texts=False)[0] == given
    assert Tracker("http://127.0.0.1:8000", texts=True).filled((), given) == given


@pytest.mark.once
@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "//evil.test", "https://user:pw@x.test", "https://", "ftp://x.test", "https://x.test/\r\nSet-Cookie:a",
     "https://x.test\\@evil.test", "https://" + "x" * 3_000, "https://[bad"],
)  # fmt: skip
def test_what_is_no_address_is_none(url: str) -> None:
    assert not is_address(url)


@pytest.mark.once
@pytest.mark.parametrize(
    ("method", "agent", "purpose", "person"),
    [
        ("GET", "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/142.0 Mobile Safari/537.36", None, True),
        (
            "GET",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148",
            None,
            True,
        ),
        ("HEAD", "Mozilla/5.0 (Linux; Android 15) Chrome/142.0", None, False),
        ("GET", "WhatsApp/2.24.6.77 A", None, False),
        ("GET", "facebookexternalhit/1.1", None, False),
        ("GET", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", None, False),
        ("GET", "Mozilla/5.0 (Linux; Android 15) Chrome/142.0", "prefetch;prerender", False),
        ("GET", None, None, False),
    ],
)
def test_previewers_are_no_people(method: str, agent: str | None, purpose: str | None, person: bool) -> None:
    assert clicks.is_person(method, agent, purpose) == person


async def test_each_recipient_gets_links_of_its_own_and_the_first_click_and_their_number_are_kept(
    transactions: Transactions, cast: Cast
) -> None:
    async with transactions.begin() as tx:
        people = await crowd.crowd(tx, 2)
        await crowd.offered(tx, cast.sales, OURS)
        given: Any = {"1": "see https://shop.example.com", "button.0": "https://shop.example.com/sale"}
        content = CampaignContent(name="offered", language="en", parameters=given)
    id, _ = await sent.arrived(transactions, cast.sales, people, content=content, public_url=HUB)
    taps = await sent.rows(transactions, tables.campaign_taps)
    assert sorted(tap["place"] for tap in taps) == ["body.1", "body.1", "button.0", "button.0"]
    message = next(row for row in await sent.rows(transactions, tables.messages) if row["campaign_id"] == id)
    assert f"{HUB}/c/" in message["text"], "the thread shows what the customer got"
    mine = {row["contact_id"]: row["id"] for row in await crowd.recipients(transactions, id)}[people[0]]
    token = next(tap["id"] for tap in taps if tap["place"] == "button.0" and tap["recipient_id"] == mine)
    for counts in (False, True, True):
        assert await clicks.follow(transactions, token, counts=counts) == "https://shop.example.com/sale"
    tap = next(tap for tap in await sent.rows(transactions, tables.campaign_taps) if tap["id"] == token)
    row = await sent.recipient(transactions, id, people[0])
    assert (tap["times"], tap["first_at"], row["clicked_at"]) == (2, row["clicked_at"], tap["first_at"])
    assert tap["last_at"] >= tap["first_at"]
    assert (await sent.recipient(transactions, id, people[1]))["clicked_at"] is None
    assert await clicks.follow(transactions, "x" * 14, counts=True) is None
