"""What a file really is."""

from __future__ import annotations

import io
from pathlib import Path

import av
import pytest
from PIL import Image

from hub.files import file_types, pictures, voice

PAGE = b"<html><script>steal()</script></html>"


@pytest.mark.parametrize(
    "head",
    [
        PAGE,
        b"\n\t <!-- hidden --> <!----><!doctype HTML><p>",
        b'<?xml version="1.0"?><!-- a --><html xmlns="x">',
        b"<!-- a -- > b --><script>",
    ],
)
def test_a_page_is_a_page_whatever_it_is_called(head: bytes) -> None:
    assert file_types.type_of(head, "image/png", "photo.png") == "text/html"
    assert file_types.kind_of("text/html") == "document"


def test_a_drawing_that_can_run_scripts_is_no_image() -> None:
    head = b"<?xml version='1.0'?>\n<!-- made by hand -->\n<svg onload='steal()'/>"
    assert file_types.type_of(head, "image/png", "photo.png") == "image/svg+xml"
    assert file_types.kind_of("image/svg+xml") == "document"


@pytest.mark.parametrize(
    "head", [b"<!---->" * 1000 + b"x", b"<!--" * 2000, b"<?" * 4000, b" " * 8192, b"<!-- -->" * 900]
)
def test_a_file_made_to_be_slow_to_look_at_is_not(head: bytes) -> None:
    """With a backtracking expression this would not end within anybody's lifetime."""
    assert file_types.type_of(head, "text/plain", "notes.txt") == "text/plain"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\pim\\offer.pdf", "offer.pdf"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("a\x00b\r\nc.txt", "abc.txt"),
        ("..", None),
        ("", None),
        ("x" * 400 + ".pdf", "x" * 146 + ".pdf"),
    ],
)
def test_a_name_is_safe_to_keep(name: str, kept: str | None) -> None:
    assert file_types.clean_name(name) == kept


def _recording(path: Path) -> None:
    with av.open(str(path), "w", format="mpegts") as out:
        stream = out.add_stream("mp2", rate=48_000)
        frame = av.AudioFrame(format="s16", layout="stereo", samples=1152)
        frame.sample_rate = 48_000
        for n in range(40):
            frame.pts = n * 1152
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))


def test_a_playlist_that_calls_itself_a_recording_opens_nothing(tmp_path: Path) -> None:
    """FFmpeg would follow it to any address or file of this machine."""
    real, playlist = tmp_path / "real.ts", tmp_path / "note.m3u8"
    _recording(real)
    playlist.write_text(f"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile://{real}\n#EXT-X-ENDLIST\n")
    assert voice.duration(real) is not None
    assert voice.duration(playlist) is None
    with pytest.raises(voice.NotSound):
        voice.make_voice_note(playlist, tmp_path / "out.ogg")


def test_a_picture_that_unpacks_to_far_too_much_is_refused(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.png"
    Image.new("1", (20_000, 20_000)).save(bomb)
    assert bomb.stat().st_size < 100_000
    with pytest.raises(pictures.NotAPicture):
        pictures.draw(bomb)


def test_a_picture_whose_data_is_nonsense_is_refused(tmp_path: Path) -> None:
    whole = io.BytesIO()
    Image.effect_noise((64, 64), 50).convert("RGB").save(
        whole, "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\xff\xff\xff"
    )
    raw = whole.getvalue()
    for n, cut in enumerate((10, 60, len(raw) // 2)):
        path = tmp_path / f"{n}.jpg"
        path.write_bytes(raw[:cut] + b"\xff" * 200)
        with pytest.raises(pictures.NotAPicture):
            pictures.draw(path)
