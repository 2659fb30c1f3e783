"""The built browser client: hashed assets for ever, one page for every other address, compressed at build time."""

from __future__ import annotations

import hashlib
import mimetypes
import re
import secrets
from pathlib import Path

from msgspec import Struct
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from hub.wire.errors import Refusal

STATIC = Path(__file__).parent / "static"
FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
WORKER = "/sw.js"  # what it may fetch is said by its own file, not by the pages it serves
NONCE = b"__CSP_NONCE__"  # what the build may leave in the page for style elements made at run time
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'{nonce}; img-src 'self' blob: data:; media-src 'self' blob:; "
    "font-src 'self'; connect-src 'self'{socket}; manifest-src 'self'; worker-src 'self'; frame-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
# what Python 3.11's own table lacks or calls by an older name
TYPES = {".js": "text/javascript", ".webmanifest": "application/manifest+json", ".woff2": "font/woff2"}
_HASHED = re.compile(r"/assets/.+-[A-Za-z0-9_-]{8,}\.[a-z0-9]+")
_TEXT = ("text/", "application/json", "application/manifest+json", "image/svg+xml")


class Page(Struct, frozen=True):
    body: bytes
    mime: str
    etag: str
    encoded: dict[str, bytes]


class Pages:
    """Everything the build made, read once. `public_url` tells browsers that need it by name where the socket is."""

    def __init__(self, folder: Path, public_url: str) -> None:
        self._pages = {f"/{path.relative_to(folder).as_posix()}": _read(path) for path in _files(folder)}
        self._socket = " " + re.sub(r"^http", "ws", public_url)

    async def serve(self, request: Request) -> Response:
        path = request.url.path
        if path == "/api" or (path.startswith(("/api/", "/assets/")) and path not in self._pages):
            raise Refusal("not_found", "There is nothing at this address.")
        if path in self._pages and path != "/index.html":
            return self._file(path, request)
        return self._index(request)

    def _file(self, path: str, request: Request) -> Response:
        page = self._pages[path]
        headers = {"cache-control": FOR_EVER if _HASHED.fullmatch(path) else ASK_AGAIN, "etag": page.etag}
        if path.endswith(".html") or path == WORKER:
            headers["content-security-policy"] = POLICY.format(nonce="", socket=self._socket)
        return _answer(page, headers, request.headers)

    def _index(self, request: Request) -> Response:
        page = self._pages.get("/index.html")
        if page is None:
            return PlainTextResponse("The browser client has not been built: `pip install .` builds it.\n", 503)
        headers = {"cache-control": ASK_AGAIN}
        if NONCE not in page.body:
            policy = POLICY.format(nonce="", socket=self._socket)
            return _answer(page, headers | {"content-security-policy": policy, "etag": page.etag}, request.headers)
        nonce = secrets.token_urlsafe(16)
        policy = POLICY.format(nonce=f" 'nonce-{nonce}'", socket=self._socket)
        body = page.body.replace(NONCE, nonce.encode())
        return Response(body, 200, {"cache-control": "no-store", "content-security-policy": policy}, page.mime)


def _answer(page: Page, headers: dict[str, str], asked: Headers) -> Response:
    if page.encoded:
        headers["vary"] = "Accept-Encoding"
    if page.etag in asked.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    takes = {word.partition(";")[0].strip() for word in asked.get("accept-encoding", "").split(",")}
    for name, _ in ENCODINGS:
        if name in page.encoded and name in takes:
            return Response(page.encoded[name], 200, headers | {"content-encoding": name}, page.mime)
    return Response(page.body, 200, headers, page.mime)


def _files(folder: Path) -> list[Path]:
    compressed = tuple(ending for _, ending in ENCODINGS)
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return [
        p for p in files if not p.name.startswith(".") and ".vite" not in p.parts and not p.name.endswith(compressed)
    ]


def _read(path: Path) -> Page:
    body = path.read_bytes()
    mime = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    mime = TYPES.get(path.suffix, mime)
    encoded = {name: (path.parent / (path.name + ending)) for name, ending in ENCODINGS}
    return Page(
        body,
        f"{mime}; charset=utf-8" if mime.startswith(_TEXT) else mime,
        f'"{hashlib.sha256(body).hexdigest()[:32]}"',
        {name: file.read_bytes() for name, file in encoded.items() if file.exists()},
    )
