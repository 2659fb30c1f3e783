"""Campaigns, each person one is sent to, what sending them needs to know, and lists of people made by hand or from a file."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.tables.columns import id_, json, metadata, ms, ref, version

campaigns = Table(
    "campaigns",
    metadata,
    id_(),
    version(),
    Column("name", Text, nullable=False),
    ref("channel_id", "channels"),
    Column("state", String(16), nullable=False),  # what may follow what: hub/campaigns/states.py
    Column("state_by", String(64), nullable=True),  # who moved it there; null: the product
    Column("state_code", String(32), nullable=True),  # why, for programs: person | failures | quality | …
    Column("state_reason", Text, nullable=True),  # why, in words
    ms("state_at"),
    Column("template", Text, nullable=True),  # JSON of hub.wire.campaigns.CampaignContent
    json("variants", "[]"),
    json("audience", "{}"),
    Column("schedule", Text, nullable=True),
    Column("canary", Text, nullable=True),
    json("sending", "{}"),
    json("replies", "{}"),
    Column("total", Integer, nullable=False, server_default="0"),  # recipients, once frozen
    json("counts", "{}"),  # recipients by state as they were last told of; the truth is campaign_recipients
    Column("report", Text, nullable=True),  # JSON of the pre-flight it started with
    ms("starts_at", nullable=True),  # when it is to start by itself
    # the queue of starts: the row is the job
    ms("due_at", nullable=True),
    Column("claimed_by", String(64), nullable=True),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("frozen_to", String(64), nullable=True),  # the contact freezing has come to
    Column("created_by", String(64), nullable=True),
    ms("created_at"),
    ms("updated_at"),
    ms("started_at", nullable=True),  # the first recipient may go from then on
    ms("finished_at", nullable=True),
    # how its sending stands, for the workers alone: storage/campaigns/sends.py
    ms("paced_at", nullable=True),  # until when its own rate is used up
    Column("canary_size", Integer, nullable=True),  # how many go first; null: not drawn yet
    ms("canary_at", nullable=True),  # when the last of them was claimed
    ms("canary_passed_at", nullable=True),
    json("judged_from", "{}"),  # counts it began (again) to run with: what came before is not held against it
    # what came of it beside its recipients' states, and what comes after it
    Column("clicked", Integer, nullable=False, server_default="0"),
    Column("opted_out", Integer, nullable=False, server_default="0"),
    json("steps", "[]"),  # JSON of hub.wire.campaigns.Step: the follow-ups still to come
    Column("parent_id", String(64), nullable=True),  # the first of its sequence; null: it is the first itself
    Column("step", Integer, nullable=False, server_default="1"),
    Column("after_days", Integer, nullable=False, server_default="0"),  # since the step before
    ms("follows_at", nullable=True),  # when its next step is due
    # whom its own channel does not reach: JSON of hub.wire.campaigns.Way, in their order
    json("fallback", "[]"),
    ms("falls_until", nullable=True),  # of one that is done: until when late failures still go another way
    Index(
        "ix_campaigns_follows",
        "follows_at",
        sqlite_where=text("follows_at is not null"),
        postgresql_where=text("follows_at is not null"),
    ),
    Index(
        "ix_campaigns_parent",
        "parent_id",
        "step",
        unique=True,
        sqlite_where=text("parent_id is not null"),
        postgresql_where=text("parent_id is not null"),
    ),
    Index("ix_campaigns_created", "created_at", "id"),
    Index("ix_campaigns_state", "state", "created_at", "id"),
    Index("ix_campaigns_channel", "channel_id", "created_at", "id"),
    Index(
        "ix_campaigns_due",
        "due_at",
        sqlite_where=text("due_at is not null"),
        postgresql_where=text("due_at is not null"),
    ),
)
campaign_recipients = Table(
    "campaign_recipients",
    metadata,
    id_(),
    ref("campaign_id", "campaigns"),
    ref("contact_id", "contacts", nullable=True),  # null: the person's data was deleted
    Column("origin_contact_id", String(64), nullable=True),  # where a merge took it from
    Column("identity_id", String(64), nullable=True),
    Column("address", String(320), nullable=True),  # what no two recipients share; null: not to be reached
    Column("language", String(16), nullable=True),
    Column("variant", String(32), nullable=True),
    Column(
        "place", BigInteger, nullable=False
    ),  # drawn by lot: the order of sending, so that the first ones stand for all
    Column("state", String(16), nullable=False),  # waiting claimed sent delivered read replied failed unknown skipped
    Column("reason", String(64), nullable=True),  # why skipped, or the provider's code of a failure
    Column("detail", Text, nullable=True),  # the same in words
    Column("message_id", String(64), nullable=True),
    Column("not_before", BigInteger, nullable=False, server_default="0"),  # quiet hours where the person lives, in ms
    ms("claimed_at", nullable=True),
    ms("sent_at", nullable=True),
    ms("delivered_at", nullable=True),
    ms("read_at", nullable=True),
    ms("replied_at", nullable=True),
    ms("clicked_at", nullable=True),
    ms("failed_at", nullable=True),
    ms("opted_out_at", nullable=True),
    Column("country", String(2), nullable=True),  # what it costs depends on: as they were when it was chosen
    Column("category", String(32), nullable=True),
    # the way it is on: 0 the campaign's own channel, 1 … those of its `fallback`
    Column("way", Integer, nullable=False, server_default="0"),
    Column("by", String(16), nullable=True),  # the kind of channel of that way; null: the campaign's own
    Column(
        "fell", Text, nullable=True
    ),  # JSON of what became of the ways before, the first first: hub/campaigns/falls.py
    ms("fell_at", nullable=True),  # when its first message failed for good; null: it never got one
    ms("falls_at", nullable=True),  # when the next way is to be tried
    ms("created_at"),
    UniqueConstraint("campaign_id", "contact_id"),
    UniqueConstraint("campaign_id", "address"),
    Index("ix_campaign_recipients_place", "campaign_id", "place", "id"),
    Index("ix_campaign_recipients_state", "campaign_id", "state", "place", "id"),
    Index(
        "ix_campaign_recipients_reason",
        "campaign_id",
        "reason",
        "place",
        "id",
        sqlite_where=text("reason is not null"),
        postgresql_where=text("reason is not null"),
    ),
    Index(
        "ix_campaign_recipients_waiting",
        "campaign_id",
        "not_before",
        "place",
        "id",
        sqlite_where=text("state = 'waiting'"),
        postgresql_where=text("state = 'waiting'"),
    ),
    Index(
        "ix_campaign_recipients_clicked",
        "campaign_id",
        "place",
        "id",
        sqlite_where=text("clicked_at is not null"),
        postgresql_where=text("clicked_at is not null"),
    ),
    Index(
        "ix_campaign_recipients_opted_out",
        "campaign_id",
        "place",
        "id",
        sqlite_where=text("opted_out_at is not null"),
        postgresql_where=text("opted_out_at is not null"),
    ),
    Index(
        "ix_campaign_recipients_falls",
        "campaign_id",
        "falls_at",
        "id",
        sqlite_where=text("falls_at is not null"),
        postgresql_where=text("falls_at is not null"),
    ),
    Index(
        "ix_campaign_recipients_ways",
        "campaign_id",
        "by",
        "state",
        sqlite_where=text("way > 0"),
        postgresql_where=text("way > 0"),
    ),
    Index("ix_campaign_recipients_told", "contact_id", "claimed_at", "id"),  # a person's timeline
    Index("ix_campaign_recipients_message_id", "message_id"),
)
campaign_files = Table(
    "campaign_files",
    metadata,
    # uploads a campaign's header shows: they stay as long as one does
    Column("campaign_id", String(64), ForeignKey("campaigns.id", ondelete="CASCADE"), primary_key=True),
    Column("attachment_id", String(64), primary_key=True),
    Index("ix_campaign_files_attachment_id", "attachment_id"),
)
campaign_taps = Table(
    "campaign_taps",
    metadata,
    # what a recipient may tap or has tapped: a link of ours (its id is the link's token), or a quick reply once it is tapped
    Column("id", String(128), primary_key=True),
    Column("campaign_id", String(64), ForeignKey("campaigns.id"), nullable=False),
    Column("recipient_id", String(64), nullable=False),
    Column("kind", String(8), nullable=False),  # link | reply
    Column("place", String(80), nullable=False),  # button.0, body.1 …
    Column("label", Text, nullable=False),
    Column("variant", String(32), nullable=True),
    Column("url", Text, nullable=True),  # where a link leads; null: it leads nowhere (any more)
    ms("first_at", nullable=True),
    ms("last_at", nullable=True),
    Column("times", Integer, nullable=False, server_default="0"),
    ms("created_at"),
    Index("ix_campaign_taps_recipient", "recipient_id"),
    Index(
        "ix_campaign_taps_tapped",
        "campaign_id",
        sqlite_where=text("first_at is not null"),
        postgresql_where=text("first_at is not null"),
    ),
)
provider_files = Table(
    "provider_files",
    metadata,
    # what a stored file is called at the provider, once for each account: every recipient's message shows the same upload
    Column("attachment_id", String(64), primary_key=True),
    Column("channel_id", String(64), primary_key=True),
    Column("media_id", String(512), nullable=False),
    ms("uploaded_at"),
)
audience_lists = Table(
    "audience_lists",
    metadata,
    id_(),
    version(),
    Column("name", Text, nullable=False),
    Column("key", String(200), nullable=False, unique=True),  # the name as it is compared
    Column("members", Integer, nullable=False, server_default="0"),
    Column("created_by", String(64), nullable=True),
    ms("created_at"),
    ms("updated_at"),
)
audience_list_members = Table(
    "audience_list_members",
    metadata,
    Column("list_id", String(64), ForeignKey("audience_lists.id", ondelete="CASCADE"), primary_key=True),
    Column("contact_id", String(64), ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True),
    Column("origin_contact_id", String(64), nullable=True),  # where a merge took it from
    Index("ix_audience_list_members_contact_id", "contact_id"),
)
recipient_news = Table(
    "recipient_news",
    metadata,
    # campaigns' messages of which something became known: their recipients follow within a second
    id_(),
    Column("message_id", String(64), nullable=False),
)
sending_paces = Table(
    "sending_paces",
    metadata,
    # the pace an account was slowed to, for whoever sends for it next
    Column("channel_id", String(64), primary_key=True),
    Column("per_second", Float, nullable=False),
    ms("at"),
)
reach_hours = Table(
    "reach_hours",
    metadata,
    # how many people campaigns of one business reached in an hour: the provider's limit is one for all its numbers
    Column("business", String(128), primary_key=True),
    Column("hour", BigInteger, primary_key=True),  # since 1970
    Column("people", Integer, nullable=False, server_default="0"),
)
