"""Files customers send: fetched at once, found out for what they are, drawn small; and what becomes of those that cannot be had."""

from __future__ import annotations

import io
import wave
from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest
from PIL import Image

from channels.channel import ChannelError, Media
from hub import ids
from hub.files import media_files
from hub.transaction import Commit, milliseconds
from hub.work import media as media_work
from hub.work.media import MediaFetch
from storage import tables
from storage.blobs import Blobs
from storage.inbox import conversations as conversation_rows
from storage.inbox import media as media_rows
from tests.cast import Cast
from tests.hub.work.fakes import FakeChannel, Work, all_rows, fault_of

PDF = b"%PDF-1.7\n" + b"x" * 5000


@pytest.fixture
def fetch(work: Work, blobs: Blobs) -> MediaFetch:
    return MediaFetch(work.transactions, work.accounts, {"whatsapp": work.channel}, blobs, "this process")


async def inbound(work: Work, cast: Cast, kind: str, mime: str, media_id: str = "media", **columns: Any) -> str:
    """A message with a file still at the provider, as the intake leaves it."""
    async with work.transactions.begin() as tx:
        message, attachment = ids.new(), ids.new()
        row = {
            "id": message, "conversation_id": cast.pims, "channel_id": cast.sales, "direction": "in", "kind": kind, "status": "received",
            "order": ids.order_of(tx.now, ids.arrival_us()), "author_kind": "customer", "provider_id": f"wamid.{message}",
            "sent_at": tx.now, "created_at": tx.now,
        }  # fmt: skip
        await tx.connection.insert_many(tables.messages, [row])
        file = {
            "id": attachment, "message_id": message, "channel_id": cast.sales, "kind": kind, "mime": mime, "state": "pending",
            "provider_media_id": media_id, "created_at": tx.now, "due_at": tx.now,
        }  # fmt: skip
        await tx.connection.insert_many(tables.attachments, [file | columns])
    return attachment


async def attachment(work: Work, id: str) -> dict[str, Any]:
    async with work.transactions.database.reading() as connection:
        rows = await all_rows(connection, tables.attachments, tables.attachments.c.id)
    return next(row for row in rows if row["id"] == id)


def picture(width: int = 60, height: int = 30, form: str = "JPEG", turned: bool = False) -> bytes:
    out, exif = io.BytesIO(), Image.Exif()
    if turned:
        exif[0x0112] = 6  # the camera was held upright
    Image.new("RGB", (width, height), "teal").save(out, form, exif=exif)
    return out.getvalue()


def tone(seconds: int) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(seconds * 16_000))
    return out.getvalue()


async def test_the_list_tells_how_long_a_recording_is_only_of_the_last_message(
    cast: Cast, work: Work, channel: FakeChannel, fetch: MediaFetch, commits: list[Commit]
) -> None:
    channel.files |= {"first": tone(2), "last": tone(3)}
    await inbound(work, cast, "voice", "audio/wav", "first")
    last = await attachment(work, await inbound(work, cast, "voice", "audio/wav", "last"))
    async with work.transactions.begin() as tx:
        await conversation_rows.change(tx.connection, cast.pims, tx.now, last_message_id=last["message_id"])
    commits.clear()
    await fetch.turn()
    told = [msgspec.json.decode(entry.body) for commit in commits for entry in commit.entries]
    (line,) = [each["conversation"]["last_message"] for each in told if "conversation" in each]
    assert (line["kind"], line["duration"], len(told)) == ("voice", 3.0, 3)


async def test_a_picture_is_stored_and_told_with_its_size(
    cast: Cast, work: Work, channel: FakeChannel, fetch: MediaFetch, blobs: Blobs, commits: list[Commit]
) -> None:
    channel.files["media"] = picture()
    id = await inbound(work, cast, "image", "image/jpeg")
    commits.clear()
    await fetch.turn()
    row = await attachment(work, id)
    assert (row["state"], row["width"], row["height"], row["due_at"]) == ("ready", 60, 30, None)
    assert await blobs.read(row["blob"]) == channel.files["media"]
    (event,) = [entry for commit in commits for entry in commit.entries]
    shown = msgspec.json.decode(event.body)["message"]["attachments"][0]
    assert (event.type, shown["state"], shown["width"], shown["thumbnail_url"]) == (
        "message.changed", "ready", 60, f"/api/v1/files/{id}?thumbnail=1",
    )  # fmt: skip


async def test_a_turned_picture_is_told_as_it_is_looked_at(
    cast: Cast, work: Work, channel: FakeChannel, fetch: MediaFetch, blobs: Blobs
) -> None:
    channel.files["media"] = picture(2000, 1000, turned=True)
    row = await attachment_after(work, fetch, await inbound(work, cast, "image", "image/jpeg"))
    assert (row["width"], row["height"]) == (1000, 2000)
    small = Image.open(io.BytesIO(await blobs.read(row["thumbnail"])))
    assert (small.format, small.size) == ("WEBP", (320, 640))


async def test_what_is_no_picture_is_not_kept_as_one(
    cast: Cast, work: Work, channel: FakeChannel, fetch: MediaFetch
) -> None:
    channel.files["media"] = b"MZ" + b"\0" * 500
    row = await attachment_after(work, fetch, await inbound(work, cast, "image", "image/jpeg"))
    assert (row["state"], fault_of(row)["code"], row["blob"]) == ("failed", "wrong_type", None)
    assert "image/jpeg" in fault_of(row)["message"]


async def test_a_page_that_calls_itself_a_picture_is_not_kept(
    cast: Cast, work: Work, channel: FakeChannel, fetch: MediaFetch
) -> None:
    channel.files["media"] = b"<!-- --><svg onload=alert(1)>"
    row = await attachment_after(work, fetch, await inbound(work, cast, "image", "image/png"))
    assert row["state"] == "failed"


async def test_a_document_is_kept_under_its_real_type_and_a_clean_name(
    cast: Cast, work: Work, channel: FakeChannel, fetch: MediaFetch
) -> None:
    channel.files["media"] = PDF
    id = await inbound(work, cast, "document", "text/plain", name="../../etc/price\u202elist.pdf")
    row = await attachment_after(work, fetch, id)
    assert (row["state"], row["mime"], row["name"]) == ("ready", "application/pdf", "pricelist.pdf")


async def test_a_broken_picture_is_still_there_to_download(
    cast: Cast, work: Work, channel: FakeChannel, fetch: MediaFetch
) -> None:
    channel.files["media"] = picture()[:300]
    row = await attachment_after(work, fetch, await inbound(work, cast, "image", "image/jpeg"))
    assert (row["state"], row["kind"], row["thumbnail"]) == ("ready", "document", None)


async def test_a_file_too_large_is_given_up_in_words(
    cast: Cast, work: Work, channel: FakeChannel, fetch: MediaFetch, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def endless(self: Any, account: Any, media: Media) -> AsyncIterator[bytes]:
        while True:
            yield b"x" * 10_000_000

    monkeypatch.setattr(FakeChannel, "fetch", endless)
    row = await attachment_after(work, fetch, await inbound(work, cast, "video", "video/mp4"))
    assert (row["state"], fault_of(row)["code"]) == ("failed", "too_large")
    assert "100 MB" in fault_of(row)["message"]


async def test_a_file_the_provider_no_longer_has_is_failed_with_its_reason(
    cast: Cast, work: Work, channel: FakeChannel, fetch: MediaFetch
) -> None:
    channel.files["media"] = ChannelError(
        "never", "WhatsApp no longer has this file.", code="100", advice="Ask for it again."
    )
    row = await attachment_after(work, fetch, await inbound(work, cast, "image", "image/jpeg"))
    assert fault_of(row) == {
        "code": "100",
        "message": "WhatsApp no longer has this file.",
        "advice": "Ask for it again.",
    }


async def test_a_passing_fault_is_tried_again_later(
    cast: Cast, work: Work, channel: FakeChannel, fetch: MediaFetch
) -> None:
    channel.files["media"] = ChannelError("retry", "Busy.", code="2")
    id = await inbound(work, cast, "image", "image/jpeg")
    row = await attachment_after(work, fetch, id)
    assert (row["state"], row["tries"], row["claimed_by"]) == ("pending", 1, None)
    assert row["due_at"] > milliseconds()
    channel.files["media"] = picture()
    await make_due(work)
    assert (await attachment_after(work, fetch, id))["state"] == "ready"


async def test_tries_end(cast: Cast, work: Work, channel: FakeChannel, fetch: MediaFetch) -> None:
    channel.files["media"] = ChannelError("retry", "Busy.", code="2")
    id = await inbound(work, cast, "image", "image/jpeg")
    for _ in range(media_work.TRIES):
        await make_due(work)
        await fetch.turn()
    assert (await attachment(work, id))["state"] == "failed"


async def test_an_account_without_credentials_waits_for_a_person(
    cast: Cast, work: Work, channel: FakeChannel, fetch: MediaFetch
) -> None:
    async with work.transactions.begin() as tx:
        await tx.connection.execute(tables.channels.update().values(credentials=None, version=9))
    await work.accounts.refresh()
    row = await attachment_after(work, fetch, await inbound(work, cast, "image", "image/jpeg"))
    assert row["state"] == "pending"
    assert row["due_at"] > milliseconds() + media_work.SET_UP_MS // 2


async def test_two_processes_never_fetch_the_same_file(cast: Cast, work: Work) -> None:
    await inbound(work, cast, "image", "image/jpeg")
    now = milliseconds()
    async with work.transactions.begin() as tx:
        first = await media_rows.claim(tx.connection, "one", now, now + 60_000, 10)
    async with work.transactions.begin() as tx:
        second = await media_rows.claim(tx.connection, "other", now, now + 60_000, 10)
    assert (len(first), second) == (1, [])


def test_files_lie_in_folders_that_stay_small() -> None:
    assert len({media_files.key_of(ids.new()).split("/")[0] for _ in range(300)}) > 50


async def attachment_after(work: Work, fetch: MediaFetch, id: str) -> dict[str, Any]:
    await fetch.turn()
    return await attachment(work, id)


async def make_due(work: Work) -> None:
    async with work.transactions.begin() as tx:
        await tx.connection.execute(tables.attachments.update().values(due_at=tx.now - 1))
