"""The client against answers Meta might give, put in place of the wire. `tests/web/test_sandbox.py` has the same client on real sockets."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pytest

from channels.channel import Account, Alias, ChannelError, Media, Outgoing
from channels.kinds import kinds
from channels.transport import Answer, Lost, NotSent, Stream, Transport
from channels.whatsapp import files
from channels.whatsapp.channel import WhatsApp
from channels.whatsapp.probing import NEEDED, TEMPLATE_FIELDS

API = "https://graph.facebook.com"
LINK = "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=7"
ACCOUNT = Account(
    id="a",
    kind="whatsapp",
    address="1055",
    credentials={"access_token": "t", "business_account_id": "2001", "app_secret": "s"},
    url=API,
    version="v26.0",
)
IMAGE = Media(id="7", kind="image", mime="image/jpeg")
HELLO = Outgoing(tag="t", to=(Alias("phone", "66811112222"),), kind="text", text="Hi")


class Script(Transport):
    """Gives these answers in turn, and keeps what was asked."""

    def __init__(self, *answers: Answer | Exception) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, str, dict[str, Any]]] = []

    async def call(self, method: str, url: str, **more: Any) -> Answer:
        self.asked.append((method, url, more))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    @asynccontextmanager
    async def stream(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
    ) -> AsyncIterator[Stream]:
        answer = await self.call(method, url, headers=headers)
        yield Stream(answer.status, answer.headers, _pieces(answer.body))


async def _pieces(body: bytes) -> AsyncIterator[bytes]:
    if body == b"breaks":
        raise Lost("The answer broke off.")
    yield body


def said(value: Any, status: int = 200, **headers: str) -> Answer:
    return Answer(status, headers, json.dumps(value).encode())


def held(url: str = LINK, **more: Any) -> Answer:
    return said({"url": url, "mime_type": "image/jpeg", **more})


async def outcome(sending: Any) -> tuple[str, str]:
    with pytest.raises(ChannelError) as caught:
        await sending
    return caught.value.outcome, caught.value.code


async def fetched(script: Script, media: Media = IMAGE) -> bytes:
    return b"".join([piece async for piece in WhatsApp(script).fetch(ACCOUNT, media)])


def test_every_kind_is_found_by_its_name() -> None:
    found = kinds(Script(), lambda _: _pieces(b""))
    assert {kind: channel.kind for kind, channel in found.items()} == {
        kind: kind for kind in ("whatsapp", "line", "mail")
    }


async def test_a_send_names_version_number_and_token() -> None:
    script = Script(said({"messages": [{"id": "wamid.1"}], "contacts": [{"wa_id": "66811112222", "user_id": "TH.1"}]}))
    accepted = await WhatsApp(script).send(ACCOUNT, HELLO)
    ((method, url, more),) = script.asked
    assert (method, url) == ("POST", f"{API}/v26.0/1055/messages")
    assert more["headers"]["Authorization"] == "Bearer t"
    assert accepted.aliases == (Alias("phone", "66811112222"), Alias("whatsapp_user", "TH.1"))


async def test_a_template_may_be_held_back() -> None:
    script = Script(said({"messages": [{"id": "wamid.1", "message_status": "held_for_quality_assessment"}]}))
    assert (await WhatsApp(script).send(ACCOUNT, HELLO)).held


@pytest.mark.parametrize("answer", [said({}), said([]), Answer(200, {}, b"<html>"), said({"messages": [{"id": None}]})])
async def test_a_yes_we_cannot_read_is_unknown(answer: Answer) -> None:
    assert (await outcome(WhatsApp(Script(answer)).send(ACCOUNT, HELLO)))[0] == "unknown"


async def test_what_happened_on_the_way_decides_what_may_be_done() -> None:
    assert (await outcome(WhatsApp(Script(NotSent("no"))).send(ACCOUNT, HELLO)))[0] == "retry"
    assert (await outcome(WhatsApp(Script(Lost("no"))).send(ACCOUNT, HELLO)))[0] == "unknown"
    assert (await outcome(WhatsApp(Script(Answer(502, {}, b""))).send(ACCOUNT, HELLO)))[0] == "unknown"


async def test_what_may_be_repeated_is_never_unknown() -> None:
    for answer in (
        Lost("no"),
        Answer(502, {}, b""),
        said({"error": {"code": 131000}}, 500),
        Answer(200, {}, b"<html>"),
    ):
        assert (await outcome(WhatsApp(Script(answer)).mark_read(ACCOUNT, "wamid.1", typing=False)))[0] == "retry"


async def test_a_message_refused_beforehand_calls_nobody() -> None:
    script = Script()
    nobody = Outgoing(tag="t", to=(), kind="text", text="Hi")
    assert (await outcome(WhatsApp(script).send(ACCOUNT, nobody)))[0] == "never"
    assert script.asked == []


async def test_an_upload_without_an_id_is_tried_again() -> None:
    assert (await outcome(WhatsApp(Script(said({}))).upload(ACCOUNT, b"x", "image/png", "a.png")))[0] == "retry"


async def test_a_dead_link_is_asked_for_anew_once() -> None:
    script = Script(held(), Answer(404, {}, b""), held(f"{LINK}&again=1"), Answer(200, {}, b"jpeg"))
    assert await fetched(script) == b"jpeg"
    assert [url for _, url, _ in script.asked][3] == f"{LINK}&again=1"
    assert (await outcome(fetched(Script(held(), Answer(404, {}, b""), held(), Answer(404, {}, b"")))))[0] == "never"


async def test_a_file_over_the_limit_is_left() -> None:
    over = files.INBOUND_LIMIT + 1
    assert await outcome(fetched(Script(held(file_size=over)))) == ("never", "131052")
    assert await outcome(fetched(Script(held(), Answer(200, {"content-length": str(over)}, b"")))) == (
        "never",
        "131052",
    )


async def test_a_file_that_turns_out_endless_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "INBOUND_LIMIT", 3)
    assert await outcome(fetched(Script(held(), Answer(200, {}, b"1234")))) == ("never", "131052")


async def test_a_download_that_breaks_off_is_tried_again() -> None:
    assert (await outcome(fetched(Script(held(), Answer(200, {}, b"breaks")))))[0] == "retry"
    assert (await outcome(fetched(Script(held(), Lost("no")))))[0] == "retry"
    assert (await outcome(fetched(Script(held(), Answer(503, {}, b"")))))[0] == "retry"
    assert (await outcome(fetched(Script(said({})))))[0] == "retry"


async def test_a_redirection_among_metas_hosts_is_followed() -> None:
    script = Script(held(f"{API}/moved"), Answer(302, {"location": LINK}, b""), Answer(200, {}, b"jpeg"))
    assert await fetched(script) == b"jpeg"


async def test_a_link_that_leads_in_circles_ends() -> None:
    script = Script(held(), *[Answer(302, {"location": LINK}, b"")] * 9)
    assert (await outcome(fetched(script)))[0] == "retry"


async def test_a_file_with_neither_id_nor_link_is_lost() -> None:
    assert (await outcome(fetched(Script(), Media(id=None, kind="image", mime="image/png"))))[0] == "never"


async def test_a_half_read_list_of_templates_is_no_list() -> None:
    page = said({"data": [], "paging": {"next": "there", "cursors": {"after": "x"}}})
    with pytest.raises(ChannelError):
        await WhatsApp(Script(page, Answer(500, {}, b""))).templates(ACCOUNT)


async def test_a_cursor_that_does_not_move_ends_the_list() -> None:
    item = {"id": "1", "name": "n", "language": "en", "status": "APPROVED", "category": "UTILITY", "components": []}
    page = said({"data": [item, {"id": "2"}], "paging": {"next": "there", "cursors": {"after": "x"}}})
    assert len(await WhatsApp(Script(page, page)).templates(ACCOUNT)) == 2


async def test_a_blocked_number_says_why() -> None:
    problem = {"error_code": 141000, "error_description": "Not registered.", "possible_solution": "Register it."}
    number = {
        "health_status": {"can_send_message": "BLOCKED", "entities": [{"errors": [problem]}]},
        "quality_rating": "RED",
        "name_status": "DECLINED",
    }
    token = {"app_id": "1", "is_valid": True, "expires_at": 0, "scopes": list(NEEDED)}
    apps = {"data": [{"whatsapp_business_api_data": {"id": "1"}}]}
    hook = {
        "object": "whatsapp_business_account",
        "fields": [{"name": name} for name in ("messages", *TEMPLATE_FIELDS)],
    }
    told = ({"data": token}, number, {"data": [{"id": "other"}]}, apps, {"data": [hook]})
    script = Script(*map(said, told))
    assert (await WhatsApp(script).probe(ACCOUNT)).problems == [
        "The number cannot send: Not registered. Register it.",
        "The number's quality is low (red): Meta may restrict it.",
        "The number's display name is not approved.",
        "The number 1055 does not belong to the business account 2001.",
    ]
