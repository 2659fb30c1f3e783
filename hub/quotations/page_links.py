"""Links to a quotation's private page: known to whoever holds them, kept by their hashes. The secret stands behind the #, which a browser
sends to nobody and no server logs; the page hands it over by POST."""

from __future__ import annotations

import base64
import hmac
from datetime import date
from hashlib import sha256

from msgspec import Struct

from hub.durations import DAY_MS
from hub.team import tokens
from hub.transaction import Transaction
from hub.wire.errors import Refusal
from storage.database import Connection
from storage.quotations import links as rows
from storage.quotations.links import LinkRow
from storage.quotations.rows import QuotationRow

PATH = "/q"
KEPT_MS = 60 * DAY_MS  # after the last day of the offer, or after the link was made: to read again what was agreed
PURPOSE = b"quotation page"
GONE = "This link is not valid any more."


class Made(Struct, frozen=True):
    """`expires_at` in ms."""

    url: str
    secret: str
    expires_at: int


async def make(
    tx: Transaction,
    row: QuotationRow,
    public_url: str,
    *,
    message_id: str | None = None,
    made_by: str | None = None,
    secret: str | None = None,
) -> Made:
    """A new link; those made before stay good. `secret`: one of `secret_of`, whose link may be there already."""
    secret = secret or tokens.new_secret()
    expires_at = max(tx.now, _last_moment(row.valid_until)) + KEPT_MS
    kept = {"hash": tokens.hash_of(secret), "quotation_id": row.id, "message_id": message_id, "made_by": made_by}
    await rows.insert_many(tx.connection, [{**kept, "created_at": tx.now, "expires_at": expires_at}])
    return Made(f"{public_url}{PATH}#{secret}", secret, expires_at)


def secret_of(secret_key: str, call: str, message_id: str) -> str:
    """The secret of the link a message carries in a call: the same however often the call is made, and kept nowhere."""
    mark = hmac.digest(secret_key.encode(), PURPOSE + f"{call}:{message_id}".encode(), sha256)
    return base64.urlsafe_b64encode(mark).decode().rstrip("=")


async def found(connection: Connection, secret: str, now: int) -> LinkRow:
    """The link somebody holds. Raises Refusal `not_found` when it has expired, was revoked, or never was."""
    link = await rows.valid(connection, tokens.hash_of(secret), now)
    if link is None:
        raise Refusal("not_found", GONE, field="token")
    return link


def _last_moment(valid_until: str | None) -> int:
    if valid_until is None:
        return 0
    return (date.fromisoformat(valid_until).toordinal() - date(1970, 1, 1).toordinal() + 1) * DAY_MS
