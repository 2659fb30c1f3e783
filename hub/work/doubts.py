"""What may have been taken, and what that leaves to be said of it.

A call in doubt is settled by its provider alone: it took it, or it refuses what the call says, which it then refused before too. Whatever
else it answers leaves the doubt where it was. The very same call is made again for a while; then the message is `unknown`, and a person
may make it again for as long as the provider knows its key.
"""

from __future__ import annotations

from channels.channel import ChannelError
from hub.wire.shapes import Fault
from hub.work.claim import Claim

TRIED_MS = 3_600_000  # a call in doubt is made again for so long
LONGEST_PAUSE = 300  # seconds between two tries of it
MOST_DOUBLED = 16  # times the pause is doubled, before numbers grow silly
ONCE = Fault(
    code="taken_once",
    message="The provider may have taken this; its answer never came.",
    advice="Send it again here: it is taken once. By another way it would come twice.",
)
FORGOTTEN = Fault(
    code="unknown",
    message="The provider may have taken this; its answer never came.",
    advice="The customer may have received it. Look for a reply before you send it again.",
)
NOTHING_SENT = "Nothing was sent. Send it again."


def judged(claim: Claim, error: ChannelError) -> ChannelError:
    """What the end of a call made again says about the call."""
    if claim.call is None:
        error.doubt = False  # without a key twice does harm, or none
    if not claim.again or error.certain or error.outcome == "unknown":
        return error
    if error.outcome == "never" or error.apart:
        return ChannelError("unknown", ONCE.message, code=ONCE.code, advice=ONCE.advice, reason=error.reason)
    error.doubt = True
    return error


def again_in(error: ChannelError, tries: int, since: int, now: int) -> float | None:
    """Seconds until a call in doubt, first made at `since` (ms), is made again."""
    if error.outcome == "pause":
        return 0.0
    if now - since >= TRIED_MS:
        return None
    return error.retry_after or float(min(LONGEST_PAUSE, 2 ** min(tries - 1, MOST_DOUBLED)))


def told(error: ChannelError, fault: Fault, again_in: float | None) -> Fault:
    """`fault`, as it is to be read when nothing is tried any more."""
    if again_in is not None:
        return fault
    if error.doubt:
        return ONCE
    if error.outcome in ("retry", "wait"):
        return Fault(code=fault.code, message=fault.message, advice=NOTHING_SENT)
    return fault
