"""`/api/v1/channels/{id}/posts` and `/past`: from which providers a mailbox's mails are taken as webhooks, and from which day on earlier
mails are fetched."""

from __future__ import annotations

from hub import shaping, versions
from hub.accounts import channels, credentials
from hub.mail import past as mail_past
from hub.mail import setup as mail_setup
from hub.mail.posts import PROVIDERS, secret_name
from hub.office import activity
from hub.permissions import Agent
from hub.settings import Settings
from hub.transaction import Transaction
from hub.vault import Vault
from hub.wire.errors import Refusal
from hub.wire.mail_posts import MailPast, MailPastChange, MailPost, MailPostChange, MailPostList, PostProvider
from storage.accounts import channels as rows
from storage.accounts.channels import AccountRow
from storage.database import Connection
from storage.mail import imports
from storage.mail import posts as post_rows
from storage.mail.posts import PostRow
from web.operations import ADMINS, Asked, NoQuery, read, write

POSTS, PAST = "/channels/{id}/posts", "/channels/{id}/past"
CALLBACK = "/api/v1/webhooks/mail"


async def listed(connection: Connection, agent: Agent, asked: Asked[NoQuery, None]) -> MailPostList:
    del agent
    row = _mailbox(await rows.get(connection, asked.id))
    return await _shape(connection, row, asked.hub.vault, asked.hub.settings)


async def change(tx: Transaction, agent: Agent, asked: Asked[NoQuery, MailPostChange]) -> MailPostList:
    vault = asked.hub.vault
    row = _mailbox(await rows.lock(tx.connection, asked.id))
    mail_setup.require_ours(row)
    versions.require(row.version, asked.if_match, channels.shape(row))
    given = {secret_name(asked.body.provider): asked.body.secret}
    held = credentials.merged(credentials.opened(vault, row), given, tx.now)
    after = await channels.alter(tx, row, {"credentials": vault.seal(held)})
    told = {"new_secrets": [asked.body.provider]} if asked.body.secret else {"gone_secrets": [asked.body.provider]}
    await activity.note(tx, agent, "channel.changed", subject=row.id, title=row.name, after=told)
    return await _shape(tx.connection, after, vault, asked.hub.settings)


async def past(connection: Connection, agent: Agent, asked: Asked[NoQuery, None]) -> MailPast:
    del agent
    row = _mailbox(await rows.get(connection, asked.id))
    return mail_past.shape(await imports.get(connection, row.id))


async def ask_past(tx: Transaction, agent: Agent, asked: Asked[NoQuery, MailPastChange]) -> MailPast:
    row = _mailbox(await rows.lock(tx.connection, asked.id))
    return await mail_past.ask(tx, agent, row, asked.body.since, asked.hub.vault)


def _mailbox(row: AccountRow | None) -> AccountRow:
    if row is None or row.kind != mail_setup.KIND:
        raise Refusal("not_found", "There is no such mailbox.")
    return row


async def _shape(connection: Connection, row: AccountRow, vault: Vault, settings: Settings) -> MailPostList:
    held = credentials.opened(vault, row)
    told = await post_rows.of_channel(connection, row.id)
    posts = [_post(each, row, held, told.get(each), settings) for each in PROVIDERS]
    return MailPostList(channel=row.id, version=row.version, posts=posts)


def _post(
    provider: PostProvider, row: AccountRow, held: dict[str, str], told: PostRow | None, settings: Settings
) -> MailPost:
    return MailPost(
        provider=provider,
        callback=f"{settings.public_url}{CALLBACK}/{provider}/{row.id}",
        secret=credentials.shown(held, secret_name(provider)),
        taken_at=shaping.time_text(told.taken_at) if told is not None and told.taken_at else None,
        refused_at=shaping.time_text(told.refused_at) if told is not None and told.refused_at else None,
        refused=None if told is None else told.refused,
    )


OPERATIONS = (
    read(POSTS, listed, "Read which providers bring a mailbox's mails", gives=MailPostList, roles=ADMINS),
    write(
        "PUT",
        POSTS,
        change,
        "Take a mailbox's mails from a provider, or no longer",
        takes=MailPostChange,
        gives=MailPostList,
        roles=ADMINS,
    ),
    read(PAST, past, "Read how far a mailbox's earlier mails are fetched", gives=MailPast, roles=ADMINS),
    write(
        "PUT",
        PAST,
        ask_past,
        "Fetch a mailbox's earlier mails from a day on",
        takes=MailPastChange,
        gives=MailPast,
        roles=ADMINS,
    ),
)
