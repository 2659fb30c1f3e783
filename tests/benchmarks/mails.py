"""10,000 mails that wait in a mailbox, imported: how long it takes, and the most memory the reading process holds.

    python -m tests.benchmarks.mails [--mails 10000] [--database postgresql|sqlite]

The mailbox (`mail_server`) is a process of its own on the same two cores; how long it takes to merely hand the mails out is told beside it.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import func, select

from channels.mail.mailbox import Place, Reader
from channels.mail.server import server_of
from hub import settings
from hub.assembly import Hub
from storage import migrations, tables
from storage.mail import mailboxes
from storage.mail.mailboxes import FolderRow
from tests.hub.work.mail_house import environment
from tests.services import free_port, running_postgres


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--mails", type=int, default=10_000)
    options.add_argument("--database", choices=("postgresql", "sqlite"), default="postgresql")
    chosen = options.parse_args()
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = f"sqlite:///{folder / 'bma.sqlite'}"
        if chosen.database == "postgresql":
            url = stack.enter_context(running_postgres(durable=True)).url
        migrations.upgrade(url)
        box = stack.enter_context(_mailbox(chosen.mails))
        asyncio.run(_measure(box, environment(box, url, folder / "data"), chosen.mails))


@contextlib.contextmanager
def _mailbox(mails: int) -> Iterator[str]:
    port = free_port()
    command = [sys.executable, "-m", "tests.benchmarks.mail_server", str(port), str(mails)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        server.stdout.readline()
        yield f"imap://office:secret@127.0.0.1:{port}"
        server.terminate()


async def _measure(box: str, given: dict[str, str], count: int) -> None:
    hub = await Hub.open(settings.read(given))
    await hub.start(set())  # the account is there, and nobody reads it yet
    (row,) = hub.accounts.every()
    reader = Reader(server_of(box))
    end = reader.end("INBOX")
    async with hub.database.writing() as connection:
        place = FolderRow(validity=end.validity or 0, uid=end.uid - count, read_at=0, since=None, until=0)
        await mailboxes.advance(connection, row.id, "INBOX", place)
    began = time.perf_counter()
    read = sum(1 for _ in reader.new_mails(Place("INBOX", end.validity, end.uid - count), None))
    print(f"{read} mails merely handed out in {time.perf_counter() - began:.1f} s")
    reader.close()
    began = time.perf_counter()
    worker = subprocess.Popen([sys.executable, "-m", "tests.hub.work.worker"], env=os.environ | given)
    try:
        stored = 0
        while stored < count and worker.poll() is None:
            await asyncio.sleep(0.25)
            async with hub.database.reading() as connection:
                stored = int(
                    await connection.value(
                        select(func.count()).select_from(tables.messages).where(tables.messages.c.channel_id == row.id)
                    )
                )
        took = time.perf_counter() - began
        peak = int(re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{worker.pid}/status").read_text())[1]) / 1024  # type: ignore[index]
        print(f"{stored} mails imported in {took:.1f} s ({stored / took:.0f} a second), {peak:.0f} MB at most")
    finally:
        worker.terminate()
        worker.wait()
        await hub.stop()


if __name__ == "__main__":
    main()
