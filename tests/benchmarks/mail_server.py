"""The least IMAP server that hands out a folder of mails, as fast as it can: `python -m tests.benchmarks.mail_server PORT MAILS`.

A real one in Python takes several times as long as the import that is measured.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import Iterator
from email.message import EmailMessage

PEOPLE = 1_000
VALIDITY = 7
THAI = "สวัสดีครับ ขอใบเสนอราคาสำหรับงานวันเสาร์นี้ด้วยครับ "


def mails(count: int) -> Iterator[bytes]:
    """A third have HTML, a tenth a file of 20 KB, a fifth answer another one."""
    for number in range(count):
        built = EmailMessage()
        person = number % PEOPLE
        built["From"] = f"Customer {person} <customer{person}@example.com>"
        built["To"], built["Subject"] = "office@bma.example", f"งานแสดง {number}"
        built["Message-ID"] = f"<{number}@example.com>"
        if number % 5 == 4:
            built["In-Reply-To"] = f"<{max(0, number - PEOPLE)}@example.com>"
        built.set_content(THAI * 10 + f"\n\nOn Mon, Anna wrote:\n> {number}\n")
        if number % 3 == 0:
            built.add_alternative(f"<p>{THAI * 10}</p><blockquote type=cite>{number}</blockquote>", subtype="html")
        if number % 10 == 0:
            built.add_attachment(os.urandom(20_000), maintype="application", subtype="pdf", filename="plan.pdf")
        yield built.as_bytes(policy=built.policy.clone(linesep="\r\n"))


def _chosen(said: str, count: int) -> Iterator[int]:
    for part in said.split(","):
        first, _, last = part.partition(":")
        yield from range(int(first), (count if last == "*" else int(last or first)) + 1)


def _answer(words: list[str], held: list[bytes]) -> bytes:
    verb = " ".join(words[1:3]).upper() if words[1].upper() == "UID" else words[1].upper()
    if verb == "CAPABILITY":
        return b"* CAPABILITY IMAP4rev1\r\n"
    if verb == "LIST":
        return b'* LIST () "/" INBOX\r\n'
    if verb in ("SELECT", "EXAMINE"):
        return b"* %d EXISTS\r\n* OK [UIDVALIDITY %d]\r\n" % (len(held), VALIDITY)
    if verb == "STATUS":
        return b"* STATUS INBOX (UIDVALIDITY %d UIDNEXT %d)\r\n" % (VALIDITY, len(held) + 1)
    if verb == "UID SEARCH":
        found = re.search(r"UID (\S+:\S+)", " ".join(words[3:]))
        uids = _chosen(found[1], len(held)) if found else range(1, len(held) + 1)
        return b"* SEARCH " + " ".join(str(uid) for uid in uids).encode() + b"\r\n"
    if verb == "UID FETCH":
        whole = "BODY" in " ".join(words[4:]).upper()
        return b"".join(_fetched(uid, held[uid - 1], whole) for uid in _chosen(words[3], len(held)))
    return b""


def _fetched(uid: int, mail: bytes, whole: bool) -> bytes:
    if whole:
        return b"* %d FETCH (UID %d BODY[] {%d}\r\n%b)\r\n" % (uid, uid, len(mail), mail)
    return b"* %d FETCH (UID %d RFC822.SIZE %d)\r\n" % (uid, uid, len(mail))


async def main(port: int, count: int) -> None:
    held = list(mails(count))

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"* OK ready\r\n")
        while line := await reader.readline():
            words = line.decode().split()
            if words[1].upper() == "IDLE":
                writer.write(words[0].encode() + b" BAD unknown\r\n")
                continue
            writer.write(_answer(words, held) + words[0].encode() + b" OK done\r\n")
            await writer.drain()
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", port) as server:
        print("ready", flush=True)
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
