"""Who may ask the double for what: the token's state and permissions, the app behind it, and that app's webhook."""

from __future__ import annotations

import secrets

from channels.sandbox.cloud import Cloud
from channels.sandbox.model import Json, Reply

MESSAGING, MANAGEMENT = "whatsapp_business_messaging", "whatsapp_business_management"
SCHEMES = ("Bearer", "OAuth")


def stranger(cloud: Cloud, authorization: str, scope: str | None = None) -> Reply | None:
    """Meta's refusal when the header's token may not do this; None when it may. `scope`: the permission it takes."""
    scheme, _, token = authorization.partition(" ")
    if scheme not in SCHEMES or not token or not _same(cloud.token, token):
        return cloud.refusal(190, "Invalid OAuth access token.")
    if cloud.access.state == "expired":
        said = "Error validating access token: Session has expired."
        return cloud.refusal(190, said, subcode=463)
    if cloud.access.state == "invalid":
        return cloud.refusal(190, "Error validating access token: the session was invalidated.", subcode=460)
    if scope is not None and scope not in cloud.access.scopes:
        return cloud.refusal(10, f"Application does not have permission for this action: {scope}.")
    return None


def token(cloud: Cloud) -> Reply:
    """`GET /debug_token` of the token that asks."""
    access = cloud.access
    granted = [
        {"scope": scope, **({} if access.targets is None else {"target_ids": access.targets})}
        for scope in access.scopes
    ]
    data: Json = {
        "app_id": cloud.app.id,
        "application": cloud.app.name,
        "type": "SYSTEM_USER",
        "is_valid": True,
        "expires_at": access.expires_at,
        "scopes": access.scopes,
        "granular_scopes": granted,
    }
    return Reply(body={"data": data})


def app(cloud: Cloud) -> Reply:
    return Reply(body={"id": cloud.app.id, "name": cloud.app.name})


def subscriptions(cloud: Cloud, id: str, authorization: str) -> Reply:
    """`GET /{app}/subscriptions`, for which the app itself asks: its token is its id and its secret."""
    _, _, given = authorization.partition(" ")
    if id != cloud.app.id or not _same(f"{cloud.app.id}|{cloud.secret}", given):
        return cloud.refusal(190, "Error validating application. Cannot get application info due to a system error.")
    fields = [{"name": name, "version": "v25.0"} for name in cloud.app.fields]
    hook = {"object": "whatsapp_business_account", "callback_url": cloud.app.callback, "active": True, "fields": fields}
    return Reply(body={"data": [hook]})


def _same(held: str | None, given: str) -> bool:
    """`held` None: any will do."""
    return held is None or secrets.compare_digest(held.encode(), given.encode())
