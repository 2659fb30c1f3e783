"""A mail server as the wire sees it: takes letters, or refuses them with the replies it is told to give."""

from __future__ import annotations

import asyncio
import email
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import policy
from email.message import EmailMessage

TAKEN = "250 2.0.0 taken"


class PostOffice:
    """`replies`: by command, what is answered in place of yes. `letters`: what was taken, in order."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.replies: dict[str, str] = {}
        self.recipients: list[str] = []
        self.port = 0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def link(self, place: int = -1) -> str:
        """The link in a letter."""
        found = re.search(r"https?://\S+", self.letters[place].get_content())
        assert found, self.letters[place].get_content()
        return found[0]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 post office\r\n")
        while line := (await reader.readline()).decode().strip():
            command = line.partition(" ")[0].upper()
            reply = self.replies.get(command) or ("354 go on" if command == "DATA" else TAKEN)
            if command == "RCPT" and command not in self.replies:
                self.recipients.append(line)
            writer.write(f"{reply}\r\n".encode())
            if reply.startswith("354"):
                body = (await reader.readuntil(b"\r\n.\r\n")).removesuffix(b".\r\n")
                parsed = email.message_from_bytes(body, policy=policy.default)
                assert isinstance(parsed, EmailMessage)
                self.letters.append(parsed)
                writer.write(f"{TAKEN}\r\n".encode())
            if command == "QUIT":
                break
        writer.close()


@asynccontextmanager
async def open_post_office() -> AsyncIterator[PostOffice]:
    office = PostOffice()
    server = await asyncio.start_server(office.serve, "127.0.0.1", 0)
    office.port = server.sockets[0].getsockname()[1]
    async with server:
        yield office
