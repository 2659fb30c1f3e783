"""Why a file cannot be imported, in a sentence a person can act on."""

from __future__ import annotations


class Trouble(Exception):
    """The whole file is refused; the words say what to do."""
