"""Meta's block_users, in the words of its documentation."""

from __future__ import annotations

import json
from typing import Any

import pytest

from channels.channel import Alias, ChannelError
from channels.transport import Lost
from channels.whatsapp.channel import WhatsApp
from tests.channels.whatsapp.test_client import ACCOUNT, API, Script, said

PIM = (Alias("phone", "66811112222"), Alias("whatsapp_user", "TH.1"))
URL = f"{API}/v26.0/1055/block_users"
DONE = {"messaging_product": "whatsapp", "block_users": {"added_users": [{"input": "+66811112222", "wa_id": "6681"}]}}
PARTLY = {"message": "(#139100) Failed to block/unblock users", "code": 139100, "error_data": {"details": "See list"}}


def failed(code: int, message: str, details: str) -> dict[str, Any]:
    error = {"message": message, "code": code, "error_data": {"details": details}}
    users = [{"input": "+66811112222", "errors": [error]}]
    return {"messaging_product": "whatsapp", "block_users": {"failed_users": users}, "error": PARTLY}


async def refused(script: Script) -> ChannelError:
    with pytest.raises(ChannelError) as caught:
        await WhatsApp(script).block(ACCOUNT, PIM, blocked=True)
    return caught.value


@pytest.mark.parametrize(("blocked", "method"), [(True, "POST"), (False, "DELETE")])
async def test_a_person_is_named_by_the_number_with_its_plus(blocked: bool, method: str) -> None:
    script = Script(said(DONE))
    await WhatsApp(script).block(ACCOUNT, PIM, blocked=blocked)
    ((how, url, more),) = script.asked
    assert (how, url) == (method, URL)
    assert json.loads(more["content"]) == {"messaging_product": "whatsapp", "block_users": [{"user": "+66811112222"}]}


async def test_who_keeps_the_number_is_named_by_the_user_id() -> None:
    script = Script(said(DONE))
    await WhatsApp(script).block(ACCOUNT, PIM[1:], blocked=True)
    assert json.loads(script.asked[0][2]["content"])["block_users"] == [{"user_id": "TH.1"}]


async def test_who_has_no_address_is_not_asked_for() -> None:
    script = Script()
    with pytest.raises(ChannelError, match="neither a phone number"):
        await WhatsApp(script).block(ACCOUNT, (Alias("email", "a@example.com"),), blocked=True)
    assert script.asked == []


async def test_who_did_not_write_lately_cannot_be_blocked() -> None:
    body = failed(131047, "Re-engagement required", "User has not messaged in the last 24 hours")
    error = await refused(Script(said(body, 400)))
    assert (error.outcome, error.code) == ("never", "131047")
    assert "last 24 hours" in error.message


@pytest.mark.parametrize(
    ("code", "outcome"), [(139101, "never"), (139102, "retry"), (139103, "retry"), (130429, "retry"), (131021, "never")]
)
async def test_each_code_says_what_may_be_done(code: int, outcome: str) -> None:
    for status in (200, 400):
        error = await refused(Script(said(failed(code, "No.", "Not so."), status)))
        assert (error.outcome, error.code) == (outcome, str(code))


async def test_an_error_of_the_whole_call_is_read_as_ever() -> None:
    body = {"error": {"message": "Invalid OAuth access token.", "code": 190}}
    assert (await refused(Script(said(body, 401)))).outcome == "pause"
    assert (await refused(Script(said(body, 400)))).outcome == "pause"


async def test_a_lost_answer_is_asked_for_again() -> None:
    assert (await refused(Script(Lost("Gone.")))).outcome == "retry"
