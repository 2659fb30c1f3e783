"""`/api/v1/channels/{id}/posts`: from which providers a mailbox's mails are taken as webhooks."""

from __future__ import annotations

from hub import versions
from hub.accounts import channels, credentials
from hub.mail import setup as mail_setup
from hub.mail.posts import PROVIDERS, secret_name
from hub.office import activity
from hub.permissions import Agent
from hub.settings import Settings
from hub.transaction import Transaction
from hub.vault import Vault
from hub.wire.errors import Refusal
from hub.wire.mail_posts import MailPost, MailPostChange, MailPostList
from storage.accounts import channels as rows
from storage.accounts.channels import AccountRow
from storage.database import Connection
from web.operations import ADMINS, Asked, NoQuery, read, write

POSTS = "/channels/{id}/posts"
CALLBACK = "/api/v1/webhooks/mail"


async def listed(connection: Connection, agent: Agent, asked: Asked[NoQuery, None]) -> MailPostList:
    del agent
    row = await rows.get(connection, asked.id)
    if row is None or row.kind != mail_setup.KIND:
        raise Refusal("not_found", "There is no such mailbox.")
    return _shape(row, asked.hub.vault, asked.hub.settings)


async def change(tx: Transaction, agent: Agent, asked: Asked[NoQuery, MailPostChange]) -> MailPostList:
    vault = asked.hub.vault
    row = await rows.lock(tx.connection, asked.id)
    if row is None or row.kind != mail_setup.KIND:
        raise Refusal("not_found", "There is no such mailbox.")
    mail_setup.require_ours(row)
    versions.require(row.version, asked.if_match, channels.shape(row))
    given = {secret_name(asked.body.provider): asked.body.secret}
    held = credentials.merged(credentials.opened(vault, row), given, tx.now)
    after = await channels.alter(tx, row, {"credentials": vault.seal(held)})
    told = {"new_secrets": [asked.body.provider]} if asked.body.secret else {"gone_secrets": [asked.body.provider]}
    await activity.note(tx, agent, "channel.changed", subject=row.id, title=row.name, after=told)
    return _shape(after, vault, asked.hub.settings)


def _shape(row: AccountRow, vault: Vault, settings: Settings) -> MailPostList:
    held = credentials.opened(vault, row)
    base = f"{settings.public_url}{CALLBACK}"
    posts = [
        MailPost(provider=each, callback=f"{base}/{each}/{row.id}", set=bool(held.get(secret_name(each))))
        for each in PROVIDERS
    ]
    return MailPostList(channel=row.id, version=row.version, posts=posts)


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
)
