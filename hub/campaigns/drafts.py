"""Campaigns while they are written: made, changed, removed, looked at."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import UNSET

from hub import cursors, ids, versions
from hub.accounts import limits
from hub.accounts.limits import check_length
from hub.campaigns import audience, files, moments, shaping, states
from hub.office import activity, configuration
from hub.permissions import Agent, for_channel, require_channel
from hub.shaping import time_ms
from hub.transaction import Transaction
from hub.wire import events
from hub.wire.campaign_changes import CampaignChange, NewCampaign
from hub.wire.campaigns import Campaign, ReplyRule, Schedule
from hub.wire.errors import Refusal
from storage.accounts import channels
from storage.campaigns import rows
from storage.campaigns.rows import CampaignRow
from storage.database import Connection
from storage.team import teams as team_rows
from storage.team import users

PARTS = (
    "template",
    "variants",
    "audience",
    "schedule",
    "canary",
    "sending",
    "replies",
    "steps",
    "fallback",
)  # columns of JSON
NULLABLE = ("template", "schedule", "canary")
FALLBACK_KINDS = ("line", "mail")


async def list_page(
    connection: Connection,
    agent: Agent,
    *,
    q: str | None,
    state: str | None,
    channel: str | None,
    after: str | None,
    limit: int,
    follow_ups: bool = False,
    since: str | None = None,
    until: str | None = None,
) -> tuple[list[Campaign], str | None]:
    """Of the channel accounts the agent sees, the newest first."""
    found = await rows.page(
        connection,
        agent.channels,
        q=(q or "").strip() or None,
        state=state,
        channel=channel,
        follow_ups=follow_ups,
        since=None if since is None else time_ms(since, field="since"),
        until=None if until is None else time_ms(until, field="until"),
        before=cursors.place(after),
        limit=limit + 1,
    )
    kept = found[:limit]
    more = cursors.cursor(kept[-1].created_at, kept[-1].id) if len(found) > limit else None
    return [shaping.campaign(row) for row in kept], more


async def create(tx: Transaction, agent: Agent, new: NewCampaign) -> Campaign:
    """A draft. Raises Refusal `not_found`, `invalid` for what is not there."""
    require_channel(agent, new.channel, "channel account")
    await _check(tx, agent, new)
    if new.schedule is not None:
        await _moment(tx, new.schedule)
    row = {
        "id": ids.new(),
        "version": 1,
        "name": _name(new.name),
        "channel_id": new.channel,
        "state": "draft",
        "state_by": agent.id,
        "state_code": states.PERSON,
        "state_at": tx.now,
        "created_by": agent.id,
        "created_at": tx.now,
        "updated_at": tx.now,
        **{part: _text(part, getattr(new, part)) for part in PARTS},
    }
    await rows.insert(tx.connection, row)
    made = await rows.get(tx.connection, str(row["id"]))
    assert made is not None
    await files.keep(tx, agent, made.id, new.channel, set(), _files(new))
    shape = shaping.tell(tx, made)
    await activity.note(tx, agent, "campaign.created", subject=shape.id, title=shape.name, after=shape)
    return shape


async def change(
    tx: Transaction, agent: Agent, campaign_id: str, asked: CampaignChange, if_match: int | None
) -> Campaign:
    """Replaces the parts that are named. A scheduled campaign waits for its (new) time still; without one it is a draft again."""
    held = await _editable(tx, agent, campaign_id)
    before = shaping.campaign(held)
    versions.require(held.version, if_match, before)
    wanted = {name: value for name in asked.__struct_fields__ if (value := getattr(asked, name)) is not UNSET}
    if "channel" in wanted:
        require_channel(agent, wanted["channel"], "channel account")
    after = msgspec.structs.replace(before, **wanted)
    if after == before:
        return before
    await _check(tx, agent, after)
    shown, to_show = _files(before), _files(after)
    await files.keep(tx, agent, held.id, after.channel, shown, to_show)
    values: dict[str, Any] = {part: _text(part, getattr(after, part)) for part in PARTS if part in wanted}
    values |= {"name": _name(after.name), "channel_id": after.channel}
    if "schedule" in wanted:
        values |= await _timed(tx, held.state, after.schedule)
    changed = await rows.change(tx.connection, held.id, tx.now, **values)
    if before.channel != after.channel:
        tx.announce(events.CampaignRemoved(held.id), for_channel(before.channel))
    shape = shaping.tell(tx, changed)
    await activity.note(tx, agent, "campaign.changed", subject=held.id, title=shape.name, before=before, after=shape)
    return shape


async def remove(tx: Transaction, agent: Agent, campaign_id: str) -> None:
    """A draft, or one that waits for its time. What was sent is history and stays."""
    held = await _editable(tx, agent, campaign_id)
    before = shaping.campaign(held)
    await files.keep(tx, agent, held.id, before.channel, _files(before), set())
    await rows.remove(tx.connection, held.id)
    await activity.note(tx, agent, "campaign.removed", subject=held.id, title=held.name, before=before)
    tx.announce(events.CampaignRemoved(held.id), for_channel(held.channel_id))


async def held(tx: Transaction, agent: Agent, campaign_id: str) -> CampaignRow:
    """The row as nobody else is changing it now. Raises Refusal `not_found` for one the agent may not see."""
    await shaping.seen(tx.connection, agent, campaign_id)
    row = await rows.lock(tx.connection, campaign_id)
    if row is None or row.channel_id not in agent.channels:
        raise Refusal("not_found", "There is no such campaign.")
    return row


async def _editable(tx: Transaction, agent: Agent, campaign_id: str) -> CampaignRow:
    row = await held(tx, agent, campaign_id)
    if row.state not in states.EDITABLE:
        words = "Only drafts and campaigns that wait for their time can be changed. Copy it into a new one."
        raise Refusal("conflict", words, current=shaping.campaign(row))
    return row


async def _check(tx: Transaction, agent: Agent, campaign: NewCampaign | Campaign) -> None:
    """That all it names is there. Whether it can be sent is the pre-flight's question, because that changes."""
    account = await channels.get(tx.connection, campaign.channel)
    if account is None or account.kind != "whatsapp":
        raise Refusal("invalid", "Campaigns are sent from WhatsApp numbers.", field="channel")
    await audience.check(tx.connection, agent, campaign.audience)
    names = [variant.name for variant in campaign.variants]
    if len(set(names)) < len(names):
        raise Refusal("invalid", "Give each variant a name of its own.", field="variants")
    if sum(variant.share for variant in campaign.variants) > 100:
        raise Refusal("invalid", "The variants' shares come to more than 100 %.", field="variants")
    await _check_rule(tx, campaign.replies)
    await _check_ways(tx, agent, campaign)


async def _check_ways(tx: Transaction, agent: Agent, campaign: NewCampaign | Campaign) -> None:
    """Accounts the agent may see, each once, and words they take."""
    channel_ids = [way.channel for way in campaign.fallback]
    if len(set(channel_ids)) < len(channel_ids):
        raise Refusal("invalid", "Each way needs an account of its own.", field="fallback")
    for place, way in enumerate(campaign.fallback):
        field = f"fallback.{place}"
        require_channel(agent, way.channel, "channel account")
        account = await channels.get(tx.connection, way.channel)
        if account is None or account.kind not in FALLBACK_KINDS:
            words = "What does not arrive can go over LINE or by e-mail."
            raise Refusal("invalid", words, field=f"{field}.channel")
        check_length(way.text, limits.of(account.kind).text, "The text", f"{field}.text")
        if account.kind == "line" and way.subject is not None:
            raise Refusal("invalid", "LINE messages have no subject.", field=f"{field}.subject")


async def _check_rule(tx: Transaction, rule: ReplyRule) -> None:
    if sum((rule.user is not None, rule.team is not None, rule.round_robin, rule.nobody)) > 1:
        raise Refusal(
            "invalid", "Answers can go to a person, a team, in turn, or to nobody: choose one.", field="replies"
        )
    if rule.user is not None and await users.get(tx.connection, rule.user) is None:
        raise Refusal("invalid", "There is no such person in the team.", field="replies.user")
    if rule.team is not None and await team_rows.get(tx.connection, rule.team) is None:
        raise Refusal("invalid", "There is no such team.", field="replies.team")


async def _moment(tx: Transaction, schedule: Schedule) -> int:
    return moments.moment(schedule, (await configuration.read(tx.connection)).time_zone, tx.now)


async def _timed(tx: Transaction, state: str, schedule: Schedule | None) -> dict[str, Any]:
    """What changes with the time: that of a draft is a plan, one that waits for it waits for the new one or is a draft again."""
    at = None if schedule is None else await _moment(tx, schedule)
    if state == "draft":
        return {}
    if at is None:
        return {"state": "draft", "state_at": tx.now, "starts_at": None, "due_at": None}
    return {"starts_at": at, "due_at": at}


def _files(campaign: NewCampaign | Campaign) -> set[str]:
    """The uploaded files a campaign's headers show, those of its follow-ups too."""
    contents = [each.template for each in campaign.variants] + [each.template for each in campaign.steps]
    contents += [campaign.template] if campaign.template is not None else []
    named = {each.media for each in contents} | {t.media for each in contents for t in each.translations}
    return {id for id in named if id is not None}


def _text(part: str, value: Any) -> str | None:
    return None if value is None and part in NULLABLE else msgspec.json.encode(value).decode()


def _name(name: str) -> str:
    tidy = " ".join(name.split())
    if not tidy:
        raise Refusal("invalid", "Give the campaign a name.", field="name")
    return tidy
