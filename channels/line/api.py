"""One call to the Messaging API: addresses, the token, and every way it can end as a ChannelError."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import quote

import msgspec
from msgspec import Struct

from channels.channel import Account, ChannelError
from channels.line import errors
from channels.refusal import unanswered
from channels.transport import Answer, Lost, NotSent, Transport
from channels.values import Json, decode


class Told(Struct, frozen=True):
    """An answer: its status, and the JSON object in it (empty when there is none)."""

    status: int
    body: Json


def address(account: Account, path: str, *ids: str) -> str:
    """`path` with each {} replaced by an id, made harmless."""
    return account.url.rstrip("/") + path.format(*(quote(id, safe="") for id in ids))


def data_address(account: Account, path: str, *ids: str) -> str:
    """The same at the host that holds files."""
    base = account.credentials.get("data_url") or account.url
    return base.rstrip("/") + path.format(*(quote(id, safe="") for id in ids))


def headers(account: Account) -> dict[str, str]:
    token = account.credentials.get("access_token", "")
    if not token:
        raise ChannelError(
            "pause",
            "The account has no access token.",
            code="401",
            advice="Set the channel access token of the account.",
            scope="account",
        )
    return {"Authorization": f"Bearer {token}"}


async def call(
    transport: Transport,
    account: Account,
    method: str,
    url: str,
    *,
    repeatable: bool,
    json: Any = None,
    more: Mapping[str, str] | None = None,
    also: Collection[int] = (),
) -> Told:
    """A 200 or one of `also`. `repeatable`: doing it twice is harmless, so a lost answer is a reason to try again."""
    sent = {**headers(account), **(more or {})}
    content = None
    if json is not None:
        content, sent = msgspec.json.encode(json), {**sent, "Content-Type": "application/json"}
    try:
        answer = await transport.call(method, url, headers=sent, content=content)
    except (NotSent, Lost) as error:
        raise failure(error, repeatable=repeatable) from error
    return _read(answer, repeatable=repeatable, good=(200, *also))


def failure(error: NotSent | Lost, *, repeatable: bool) -> ChannelError:
    return unanswered(error, repeatable=repeatable, advice=errors.ASK)


def _read(answer: Answer, *, repeatable: bool, good: Collection[int]) -> Told:
    if answer.status not in good:
        raise errors.of_answer(answer.status, answer.body, answer.headers, repeatable=repeatable)
    try:
        body = decode(answer.body) if answer.body.strip() else {}
    except ValueError:
        body = {}
    return Told(answer.status, body if isinstance(body, dict) else {})
