"""Consent in place of a password: the authorization-code flow with PKCE (RFC 7636), and fresh access tokens from the refresh token."""

from __future__ import annotations

import base64
import hashlib
import secrets
from typing import Any
from urllib.parse import urlencode

import msgspec
from msgspec import Struct

from channels.channel import ChannelError
from channels.refusal import unanswered
from channels.transport import Answer, Lost, NotSent, Transport

VERIFIER_BYTES = 48
ASK_AGAIN = "Sign in to the provider again: administration, channels, the mailbox."


class Consenting(Struct, frozen=True, kw_only=True):
    """Where a provider asks for consent, what we ask for, and its mail servers."""

    authorize_url: str
    token_url: str
    scopes: str
    imap: str
    smtp: str
    extra: dict[str, str] = {}


GOOGLE = Consenting(
    authorize_url="https://accounts.google.com/o/oauth2/v2/auth",
    token_url="https://oauth2.googleapis.com/token",  # noqa: S106 (an address)
    scopes="openid email https://mail.google.com/",
    imap="imaps://imap.gmail.com:993",
    smtp="smtps://smtp.gmail.com:465",
    extra={"access_type": "offline", "prompt": "consent"},  # else no refresh token comes
)
MICROSOFT = Consenting(
    authorize_url="https://login.microsoftonline.com/common/oauth2/v2.0/authorize",
    token_url="https://login.microsoftonline.com/common/oauth2/v2.0/token",  # noqa: S106
    scopes="openid email offline_access https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send",
    imap="imaps://outlook.office365.com:993",
    smtp="smtp://smtp.office365.com:587",
    extra={"prompt": "select_account"},
)


class App(Struct, frozen=True, kw_only=True):
    """Our application at a provider."""

    client_id: str
    client_secret: str
    at: Consenting


class Tokens(Struct, frozen=True, kw_only=True):
    """`refresh` None: the one we have stays. `seconds`: how long `access` is good. `address`: of the mailbox, as the provider says."""

    access: str
    seconds: int
    refresh: str | None = None
    address: str | None = None


def new_verifier() -> str:
    return secrets.token_urlsafe(VERIFIER_BYTES)


def ask(app: App, *, redirect: str, state: str, verifier: str, address: str | None) -> str:
    """Where the browser goes to give consent."""
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    said = {
        "client_id": app.client_id,
        "response_type": "code",
        "redirect_uri": redirect,
        "scope": app.at.scopes,
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        **app.at.extra,
        **({"login_hint": address} if address else {}),
    }
    return f"{app.at.authorize_url}?{urlencode(said)}"


async def exchange(transport: Transport, app: App, *, code: str, verifier: str, redirect: str) -> Tokens:
    """Raises ChannelError."""
    said = {"grant_type": "authorization_code", "code": code, "code_verifier": verifier, "redirect_uri": redirect}
    return await _tokens(transport, app, said)


async def refresh(transport: Transport, app: App, refresh_token: str) -> Tokens:
    """Raises ChannelError: `pause` when the consent is gone."""
    return await _tokens(transport, app, {"grant_type": "refresh_token", "refresh_token": refresh_token})


async def _tokens(transport: Transport, app: App, said: dict[str, str]) -> Tokens:
    form = said | {"client_id": app.client_id, "client_secret": app.client_secret}
    try:
        answer = await transport.call("POST", app.at.token_url, form=form)
    except (NotSent, Lost) as error:
        raise unanswered(error, repeatable=True, advice=ASK_AGAIN) from None
    told = _object(answer)
    access, lasts = told.get("access_token"), told.get("expires_in")
    if answer.status != 200 or not isinstance(access, str) or not access.isascii():
        raise _refused(answer.status, told)
    again = told.get("refresh_token")
    return Tokens(
        access=access,
        seconds=int(lasts) if isinstance(lasts, int | str) and str(lasts).isdigit() else 3600,
        refresh=again if isinstance(again, str) and again else None,
        address=_address(told.get("id_token")),
    )


def _refused(status: int, told: dict[str, Any]) -> ChannelError:
    code = str(told.get("error") or status)[:60]
    words = str(told.get("error_description") or "")[:300]
    if code in ("invalid_grant", "interaction_required", "consent_required"):
        message = "The provider has taken back its consent to this mailbox."
        return ChannelError("pause", message, code=code, advice=ASK_AGAIN, scope="account", reason=words)
    if code in ("invalid_client", "unauthorized_client"):
        message = "The provider does not accept our OAuth client."
        advice = "Check MAIL_…_CLIENT_ID and MAIL_…_CLIENT_SECRET in the server's environment."
        return ChannelError("pause", message, code=code, advice=advice, scope="account", reason=words)
    return ChannelError(
        "retry", f"The provider gave no token: {code}", code=code, advice="It is asked again.", reason=words
    )


def _object(answer: Answer) -> dict[str, Any]:
    try:
        told = msgspec.json.decode(answer.body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return {}
    return told if isinstance(told, dict) else {}


def _address(token: Any) -> str | None:
    """Of an id token. It came over TLS from the provider itself, which is all its signature would prove (OpenID Connect Core 3.1.3.7)."""
    parts = token.split(".") if isinstance(token, str) else []
    if len(parts) != 3:
        return None
    try:
        claims = msgspec.json.decode(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (ValueError, msgspec.DecodeError):
        return None
    if not isinstance(claims, dict):
        return None
    found = claims.get("email") or claims.get("preferred_username")
    return found.lower() if isinstance(found, str) and "@" in found else None
