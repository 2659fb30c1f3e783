"""Signing in at an IMAP server, and what its refusals mean: a wrong password waits for a person, a busy server for a moment."""

from __future__ import annotations

import contextlib
import imaplib
import re
import ssl
from collections.abc import Iterator

from imap_tools import MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError, UnexpectedCommandStatusError

from channels.channel import ChannelError
from channels.mail import charsets
from channels.mail.server import MailServer

Box = MailBox | MailBoxStartTls | MailBoxUnencrypted
SECONDS = 60.0  # for each answer
ADVICE = (
    "Check the server's address, the user name and the password; Gmail and Microsoft want OAuth or an app password."
)
AGAIN = "It is tried again by itself."
# RFC 5530's codes, and how Gmail, Yahoo and Exchange say the same.
_REFUSED = re.compile(r"\[(?:AUTHENTICATIONFAILED|AUTHORIZATIONFAILED|EXPIRED|PRIVACYREQUIRED|CONTACTADMIN)\b", re.I)
_BUSY = re.compile(
    r"\[(?:UNAVAILABLE|INUSE|LIMIT|SERVERBUG|THROTTLED)\b|too many|simultaneous|rate limit|temporar|try again|unavailable|"
    r"\bbusy\b|timed? ?out|internal error|authenticated but not connected",
    re.I,
)

# imaplib refuses longer lines; a mailbox of 100,000 mails answers a search with 700 KB in one.
imaplib._MAXLINE = 10_000_000  # type: ignore[attr-defined]


def open_box(server: MailServer) -> Box:
    """Raises ChannelError."""
    with told():
        box = _connect(server)
        try:
            if server.token:
                box.xoauth2(server.username, server.token, initial_folder=None)
            else:
                box.login(server.username, server.password, initial_folder=None)
        except imaplib.IMAP4.abort:  # it hung up: nobody has said anything of the password
            raise
        except (UnexpectedCommandStatusError, imaplib.IMAP4.error) as error:
            with contextlib.suppress(OSError, imaplib.IMAP4.error):
                box.client.shutdown()
            raise _refusal(_said(error)) from None
    return box


def is_busy(said: str) -> bool:
    """Whether the server means: later."""
    return _REFUSED.search(said) is None and _BUSY.search(said) is not None


def _refusal(said: str) -> ChannelError:
    if is_busy(said):
        words = f"The mail server lets nobody in at this moment: {said}"
        return ChannelError("retry", words, code="busy", advice=AGAIN, scope="account")
    words = f"The mailbox does not let us in: {said}"
    return ChannelError("pause", words, code="login", advice=ADVICE, scope="account")


def _said(error: Exception) -> str:
    if isinstance(error, UnexpectedCommandStatusError):
        return words_of(error.command_result[1])
    return str(error)[:200]


def words_of(lines: object) -> str:
    """What a server said beside NO."""
    said = lines[0] if isinstance(lines, list) and lines else None
    return charsets.text(said, None)[:200] if isinstance(said, bytes) else "it refuses and says not why"


def _connect(server: MailServer) -> Box:
    if server.encryption == "from the start":
        return MailBox(server.host, server.port, timeout=SECONDS, ssl_context=ssl.create_default_context())
    if server.encryption == "required":
        return MailBoxStartTls(server.host, server.port, timeout=SECONDS, ssl_context=ssl.create_default_context())
    return MailBoxUnencrypted(server.host, server.port, timeout=SECONDS)


@contextlib.contextmanager
def told() -> Iterator[None]:
    """Whatever goes wrong on the way, in words; the caller opens the mailbox anew."""
    try:
        yield
    except (TimeoutError, imaplib.IMAP4.error, ImapToolsError, OSError, ssl.SSLError, ValueError, EOFError) as error:
        said = f"{type(error).__name__} {error}".strip()[:200]
        words = f"The mailbox cannot be read: {said}"
        raise ChannelError("retry", words, code="unreachable", advice=AGAIN) from error
