"""A small picture of a PDF's first page, for where a file cannot be sent and its card is all there is to see."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys
from pathlib import Path

MIME = "application/pdf"
SHOWN_ON = ("line",)  # kinds of channels that carry an address in a paper's place
LIMIT_S = 15.0
_at_once = asyncio.Semaphore(1)

log = logging.getLogger(__name__)


async def draw(path: Path) -> bytes | None:
    """WebP; None for what cannot be drawn: broken, locked by a password, too slow."""
    async with _at_once:
        words = (sys.executable, "-m", "hub.files.pdf_pages", str(path))
        child = await asyncio.create_subprocess_exec(
            *words, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
        )
        try:
            async with asyncio.timeout(LIMIT_S):
                drawn, _ = await child.communicate()
        except TimeoutError:
            log.info("the first page of a PDF took too long to draw")
            return None
        finally:
            with contextlib.suppress(ProcessLookupError):
                if child.returncode is None:
                    child.kill()
                    await child.wait()
    return drawn if child.returncode == 0 and drawn else None
