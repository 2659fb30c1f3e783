"""Mails that SES puts into a bucket: those too large for a notification (150 KB). Read with the credentials the office keeps its own files
by, or else named where somebody looks for them; the mail stays in the bucket."""

from __future__ import annotations

import logging
import re
from urllib.parse import parse_qsl, urlencode, urlsplit

from channels.mail.rebuilt import Stored
from hub.mail.intake import Incoming
from hub.settings import Settings
from hub.wire.errors import Refusal
from storage.blobs import BlobDenied, BlobMissing, Blobs

KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
LIMIT = 50 * 1024 * 1024  # bytes of a mail that is read
HEAD = 64 * 1024  # of a larger one
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_TOPIC = re.compile(r"arn:aws[a-z-]*:sns:([a-z0-9-]{1,30}):.*")

NO_KEYS = "this server has no credentials of Amazon's: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
DENIED = "Amazon does not let this server read it: give its key the right s3:GetObject there"

log = logging.getLogger(__name__)


class _Closed(Exception):
    """Until somebody sets something up."""


class Buckets:
    """`endpoint`: of another S3 than Amazon's."""

    def __init__(self, settings: Settings, endpoint: str | None = None) -> None:
        own = dict(parse_qsl(urlsplit(settings.storage_url or "").query))
        ours = endpoint is not None or "amazonaws.com" in own.get("endpoint", "amazonaws.com")
        self._credentials = dict(settings.storage_credentials) if ours else {}
        self._data_dir = settings.data_dir
        self._endpoint = endpoint

    async def size(self, stored: Stored, topic: str) -> int | Incoming:
        """In bytes; or why the mail cannot be had until somebody sets something up. Raises Refusal (unavailable)."""
        try:
            return await self._open(stored, topic).size(stored.key)
        except _Closed as closed:
            return _left(stored, str(closed))
        except BlobDenied:
            return _left(stored, DENIED)
        except BlobMissing:
            return _left(stored, "it is no longer there")
        except Exception as error:
            log.warning("a mail in the bucket %s cannot be read: %s", stored.bucket, type(error).__name__)
            raise Refusal("unavailable", "Amazon's S3 could not be asked.", retry_after=60) from None

    async def read(self, stored: Stored, topic: str, size: int) -> Incoming:
        """The mail, or the head of one that is too large. Raises Refusal (unavailable)."""
        store = self._open(stored, topic)
        try:
            pieces = [piece async for piece in store.get(stored.key, 0, size if size <= LIMIT else HEAD)]
        except Exception as error:
            log.warning("a mail in the bucket %s cannot be read: %s", stored.bucket, type(error).__name__)
            raise Refusal("unavailable", "Amazon's S3 broke off.", retry_after=60) from None
        read = b"".join(pieces)
        whole = size <= LIMIT
        return Incoming(raw=read if whole else None, size=size, head=b"" if whole else read, told=stored.told)

    def _open(self, stored: Stored, topic: str) -> Blobs:
        """The bucket lies where the topic does, as SES wants it."""
        if _BUCKET.fullmatch(stored.bucket) is None:
            raise _Closed("no bucket can have this name")
        if not all(self._credentials.get(name) for name in KEYS):
            raise _Closed(NO_KEYS)
        region = _TOPIC.fullmatch(topic)
        query = {"region": region[1]} if region else {}
        query |= {"endpoint": self._endpoint} if self._endpoint else {}
        return Blobs.open(f"s3://{stored.bucket}?{urlencode(query)}", self._data_dir, self._credentials)


def _left(stored: Stored, why: str) -> Incoming:
    fault = f"it lies in the bucket {stored.bucket[:63]} as {stored.key[:300]}, and {why}"
    return Incoming(raw=None, size=0, fault=fault)
