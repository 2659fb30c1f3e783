"""Brings the catalogue of the server's sentences up to the source: what is new waits there for its Thai."""

from __future__ import annotations

from tests.sentences import catalogue
from tests.sentences.source import sentences

if __name__ == "__main__":
    said, thai = sentences(), catalogue.read()
    catalogue.write(said, thai)
    empty = [form for key, form in ((key, key[1]) for key in said) if not thai.get(key)]
    print(f"{len(said)} sentences in {catalogue.PATH.name}, {len(empty)} without Thai{':' if empty else '.'}")
    print("\n".join(empty))
