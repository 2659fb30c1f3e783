"""One call to the Graph API: addresses, the token, and every way it can end as a ChannelError."""

from __future__ import annotations

from collections.abc import AsyncIterable, Collection, Mapping
from typing import Any

import msgspec

from channels.channel import Account, ChannelError
from channels.refusal import unanswered
from channels.transport import Answer, Lost, NotSent, Transport
from channels.values import Json, decode
from channels.whatsapp import errors

DEFAULT_VERSION = "v25.0"


def address(account: Account, *path: str) -> str:
    for part in path:
        # An id with a slash or a dot-dot would call something else with our token.
        if not part or "/" in part or part in (".", "..") or "?" in part or "#" in part:
            raise ChannelError("never", f"“{part}” is no id of WhatsApp's.", code="invalid")
    return "/".join((account.url.rstrip("/"), account.version or DEFAULT_VERSION, *path))


def headers(account: Account, token: str | None = None) -> dict[str, str]:
    """`token`: another one than the account's."""
    token = token or account.credentials.get("access_token", "")
    if not token:
        raise ChannelError(
            "pause",
            "The account has no access token.",
            code="190",
            advice="Set the access token of the account.",
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
    params: Mapping[str, str] | None = None,
    json: Any = None,
    form: Mapping[str, str] | None = None,
    files: Mapping[str, tuple[str, bytes, str]] | None = None,
    pieces: AsyncIterable[bytes] | None = None,
    more: Mapping[str, str] | None = None,
    token: str | None = None,
    read_seconds: float | None = None,
    also: Collection[int] = (),
) -> Json:
    """The JSON object of a 200. `repeatable`: doing it twice is harmless, so a lost answer is a reason to try again. `more`: further
    headers; `pieces`: a body that is not held in memory; `also`: other statuses whose object the caller reads itself."""
    bearer = {**headers(account, token), **(more or {})}
    content: bytes | AsyncIterable[bytes] | None = pieces
    if json is not None:
        content, bearer = msgspec.json.encode(json), {**bearer, "Content-Type": "application/json"}
    try:
        answer = await transport.call(
            method,
            url,
            headers=bearer,
            params=params,
            content=content,
            form=form,
            files=files,
            read_seconds=read_seconds,
        )
    except (NotSent, Lost) as error:
        raise failure(error, repeatable=repeatable) from error
    return _read(answer, repeatable=repeatable, good=(200, *also))


def failure(error: NotSent | Lost, *, repeatable: bool) -> ChannelError:
    return unanswered(
        error, repeatable=repeatable, advice="It may have gone out: wait for its status before you send it again."
    )


def _read(answer: Answer, *, repeatable: bool, good: Collection[int]) -> Json:
    if answer.status not in good:
        error = errors.of_answer(answer.status, answer.body, answer.headers.get("retry-after"))
        if repeatable and error.outcome == "unknown":
            error.outcome = "retry"
        raise error
    try:
        body = decode(answer.body)
    except ValueError as error:
        raise _unreadable(repeatable) from error
    if not isinstance(body, dict):
        raise _unreadable(repeatable)
    return body


def _unreadable(repeatable: bool) -> ChannelError:
    return ChannelError("retry" if repeatable else "unknown", "WhatsApp's answer could not be read.", code="bad_answer")
