"""Which message a planned fault strikes, and how Meta words a refusal."""

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


def refusal(code: int, details: str, subcode: int | None = None) -> Json:
    error: Json = {
        "message": f"(#{code}) {details}",
        "type": "OAuthException",
        "code": code,
        "error_data": {"messaging_product": "whatsapp", "details": details},
        "fbtrace_id": "sandbox",
    }
    return {"error": error if subcode is None else error | {"error_subcode": subcode}}


def server_error() -> Json:
    return {"error": {"message": "An unexpected error has occurred.", "type": "OAuthException"}}
