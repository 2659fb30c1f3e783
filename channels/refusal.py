"""How a call to a provider can fail, and what may be done next."""

from __future__ import annotations

from typing import Literal

from channels.transport import Lost, NotSent

Outcome = Literal["retry", "wait", "never", "pause", "unknown"]


class ChannelError(Exception):
    """A provider's refusal, or a failure on the way.

    outcome  retry    nothing was sent: try again with back-off       wait  nothing was sent: try again after `retry_after` seconds
             never    this message will not go as it is               pause the account cannot send until a person mends it
             unknown  the provider may have taken it: never resent blindly
    scope    what is to wait: "recipient", "account" or "message"
    doubt    of `retry`: the provider may have taken it, under a key it takes once: only the very same call may be made again
    certain  it is of what the call says: the same call was not taken before either
    apart    of `retry`: something in a call of several was refused, so each message is to go by itself
    unspent  the token that makes the answer free was not used
    waits    of `wait`: seconds before each further try, in place of the usual ones; when they are used up, it has failed
    """

    def __init__(
        self,
        outcome: Outcome,
        message: str,
        *,
        code: str = "",
        advice: str | None = None,
        retry_after: float | None = None,
        scope: Literal["message", "recipient", "account"] = "message",
        closes_window: bool = False,
        opts_out: bool = False,
        slows: bool = False,
        subcode: str = "",
        reason: str | None = None,
        waits: tuple[float, ...] = (),
        doubt: bool = False,
        certain: bool = False,
        apart: bool = False,
    ) -> None:
        super().__init__(message)
        self.outcome: Outcome = outcome
        self.message = message
        self.code = code
        self.advice = advice
        self.retry_after = retry_after
        self.scope = scope
        self.closes_window = closes_window
        self.opts_out = opts_out
        self.slows = slows
        self.subcode = subcode
        self.reason = reason  # the provider's own words
        self.waits = waits
        self.doubt = doubt
        self.certain = certain
        self.apart = apart
        self.unspent = False


def unanswered(error: NotSent | Lost, *, repeatable: bool, advice: str) -> ChannelError:
    """What a call that came to no answer means: tried again when nothing was written or twice does no harm, else `unknown` with `advice`."""
    if isinstance(error, NotSent) or repeatable:
        doubt = isinstance(error, Lost)
        return ChannelError("retry", str(error), code="unreachable", advice="It is tried again by itself.", doubt=doubt)
    return ChannelError("unknown", str(error), code="no_answer", advice=advice)
