"""A mail as its sender designed it: one page that a frame can show, harmless, with the mail's own pictures inside it."""

from __future__ import annotations

from base64 import b64encode

from channels.mail import html, mime

PICTURES = frozenset(["image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", "image/avif"])
PICTURES_LIMIT = 12 * 1024 * 1024  # bytes of a mail's own pictures together; what is more is left out
# Mails are made for white paper: their colours are unreadable on any other.
STYLE = (
    ":root{color-scheme:light}html{background:#fff;color:#1d1c19}"
    "body{margin:16px;font:15px/1.5 -apple-system,'Segoe UI',Roboto,'Noto Sans Thai',sans-serif;overflow-wrap:anywhere}"
    "img{max-width:100%;height:auto}table{max-width:100%}pre{white-space:pre-wrap}"
    "blockquote{margin:0 0 0 8px;padding-left:12px;border-left:2px solid #ddd8cc}a{color:#0b5d4b}"
)


def page(raw: bytes, *, remote: bool) -> str | None:
    """Blocking. `remote`: with pictures from elsewhere. None for a mail that is text alone."""
    designed = mime.read(raw).html
    if designed is None:
        return None
    shown = html.clean(designed, _pictures(raw), remote=remote)
    return (
        '<!doctype html><html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f'<meta name="referrer" content="no-referrer"><title>Mail</title><style>{STYLE}</style></head><body>{shown.html}</body></html>'
    )


def _pictures(raw: bytes) -> dict[str, str]:
    """By Content-ID, as addresses that hold the picture itself: a sandboxed page can fetch nothing that needs a sign-in."""
    found: dict[str, str] = {}
    room = PICTURES_LIMIT
    for name, kind, data in mime.pictures(raw):
        if kind in PICTURES and len(data) <= room and name not in found:
            room -= len(data)
            found[name] = f"data:{kind};base64,{b64encode(data).decode()}"
    return found
