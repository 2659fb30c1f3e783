"""Every setting's name in the environment, its default and what it means: as the README documents them."""

from __future__ import annotations

from msgspec import Struct


class Named(Struct, frozen=True):
    """A setting as the README documents it."""

    name: str
    default: str
    meaning: str


SETTINGS: tuple[Named, ...] = (
    Named(
        "DATABASE_URL",
        "SQLite in DATA_DIR",
        "`postgresql://user:password@host/name?sslmode=require`, or `sqlite:////path`",
    ),
    Named(
        "REDIS_URL",
        "in-process",
        "`redis://host:6379/0` or `rediss://…`; needed as soon as there is more than one process",
    ),
    Named(
        "STORAGE_URL", "DATA_DIR/files", "`s3://bucket/prefix?region=…&endpoint=…`, credentials as `AWS_…`; for files"
    ),
    Named("DATA_DIR", "`.data`", "where the embedded database and files live"),
    Named(
        "SECRET_KEY",
        "made once in DATA_DIR (embedded only)",
        "at least 32 characters; signs tokens, encrypts credentials",
    ),
    Named(
        "PUBLIC_URL",
        "`http://127.0.0.1:PORT`",
        "how browsers and Meta reach this server; https turns on redirects, HSTS and Secure cookies",
    ),
    Named(
        "FILES_URL",
        "PUBLIC_URL",
        "where customers open files that go as links (LINE has no files), when that is another address of this server: a tunnel during development",
    ),
    Named("PORT", "8000", "the port to listen on"),
    Named("ALLOWED_ORIGINS", "none", "comma list of further origins that may use the API and the socket"),
    Named(
        "TRUSTED_PROXIES", "none", "comma list of addresses or networks whose X-Forwarded headers count; `*` for all"
    ),
    Named(
        "WHATSAPP_APP_SECRET",
        "none",
        "the app secret(s), a comma list during a rotation; webhooks without a good signature are refused",
    ),
    Named("WHATSAPP_VERIFY_TOKEN", "none", "what you typed as verify token at Meta"),
    Named("WHATSAPP_ACCESS_TOKEN", "none", "a permanent system-user token"),
    Named("WHATSAPP_PHONE_NUMBER_ID", "none", "the number's id (not the number); describes one channel account"),
    Named("WHATSAPP_BUSINESS_ACCOUNT_ID", "none", "the WhatsApp Business Account's id; for templates and subscription"),
    Named("WHATSAPP_API_URL", "`https://graph.facebook.com`", "the Cloud API's address"),
    Named("WHATSAPP_API_VERSION", "`v25.0`", "the Graph API version"),
    Named(
        "WHATSAPP_RATE",
        "none",
        "the most messages a second a number may send; without it what Meta allows the number (80, or 1,000)",
    ),
    Named("LINE_CHANNEL_SECRET", "none", "the LINE channel's secret(s), a comma list during a rotation"),
    Named("LINE_CHANNEL_ACCESS_TOKEN", "none", "a long-lived channel access token; describes one LINE account"),
    Named("LINE_API_URL", "`https://api.line.me`", "the Messaging API's address"),
    Named("LINE_DATA_API_URL", "`https://api-data.line.me`", "where LINE hands out files"),
    Named(
        "MAIL_SMTP_URL",
        "none",
        "`smtp://user:password@host:587` (STARTTLS) or `smtps://…:465`; invitations and forgotten passwords are mailed through it",
    ),
    Named("MAIL_FROM", "none", "whom that mail is from: `Office <office@example.com>`; needed with MAIL_SMTP_URL"),
    Named(
        "MAIL_IMAP_URL",
        "none",
        "`imaps://user:password@host`, folders as `/INBOX,Sales`, and `?checked_by=mx.example.com` where that server's verdicts about senders count; with the two above it makes the mailbox a channel account",
    ),
    Named("MAIL_GOOGLE_CLIENT_ID", "none", "our OAuth client at Google, for Gmail mailboxes set up in the console"),
    Named("MAIL_GOOGLE_CLIENT_SECRET", "none", "its secret"),
    Named("MAIL_MICROSOFT_CLIENT_ID", "none", "our application at Microsoft Entra, for Microsoft 365 and Outlook"),
    Named("MAIL_MICROSOFT_CLIENT_SECRET", "none", "its secret"),
    Named("API_RATE", "50", "requests a second one person or API key may make over HTTP; twelve times as many at once"),
    Named(
        "REOPEN_DAYS",
        "30",
        "a message within this many days reopens a resolved conversation, later it starts a new one",
    ),
    Named(
        "ALLOWED_NETWORKS",
        "none",
        "comma list of private networks that endpoints of webhooks may lie in; administrators can allow more in the console",
    ),
    Named(
        "ROUTER_ENDPOINTS",
        "none",
        'for `bma router` without a console: a comma list of addresses, or JSON `[{"url","name","fields","numbers"}]`',
    ),
    Named("LEDGER_DAYS", "30", "how long raw webhook bodies are kept"),
    Named("EVENT_DAYS", "7", "how long a browser that was away can catch up without loading afresh"),
    Named("LOG_LEVEL", "`info`", "`debug`, `info`, `warning` or `error`"),
    Named("SENTRY_DSN", "none", "report errors to Sentry (extra `errors`)"),
    Named("OTLP_ENDPOINT", "none", "send traces by OTLP over HTTP (extra `tracing`)"),
    Named("CRASH_AT", "none", "for tests only: the name of a boundary at which the process kills itself"),
)
