"""Handing a mail in: both ways to TLS, what a server's refusals mean, whom a mail goes without."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import aiosmtplib
import msgspec
import pytest

from channels.channel import Account, Alias, ChannelError, Outgoing
from channels.mail import compose, submission
from channels.mail.channel import Mail
from channels.mail.server import MailServer, server_of
from channels.mail.setbacks import LONGEST_WAIT, SECOND_TRY, Setbacks
from tests.certificates import server_context
from tests.mailboxes import Smtp, free_port

BOX = "office@bma.example"
RAW = b"Subject: Hello\r\n\r\nHello\r\n"
ANNA, CARL = "anna@example.com", "carl@example.com"
LATER, NEVER = "451 4.7.1 come again later", "550 5.1.1 nobody here"


@pytest.fixture(scope="module", params=["smtps", "smtp"])
def sealed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Smtp, Path]]:
    folder = tmp_path_factory.mktemp("certificates")
    opened = Smtp(server_context(folder), from_the_start=request.param == "smtps")
    yield opened, folder / "authority.pem"
    opened.stop()


@pytest.fixture(scope="module")
def opened() -> Iterator[Smtp]:
    made = Smtp()
    yield made
    made.stop()


@pytest.fixture
def post(opened: Smtp) -> Smtp:
    opened.taken.mails.clear()
    opened.taken.refuses, opened.taken.signing_in = {}, None
    return opened


def with_token(url: str, token: str) -> MailServer:
    return msgspec.structs.replace(server_of(url), token=token, password="")


async def refusal(server: MailServer, *to: str, tries: int = 1) -> ChannelError:
    with pytest.raises(ChannelError) as told:
        await submission.hand_in(server, BOX, RAW, to or [ANNA], tries)
    return told.value


async def test_consent_and_password_sign_in_over_tls(
    sealed: tuple[Smtp, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    post, authority = sealed
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    post.taken.tokens = lambda: {"good"}
    post.taken.mails.clear()
    await submission.hand_in(with_token(post.url, "good"), BOX, RAW, [ANNA])
    await submission.hand_in(server_of(post.url), BOX, RAW, [ANNA])
    assert [one.rcpt_tos for one in post.taken.mails] == [[ANNA], [ANNA]]
    old = await refusal(with_token(post.url, "old"))
    assert (old.outcome, "does not accept the consent" in old.message) == ("pause", True)


async def test_nothing_is_said_to_a_server_nobody_vouches_for(sealed: tuple[Smtp, Path]) -> None:
    post, _ = sealed
    post.taken.mails.clear()
    told = await refusal(server_of(post.url))
    assert (told.scope, "certificate" in told.message, post.taken.mails) == ("account", True, [])


def test_the_double_wants_to_be_greeted_as_providers_do(post: Smtp) -> None:
    with socket.create_connection(("127.0.0.1", post.port), 10) as line, line.makefile("rwb") as said:
        said.readline()
        said.write(b"AUTH XOAUTH2 eA==\r\n")
        said.flush()
        assert said.readline().startswith(b"503")


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        ("454 4.7.0 Temporary authentication failure", "retry"),
        ("421 4.3.2 too busy", "retry"),
        ("535 5.7.8 no", "pause"),
    ],
)
async def test_who_is_not_let_in_for_now_comes_again(post: Smtp, reply: str, outcome: str) -> None:
    post.taken.signing_in = reply
    told = await refusal(server_of(post.url))
    assert (told.outcome, told.scope) == (outcome, "account")
    assert reply in told.message or reply.startswith("421")  # then the other ways to sign in find the line closed


async def test_the_channel_weighs_a_failure_by_those_before_it(post: Smtp) -> None:
    async def reads(*_: object) -> None: ...

    async def empty() -> AsyncIterator[bytes]:
        yield b""

    channel = Mail(opens=lambda _: empty(), reads=reads)
    account = Account(id="box", kind="mail", address=BOX, credentials={"smtp_url": post.url}, url="")
    message = Outgoing(tag="t", to=(Alias("email", ANNA),), kind="text", text="Hello")
    for reply in ("535 5.7.8 no", "454 4.7.0 later"):
        post.taken.signing_in = reply
        with pytest.raises(ChannelError, match=reply) as told:
            await channel.send(account, message)
        assert (told.value.outcome, told.value.scope) == ("wait", "account"), "one refusal pauses nothing"
        assert told.value.retry_after
    post.taken.signing_in = None
    assert (await channel.send(account, message)).provider_id == "t@bma.example"


async def test_a_server_that_is_away_keeps_every_mail_waiting() -> None:
    told = await refusal(server_of(f"smtp://127.0.0.1:{free_port()}"))
    assert (told.outcome, told.scope) == ("retry", "account")


async def test_one_address_that_is_to_wait_holds_the_others_back_for_a_while(post: Smtp) -> None:
    post.taken.refuses = {CARL: LATER}
    server = server_of(post.url)
    for tries in range(1, submission.WITHOUT):
        told = await refusal(server, ANNA, CARL, tries=tries)
        assert (told.outcome, told.waits) == ("wait", submission.WAITS)
    taken = await submission.hand_in(server, BOX, RAW, [ANNA, CARL], submission.WITHOUT)
    assert (post.taken.mails[0].rcpt_tos, taken.refused) == ([ANNA], {CARL: LATER})


async def test_the_one_it_is_meant_for_is_waited_for_to_the_end(post: Smtp) -> None:
    post.taken.refuses = {ANNA: LATER}
    server, last = server_of(post.url), len(submission.WAITS) + 1
    assert (await refusal(server, ANNA, CARL, tries=last - 1)).outcome == "wait"
    taken = await submission.hand_in(server, BOX, RAW, [ANNA, CARL], last)
    assert (post.taken.mails[0].rcpt_tos, taken.refused) == ([CARL], {ANNA: LATER})
    post.taken.refuses = {ANNA: NEVER, CARL: LATER}
    assert (await refusal(server, ANNA, CARL, tries=last)).outcome == "wait", "nobody takes it"


async def test_a_server_that_closes_while_a_mail_is_named_keeps_every_mail_waiting(post: Smtp) -> None:
    post.taken.refuses = {ANNA: "421 4.7.0 closing"}
    assert (await refusal(server_of(post.url), ANNA, CARL)).scope == "account"


async def test_addresses_in_other_scripts_go_to_servers_that_know_them(
    post: Smtp, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = {"mail": {"to": [{"address": "สมชาย@ร้าน.ไทย", "name": "สมชาย"}], "cc": [{"address": "a@ร้าน.ไทย"}]}}
    message = Outgoing(tag="t", to=(), kind="text", text="สวัสดี", content=content)
    built = compose.mail(message, BOX, "Office")
    to = compose.recipients(message, built)
    assert to == ["สมชาย@xn--q3ct9b5e.xn--o3cw4h", "a@xn--q3ct9b5e.xn--o3cw4h"]
    await submission.hand_in(server_of(post.url), BOX, compose.as_bytes(built, to), to)
    came = post.taken.mails[0]
    assert (came.rcpt_tos, came.smtp_utf8) == (to, True)
    assert f"<{to[0]}>".encode() in (came.content or b"")
    monkeypatch.setattr(aiosmtplib.SMTP, "supports_extension", lambda _self, name: name in ("auth", "size"))
    told = await refusal(server_of(post.url), *to)
    assert (told.outcome, told.scope, to[0] in told.message) == ("never", "message", True)
    await submission.hand_in(server_of(post.url), BOX, RAW, to[1:])


async def test_a_domain_nobody_can_have_is_refused_in_words() -> None:
    message = Outgoing(tag="t", to=(Alias("email", "a@-ร้าน-.ไทย"),), kind="text", text="x")
    with pytest.raises(ChannelError, match="is no domain"):
        compose.mail(message, BOX, "Office")


async def test_an_address_no_command_can_hold_is_no_outage(post: Smtp) -> None:
    told = await refusal(server_of(post.url), "an na@example.com")
    assert (told.outcome, told.scope) == ("never", "message")


def away(outcome: str = "retry") -> ChannelError:
    return ChannelError(outcome, "no", scope="account")  # type: ignore[arg-type]


def test_an_outage_is_waited_for_longer_and_longer_and_mails_that_fail_together_are_one() -> None:
    rows, now, waits = Setbacks(), 0.0, []
    for _ in range(9):
        told = rows.weighed(BOX, away(), now)
        assert (told.outcome, told.scope) == ("wait", "account")
        assert rows.weighed(BOX, away(), now + 1).retry_after == (told.retry_after or 0) - 1
        waits.append(told.retry_after or 0)
        now += waits[-1]
    assert waits[:4] == [5, 10, 20, 40]
    assert waits[-1] == LONGEST_WAIT
    rows.over(BOX)
    assert rows.weighed(BOX, away(), now).retry_after == 5


def test_only_a_second_refusal_pauses_and_not_one_of_the_same_moment() -> None:
    rows = Setbacks()
    assert rows.weighed(BOX, away("pause"), 0).retry_after == SECOND_TRY
    assert rows.weighed(BOX, away("pause"), 1).outcome == "wait"
    assert rows.weighed(BOX, away("pause"), SECOND_TRY).outcome == "pause"
    rows.weighed(BOX, away("pause"), 200)
    rows.over(BOX)
    assert rows.weighed(BOX, away("pause"), 400).outcome == "wait", "it let us in between"
    assert rows.weighed(BOX, ChannelError("never", "no"), 500).outcome == "never"
