"""`/q`: the page a customer opens to see and answer a quotation. Plain files of its own: it needs nothing of the console.

The link's secret stands behind the # of the address, which no browser sends. The page may be found by nobody, embedded by nobody, and
tells no other site where somebody came from.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from hub.wire.errors import Refusal

FILES = Path(__file__).parent / "offer"
TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex, nofollow, noarchive",
    "permissions-policy": "microphone=(), camera=(), geolocation=(), payment=(), usb=()",
    "cache-control": "no-cache",
}


class OfferPage:
    """Its few files, read once."""

    def __init__(self, folder: Path = FILES) -> None:
        self._files = {
            path.name: (path.read_bytes(), TYPES[path.suffix]) for path in folder.iterdir() if path.is_file()
        }
        self._tags = {name: f'"{hashlib.sha256(body).hexdigest()[:24]}"' for name, (body, _) in self._files.items()}

    async def serve(self, request: Request) -> Response:
        """The page, or one of its files. Whatever else stands behind /q is nothing."""
        name = request.path_params.get("file") or "index.html"
        if name not in self._files:
            raise Refusal("not_found", "There is nothing at this address.")
        headers = HEADERS | {"etag": self._tags[name]}
        if self._tags[name] in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        body, mime = self._files[name]
        return Response(body, 200, headers, mime)
