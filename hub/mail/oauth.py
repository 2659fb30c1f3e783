"""Mailboxes opened by consent at Google or Microsoft: the way there and back, and what is kept of it.

The state that goes through the browser is sealed and names who asked: nobody else can end what they began, and nobody can end it later.
"""

from __future__ import annotations

import base64
import secrets
from urllib.parse import quote

import msgspec
from msgspec import Struct

from channels.channel import ChannelError
from channels.mail import oauth
from channels.mail.oauth import App, Tokens
from channels.transport import Transport
from hub.permissions import Agent
from hub.settings import Settings
from hub.vault import Vault, VaultError
from hub.wire.errors import Refusal
from hub.wire.mailboxes import MailConsentAsked

BACK = "/administration/channels/consent"  # of the console, which brings the code to us as the agent who is signed in
STATE_MS = 15 * 60_000


class Begun(Struct, frozen=True, kw_only=True):
    """What somebody began; times in ms."""

    provider: str
    verifier: str
    agent: str
    until: int
    asked: MailConsentAsked


def begin(settings: Settings, vault: Vault, agent: Agent, provider: str, asked: MailConsentAsked, now: int) -> str:
    """Where the browser goes. Raises Refusal `conflict` when no application of ours is set up there."""
    verifier = oauth.new_verifier()
    begun = Begun(provider=provider, verifier=verifier, agent=agent.id, until=now + STATE_MS, asked=asked)
    sealed = vault.seal({"consent": msgspec.json.encode(begun).decode(), "salt": secrets.token_hex(8)})
    state = base64.urlsafe_b64encode(sealed).decode().rstrip("=")
    redirect = settings.public_url + BACK
    return oauth.ask(_app(settings, provider), redirect=redirect, state=state, verifier=verifier, address=asked.address)


def ended(vault: Vault, agent: Agent, state: str, now: int) -> Begun:
    """Raises Refusal for what was not begun here, by this agent, lately."""
    stale = Refusal("invalid", "This sign-in was begun too long ago, or by somebody else. Begin again.", field="state")
    try:
        sealed = base64.urlsafe_b64decode(state + "=" * (-len(state) % 4))
        begun = msgspec.json.decode(vault.open(sealed).get("consent", ""), type=Begun)
    except (ValueError, VaultError, msgspec.DecodeError):
        raise stale from None
    if begun.agent != agent.id or begun.until < now:
        raise stale
    return begun


async def exchange(transport: Transport, settings: Settings, begun: Begun, code: str) -> Tokens:
    """Outside any transaction. Raises Refusal with what the provider said."""
    app = _app(settings, begun.provider)
    redirect = settings.public_url + BACK
    try:
        tokens = await oauth.exchange(transport, app, code=code, verifier=begun.verifier, redirect=redirect)
    except ChannelError as error:
        raise Refusal("invalid", f"{error.message} {error.advice or ''}".strip(), field="code") from None
    if tokens.refresh is None:
        words = "The provider gave no lasting consent. Take ours away in your account there, then sign in again."
        raise Refusal("invalid", words, field="code")
    return tokens


def opened_by(settings: Settings, begun: Begun, tokens: Tokens, now: int) -> tuple[str, dict[str, str]]:
    """The mailbox's address, and what opens it."""
    address = tokens.address or begun.asked.address
    if address is None:
        raise Refusal("invalid", "The provider did not say which mailbox this is: type its address.", field="address")
    at = _app(settings, begun.provider).at
    held = {"oauth_provider": begun.provider, "name": begun.asked.name or ""} | kept(tokens, now)
    held |= {
        f"{protocol}_url": _signed(url, address) for protocol, url in (("imap", at.imap), ("smtp", at.smtp)) if url
    }
    return address.lower(), held


def kept(tokens: Tokens, now: int) -> dict[str, str]:
    """The tokens as a mailbox's credentials."""
    found = {"oauth_token": tokens.access, "oauth_expires_at": str(now + tokens.seconds * 1000)}
    return found | ({"oauth_refresh": tokens.refresh} if tokens.refresh else {})


def _app(settings: Settings, provider: str) -> App:
    app: App | None = settings.mail_apps.get(provider)
    if app is None:
        names = f"MAIL_{provider.upper()}_CLIENT_ID and MAIL_{provider.upper()}_CLIENT_SECRET"
        raise Refusal("conflict", f"OAuth is not set up here: set {names} on the server, and start it again.")
    return app


def _signed(url: str, address: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{quote(address, safe='')}@{rest}"
