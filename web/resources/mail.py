"""`/api/v1/channels/mail`: mailboxes as channel accounts; and what a mail in a conversation begins with."""

from __future__ import annotations

from typing import Annotated, get_args

from msgspec import Meta, Struct
from starlette.requests import Request
from starlette.responses import Response

from hub import permissions
from hub.accounts import credentials
from hub.inbox import threads
from hub.mail import addresses as mail_addresses
from hub.mail import drafts as mail_drafts
from hub.mail import oauth as mail_oauth
from hub.mail import providers as mail_providers
from hub.mail import setup as mail_setup
from hub.mail import trials
from hub.permissions import Agent
from hub.texts import signatures
from hub.transaction import milliseconds
from hub.wire import shapes
from hub.wire.commands import Id
from hub.wire.errors import Refusal
from hub.wire.mail import Address, MailDraft
from hub.wire.mailboxes import (
    MailboxChange,
    MailboxSetup,
    MailConsentAsked,
    MailConsentGiven,
    MailConsentPage,
    MailGuess,
    MailTrial,
    NewMailChannel,
    OAuthProvider,
)
from storage.accounts import channels as rows
from storage.accounts.channels import AccountRow
from storage.database import Connection
from storage.mail import trials as trial_rows
from web.answers import answer, read_json
from web.authentication import hub_of
from web.operations import ADMINS, Asked, NoQuery, agent_of, other, read
from web.queries import if_match_of


class GuessQuery(Struct, frozen=True, kw_only=True):
    address: Annotated[Address, Meta(description="Of the mailbox.")]
    provider: Annotated[str, Meta(max_length=40)] | None = None  # of a domain of one's own: google, microsoft …


class DraftQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    answers: Annotated[Id, Meta(description="The mail that is answered; without it, the newest.")] | None = None


async def guess(_: Connection, __: Agent, asked: Asked[GuessQuery, None]) -> MailGuess:
    return mail_providers.guess(asked.query.address, asked.hub.settings.mail_apps, asked.query.provider)


async def setup(connection: Connection, agent: Agent, asked: Asked[NoQuery, None]) -> MailboxSetup:
    return mail_setup.shape(await _mailbox(connection, agent, asked.id), asked.hub.vault)


async def draft(connection: Connection, agent: Agent, asked: Asked[DraftQuery, None]) -> MailDraft:
    conversation = await threads.seen(connection, agent, asked.id)
    account = await rows.get(connection, conversation.channel_id)
    if account is None or account.kind != mail_setup.KIND:
        raise Refusal("not_found", "This conversation is not by e-mail.")
    signature = await signatures.of_agent(connection, agent)
    return await mail_drafts.begun(connection, account, conversation, signature, asked.query.answers)


async def add(request: Request) -> Response:
    """Both servers are signed in at before anything is stored."""
    hub = hub_of(request)
    async with hub.database.reading() as connection:
        await agent_of(request, connection)
        networks = await mail_setup.allowed(connection, hub.settings)
    given = await read_json(request, NewMailChannel)
    held = mail_setup.described(given)
    await mail_setup.require_reachable(held, networks)
    await mail_setup.require_open(hub.channels[mail_setup.KIND], given.address, held)
    async with hub.transactions.begin() as tx:
        agent = await agent_of(request, tx.connection)
        made = await mail_setup.add(tx, agent, given.address, given.name, held, given.members, hub.vault)
    return answer(made, 201)


async def change(request: Request) -> Response:
    hub = hub_of(request)
    async with hub.database.reading() as connection:
        agent = await agent_of(request, connection)
        row = await _mailbox(connection, agent, request.path_params["id"])
        networks = await mail_setup.allowed(connection, hub.settings)
    mail_setup.require_ours(row)
    held = mail_setup.changed(row, await read_json(request, MailboxChange), hub.vault)
    await mail_setup.require_reachable(held, networks)
    await mail_setup.require_open(hub.channels[mail_setup.KIND], row.address, held)
    async with hub.transactions.begin() as tx:
        agent = await agent_of(request, tx.connection)
        changed = await mail_setup.change(tx, agent, row, held, if_match_of(request), hub.vault)
    return answer(changed, 200)


async def trial(connection: Connection, agent: Agent, asked: Asked[NoQuery, None]) -> MailTrial:
    row = await _mailbox(connection, agent, asked.id)
    return trials.shape(await trial_rows.get(connection, row.id) or trials.UNKNOWN, milliseconds())


async def try_out(request: Request) -> Response:
    """The mailbox writes to itself before this is answered; what comes back is told by `channel.changed`."""
    hub = hub_of(request)
    async with hub.database.reading() as connection:
        agent = await agent_of(request, connection)
        row = await _mailbox(connection, agent, request.path_params["id"])
    account = credentials.account(hub.vault, row)
    if account is None:
        raise Refusal("conflict", f"{row.name} has no password yet: set it up first.")
    key = mail_addresses.key_of(hub.settings.secret_key)
    return answer(await trials.run(hub.transactions, hub.channels, row, account, key), 200)


async def ask_consent(request: Request) -> Response:
    hub = hub_of(request)
    async with hub.database.reading() as connection:
        agent = await agent_of(request, connection)
    asked = await read_json(request, MailConsentAsked)
    provider = request.path_params["provider"]
    if provider not in get_args(OAuthProvider):
        raise Refusal("not_found", "There is no such provider.")
    url = mail_oauth.begin(hub.settings, hub.vault, agent, provider, asked, milliseconds())
    return answer(MailConsentPage(url=url), 200)


async def take_consent(request: Request) -> Response:
    """The mailbox is opened with the consent before anything is stored."""
    hub = hub_of(request)
    async with hub.database.reading() as connection:
        agent = await agent_of(request, connection)
    given = await read_json(request, MailConsentGiven)
    begun = mail_oauth.ended(hub.vault, agent, given.state, milliseconds())
    tokens = await mail_oauth.exchange(hub.transport, hub.settings, begun, given.code)
    address, held = mail_oauth.opened_by(hub.settings, begun, tokens, milliseconds())
    await mail_setup.require_open(hub.channels[mail_setup.KIND], address, held)
    async with hub.transactions.begin() as tx:
        agent = await agent_of(request, tx.connection)
        if begun.asked.channel is None:
            made = await mail_setup.add(tx, agent, address, begun.asked.name, held, begun.asked.members, hub.vault)
            return answer(made, 201)
        row = await _mailbox(tx.connection, agent, begun.asked.channel)
        if row.address != address:
            words = f"You gave consent for {address}, but this mailbox is {row.address}. Sign in there as that one."
            raise Refusal("conflict", words, field="address")
        own = {"app_secret": credentials.opened(hub.vault, row).get("app_secret", "")}
        return answer(await mail_setup.change(tx, agent, row, held | own, None, hub.vault), 201)


async def _mailbox(connection: Connection, agent: Agent, channel_id: str) -> AccountRow:
    permissions.require_channel(agent, channel_id, "channel account")
    row = await rows.get(connection, channel_id)
    if row is None or row.kind != mail_setup.KIND:
        raise Refusal("not_found", "There is no such mailbox.")
    return row


MAILBOX = "/channels/{id}/mailbox"
OPERATIONS = (
    read(
        "/channels/mail/guess",
        guess,
        "What is known of an address's servers",
        gives=MailGuess,
        query=GuessQuery,
        roles=ADMINS,
    ),
    other(
        "POST",
        "/channels/mail",
        add,
        "Set up a mailbox",
        takes=NewMailChannel,
        gives=shapes.Channel,
        status=201,
        roles=ADMINS,
        refusals=(409,),
    ),
    read(MAILBOX, setup, "Read how a mailbox is opened, without its password", gives=MailboxSetup, roles=ADMINS),
    other(
        "PUT",
        MAILBOX,
        change,
        "Change how a mailbox is opened",
        takes=MailboxChange,
        gives=shapes.Channel,
        roles=ADMINS,
        refusals=(404, 409),
    ),
    read(f"{MAILBOX}/trial", trial, "Read what became of its mails to itself", gives=MailTrial, roles=ADMINS),
    other(
        "POST",
        f"{MAILBOX}/trial",
        try_out,
        "Have a mailbox write to itself",
        gives=MailTrial,
        roles=ADMINS,
        refusals=(404, 409),
    ),
    other(
        "POST",
        "/channels/mail/oauth/{provider}",
        ask_consent,
        "Begin to open a mailbox by consent",
        takes=MailConsentAsked,
        gives=MailConsentPage,
        roles=ADMINS,
        refusals=(404, 409),
    ),
    other(
        "POST",
        "/channels/mail/oauth",
        take_consent,
        "Open a mailbox with the consent that was given",
        takes=MailConsentGiven,
        gives=shapes.Channel,
        status=201,
        roles=ADMINS,
        refusals=(404, 409),
    ),
    read("/conversations/{id}/mail", draft, "What an answer by mail begins with", gives=MailDraft, query=DraftQuery),
)
