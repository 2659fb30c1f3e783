from __future__ import annotations

import pytest

from channels.whatsapp.files import check

MB = 1024 * 1024


@pytest.mark.parametrize(
    ("kind", "mime", "size"),
    [
        ("image", "image/jpeg", 5 * MB),
        ("image", "image/png", 1),
        ("sticker", "image/webp", 400_000),
        ("audio", "audio/mpeg", 16 * MB),
        ("voice", "audio/ogg; codecs=opus", MB),
        ("video", "video/mp4", 16 * MB),
        ("document", "application/pdf", 100 * MB),
    ],
)
def test_whatsapp_takes_it(kind: str, mime: str, size: int) -> None:
    assert check(kind, mime, size) is None


@pytest.mark.parametrize(
    ("kind", "mime", "size", "remedy"),
    [
        ("image", "image/heic", 1, "JPEG"),
        ("image", "image/jpeg", 5 * MB + 1, "smaller"),
        ("sticker", "image/png", 1, "WebP"),
        ("voice", "audio/webm", 1, "OGG/Opus"),
        ("audio", "audio/mpeg", 17 * MB, "16 MB"),
        ("video", "video/quicktime", 1, "MP4"),
        ("document", "application/zip", 1, "PDF"),
        ("document", "application/pdf", 101 * MB, "link"),
        ("image", "image/png", 0, "empty"),
        ("hologram", "x/y", 1, "document"),
    ],
)
def test_the_remedy_is_said_in_words(kind: str, mime: str, size: int, remedy: str) -> None:
    assert remedy in (check(kind, mime, size) or "")
