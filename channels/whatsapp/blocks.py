"""Meta's list of people a number does not want to hear of. Putting somebody on it or off it twice changes nothing."""

from __future__ import annotations

import msgspec

from channels.channel import Account, Alias, ChannelError
from channels.transport import Transport
from channels.values import Json, object_of, objects_of, text_of
from channels.whatsapp import errors, graph

REFUSED = 400  # some of those asked for were refused: the body says whom, and why
NOT_LATELY = "WhatsApp blocks only people who wrote to this number in the last 24 hours."
MEANINGS: dict[str, tuple[str, str | None]] = {
    "131047": (NOT_LATELY, "It is asked again by itself when they write; until then they are kept away here."),
    "139101": ("WhatsApp's list of blocked people is full (64,000).", "Unblock others in WhatsApp Manager first."),
    "131021": ("The number cannot block itself.", None),
}
PASSING = ("139102", "139103")  # the list was changed meanwhile; an internal error


async def block(transport: Transport, account: Account, person: tuple[Alias, ...], blocked: bool) -> None:
    """Raises ChannelError."""
    url = graph.address(account, account.address, "block_users")
    body = {"messaging_product": "whatsapp", "block_users": [_named(person)]}
    method = "POST" if blocked else "DELETE"
    answer = await graph.call(transport, account, method, url, repeatable=True, json=body, also=(REFUSED,))
    failed = objects_of(object_of(answer.get("block_users")).get("failed_users"))
    if failed:
        raise _why(failed[0])
    if "error" in answer:
        raise errors.of_answer(REFUSED, msgspec.json.encode(answer))


def _named(person: tuple[Alias, ...]) -> Json:
    """By the number with its plus; people who keep it to themselves by their user id."""
    named = {alias.kind: alias.value for alias in reversed(person)}  # the first of a kind is the one to try
    if number := named.get("phone"):
        return {"user": f"+{number.lstrip('+')}"}
    if user := named.get("whatsapp_user") or named.get("whatsapp_parent"):
        return {"user_id": user}
    raise ChannelError("never", "The contact has neither a phone number nor a WhatsApp user id.", code="invalid")


def _why(failed: Json) -> ChannelError:
    error = next(iter(objects_of(failed.get("errors"))), {})
    code = text_of(error.get("code")) or ""
    reason = text_of(object_of(error.get("error_data")).get("details")) or text_of(error.get("message"))
    if code in PASSING:
        return ChannelError("retry", reason or "WhatsApp is busy.", code=code, reason=reason)
    if code in MEANINGS:
        message, advice = MEANINGS[code]
        return ChannelError("never", message, code=code, advice=advice, reason=reason)
    return errors.explain(code, reason)
