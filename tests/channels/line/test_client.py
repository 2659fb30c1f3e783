"""The client against LINE's double, over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec
import pytest
import uvicorn

from channels.channel import Accepted, Account, Alias, ChannelError, File, Handles, Media, Outgoing, Speaker
from channels.line.channel import Line
from channels.sandbox.model import Fault
from channels.transport import Transport
from web.sandbox_courier import now_ms
from web.sandbox_line import LineSandbox, build

BOT, ANNA = "U0000000000000000000000000000b0b0", "U0000000000000000000000000000a0a0"


class Loud(uvicorn.Server):
    """Lives in the test's loop: nobody's signals."""

    def install_signal_handlers(self) -> None: ...


@asynccontextmanager
async def served(double: LineSandbox) -> AsyncIterator[str]:
    server = Loud(uvicorn.Config(double.app, port=0, log_level="error", lifespan="on"))
    running = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        await running


@pytest.fixture
async def double() -> LineSandbox:
    found = build(user=BOT, secret="s", token="t")
    found.platform.customer(ANNA, "Anna")
    return found


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    transport = Transport(read_seconds=2)
    yield Line(transport)
    await transport.close()


@pytest.fixture
async def account(double: LineSandbox) -> AsyncIterator[Account]:
    async with served(double) as url:
        yield Account(id="1", kind="line", address=BOT, credentials={"access_token": "t", "app_secret": "s"}, url=url)


def text(words: str | None = "hello", **more: object) -> Outgoing:
    fields: dict[str, object] = {
        "tag": "tag",
        "key": "m1",
        "to": (Alias("line_user", ANNA),),
        "kind": "text",
        "text": words,
    }
    return Outgoing(**(fields | more))  # type: ignore[arg-type]


def replying(double: LineSandbox, *, until: int | None = None) -> Handles:
    event = double.platform.tell(
        ANNA, "message", {"message": {"id": "1", "type": "text", "text": "hi"}}, now_ms(), answerable=True
    )
    return Handles(reply=event["replyToken"], reply_until=until or now_ms() + 50_000)


async def test_the_free_reply_goes_first(line: Line, account: Account, double: LineSandbox) -> None:
    told = await line.send(account, text(handles=replying(double)))
    assert (told.free, double.platform.bot.used, double.platform.sends[0].route) == (True, 0, "reply")
    assert told.quote == f"q-{told.provider_id}"


async def test_a_spent_token_falls_back_to_a_push(line: Line, account: Account, double: LineSandbox) -> None:
    handles = replying(double)
    await line.send(account, text(handles=handles))
    again = await line.send(account, text("more", key="m2", handles=handles))
    assert (again.free, double.platform.bot.used) == (False, 1)


async def test_a_token_past_its_time_is_not_even_tried(line: Line, account: Account, double: LineSandbox) -> None:
    await line.send(account, text(handles=replying(double, until=now_ms() - 1)))
    assert [send.route for send in double.platform.sends] == ["push"]


async def test_a_push_whose_answer_is_lost_may_be_repeated_and_goes_out_once(
    line: Line, account: Account, double: LineSandbox
) -> None:
    double.platform.faults.append(Fault(kind="fail_after"))
    with pytest.raises(ChannelError) as lost:
        await line.send(account, text())
    again = await line.send(account, text())
    assert lost.value.outcome == "retry"
    assert [send.ids[0] for send in double.platform.sends] == [again.provider_id]


async def test_a_reply_whose_answer_is_lost_is_unknown(line: Line, account: Account, double: LineSandbox) -> None:
    double.platform.faults.append(Fault(kind="fail_after"))
    with pytest.raises(ChannelError) as lost:
        await line.send(account, text(handles=replying(double)))
    assert lost.value.outcome == "unknown"


async def test_a_used_up_quota_ends_the_message_and_not_the_account(
    line: Line, account: Account, double: LineSandbox
) -> None:
    double.platform.bot.allowed = 0
    with pytest.raises(ChannelError) as refused:
        await line.send(account, text())
    assert (refused.value.outcome, refused.value.code) == ("never", "quota")
    assert (await line.quota(account)).left == 0


async def test_a_revoked_token_pauses_the_account(line: Line, account: Account, double: LineSandbox) -> None:
    double.platform.bot.token = "another"
    with pytest.raises(ChannelError) as refused:
        await line.send(account, text())
    assert refused.value.outcome == "pause"
    probe = await line.probe(account)
    assert [check.state for check in probe.checks] == ["failed"]


async def test_somebody_line_does_not_know_gets_nothing_and_it_is_said(line: Line, account: Account) -> None:
    with pytest.raises(ChannelError) as refused:
        await line.send(account, text(to=(Alias("line_user", "U9"),)))
    assert refused.value.outcome == "never"
    with pytest.raises(ChannelError):
        await line.send(account, text(to=(Alias("phone", "66812345678"),)))


async def test_five_messages_go_in_one_call_and_cost_one(line: Line, account: Account, double: LineSandbox) -> None:
    told = await line.send_together(account, [text(f"{n}", key=f"m{n}") for n in range(5)])
    accepted = [one for one in told if isinstance(one, Accepted)]
    assert (len({one.provider_id for one in accepted}), double.platform.bot.used, len(double.platform.sends)) == (
        5,
        1,
        1,
    )


async def test_files_go_as_addresses_or_as_a_card(line: Line, account: Account, double: LineSandbox) -> None:
    pdf = File(
        url="https://h.example/f/1",
        name="Quotation 7.pdf",
        mime="application/pdf",
        size=34_000,
        preview="https://h.example/f/1/p",
    )
    await line.send(account, text("For you", kind="document", file=pdf, speaker=Speaker(name="Nok")))
    (shown,) = double.platform.sends[0].messages
    assert (shown["type"], shown["altText"], shown["sender"]["name"]) == ("flex", "For you", "Nok")
    assert shown["contents"]["footer"]["contents"][0]["action"]["uri"] == pdf.url


async def test_a_file_without_a_public_address_is_refused_in_words(line: Line, account: Account) -> None:
    local = File(url="http://127.0.0.1/f", name="a.jpg", mime="image/jpeg", size=10)
    with pytest.raises(ChannelError, match="https"):
        await line.send(account, text(kind="image", file=local))


async def test_buttons_become_a_card_whose_taps_carry_their_id(
    line: Line, account: Account, double: LineSandbox
) -> None:
    content = {
        "form": "buttons",
        "body": "Shall we?",
        "buttons": [{"id": "yes", "title": "Yes"}, {"id": "no", "title": "No"}],
    }
    await line.send(account, text(None, kind="interactive", content=content))
    contents = double.platform.sends[0].messages[0]["contents"]
    assert [button["action"]["data"] for button in contents["footer"]["contents"]] == ["yes", "no"]


async def test_a_quote_a_read_mark_and_the_loading_sign_reach_the_phone(
    line: Line, account: Account, double: LineSandbox
) -> None:
    entry = double.platform.writes(ANNA, {"type": "text", "text": "price?"}, now_ms())
    handles = Handles(quote=f"q-{entry.id}")
    await line.send(account, text(reply_to=entry.id, handles=handles))
    await line.mark_read(account, f"r-{entry.id}", typing=False)
    await line.show_typing(account, (Alias("line_user", ANNA),))
    anna = double.platform.customers[ANNA]
    assert (anna.thread[-1].reply_to, entry.status) == (entry.id, "read")
    assert anna.typing_until > now_ms()


async def test_a_film_is_awaited_until_line_has_prepared_it(
    line: Line, account: Account, double: LineSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.line.downloads.READY_PAUSE", 0)
    entry = double.platform.writes(ANNA, {"type": "video"}, now_ms(), blob=(b"film", "video/mp4", None))
    double.platform.preparing[entry.id] = 2
    media = Media(id=entry.id, kind="video", mime="video/mp4")
    assert b"".join([piece async for piece in line.fetch(account, media)]) == b"film"


async def test_a_file_line_no_longer_keeps_is_said_to_be_gone(line: Line, account: Account) -> None:
    with pytest.raises(ChannelError) as gone:
        _ = [piece async for piece in line.fetch(account, Media(id="9", kind="image", mime="image/jpeg"))]
    assert gone.value.outcome == "never"


async def test_a_profile_is_told_while_nobody_is_blocked(line: Line, account: Account, double: LineSandbox) -> None:
    double.platform.languages[ANNA] = "th"
    told = await line.profile(account, ANNA, None)
    assert told is not None
    assert (told.name, told.language) == ("Anna", "th")
    double.platform.customers[ANNA].blocked_by.append(BOT)
    assert await line.profile(account, ANNA, None) is None


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example/a.png",
        "https://line-scdn.net.elsewhere.example/a.png",
        "http://profile.line-scdn.net/a",
        "https://me@profile.line-scdn.net/a",
        "https://profile.line-scdn.net:8443/a",
        "file:///etc/passwd",
        "https://[",
    ],
)
async def test_pictures_are_read_at_lines_own_hosts_alone(line: Line, account: Account, address: str) -> None:
    with pytest.raises(ChannelError, match="does not lie at LINE"):
        await line.picture(account, address)


async def test_a_sticker_is_fetched_without_the_token_and_once(line: Line, account: Account) -> None:
    media = Media(id="52002734", kind="sticker", mime="image/png")
    first = b"".join([piece async for piece in line.fetch(account, media)])
    elsewhere = msgspec.structs.replace(account, url="http://127.0.0.1:9")
    again = b"".join([piece async for piece in line.fetch(elsewhere, media)])
    assert first == again
    assert first.startswith(b"\x89PNG")


async def test_a_test_of_the_account_says_what_to_do(line: Line, account: Account, double: LineSandbox) -> None:
    wrong = await line.probe(account, callback="https://hub.example/api/v1/webhooks/line")
    await line.point_here(account, "https://hub.example/api/v1/webhooks/line")
    right = await line.probe(account, callback="https://hub.example/api/v1/webhooks/line")
    assert any("webhook" in problem for problem in wrong.problems)
    assert (right.problems, right.name) == ([], "BMA")


def test_only_the_channels_secret_signs() -> None:
    line = Line(Transport.__new__(Transport))
    raw = b'{"events":[]}'
    from_them = {"X-Line-Signature": "xx"}
    assert not line.verify(raw, from_them, ["s"])
    assert not line.verify(raw, {}, ["s"])
