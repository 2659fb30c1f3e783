"""The search index: an inverted index of our own, alike on SQLite and PostgreSQL. How it is written and asked: hub/searching.

What was said lately lies in `search_tail` as folded text. Of older things a chunk holds CHUNK each; for each token of a chunk a posting
says at which places of the chunk it occurs. Chunks are walked newest first, so a frequent word costs no more than a rare one.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, String, Table, Text, text

from storage.tables.columns import id_, metadata, ms

search_progress = Table(
    "search_progress",
    metadata,
    # "log": the seq up to which changes are indexed; "walk:<noun>": the id down to which old rows are; "forgotten": a count
    Column("name", String(32), primary_key=True),
    Column("position", Text, nullable=False),
    ms("updated_at"),
)
search_queue = Table(
    "search_queue",
    metadata,
    # rows that changed without an event of their own
    id_(),
    Column("noun", String(16), nullable=False),
    Column("subject", String(64), nullable=False),
)
search_tail = Table(
    "search_tail",
    metadata,
    Column("noun", String(16), primary_key=True),
    Column("subject", String(64), primary_key=True),
    Column("channels", Text, nullable=False),  # " one two "; a space: everybody's
    Column("text", Text, nullable=False),  # folded
    Column("digest", BigInteger, nullable=False),  # of text and channels
    ms("at"),
    Index("ix_search_tail_at", "noun", "at", "subject"),
)
search_chunks = Table(
    "search_chunks",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("noun", String(16), nullable=False),
    ms("first_at"),
    ms("last_at"),
    Column("size", Integer, nullable=False),  # how many are left in it
    Column("sealed", Boolean, nullable=False, server_default=text("false")),
    Index("ix_search_chunks_last", "noun", "sealed", "last_at"),
)
search_entries = Table(
    "search_entries",
    metadata,
    # number: chunk × CHUNK + place; on SQLite an INTEGER key is the row itself
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("noun", String(16), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("digest", BigInteger, nullable=False),
    Index("ix_search_entries_subject", "subject", "noun", unique=True),
)
search_postings = Table(
    "search_postings",
    metadata,
    Column("chunk", Integer, primary_key=True, autoincrement=False),
    Column("token", LargeBinary, primary_key=True),  # bytes, so that both databases sort them alike
    Column("places", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
