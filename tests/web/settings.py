"""Settings for tests of the web: everything in a folder of the test's own."""

from __future__ import annotations

from pathlib import Path

from hub import settings
from hub.settings import Settings

SECRET_KEY = "a-secret-key-for-tests-of-the-web-only"


def of(folder: Path, **given: str) -> Settings:
    """By their names in the environment."""
    return settings.read({"DATA_DIR": str(folder), "SECRET_KEY": SECRET_KEY} | given)
