"""Every table is thought of when a person's data is deleted: who adds one decides here what it holds."""

from __future__ import annotations

from storage.customers import erasure, sweeps
from storage.tables import contacts, conversations, messages, metadata

# goes with the contact, the conversation or the message, by its foreign key or by name (storage/customers/erasure.py)
THEIRS = {
    "attachments", "attempts", "audience_list_members", "away_replies", "blocks", "campaign_recipients", "campaign_taps", "consents", "contact_changes", "contact_facets", "contact_notes", "contacts", "conversation_tags",
    "conversations", "holds", "identities", "merges", "message_handles", "messages", "notifications", "notified", "profiles", "pushes", "reactions", "read_marks",
    "turn_queue",
}  # fmt: skip
# swept afterwards (hub/customers/sweeping.py), or holding only what is to be done
SWEPT = {*sweeps.NOTED, "event_log", "ledger", "forwards", "erasures", "blob_removals"}
# taken out by the index itself (hub/searching/indexing.py)
INDEX = {"search_chunks", "search_entries", "search_postings", "search_progress", "search_queue", "search_tail"}
# records of the business: drafts go with the person, what has a number is parted from them (hub/quotations/belongings.py)
OFFERED = {
    "quotation_approvals", "quotation_files", "quotation_links", "quotation_moves", "quotation_reminders", "quotation_sends",
    "quotation_versions", "quotations",
}  # fmt: skip
# nothing of customers: the team, the office, the machinery, counts
NOT_THEIRS = {
    "api_keys", "audience_lists", "campaign_files", "campaigns", "channels", "endpoint_standings", "facet_walk", "endpoints", "exchange_rates", "prices", "quotation_numbers", "quotation_templates", "event_head", "fields", "leases", "log_cursors", "login_failures",
    "login_sessions", "mail", "mail_folders", "mail_imports", "mail_posts", "mail_trials", "mailboxes", "mails_aside", "notification_choices", "one_time_links", "processes", "provider_files", "prunings", "recovery_codes", "refresh_tokens", "reach_hours", "recipient_news", "replies", "second_factors", "segments", "sending_paces",
    "push_devices", "push_keys", "session_positions", "settings", "statistics_days", "statistics_progress", "statistics_slots", "statistics_times", "tags", "team_members", "teams",
    "templates", "turns", "users", "views",
}  # fmt: skip


def test_every_table_is_thought_of() -> None:
    known = THEIRS | SWEPT | INDEX | OFFERED | NOT_THEIRS
    assert sorted(metadata.tables.keys() - known) == [], (
        "say what of a customer's it holds, and what an erasure does about it"
    )
    assert sorted(known - metadata.tables.keys()) == []


def test_what_refers_to_a_person_goes_with_them() -> None:
    for target in (contacts, conversations, messages):
        assert {table.name for table, _ in erasure._hanging_on(target)} <= THEIRS | OFFERED


def test_every_word_of_a_message_is_blanked() -> None:
    """A column of text added to messages must be blanked or named here."""
    said = {"text", "content", "error", "outgoing", "author_name", "client_digest", "provider_id", "reply_to_provider"}
    ours = {
        "id", "conversation_id", "channel_id", "order", "direction", "kind", "status", "author_kind", "author_id", "client_id",
        "key_space", "reply_to", "ledger_id", "claimed_by", "campaign_id",
    }  # fmt: skip
    words = {column.name for column in messages.columns if column.type.python_type in (str, bytes)}
    assert sorted(words - said - ours) == []
