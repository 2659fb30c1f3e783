"""Where a mailbox is read, and what opens it."""

from __future__ import annotations

from collections.abc import Mapping

from channels.channel import ChannelError
from channels.mail.server import MailServer, server_of, token_of
from hub.accounts.at_hand import Accounts
from hub.transaction import milliseconds


def credentials(accounts: Accounts, id: str) -> Mapping[str, str]:
    """Empty for a mailbox that is taken out of use."""
    try:
        return accounts.account(id).credentials
    except LookupError:
        return {}


def url(accounts: Accounts, id: str) -> str:
    return credentials(accounts, id).get("imap_url", "")


def server(accounts: Accounts, id: str) -> MailServer:
    """Raises ChannelError."""
    held = credentials(accounts, id)
    try:
        return server_of(held.get("imap_url", ""), token_of(held, milliseconds()))
    except ValueError as error:
        words = f"The mailbox's address is wrong: {error}."
        raise ChannelError("pause", words, code="settings", advice="Set it again.", scope="account") from None
