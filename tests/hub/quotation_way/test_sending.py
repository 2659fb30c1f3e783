"""A quotation goes to its customer, and says truly whether it went."""

from __future__ import annotations

import asyncio

import pytest

from channels.channel import ChannelError
from hub.quotations import issuing, page_links, revisions, sending
from hub.wire.errors import Refusal
from hub.wire.quotation_sends import QuotationSend
from tests.hub.quotation_way.office import PDF, Office


async def test_a_draft_is_issued_drawn_and_sent_with_its_buttons(office: Office) -> None:
    made = await office.draft()
    message = await office.send(made.id)
    assert (await office.state(made.id), message.status) == ("issued", "queued")
    assert office.work.channel.sent == []  # nothing goes before its document is there
    await office.carried()
    (sent,) = office.work.channel.sent
    number = (await office.row(made.id)).number
    assert sent.content["header"] == {"kind": "document", "id": "media.1", "name": f"{number}.pdf"}
    assert [button["title"] for button in sent.content["buttons"]] == ["Accept", "Ask for a change", "Decline"]
    assert office.work.channel.uploaded == [("application/pdf", f"{number}.pdf", len(PDF))]
    assert await office.state(made.id) == "sent"


async def test_the_thread_shows_no_secret_of_the_message(office: Office) -> None:
    made = await office.draft()
    await office.send(made.id)
    await office.carried()
    (sent,) = office.work.channel.sent
    secret = sent.content["body"].partition("#")[2]
    ticket = office.buttons()["accept"].rpartition(":")[2]
    assert len(secret) >= 22  # 128 bits at least
    shown = [row for row in await office.work.rows() if row["kind"] == "interactive"]
    assert secret not in str(shown)
    assert ticket not in str(shown[0]["content"])
    async with office.transactions.database.reading() as connection:
        link = await page_links.found(connection, secret, shown[0]["created_at"])
    assert link.quotation_id == made.id


async def test_it_speaks_the_quotations_language(office: Office) -> None:
    made = await office.delivered(language="th")
    (sent,) = office.work.channel.sent
    assert [button["title"] for button in sent.content["buttons"]] == ["ยอมรับ", "ขอแก้ไข", "ไม่ยอมรับ"]
    assert "฿2,641.83" in sent.content["body"]
    assert await office.state(made.id) == "sent"


async def test_two_who_send_at_once_send_one_message(office: Office) -> None:
    made = await office.draft()
    first, second = await asyncio.gather(office.send(made.id), office.send(made.id, by=office.cast.ines))
    assert first.id == second.id
    await office.carried()
    assert len(office.work.channel.sent) == 1


async def test_a_send_that_fails_leaves_it_issued_and_says_why(office: Office) -> None:
    office.work.channel.answers = [ChannelError("never", "They do not use WhatsApp.", code="131026")]
    made = await office.delivered()
    assert await office.state(made.id) == "issued"
    async with office.transactions.database.reading() as connection:
        (told,) = await sending.sent(connection, office.cast.dana, made.id)
    assert (told.status, told.error and told.error.message) == ("failed", "They do not use WhatsApp.")


async def test_a_send_nobody_answered_is_unknown_and_says_so(office: Office) -> None:
    office.work.channel.answers = [ChannelError("unknown", "The connection ended.", code="unknown")]
    made = await office.delivered()
    async with office.transactions.database.reading() as connection:
        (told,) = await sending.sent(connection, office.cast.dana, made.id)
    assert (await office.state(made.id), told.status) == ("issued", "unknown")


async def test_a_document_that_cannot_be_drawn_fails_the_message_in_words(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> bytes:
        raise RuntimeError("no font")

    monkeypatch.setattr("hub.work.quotations.TRIES", 1)
    office.papers._draw = broken
    made = await office.delivered()
    (row,) = [row for row in await office.work.rows() if row["kind"] == "interactive"]
    assert (row["status"], "could not be drawn" in row["error"], await office.state(made.id)) == (
        "failed",
        True,
        "issued",
    )


async def test_what_a_document_complains_about_is_told_at_once(office: Office) -> None:
    async def refused(*_: object) -> bytes:
        raise Refusal("invalid", "The logo is no picture.", field="company")

    office.papers._draw = refused
    await office.delivered()
    (row,) = [row for row in await office.work.rows() if row["kind"] == "interactive"]
    assert (row["status"], "The logo is no picture." in row["error"]) == ("failed", True)


async def test_a_worker_that_dies_while_drawing_is_taken_over(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    made = await office.draft()
    await office.send(made.id)
    monkeypatch.setattr("hub.work.quotations.CLAIM_MS", 0)

    async def killed(*_: object) -> bytes:
        raise asyncio.CancelledError

    draw, office.papers._draw = office.papers._draw, killed
    with pytest.raises(asyncio.CancelledError):
        await office.papers.turn()
    office.papers._draw = draw
    await office.carried()
    assert (len(office.work.channel.sent), await office.state(made.id)) == (1, "sent")


async def test_what_was_revised_before_it_was_drawn_does_not_go(office: Office) -> None:
    made = await office.draft()
    message = await office.send(made.id)
    async with office.transactions.begin() as tx:
        await revisions.revise(tx, office.cast.dana, made.id)
    await office.carried()
    assert office.work.channel.sent == []
    (row,) = [row for row in await office.work.rows() if row["id"] == message.id]
    assert (row["status"], "changed" in row["error"]) == ("failed", True)


async def test_the_second_version_is_sent_as_such(office: Office) -> None:
    made = await office.delivered()
    async with office.transactions.begin() as tx:
        await revisions.revise(tx, office.cast.dana, made.id)
    await office.send(made.id)
    await office.carried()
    assert (office.work.channel.sent[1].content["header"]["name"]).endswith("-v2.pdf")
    assert (await office.row(made.id)).state == "sent"


async def test_a_read_tick_makes_it_seen(office: Office) -> None:
    made = await office.delivered()
    await office.reads()
    assert await office.state(made.id) == "seen"


async def test_outside_the_window_a_template_with_a_document_carries_it(office: Office) -> None:
    await office.close_window()
    await office.add_template("a_picture", format="IMAGE")
    await office.add_template()
    made = await office.delivered()
    (sent,) = office.work.channel.sent
    header, body, *buttons = sent.content["components"]
    assert header["parameters"][0]["document"]["id"] == "media.1"
    number = (await office.row(made.id)).number
    values = {value["parameter_name"]: value["text"] for value in body["parameters"]}
    assert (values["number"], values["total"]) == (number, "THB\xa02,641.83")
    assert values["link"].startswith("https://office.example/q#")
    assert [button["index"] for button in buttons] == ["0", "2"]  # "Talk to us" answers nothing
    assert await office.state(made.id) == "sent"


async def test_without_such_a_template_it_is_refused_with_what_to_do_and_stays_a_draft(office: Office) -> None:
    await office.close_window()
    await office.add_template("a_picture", format="IMAGE")
    made = await office.draft()
    with pytest.raises(Refusal, match="Make one whose places are bound"):
        await office.send(made.id)
    assert await office.state(made.id) == "draft"


async def test_places_of_a_template_may_be_bound(office: Office) -> None:
    await office.close_window()
    components = (
        '[{"type":"HEADER","format":"DOCUMENT"},{"type":"BODY","text":"Dear {{1}}, {{2}}"},'
        '{"type":"BUTTONS","buttons":[{"type":"URL","text":"See it","url":"https://office.example/q#{{1}}"}]}]'
    )
    bindings = '{"body.1":{"source":"contact.first_name"},"body.2":{"source":"quotation.number"},"button.0":{"source":"quotation.link"}}'
    await office.add_template(parameter_format="positional", components=components, bindings=bindings)
    made = await office.delivered()
    (sent,) = office.work.channel.sent
    _, body, button = sent.content["components"]
    assert [value["text"] for value in body["parameters"]] == ["Pim", (await office.row(made.id)).number]
    assert len(button["parameters"][0]["text"]) >= 22


async def test_nobody_sends_what_they_may_not_see(office: Office) -> None:
    made = await office.draft()
    with pytest.raises(Refusal, match="no such quotation"):
        await office.send(made.id, by=office.cast.omar)
    assert await office.state(made.id) == "draft"


async def test_it_goes_to_nobody_but_its_customer(office: Office) -> None:
    made = await office.draft()
    asked = QuotationSend(conversation=office.cast.kens)
    with pytest.raises(Refusal, match="another customer"):
        async with office.transactions.begin() as tx:
            await sending.send(tx, office.cast.ines, made.id, asked)


async def test_what_is_answered_is_not_sent_again(office: Office) -> None:
    made = await office.delivered()
    async with office.transactions.begin() as tx:
        await issuing.answer(tx, office.cast.dana, made.id, "accepted", reason=None, name="")
    with pytest.raises(Refusal, match="is accepted"):
        await office.send(made.id)


async def test_own_words_replace_ours(office: Office) -> None:
    made = await office.draft()
    await office.send(made.id, text="As promised, Pim!")
    await office.carried()
    assert office.work.channel.sent[0].content["body"].startswith("As promised, Pim!\n\n")
