"""The schema, a page a noun. Times are milliseconds since 1970 in UTC; ids are opaque text; JSON columns hold UTF-8 JSON text.

Unique constraints are the guards of "once": a webhook delivered ten times in parallel meets them, not a look-up.
"""

from __future__ import annotations

from storage.tables.accounts import channel_news, channels
from storage.tables.blocking import blocks
from storage.tables.campaigns import (
    audience_list_members,
    audience_lists,
    campaign_files,
    campaign_recipients,
    campaign_taps,
    campaigns,
    provider_files,
    reach_hours,
    recipient_news,
    sending_paces,
)
from storage.tables.columns import metadata
from storage.tables.customers import (
    consents,
    contact_changes,
    contact_facets,
    contact_notes,
    contacts,
    facet_walk,
    identities,
    merges,
    profiles,
)
from storage.tables.forwards import endpoint_standings, endpoints, forwards
from storage.tables.imports import import_errors, imports
from storage.tables.intake import ledger
from storage.tables.log import event_head, event_log
from storage.tables.machinery import leases, log_cursors, processes, session_positions, settings
from storage.tables.mail import mail
from storage.tables.mail_posts import mail_imports, mail_posts
from storage.tables.mailboxes import mail_folders, mail_trials, mailboxes, mails_aside
from storage.tables.notices import notification_choices, notifications, notified
from storage.tables.office import activity, kept_answers
from storage.tables.push import push_devices, push_keys, pushes
from storage.tables.quotation_sends import (
    quotation_approvals,
    quotation_links,
    quotation_reminders,
    quotation_sends,
)
from storage.tables.quotations import (
    exchange_rates,
    prices,
    quotation_files,
    quotation_moves,
    quotation_numbers,
    quotation_templates,
    quotation_versions,
    quotations,
)
from storage.tables.reception import away_replies, turn_queue, turns
from storage.tables.removal import blob_removals, erasures, holds, prunings
from storage.tables.search import (
    search_chunks,
    search_entries,
    search_postings,
    search_progress,
    search_queue,
    search_tail,
)
from storage.tables.statistics import (
    statistics_days,
    statistics_progress,
    statistics_slots,
    statistics_times,
)
from storage.tables.team import (
    api_keys,
    login_failures,
    login_sessions,
    one_time_links,
    recovery_codes,
    refresh_tokens,
    second_factors,
    team_members,
    teams,
    users,
)
from storage.tables.texts import replies, templates
from storage.tables.threads import (
    attachments,
    attempts,
    conversation_tags,
    conversations,
    message_handles,
    messages,
    parked_facts,
    reactions,
    read_marks,
    views,
)
from storage.tables.vocabulary import fields, segments, tags

__all__ = [
    "activity",
    "api_keys",
    "attachments",
    "attempts",
    "audience_list_members",
    "audience_lists",
    "away_replies",
    "blob_removals",
    "blocks",
    "campaign_files",
    "campaign_recipients",
    "campaign_taps",
    "campaigns",
    "channel_news",
    "channels",
    "consents",
    "contact_changes",
    "contact_facets",
    "contact_notes",
    "contacts",
    "conversation_tags",
    "conversations",
    "endpoint_standings",
    "endpoints",
    "erasures",
    "event_head",
    "event_log",
    "exchange_rates",
    "facet_walk",
    "fields",
    "forwards",
    "holds",
    "identities",
    "import_errors",
    "imports",
    "kept_answers",
    "leases",
    "ledger",
    "log_cursors",
    "login_failures",
    "login_sessions",
    "mail",
    "mail_folders",
    "mail_imports",
    "mail_posts",
    "mail_trials",
    "mailboxes",
    "mails_aside",
    "merges",
    "message_handles",
    "messages",
    "metadata",
    "notification_choices",
    "notifications",
    "notified",
    "one_time_links",
    "parked_facts",
    "prices",
    "processes",
    "profiles",
    "provider_files",
    "prunings",
    "push_devices",
    "push_keys",
    "pushes",
    "quotation_approvals",
    "quotation_files",
    "quotation_links",
    "quotation_moves",
    "quotation_numbers",
    "quotation_reminders",
    "quotation_sends",
    "quotation_templates",
    "quotation_versions",
    "quotations",
    "reach_hours",
    "reactions",
    "read_marks",
    "recipient_news",
    "recovery_codes",
    "refresh_tokens",
    "replies",
    "search_chunks",
    "search_entries",
    "search_postings",
    "search_progress",
    "search_queue",
    "search_tail",
    "second_factors",
    "segments",
    "sending_paces",
    "session_positions",
    "settings",
    "statistics_days",
    "statistics_progress",
    "statistics_slots",
    "statistics_times",
    "tags",
    "team_members",
    "teams",
    "templates",
    "turn_queue",
    "turns",
    "users",
    "views",
]
