"""LINE's refusals: the HTTP status decides, and for some the sentence that comes with it."""

from __future__ import annotations

from typing import Any

from channels.channel import ChannelError
from channels.values import decode, object_of, objects_of, text_of

HOUR = 3600.0  # seconds
WORDS_LIMIT = 400  # characters

TOKEN = "Make a new channel access token in the LINE Developers console and set it here."  # noqa: S105 (advice, no secret)


ASK = "It may have gone out: ask the customer before you send it again."
AGAIN = "It is tried again by itself."


class SpentReply(ChannelError):
    """The reply token was used or is too old: nothing was sent, and a push may follow."""


def of_answer(status: int, raw: bytes, headers: Any, *, repeatable: bool = False) -> ChannelError:
    """What an answer other than 200 means. A 409 is no error: see `channel`. `repeatable`: doing it twice is harmless."""
    said, details = _said(raw)
    low = said.lower()
    if status == 400 and "reply token" in low:
        return SpentReply("never", "The free reply is no longer possible.", code="reply_token", reason=said)
    if status == 400 and details:
        return ChannelError(
            "never", f"LINE refused: {said}", code="400", reason=said, certain=True, subcode=" ".join(details)
        )
    if status == 429 and "monthly limit" in low:
        return ChannelError(
            "never",  # the account goes on: answers by token cost nothing
            "This month's LINE messages are used up.",
            code="quota",
            advice="Answer within a minute of the customer's next message, which stays free, or buy more in LINE Official Account Manager.",
            scope="account",
            reason=said,
        )
    if status == 429:
        wait = _seconds(headers.get("retry-after")) or 2.0
        return ChannelError(
            "wait",
            "LINE is asked too often.",
            code="429",
            advice="It goes on by itself.",
            retry_after=wait,
            scope="account",
            slows=True,
            reason=said,
        )
    meaning = MEANINGS.get(status)
    if meaning is not None:
        outcome, message, advice = meaning
        scope = "account" if outcome == "pause" else "message"
        return ChannelError(outcome, message, code=str(status), advice=advice, scope=scope, reason=said)  # type: ignore[arg-type]
    if status >= 500:
        return ChannelError(
            "retry" if repeatable else "unknown",
            "LINE had a fault of its own; it may have gone out.",
            code=str(status),
            advice=AGAIN if repeatable else ASK,
            reason=said,
            doubt=repeatable,
        )
    return ChannelError(
        "never", f"LINE refused the message ({status}).", code=str(status), advice=said or None, reason=said
    )


MEANINGS: dict[int, tuple[str, str, str | None]] = {
    400: (
        "never",
        "LINE found something wrong in the message, or does not know this person.",
        "They may have blocked the account or left LINE.",
    ),
    401: ("pause", "LINE does not accept the access token.", TOKEN),
    403: (
        "pause",
        "The account's plan or settings do not allow this.",
        "Look at the account in LINE Official Account Manager.",
    ),
    404: (
        "never",
        "LINE does not know this person or message.",
        "They may have blocked the account, left the group, or never agreed to be known.",
    ),
    410: ("never", "LINE keeps this file no longer.", "Ask for it again."),
    413: ("never", "The message is too large for LINE.", "Send it in several messages."),
    415: ("never", "LINE does not take this kind of file.", "Send it as a document, which goes as a link."),
}


def explain(code: str, reason: str | None) -> ChannelError:
    """What a code that was kept means."""
    status = int(code) if code.isdigit() else 0
    if code == "quota":
        return of_answer(429, b'{"message":"You have reached your monthly limit."}', {})
    found = of_answer(status, b"", {})
    found.reason = reason
    return found


def _said(raw: bytes) -> tuple[str, list[str]]:
    """LINE's own words, and which parts of the message are wrong: `details`, whose words then stand alone."""
    try:
        body = object_of(decode(raw))
    except ValueError:
        return "", []
    details = [
        (text_of(one.get("property")) or "", text_of(one.get("message")) or "")
        for one in objects_of(body.get("details"))
    ]
    parts = [f"{at}: {why}" if at else why for at, why in details] or [text_of(body.get("message")) or ""]
    return "; ".join(part for part in parts if part)[:WORDS_LIMIT], [at for at, _ in details]


def _seconds(value: str | None) -> float | None:
    try:
        return min(max(float(value or ""), 1.0), HOUR)
    except ValueError:
        return None
