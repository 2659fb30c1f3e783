"""Trying to open a mailbox: signs in, opens each folder that is to be read, and leaves again."""

from __future__ import annotations

import asyncio

from channels.mail.mailbox import Reader
from channels.mail.server import MailServer


async def look(server: MailServer, mailbox: str) -> None:
    """Raises ChannelError."""
    del mailbox
    await asyncio.to_thread(_look, server)


def _look(server: MailServer) -> None:
    reader = Reader(server)
    try:
        for folder in server.folders:
            reader.end(folder)
    finally:
        reader.close()
