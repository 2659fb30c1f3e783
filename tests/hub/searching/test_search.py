from __future__ import annotations

import pytest

from hub.office import outline
from hub.permissions import Agent
from hub.searching import indexer, indexing, search
from hub.texts import replies
from hub.transaction import Transaction, Transactions
from hub.wire.errors import Refusal
from hub.wire.found import Found
from storage import tables
from tests.cast import Cast
from tests.hub import scenes


@pytest.fixture(params=["tail", "chunks"], autouse=True)
def _in_tail_or_chunks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is found alike while it is new and once it lies in a chunk."""
    if request.param == "chunks":
        monkeypatch.setattr(indexer, "SEAL_AT", 1)
        monkeypatch.setattr(indexer, "FEWEST", 1)


async def asked(transactions: Transactions, agent: Agent, q: str, limit: int = 20, **more: object) -> Found:
    await indexing.catch_up(transactions)
    async with transactions.database.reading() as connection:
        return await search.search(connection, agent, q, limit, **more)  # type: ignore[arg-type]


async def said(transactions: Transactions, agent: Agent, q: str) -> list[str | None]:
    return [message.text for message in (await asked(transactions, agent, q, kinds=["messages"])).messages]


async def writes(tx: Transaction, conversation: str, *texts: str) -> list[str]:
    return [await scenes.customer_writes(tx, conversation, text, f"wamid.{conversation}.{text}") for text in texts]


async def test_messages_are_found_newest_first_within_ones_channels(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        old, _, new = await writes(tx, cast.pims, "Is 100% Oolong tea there?", "Coffee", "oolong, please")
        await writes(tx, cast.kens, "My Oolong is broken")
    found = await asked(transactions, cast.dana, "OOLONG")
    assert [message.id for message in found.messages] == [new, old]
    assert [(hit.kind, hit.id, hit.conversation) for hit in found.hits] == [
        ("messages", new, cast.pims),
        ("messages", old, cast.pims),
    ]
    assert len((await asked(transactions, cast.ines, "oolong")).messages) == 3


@pytest.mark.parametrize(
    ("text", "q"),
    [
        ("สวัสดีค่ะ สนใจใบเสนอราคา", "เสนอ"),
        ("สวัสดีค่ะ", "ส"),
        ("สวัสดีค่ะ", "สว"),
        ("我想预订两张去曼谷的票", "曼谷"),
        ("我想预订", "订"),
        ("東京タワーのチケット", "ﾀﾜｰ"),
        ("أريد الكتاب الجديد", "كتاب"),
        ("اَلسَّلَامُ", "السلام"),
        ("Thanks 👍🏽 see you", "👍"),
        ("❤️", "❤"),
        ("नमस्ते दुनिया", "मस्ते"),
        ("안녕하세요", "하세"),
        ("Crème brûlée", "creme bru"),
        ("Đà Nẵng", "da nang"),
        ("Straße", "STRASSE"),
        ("ปี ๒๕๖๙", "2569"),
        ("order AB-2026-00042.", "ab-2026"),
        ("call 0812345678", "5678"),
        ("Hello there", "h"),
        ("Hello there", "th"),
        ("lineสวัสดี", "สวัสดี"),
        ("a" * 100, "a" * 99),
    ],
)
async def test_any_script_is_found_by_a_part(transactions: Transactions, cast: Cast, text: str, q: str) -> None:
    async with transactions.begin() as tx:
        await writes(tx, cast.pims, text, "something else")
    assert await said(transactions, cast.dana, q) == [text]


@pytest.mark.parametrize(
    ("text", "q"), [("facebook", "book"), ("สวัสดี", "สดวี"), ("call 0812345678", "4567"), ("one two", "one three")]
)
async def test_what_only_resembles_is_not_found(transactions: Transactions, cast: Cast, text: str, q: str) -> None:
    async with transactions.begin() as tx:
        await writes(tx, cast.pims, text)
    assert await said(transactions, cast.dana, q) == []


@pytest.mark.parametrize("q", ["5678", "0812345678", "081-234 5678", "+66 81 234", "srisai", "risa", "PIM", "pim sri"])
async def test_people_are_found_by_name_and_number(transactions: Transactions, cast: Cast, q: str) -> None:
    found = await asked(transactions, cast.ines, q)
    assert [contact.id for contact in found.contacts] == [cast.pim]
    assert [conversation.id for conversation in found.conversations] == [cast.pims]
    nothing = await asked(transactions, cast.omar, q)
    assert nothing.hits == []


@pytest.mark.parametrize("q", ["somchai", "chai@exam", "example.co", "Somchai.Jaidee@example.co.th", "dee"])
async def test_people_are_found_by_parts_of_an_address(transactions: Transactions, cast: Cast, q: str) -> None:
    row = {"id": "mail", "contact_id": cast.pim, "kind": "email", "created_at": 1}
    async with transactions.begin() as tx:
        address = "somchai.jaidee@example.co.th"
        await tx.connection.insert_many(tables.identities, [row | {"value": address, "display": address}])
    assert [contact.id for contact in (await asked(transactions, cast.dana, q)).contacts] == [cast.pim]


async def test_files_are_found_by_their_names(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        (id,) = await writes(tx, cast.pims, "Here it is")
        row = {"id": "file", "message_id": id, "kind": "document", "mime": "application/pdf", "state": "ready"}
        await tx.connection.insert_many(tables.attachments, [row | {"name": "ใบเสนอราคา_2026-11.pdf", "created_at": 1}])
    found = await asked(transactions, cast.dana, "เสนอราคา 2026")
    assert [message.id for message in found.files] == [id]
    assert [(part.text, part.hit) for part in found.hits[0].excerpt] == [
        ("ใบ", False),
        ("เสนอราคา_2026", True),
        ("-11.pdf", False),
    ]


async def test_a_better_answer_may_be_a_little_older(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        await writes(tx, cast.pims, "green tea please", "tea in a green cup")
    assert await said(transactions, cast.dana, "green tea") == ["green tea please", "tea in a green cup"]


async def test_pages_hold_everything_once(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        written = await writes(tx, cast.pims, *(f"tea number {n}" for n in range(25)))
    seen: list[str] = []
    after: str | None = None
    while True:
        page = await asked(transactions, cast.dana, "tea", limit=10, after=after)
        seen += [message.id for message in page.messages]
        after = page.next
        if after is None:
            break
        async with transactions.begin() as tx:
            await writes(tx, cast.pims, f"tea that came after {len(seen)}")
    assert seen == written[::-1]


@pytest.mark.parametrize("after", ["nonsense", "e30", "eyJtZXNzYWdlcyI6eyJza2lwIjotMX19", "\u00e9", "%00"])
async def test_a_foreign_cursor_is_refused(transactions: Transactions, cast: Cast, after: str) -> None:
    with pytest.raises(Refusal, match="cursor"):
        await asked(transactions, cast.dana, "tea", after=after)


async def test_searching_for_nothing_is_refused(transactions: Transactions, cast: Cast) -> None:
    with pytest.raises(Refusal, match="Type what you look for"):
        await asked(transactions, cast.dana, "  ")


async def test_signs_alone_find_nothing(transactions: Transactions, cast: Cast) -> None:
    assert (await asked(transactions, cast.dana, "?! %_")).hits == []


async def test_lists_are_narrowed_by_what_was_found(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        await writes(tx, cast.kens, "about Pim")
    await indexing.catch_up(transactions)
    async with transactions.database.reading() as connection:
        assert await search.contact_ids(connection, cast.ines, "pim", 10) == [cast.pim]
        assert set(await search.conversation_ids(connection, cast.ines, "pim", 10)) == {cast.pims, cast.kens}
        assert await search.conversation_ids(connection, cast.dana, "pim", 10) == [cast.pims]


async def test_the_outline_holds_what_the_agent_may_see(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        mine = await scenes.template(tx, cast.sales)
        await scenes.template(tx, cast.support)
        await replies.save(tx, cast.ines, shortcut="hours", text="We open at 9.")
    async with transactions.database.reading() as connection:
        drawn = await outline.outline(connection, cast.dana)
    assert drawn["me"].id == "dana"
    assert {user.id for user in drawn["users"]} == {"ines", "dana", "omar"}
    assert [channel.id for channel in drawn["channels"]] == [cast.sales]
    assert [template.id for template in drawn["templates"]] == [mine]
    assert [reply.shortcut for reply in drawn["replies"]] == ["hours"]
