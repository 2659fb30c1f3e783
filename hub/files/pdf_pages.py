"""Draws the first page of the PDF named on the command line as WebP to the standard output: `python -m hub.files.pdf_pages FILE`.

A process of its own, because what draws it is native code that reads bytes from strangers: it may fall over, hang or eat memory, and
nothing of ours goes with it.
"""

from __future__ import annotations

import contextlib
import io
import resource
import sys
from pathlib import Path

import pypdfium2

SIDE = 640  # pixels of the longer side
QUALITY = 80
MEMORY = 2 * 1024**3  # bytes of addresses
SECONDS = 8  # of processor time


def first_page(path: Path) -> bytes:
    """Raises whatever a broken file makes the drawer raise."""
    with contextlib.closing(pypdfium2.PdfDocument(path)) as document:
        page = document[0]
        scale = SIDE / max(page.get_width(), page.get_height(), 1.0)
        out = io.BytesIO()
        page.render(scale=scale).to_pil().convert("RGB").save(out, "WEBP", quality=QUALITY, method=4)
        return out.getvalue()


if __name__ == "__main__":
    with contextlib.suppress(ValueError, OSError):  # a system that allows less has its own limits
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    sys.stdout.buffer.write(first_page(Path(sys.argv[1])))
