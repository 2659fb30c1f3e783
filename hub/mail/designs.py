"""A mail as its sender designed it, made out of the mail that is kept."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from channels.mail import design
from hub.files import media_files
from hub.files.media_files import TooLarge
from hub.wire.errors import Refusal
from storage.blobs import BlobMissing, Blobs
from storage.inbox.attachments import AttachmentRow

ORIGINAL = "#0"  # what the place of a whole mail ends with
AT_ONCE = 2  # mails held in memory, several times their size
_readers = ThreadPoolExecutor(AT_ONCE, "mails")


async def page(blobs: Blobs, original: AttachmentRow, *, remote: bool) -> str:
    """HTML for a frame that runs nothing. `remote`: with pictures from elsewhere. Raises Refusal `not_found` for what is no mail, is not
    kept any more, or has no design."""
    place = original.provider_media_id or ""
    if not place.endswith(ORIGINAL):
        raise Refusal("not_found", "This file is not a mail as it came.")
    with media_files.folder() as folder:
        try:
            kept = await media_files.spool(blobs.get(original.blob or place.removesuffix(ORIGINAL)), folder / "mail")
        except (BlobMissing, TooLarge):
            raise Refusal("not_found", "This mail is not kept any more.") from None
        made = await asyncio.get_running_loop().run_in_executor(_readers, _read, kept.path, remote)
    if made is None:
        raise Refusal("not_found", "This mail is text alone: all of it is shown in the conversation.")
    return made


def _read(path: Path, remote: bool) -> str | None:
    return design.page(path.read_bytes(), remote=remote)
