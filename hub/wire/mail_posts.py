"""Mails that do not come by reading on: brought by providers as webhooks, and those from before the mailbox was set up."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from hub.wire.accounts import Credential

PostProvider = Literal["postmark", "mailgun", "sendgrid", "ses"]


class MailPost(Struct, frozen=True, kw_only=True):
    """`callback`: the address to enter at the provider. `secret`: whether it is known, and how it ends. `taken_at`: when it last brought a
    mail; `refused_at`: when something last came that could not be believed or read, and why (`refused`)."""

    provider: PostProvider
    callback: str
    secret: Credential
    taken_at: str | None = None
    refused_at: str | None = None
    refused: str | None = None


class MailPostList(Struct, frozen=True, kw_only=True):
    channel: str
    version: int
    posts: list[MailPost]


class MailPostChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`secret`: Postmark's password in the callback, Mailgun's signing key, SendGrid's public key, the ARN of the topic SES publishes to.
    null: nothing is taken from there any more."""

    provider: PostProvider
    secret: Annotated[str, Meta(min_length=16, max_length=1000)] | None


class MailPast(Struct, frozen=True, kw_only=True):
    """Mails fetched from the day `since` on; null: none were asked for. `total`: so many the mailbox has, null: not begun; `looked`: so many
    were looked at, `came`: so many of them were new. `problem`: why it broke off; without `ended_at` it is tried again."""

    since: str | None
    asked_at: str | None = None
    total: int | None = None
    looked: int = 0
    came: int = 0
    problem: str | None = None
    ended_at: str | None = None


class MailPastChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`since`: a day (YYYY-MM-DD), not after today. null: no more are fetched; what came stays."""

    since: Annotated[str, Meta(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$")] | None
