"""What is done with a campaign: looked at before it goes, tried, sent, given a time, paused, resumed, cancelled, tried again."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from channels.channel import ChannelError
from hub.accounts import credentials
from hub.assembly import Hub
from hub.campaigns import files, preflight, shaping, starting, trials
from hub.campaigns.trials import Prepared
from hub.permissions import Agent
from hub.transaction import Transaction
from hub.wire.campaign_changes import CampaignReason, RetryAsked, ScheduleAsked, TrialAsked
from hub.wire.campaigns import Campaign, Preflight
from hub.wire.errors import Refusal
from hub.wire.shapes import Message
from storage.accounts import channels as account_rows
from storage.blobs import BlobMissing
from web.answers import answer, read_json
from web.authentication import hub_of
from web.operations import MANAGERS, Asked, NoQuery, agent_of, other, write
from web.queries import path_of


async def looked(request: Request) -> Response:
    """Of one that was started, what was found when its audience was frozen."""
    hub = hub_of(request)
    async with hub.database.reading() as connection:
        agent = await agent_of(request, connection)
        row = await shaping.seen(connection, agent, path_of(request)["id"])
        kept = preflight.stored(row)
        campaign = shaping.campaign(row)
        if kept is not None:
            return answer(await preflight.written(connection, campaign, kept))
    return answer(await preflight.report(hub.database, campaign, hub.settings.public_url))


async def tried(request: Request) -> Response:
    hub, asked = hub_of(request), await read_json(request, TrialAsked)
    async with hub.database.reading() as connection:
        agent = await agent_of(request, connection)
        prepared = await trials.prepare(connection, agent, path_of(request)["id"], asked.step)
        media = await files.media_ids(connection, prepared.campaign.channel, prepared.files)
    media |= await _uploaded(hub, prepared, prepared.files - media.keys())
    async with hub.transactions.begin() as tx:
        agent = await agent_of(request, tx.connection)
        sent = await trials.send(tx, agent, prepared.campaign, asked, media, hub.settings.public_url)
    return answer(sent, 201)


async def _uploaded(hub: Hub, prepared: Prepared, missing: frozenset[str]) -> dict[str, str]:
    if not missing:
        return {}
    async with hub.database.reading() as connection:
        row = await account_rows.get(connection, prepared.campaign.channel)
    account = None if row is None else credentials.account(hub.vault, row)
    if row is None or account is None:
        raise Refusal("channel_paused", "The number is not set up, so nothing can be sent from it.")
    try:
        return {
            id: await files.upload(hub.transactions, hub.blobs, hub.channels[row.kind], account, row.id, id)
            for id in sorted(missing)
        }
    except ChannelError as error:
        raise Refusal("unavailable", f"The file could not be taken to the provider: {error.message}") from None
    except BlobMissing:
        raise Refusal("invalid", "The file is no longer there. Upload it again.", field="template.media") from None


async def send(tx: Transaction, agent: Agent, asked: Asked[NoQuery, None]) -> Campaign:
    return await starting.send(tx, agent, asked.id, asked.if_match)


async def schedule(tx: Transaction, agent: Agent, asked: Asked[NoQuery, ScheduleAsked]) -> Campaign:
    return await starting.schedule(tx, agent, asked.id, asked.body.schedule, asked.if_match)


async def pause(tx: Transaction, agent: Agent, asked: Asked[NoQuery, CampaignReason]) -> Campaign:
    return await starting.pause(tx, agent, asked.id, asked.body.reason)


async def resume(tx: Transaction, agent: Agent, asked: Asked[NoQuery, None]) -> Campaign:
    return await starting.resume(tx, agent, asked.id)


async def cancel(tx: Transaction, agent: Agent, asked: Asked[NoQuery, CampaignReason]) -> Campaign:
    return await starting.cancel(tx, agent, asked.id, asked.body.reason)


async def retry(tx: Transaction, agent: Agent, asked: Asked[NoQuery, RetryAsked]) -> Campaign:
    return await starting.retry(tx, agent, asked.id, asked.body.reasons)


ONE = "/campaigns/{id}"
OPERATIONS = (
    other(
        "GET",
        f"{ONE}/preflight",
        looked,
        "Look at everybody before the first message",
        gives=Preflight,
        roles=MANAGERS,
        refusals=(404, 422),
    ),
    other(
        "POST",
        f"{ONE}/test",
        tried,
        "Send it to a few people",
        takes=TrialAsked,
        gives=list[Message],
        status=201,
        roles=MANAGERS,
        refusals=(404, 409, 413, 422, 503),
    ),
    write("POST", f"{ONE}/send", send, "Start it now", gives=Campaign, status=202, roles=MANAGERS),
    write("POST", f"{ONE}/schedule", schedule, "Give it a time", takes=ScheduleAsked, gives=Campaign, roles=MANAGERS),
    write("POST", f"{ONE}/pause", pause, "Pause it", takes=CampaignReason, gives=Campaign, roles=MANAGERS),
    write("POST", f"{ONE}/resume", resume, "Go on", gives=Campaign, roles=MANAGERS),
    write("POST", f"{ONE}/cancel", cancel, "Cancel it for good", takes=CampaignReason, gives=Campaign, roles=MANAGERS),
    write(
        "POST", f"{ONE}/retry", retry, "Try those who failed again", takes=RetryAsked, gives=Campaign, roles=MANAGERS
    ),
)
