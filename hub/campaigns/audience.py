"""Whom a campaign means: its audience made into a test the database can run. Live until freezing makes rows of it."""

from __future__ import annotations

from collections.abc import Iterable

from hub.customers import contact_lists, facets, fields, segment_filters
from hub.customers.segment_filters import Sight
from hub.permissions import Agent
from hub.transaction import milliseconds
from hub.wire.campaigns import Audience, EarlierCampaign
from hub.wire.errors import Refusal
from storage.campaigns import audience as campaign_audience
from storage.campaigns import rows as campaigns
from storage.customers import audience_lists, contacts
from storage.customers import contact_filters as filters
from storage.customers.contact_filters import Filter
from storage.database import Connection

NOBODY = "Say whom it goes to: tags, segments, lists, contacts, earlier campaigns, or everyone."


async def count(connection: Connection, agent: Agent, audience: Audience) -> int:
    """How many contacts it means now, before each is looked at. Raises Refusal `invalid` for what is not there."""
    await check(connection, agent, audience)
    return await campaign_audience.count(connection, await compiled(connection, audience))


async def check(connection: Connection, agent: Agent, audience: Audience) -> None:
    """Raises Refusal `invalid` for lists, segments and campaigns there are not, and filters that ask for what is not there."""
    await _require_lists(connection, (*audience.lists, *audience.without.lists))
    await _require_campaigns(connection, agent, (*audience.campaigns, *audience.without.campaigns))
    for segment_id in (*audience.segments, *audience.without.segments):
        await contact_lists.segment_tree(connection, segment_id)
    if audience.filter is not None:
        segment_filters.check(audience.filter, {field.key: field for field in await fields.every(connection)})


def names_somebody(audience: Audience) -> bool:
    """Whether it says whom it means; a filter alone narrows nobody."""
    said = (audience.tags, audience.segments, audience.lists, audience.contacts, audience.campaigns)
    return audience.everyone or any(said)


async def compiled(connection: Connection, audience: Audience) -> Filter:
    """The test on contacts. What was removed meanwhile (a segment, a list) means nobody."""
    sight = await _sight(connection)
    sources = [filters.EVERYBODY] if audience.everyone else await _sources(connection, audience, sight)
    parts = [filters.any_of(sources)]
    if audience.filter is not None:
        parts.append(segment_filters.compiled(audience.filter, sight))
    without = audience.without
    left_out = await _named(connection, without.tags, without.segments, without.lists, without.campaigns, sight)
    if left_out:
        parts.append(filters.none_of(left_out))
    return filters.every_of(parts)


async def _sources(connection: Connection, audience: Audience, sight: Sight) -> list[Filter]:
    found = await _named(connection, audience.tags, audience.segments, audience.lists, audience.campaigns, sight)
    if audience.contacts:
        found.append(filters.among(await _present(connection, audience.contacts)))
    return found


async def _present(connection: Connection, contact_ids: list[str]) -> set[str]:
    """Whoever was merged since is meant by the contact that took their place."""
    rows = await contacts.many(connection, contact_ids)
    final = [await contacts.final(connection, row.id) for row in rows if row.merged_into is not None]
    return {row.id for row in (*rows, *final) if row is not None and row.merged_into is None}


async def _named(
    connection: Connection,
    tags: Iterable[str],
    segments: Iterable[str],
    lists: list[str],
    earlier: Iterable[EarlierCampaign],
    sight: Sight,
) -> list[Filter]:
    found = [filters.facet("tag", facets.folded(tag)) for tag in tags]
    for segment_id in segments:
        try:
            tree = await contact_lists.segment_tree(connection, segment_id)
        except Refusal:
            continue
        found.append(segment_filters.compiled(tree, sight))
    if lists:
        found.append(campaign_audience.on_lists(lists))
    return found + [campaign_audience.met(each.campaign, each.outcome) for each in earlier]


async def _sight(connection: Connection) -> Sight:
    """A campaign sees every channel account: who may begin one holds them all."""
    known = {field.key: field for field in await fields.every(connection)}
    channels = await campaigns.channel_ids(connection)
    return Sight(fields=known, now=milliseconds(), channels=frozenset(channels))


async def _require_lists(connection: Connection, ids: Iterable[str]) -> None:
    wanted = set(ids)
    if wanted and wanted - {row.id for row in await audience_lists.many(connection, wanted)}:
        raise Refusal("invalid", "There is no such list.", field="audience.lists")


async def _require_campaigns(connection: Connection, agent: Agent, earlier: Iterable[EarlierCampaign]) -> None:
    for each in earlier:
        row = await campaigns.get(connection, each.campaign)
        if row is None or row.channel_id not in agent.channels:
            raise Refusal("invalid", "There is no such earlier campaign.", field="audience.campaigns")
