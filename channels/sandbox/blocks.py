"""`/{number}/block_users` of the double: people a number does not want to hear of."""

from __future__ import annotations

from channels.sandbox.cloud import WINDOW_MS, Cloud
from channels.sandbox.model import Customer, Json, Number, Reply
from channels.whatsapp.people import phone

NOT_LATELY = 131047
SOME_FAILED = 139100


def change(cloud: Cloud, number_id: str, body: Json, now: int, *, blocked: bool) -> Reply:
    """Puts people on the number's list or takes them off it; each succeeds or fails by itself."""
    number = cloud.numbers.get(number_id)
    named = body.get("block_users")
    if number is None or body.get("messaging_product") != "whatsapp" or not isinstance(named, list) or not named:
        return cloud.refusal(100, "The number does not exist, or messaging_product or block_users is missing.")
    done: list[Json] = []
    failed: list[Json] = []
    for each in named:
        given = str(each.get("user") or each.get("user_id") or "")
        customer = _found(cloud, given)
        if customer is None or (blocked and not _wrote_lately(cloud, customer, now)):
            failed.append({"input": given, "errors": [_error()]})
            continue
        _set(customer, number, blocked)
        cloud.touch(customer)
        done.append({"input": given, "wa_id": customer.phone})
    answer: Json = {"added_users" if blocked else "removed_users": done, **({"failed_users": failed} if failed else {})}
    told: Json = {"messaging_product": "whatsapp", "block_users": answer}
    if not failed:
        return Reply(body=told)
    refusal = cloud.refusal(SOME_FAILED, "Failed to block some users, see the block_users response list for details")
    return Reply(status=400, body=told | refusal.body)


def listed(cloud: Cloud, number_id: str) -> Reply:
    found = [customer.phone for customer in cloud.customers.values() if number_id in customer.blocked_by]
    return Reply(body={"data": [{"messaging_product": "whatsapp", "wa_id": each} for each in found]})


def _found(cloud: Cloud, given: str) -> Customer | None:
    people = cloud.customers
    return people.get(phone(given) or "") or next((one for one in people.values() if one.user_id == given), None)


def _wrote_lately(cloud: Cloud, customer: Customer, now: int) -> bool:
    return not cloud.enforce_window or (customer.wrote_at is not None and now - customer.wrote_at <= WINDOW_MS)


def _set(customer: Customer, number: Number, blocked: bool) -> None:
    others = [id for id in customer.blocked_by if id != number.id]
    customer.blocked_by = [*others, number.id] if blocked else others


def _error() -> Json:
    said = "User has not messaged in the last 24 hours"
    return {"message": "(#131047) Re-engagement required", "code": NOT_LATELY, "error_data": {"details": said}}
