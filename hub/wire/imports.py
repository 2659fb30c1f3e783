"""Imports of contacts as their importer follows them."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

ImportState = Literal["queued", "running", "checked", "done", "cancelled", "failed"]
ImportFormat = Literal["csv", "xlsx"]


class ImportColumn(Struct, frozen=True, kw_only=True):
    """`target`: what it means, null: it is not imported; `samples`: what stands in its first rows."""

    heading: str
    target: str | None
    samples: list[str]


class Import(Struct, frozen=True, kw_only=True):
    """A file of contacts and what has become of it. Of `rows` so many are `done`: added, updated, unchanged or failed; of a dry run they
    are what would become of them. `checked`: a dry run is through and waits for `PUT` to start it. `reason`: why it failed.
    `list_name`: the list of people everybody in it is put on."""

    id: str
    version: int
    state: ImportState
    dry_run: bool
    overwrite_names: bool
    name: str
    format: ImportFormat
    size: int
    encoding: str | None
    columns: list[ImportColumn]
    rows: int
    done: int
    added: int
    updated: int
    unchanged: int
    failed: int
    reason: str | None
    user: str
    created_at: str
    started_at: str | None
    finished_at: str | None
    list_name: str | None = None
