"""Files agents upload: the type by content, the remedy in words, voice notes made playable."""

from __future__ import annotations

import asyncio
import io
import math
import struct
import threading
import time
import wave
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import av
import pytest
from PIL import Image

from hub.files import media_files, pictures
from hub.files.media_uploads import receive_upload
from hub.transaction import Transactions
from hub.wire.errors import Refusal
from hub.wire.shapes import Attachment
from hub.work.upkeep import Upkeep
from storage import tables
from storage.blobs import BlobMissing, Blobs
from storage.inbox import attachments
from storage.inbox import media as media_rows
from tests.cast import Cast
from tests.web.settings import of


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs.open(None, tmp_path)


async def pieces(data: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(data), 10_000):
        yield data[start : start + 10_000]


def picture(form: str, width: int = 50, height: int = 20) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, form)
    return out.getvalue()


def recording(path: Path, form: str, codec: str, rate: int) -> bytes:
    """Two seconds of a tone in stereo, as a browser would record it."""
    sound = path / "tone.wav"
    with wave.open(str(sound), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(b"".join(struct.pack("<hh", int(9000 * math.sin(i / 20)), 0) for i in range(2 * rate)))
    target = path / f"recording.{form}"
    with av.open(str(sound)) as given, av.open(str(target), "w", format=form) as made:
        stream: Any = made.add_stream(codec, rate=48_000, layout="stereo")
        resampler = av.AudioResampler(format=stream.format, layout="stereo", rate=48_000)
        for frame in given.decode(audio=0):
            for even in resampler.resample(frame):
                made.mux(stream.encode(even))
        made.mux(stream.encode(None))
    return target.read_bytes()


class Desk:
    def __init__(self, blobs: Blobs, transactions: Transactions, cast: Cast) -> None:
        self.blobs, self.transactions, self.cast = blobs, transactions, cast

    async def upload(self, data: bytes, name: str | None, mime: str) -> Attachment:
        return await receive_upload(self.blobs, self.transactions, self.cast.dana, pieces(data), name, mime)

    async def row(self, id: str) -> Any:
        async with self.transactions.database.reading() as connection:
            return await attachments.get(connection, id)


@pytest.fixture
def desk(blobs: Blobs, transactions: Transactions, cast: Cast) -> Desk:
    return Desk(blobs, transactions, cast)


async def test_a_picture_is_ready_with_its_thumbnail(desk: Desk) -> None:
    made = await desk.upload(picture("PNG"), "C:\\photos\\shop.png", "application/octet-stream")
    assert (made.kind, made.mime, made.name, made.state) == ("image", "image/png", "shop.png", "ready")
    assert (made.width, made.height) == (50, 20)
    row = await desk.row(made.id)
    assert row.uploaded_by == desk.cast.dana.id
    assert await desk.blobs.size(row.thumbnail) > 0


async def test_a_webp_is_a_sticker(desk: Desk) -> None:
    assert (await desk.upload(picture("WEBP"), "smile.webp", "image/webp")).kind == "sticker"


@pytest.mark.parametrize(("form", "mime"), [("GIF", "image/gif"), ("BMP", "image/jpeg")])
async def test_a_type_whatsapp_refuses_is_refused_before_it_is_sent(desk: Desk, form: str, mime: str) -> None:
    with pytest.raises(Refusal, match="save it as JPEG") as refused:
        await desk.upload(picture(form), "x", mime)
    assert refused.value.field == "file"


async def test_a_picture_too_large_says_what_to_do(desk: Desk) -> None:
    with pytest.raises(Refusal, match="up to 5 MB") as refused:
        await desk.upload(picture("PNG") + b"\0" * 6_000_000, "large.png", "image/png")
    assert refused.value.code == "too_large"


async def test_an_empty_file_is_refused(desk: Desk) -> None:
    with pytest.raises(Refusal, match="empty"):
        await desk.upload(b"", "nothing.pdf", "application/pdf")


async def test_a_program_is_refused_whatever_it_calls_itself(desk: Desk) -> None:
    with pytest.raises(Refusal, match="save it as PDF"):
        await desk.upload(b"MZ" + b"\0" * 600, "invoice.pdf", "application/pdf")


async def test_a_broken_picture_is_refused(desk: Desk) -> None:
    with pytest.raises(Refusal, match="cannot be opened"):
        await desk.upload(picture("JPEG")[:200], "x.jpg", "image/jpeg")


@pytest.mark.parametrize(
    ("form", "codec", "mime"),
    [
        ("webm", "libopus", "audio/webm;codecs=opus"),
        ("ogg", "libopus", "audio/ogg; codecs=opus"),
        ("mp4", "aac", "audio/mp4"),
    ],
)
async def test_a_recording_of_any_browser_becomes_a_voice_note(
    desk: Desk, tmp_path: Path, form: str, codec: str, mime: str
) -> None:
    made = await desk.upload(recording(tmp_path, form, codec, 44_100), f"voice-note.{form}", mime)
    assert (made.kind, made.mime, made.name) == ("voice", "audio/ogg; codecs=opus", "voice-note.ogg")
    assert made.duration is not None
    assert round(made.duration, 1) == 2.0
    stored = tmp_path / "stored.ogg"
    stored.write_bytes(await desk.blobs.read((await desk.row(made.id)).blob))
    with av.open(str(stored)) as container:
        sound = container.streams.audio[0]
        assert (container.format.name, sound.codec_context.name, sound.layout.name) == ("ogg", "opus", "mono")


async def test_a_recording_without_sound_is_refused(desk: Desk, tmp_path: Path) -> None:
    broken = recording(tmp_path, "webm", "libopus", 48_000)[:180]
    with pytest.raises(Refusal, match="record it again"):
        await desk.upload(broken, "voice-note.webm", "audio/webm")


async def test_music_stays_what_it_is(desk: Desk, tmp_path: Path) -> None:
    made = await desk.upload(recording(tmp_path, "mp4", "aac", 48_000), "song.m4a", "audio/mp4")
    assert (made.kind, made.mime) == ("audio", "audio/mp4")


async def test_uploads_nobody_sent_go_and_their_files_with_them(
    desk: Desk, transactions: Transactions, cast: Cast, tmp_path: Path
) -> None:
    made = await desk.upload(picture("PNG"), "x.png", "image/png")
    row = await desk.row(made.id)
    async with transactions.begin() as tx:
        sent = {
            "id": "sent",
            "kind": "image",
            "mime": "image/png",
            "state": "ready",
            "created_at": 1,
            "message_id": None,
        }
        await attachments.insert_many(tx.connection, [sent])
    upkeep = Upkeep(transactions, desk.blobs, of(tmp_path), "this process")
    await upkeep._prune_uploads(row.created_at)
    assert await desk.row("sent") is None
    assert await desk.row(made.id) is not None
    await upkeep._prune_uploads(row.created_at + 1)
    assert await desk.row(made.id) is None
    with pytest.raises(BlobMissing):
        await desk.blobs.size(row.blob)


async def test_what_a_message_carries_is_never_forgotten(desk: Desk, transactions: Transactions, cast: Cast) -> None:
    made = await desk.upload(picture("PNG"), "x.png", "image/png")
    async with transactions.begin() as tx:
        row = await attachments.get(tx.connection, made.id)
        assert row is not None
        await add_message(tx, cast)
        await attachments.attach(tx.connection, made.id, "message", cast.sales)
        assert await media_rows.take_unsent(tx.connection, tx.now + 1, 10) == []


async def add_message(tx: Any, cast: Cast) -> None:
    row = {
        "id": "message", "conversation_id": cast.pims, "channel_id": cast.sales, "direction": "out", "kind": "image", "status": "queued",
        "order": "1", "author_kind": "user", "sent_at": tx.now, "created_at": tx.now,
    }  # fmt: skip
    await tx.connection.insert_many(tables.messages, [row])


async def test_few_pictures_are_unpacked_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each may take a quarter of a gigabyte, however small its file: a customer who sends fifty must not take all there is."""
    lock, now, most = threading.Lock(), 0, 0

    def draw(path: Path) -> pictures.Picture:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        time.sleep(0.01)
        with lock:
            now -= 1
        return pictures.Picture(1, 1, b"", False)

    monkeypatch.setattr(pictures, "draw", draw)
    file = media_files.Spooled(tmp_path / "x", 1, b"", "")
    await asyncio.gather(*(media_files.look(file, "image") for _ in range(20)))
    assert most == media_files.DRAWN_AT_ONCE
