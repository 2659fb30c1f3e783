"""Which message a planned fault strikes."""

from __future__ import annotations

from channels.sandbox.model import Fault, Json


def take(planned: list[Fault], recipient: str) -> Fault | None:
    """The first fault meant for this recipient, used up by one."""
    for fault in planned:
        if fault.to is None or fault.to == recipient:
            fault.times -= 1
            if fault.times <= 0:
                planned.remove(fault)
            return fault
    return None


def server_error() -> Json:
    return {"error": {"message": "An unexpected error has occurred.", "type": "OAuthException"}}
