"""Imports of contacts: the row is the job, and the rows of a file that could not be taken."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, text

from storage.tables.columns import id_, json, metadata, ms, version

imports = Table(
    "imports",
    metadata,
    id_(),
    version(),
    Column("user_id", String(64), nullable=False),
    Column("name", Text, nullable=False),  # of the file, cleaned
    Column("format", String(8), nullable=False),  # csv | xlsx
    Column("size", BigInteger, nullable=False),  # bytes
    Column("blob", String(128), nullable=True),  # the file, while there is something to do with it
    Column("encoding", String(32), nullable=True),
    Column("delimiter", String(4), nullable=True),
    json("columns", "[]"),  # [{heading, target, samples}]
    Column("rows", Integer, nullable=False),
    Column("dry_run", Boolean, nullable=False),
    Column("overwrite_names", Boolean, nullable=False, server_default=text("false")),
    Column("list_name", Text, nullable=True),  # of people, that everybody in the file is put on
    Column("state", String(16), nullable=False),  # queued | running | checked | done | cancelled | failed
    Column("done", Integer, nullable=False, server_default="0"),  # rows behind us, good and bad
    Column("added", Integer, nullable=False, server_default="0"),
    Column("updated", Integer, nullable=False, server_default="0"),
    Column("unchanged", Integer, nullable=False, server_default="0"),
    Column("failed", Integer, nullable=False, server_default="0"),
    Column("reason", Text, nullable=True),
    ms("created_at"),
    ms("started_at", nullable=True),
    ms("finished_at", nullable=True),
    ms("due_at", nullable=True),
    Column("claimed_by", String(64), nullable=True),
    Column("tries", Integer, nullable=False, server_default="0"),  # beginnings since a chunk went well
    Index("ix_imports_created_at", "created_at", "id"),
    Index(
        "ix_imports_due",
        "due_at",
        sqlite_where=text("due_at is not null"),
        postgresql_where=text("due_at is not null"),
    ),
)
import_errors = Table(
    "import_errors",
    metadata,
    Column("import_id", String(64), ForeignKey("imports.id"), primary_key=True),
    Column("row", Integer, primary_key=True),  # as the file counts them, its headings being the first
    json("cells", "[]"),
    json("problems", "[]"),  # sentences
)
