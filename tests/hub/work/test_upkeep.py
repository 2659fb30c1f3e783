"""What grows is cut back: which table by whom, in small batches, each apart from the others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from hub import settings
from hub.durations import DAY_MS, HOUR_MS
from hub.transaction import Transactions, milliseconds
from hub.work import upkeep
from hub.work.upkeep import Upkeep
from storage import tables
from storage.blobs import Blobs
from storage.office import kept_answers
from tests.cast import APP_SECRET

# what a person, an office or a conversation has: it goes with them, or by the office's own rules (hub/work/retention.py)
OFFICES_RULES = {
    "activity", "attachments", "attempts", "conversation_tags", "conversations", "import_errors", "imports",
    "message_handles", "messages", "reactions",
}  # fmt: skip
WITH_SOMEBODY = {
    "audience_list_members", "blocks", "campaign_recipients", "campaign_taps", "consents", "contact_changes", "contact_facets",
    "contact_notes", "contacts", "holds", "identities", "merges", "profiles", "quotation_approvals",
    "quotation_files", "quotation_moves", "quotation_reminders", "quotation_sends", "quotation_versions", "quotations", "read_marks",
}  # fmt: skip
# one row for each thing somebody set up, signed in from or did; few, and history the office wants
FEW = {
    "api_keys", "audience_lists", "campaign_files", "campaigns", "channels", "endpoint_standings", "endpoints", "erasures",
    "event_head", "exchange_rates", "facet_walk", "fields", "leases", "log_cursors", "login_sessions", "mail_folders", "mail_imports",
    "mail_posts", "mail_trials", "mailboxes",
    "notification_choices", "prices", "processes", "provider_files", "push_devices", "push_keys", "quotation_numbers",
    "quotation_templates", "recovery_codes", "replies", "second_factors", "segments", "sending_paces", "settings",
    "statistics_days", "statistics_progress", "statistics_slots", "statistics_times", "tags", "team_members", "teams", "templates",
    "users", "views",
}  # fmt: skip
WITH_THE_LEDGER = {"mails_aside"}
# a row is gone when its work is done
QUEUES = {"blob_removals", "prunings", "pushes", "recipient_news", "turn_queue", "turns"}
INDEX = {"search_chunks", "search_entries", "search_postings", "search_progress", "search_queue", "search_tail"}


@pytest.fixture
def pruner(transactions: Transactions, tmp_path: Path) -> Upkeep:
    read = settings.read({"DATA_DIR": str(tmp_path), "SECRET_KEY": APP_SECRET * 2})
    return Upkeep(transactions, Blobs.open(None, tmp_path), read, "this process")


async def insert(transactions: Transactions, table: Any, *rows: dict[str, Any]) -> None:
    async with transactions.begin() as tx:
        await tx.connection.insert_many(table, rows)


async def count(transactions: Transactions, table: Any) -> int:
    async with transactions.database.reading() as connection:
        return int(await connection.value(select(func.count()).select_from(table)))


def news(id: str, at: int) -> dict[str, Any]:
    said = {"field": "account_update", "event": "x", "severity": "info", "summary": "x", "dedupe": id}
    return {"id": id, "channel_id": "sales", "at": at, "created_at": at, **said}


def test_every_table_is_cut_back_or_stays_small(pruner: Upkeep) -> None:
    """Who adds a table decides here what keeps it from growing for ever."""
    known = pruner.tables | OFFICES_RULES | WITH_SOMEBODY | FEW | WITH_THE_LEDGER | QUEUES | INDEX
    assert sorted(tables.metadata.tables.keys() - known) == []
    assert sorted(known - tables.metadata.tables.keys()) == []


async def test_what_is_too_old_goes_in_small_batches(
    pruner: Upkeep, transactions: Transactions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "BATCH", 2)
    now = milliseconds()
    hours = [(now - days * DAY_MS) // HOUR_MS for days in (3, 4, 5, 6, 7, 1)]
    await insert(transactions, tables.reach_hours, *({"business": "b", "hour": hour, "people": 1} for hour in hours))
    await insert(transactions, tables.channel_news, news("old", now - 366 * DAY_MS), news("new", now - 364 * DAY_MS))
    kept = {"user_id": "u", "digest": "", "status": 200, "body": b""}
    await insert(
        transactions, tables.kept_answers, *(kept | {"key": str(n), "created_at": n} for n in range(5)),
        kept | {"key": "new", "created_at": now},
    )  # fmt: skip
    await pruner.prune()
    assert await count(transactions, tables.reach_hours) == 1
    assert await count(transactions, tables.channel_news) == 1
    assert await count(transactions, tables.kept_answers) == 1


async def test_where_one_table_fails_the_others_are_cut_back(
    pruner: Upkeep, transactions: Transactions, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fails(*_: object) -> int:
        raise RuntimeError("out of order")

    first = upkeep.Pruned("kept_answers", fails, DAY_MS)
    monkeypatch.setattr(pruner, "_pruned", (first, *pruner._pruned))
    await insert(transactions, tables.channel_news, news("old", 1))
    await pruner.prune()
    assert await count(transactions, tables.channel_news) == 0
    assert "kept_answers was not cut back" in caplog.text


async def test_a_batch_takes_no_more_than_it_may(transactions: Transactions) -> None:
    kept = {"user_id": "u", "digest": "", "status": 200, "body": b"", "created_at": 1}
    await insert(transactions, tables.kept_answers, *(kept | {"key": str(n)} for n in range(5)))
    async with transactions.begin() as tx:
        assert [await kept_answers.prune(tx.connection, 2, 3) for _ in range(3)] == [3, 2, 0]
