"""How long a test waits for what must come. It costs nothing where things come, and machines that are busy with something else exist."""

from __future__ import annotations

PATIENCE = 180.0  # seconds
