"""How many of a month's messages an account has left, as its provider told last and what has gone out since."""

from __future__ import annotations

from hub.wire.routes import RouteQuota
from storage.accounts.channels import AccountRow


def of(account: AccountRow) -> RouteQuota | None:
    """None where nothing is counted, or nothing is known yet."""
    if account.quota_at is None or account.quota_used is None:
        return None
    allowed = account.quota_allowed
    return RouteQuota(allowed=allowed, left=None if allowed is None else max(0, allowed - account.quota_used))
