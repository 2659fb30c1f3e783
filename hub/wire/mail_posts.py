"""Providers that bring a mailbox's mails as webhooks."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

PostProvider = Literal["postmark", "mailgun", "sendgrid", "ses"]


class MailPost(Struct, frozen=True, kw_only=True):
    """`callback`: the address to enter at the provider. `set`: whether its secret is known."""

    provider: PostProvider
    callback: str
    set: bool


class MailPostList(Struct, frozen=True, kw_only=True):
    channel: str
    version: int
    posts: list[MailPost]


class MailPostChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`secret`: Postmark's password in the callback, Mailgun's signing key, SendGrid's public key, the ARN of the topic SES publishes to.
    null: nothing is taken from there any more."""

    provider: PostProvider
    secret: Annotated[str, Meta(min_length=16, max_length=1000)] | None
