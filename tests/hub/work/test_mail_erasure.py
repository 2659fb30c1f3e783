"""A person is erased: their mails go from the store as they came, read or not, and nobody else's do."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from channels.mail import letters
from hub.customers import erasure
from hub.work import mailbox as reading
from tests.hub.work.mail_house import MailHouse, environment
from tests.hub.work.test_strange_mailboxes import ADMIN
from tests.mailboxes import written
from tests.patience import PATIENCE
from tests.strange_imap import StrangeImap, strange_imap

ZED = "Zebedee <Zebedee@quux.example>"


@pytest.fixture
def box() -> Iterator[StrangeImap]:
    with strange_imap() as found:
        yield found


async def test_an_erased_persons_mails_leave_the_store(
    box: StrangeImap, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = letters.write

    def write(raw: bytes, **given: object) -> letters.Letter:
        if b"poison" in raw:
            raise RecursionError("too deep")
        return honest(raw, **given)  # type: ignore[arg-type]

    monkeypatch.setattr(letters, "write", write)
    monkeypatch.setattr(reading, "LOOK_SECONDS", 0.1)
    house = MailHouse(box, environment(box.url, database_url, tmp_path))
    hub = await house.start()
    await house.begun()
    box.put(written(1, "From Zed", From=ZED), written(2, "poison one", From=ZED))
    box.put(written(3, "From Anna, who knows zebedee@quux.example"), written(4, "poison two"))
    await house.has("From Zed", "From Anna, who knows zebedee@quux.example")
    await house.until(lambda rows: len(rows) == 2, "ledger", "state = 'unreadable'")
    assert await asyncio.to_thread(kept, tmp_path) == {"From Zed", "poison one", "From Anna", "poison two"}
    (person,) = await house.look.rows("identities", "value = 'zebedee@quux.example'")
    (row,) = [row for row in hub.accounts.every() if row.kind == "mail"]
    async with hub.transactions.begin() as tx:
        await erasure.erase(tx, replace(ADMIN, channels=frozenset([row.id])), person["contact_id"], messages="remove")
    async with asyncio.timeout(PATIENCE):
        while await asyncio.to_thread(kept, tmp_path) != {"From Anna", "poison two"}:
            await asyncio.sleep(0.05)
    await house.until(lambda rows: not rows, "erasures")
    bodies = [row["body"] for row in await house.look.rows("ledger")]
    assert not [body for body in bodies if b"poison one" in body or b"From Zed" in body]
    assert [body for body in bodies if b"poison two" in body]
    await house.stop()


def kept(folder: Path) -> set[str]:
    """Which of the mails lie in the store."""
    words = ("From Zed", "poison one", "From Anna", "poison two")
    found = set()
    for file in (file for file in folder.rglob("*") if "incoming" in file.parts and file.is_file()):
        try:
            raw = file.read_bytes()
        except FileNotFoundError:  # gone at this moment
            continue
        found |= {word for word in words if word.encode() in raw}
    return found
