"""The customer taps a button: the quotation moves with the message that says so, or the thread says why it does not."""

from __future__ import annotations

import asyncio

import pytest

from hub.quotations import answers, issuing, revisions
from tests.cast import KEN_PHONE
from tests.hub.quotation_way.office import Office
from tests.hub.receiving import wire

STATES = {"accept": "accepted", "change": "change_requested", "decline": "declined"}


@pytest.mark.parametrize("answer", ["accept", "change", "decline"])
async def test_a_tap_moves_the_quotation_and_tells_its_owner(office: Office, answer: str) -> None:
    made = await office.delivered()
    await office.tap(office.buttons()[answer])
    assert await office.state(made.id) == STATES[answer]
    line = (await office.lines("quotation"))[-1]
    assert (line["to"], line["doer"], line["how"]) == (STATES[answer], "customer", "button")
    ((user, text),) = await office.news("quotation_answered")
    assert (user, text.startswith("Pim Srisai")) == ("dana", True)


async def test_the_message_and_the_move_are_one_commit(office: Office, commits: list[object]) -> None:
    made = await office.delivered()
    commits.clear()
    await office.tap(office.buttons()["accept"])
    (commit,) = [c for c in commits if any(e.type == "quotation.changed" for e in c.entries)]  # type: ignore[attr-defined]
    assert "message.created" in [entry.type for entry in commit.entries]  # type: ignore[attr-defined]
    assert await office.state(made.id) == "accepted"


async def test_the_same_webhook_ten_times_is_one_answer(office: Office) -> None:
    made = await office.delivered()
    await office.tap(office.buttons()["accept"], wamid=wire.wamid(), copies=10)
    assert [line["to"] for line in await office.lines("quotation")].count("accepted") == 1
    assert await office.state(made.id) == "accepted"


async def test_the_same_answer_tapped_again_says_nothing_new(office: Office) -> None:
    await office.delivered()
    for _ in range(2):
        await office.tap(office.buttons()["decline"])
    assert [line["to"] for line in await office.lines("quotation")].count("declined") == 1
    assert await office.lines(answers.STRAY) == []


async def test_accepting_after_declining_does_not_count_and_is_told(office: Office) -> None:
    made = await office.delivered()
    await office.tap(office.buttons()["decline"])
    await office.tap(office.buttons()["accept"])
    assert await office.state(made.id) == "declined"
    (line,) = await office.lines(answers.STRAY)
    assert (line["why"], line["answer"]) == ("answered", "accepted")


async def test_two_taps_at_once_leave_one_answer(office: Office) -> None:
    made = await office.delivered()
    buttons = office.buttons()
    await asyncio.gather(office.tap(buttons["accept"]), office.tap(buttons["decline"]))
    assert await office.state(made.id) in ("accepted", "declined")
    assert len(await office.lines(answers.STRAY)) == 1


@pytest.mark.parametrize("issued", [False, True])
async def test_a_button_of_the_old_version_does_not_accept_the_new_one(office: Office, issued: bool) -> None:
    made = await office.delivered()
    async with office.transactions.begin() as tx:
        await revisions.revise(tx, office.cast.dana, made.id)
    if issued:
        await office.send(made.id)
        await office.carried()
    await office.tap(office.buttons(0)["accept"])
    assert await office.state(made.id) == ("sent" if issued else "draft")
    (line,) = await office.lines(answers.STRAY)
    assert line["why"] == ("old_version" if issued else "revising")
    await office.work.until_idle()
    (told,) = [sent for sent in office.work.channel.sent if sent.kind == "text"]
    assert "new" in (told.text or "")


async def test_the_customer_is_told_once_that_it_came_too_late(office: Office) -> None:
    made = await office.delivered()
    async with office.transactions.begin() as tx:
        await issuing.void(tx, office.cast.dana, made.id, None)
    for _ in range(3):
        await office.tap(office.buttons()["accept"])
    await office.work.until_idle()
    assert len([sent for sent in office.work.channel.sent if sent.kind == "text"]) == 1
    assert len(await office.lines(answers.STRAY)) == 3
    assert await office.state(made.id) == "void"


async def test_a_tap_after_the_last_day_accepts_nothing(office: Office) -> None:
    made = await office.delivered()
    await office.quotation_is(made.id, valid_until="2020-01-31")
    await office.tap(office.buttons()["accept"])
    assert (await office.state(made.id), (await office.lines(answers.STRAY))[0]["why"]) == ("sent", "expired")


async def test_somebody_elses_tap_and_a_forged_one_are_ordinary_messages(office: Office) -> None:
    made = await office.delivered()
    real = office.buttons()["accept"]
    head, _, ticket = real.rpartition(":")
    await office.tap(real, phone=KEN_PHONE)
    for forged in (f"{head}:{'A' * len(ticket)}", real.replace(":1:", ":2:"), "quotation:x:1:accept:y", f"{real} "):
        await office.tap(forged)
    assert await office.state(made.id) == "sent"
    assert await office.lines(answers.STRAY) == []
    assert len([row for row in await office.work.rows() if row["direction"] == "in"]) == 5


async def test_a_templates_button_answers_too(office: Office) -> None:
    await office.close_window()
    await office.add_template()
    made = await office.delivered()
    payload = office.work.channel.sent[0].content["components"][2]["parameters"][0]["payload"]
    said = {"id": wire.wamid(), "timestamp": str(wire.NOON), "type": "button", "from": "66812345678"}
    await wire.send(office.intake, wire.messages({**said, "button": {"payload": payload, "text": "Accept"}}))
    assert await office.state(made.id) == "accepted"


async def test_an_answer_in_a_newer_conversation_takes_the_quotation_along(office: Office) -> None:
    made = await office.delivered()
    await office.conversation_is(state="resolved", resolved_at=1)
    await office.tap(office.buttons()["accept"])
    row = await office.row(made.id)
    (answer,) = [row for row in await office.work.rows() if row["direction"] == "in"]
    assert (row.state, row.conversation_id) == ("accepted", answer["conversation_id"])
    assert row.conversation_id != office.cast.pims
