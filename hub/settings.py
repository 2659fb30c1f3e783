"""Every setting, typed, read once from the environment and refused loudly when wrong. No other module reads the environment."""

from __future__ import annotations

import ipaddress
import os
import secrets
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from channels.mail.oauth import App
from hub import addresses
from hub.mail import settings as mail_settings
from storage.urls import read_url

STORAGE_CREDENTIALS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_REGION")
SECRET_KEY_LENGTH = 32  # characters; it signs tokens and encrypts credentials


class SettingError(Exception):
    """A wrong or missing setting: one sentence that names it."""


class WhatsApp(Struct, frozen=True, kw_only=True):
    """The one channel account the environment describes."""

    app_secrets: tuple[str, ...] = ()
    verify_token: str = ""
    access_token: str = ""
    phone_number_id: str = ""
    business_account_id: str = ""
    api_url: str = "https://graph.facebook.com"
    api_version: str = "v25.0"

    @property
    def set_up(self) -> bool:
        return bool(self.phone_number_id)


class Line(Struct, frozen=True, kw_only=True):
    """The one LINE account the environment describes; LINE tells which one it is."""

    channel_secrets: tuple[str, ...] = ()
    access_token: str = ""
    api_url: str = "https://api.line.me"
    data_api_url: str = "https://api-data.line.me"

    @property
    def set_up(self) -> bool:
        return bool(self.access_token)


class RouterEndpoint(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a router without a console forwards the provider's webhooks. No fields, no numbers: all of them."""

    url: str
    name: str = ""
    fields: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()


class Settings(Struct, frozen=True, kw_only=True):
    database_url: str
    redis_url: str | None
    storage_url: str | None
    storage_credentials: Mapping[str, str] = {}  # the AWS_… names
    data_dir: Path
    secret_key: str
    public_url: str
    files_url: str | None = None  # where customers open files that go as links; None: under `public_url`
    port: int
    allowed_origins: tuple[str, ...]
    trusted_proxies: tuple[str, ...]
    whatsapp: WhatsApp
    line: Line = Line()
    mail_smtp_url: str | None = None
    mail_from: str | None = None  # as it stands in a letter
    mailbox: mail_settings.Mailbox | None = None
    mail_apps: Mapping[str, App] = {}  # ours at google and microsoft
    per_second: float | None  # the most messages a second a WhatsApp number may send; None: what Meta allows it
    api_rate: float  # requests a second one person may make over HTTP
    reopen_days: int
    ledger_days: int
    event_days: int
    log_level: str
    sentry_dsn: str | None
    otlp_endpoint: str | None
    crash_at: str | None
    allowed_networks: tuple[str, ...] = ()  # private ones that endpoints may lie in
    router_endpoints: tuple[RouterEndpoint, ...] = ()

    @property
    def embedded(self) -> bool:
        return self.database_url.startswith("sqlite")

    @property
    def mailing(self) -> bool:
        """Whether the office can write letters to its people."""
        return self.mail_smtp_url is not None

    @property
    def secure(self) -> bool:
        return self.public_url.startswith("https://")


def read(environment: Mapping[str, str], *, port: int | None = None) -> Settings:
    """The settings, or SettingError. `port` overrides PORT (`bma serve --port`)."""
    data_dir = Path(environment.get("DATA_DIR") or ".data").absolute()
    database_url = environment.get("DATABASE_URL") or f"sqlite:///{data_dir / 'bma.sqlite'}"
    listen = port if port is not None else _number(environment, "PORT", 8000, 0, 65535)
    return Settings(
        database_url=_database_url(database_url),
        redis_url=_redis_url(environment.get("REDIS_URL")),
        storage_url=_storage_url(environment.get("STORAGE_URL")),
        storage_credentials={name: environment[name] for name in STORAGE_CREDENTIALS if environment.get(name)},
        data_dir=data_dir,
        secret_key=_secret_key(environment, data_dir, database_url),
        public_url=_web_url(environment.get("PUBLIC_URL") or f"http://127.0.0.1:{listen}", "PUBLIC_URL"),
        files_url=_web_url(environment["FILES_URL"], "FILES_URL") if environment.get("FILES_URL") else None,
        port=listen,
        allowed_origins=tuple(_web_url(o, "ALLOWED_ORIGINS") for o in _list(environment, "ALLOWED_ORIGINS")),
        trusted_proxies=_networks(_list(environment, "TRUSTED_PROXIES"), "TRUSTED_PROXIES", every="*"),
        whatsapp=_whatsapp(environment),
        line=_line(environment),
        **_mail(environment),
        per_second=_rate(environment),
        api_rate=float(_number(environment, "API_RATE", 50, 1, 100_000)),
        reopen_days=_number(environment, "REOPEN_DAYS", 30, 0, 3650),
        ledger_days=_number(environment, "LEDGER_DAYS", 30, 1, 3650),
        event_days=_number(environment, "EVENT_DAYS", 7, 1, 365),
        log_level=_choice(environment, "LOG_LEVEL", "info", ("debug", "info", "warning", "error")),
        sentry_dsn=environment.get("SENTRY_DSN") or None,
        otlp_endpoint=environment.get("OTLP_ENDPOINT") or None,
        crash_at=environment.get("CRASH_AT") or None,
        allowed_networks=_networks(_list(environment, "ALLOWED_NETWORKS"), "ALLOWED_NETWORKS"),
        router_endpoints=_router_endpoints(environment.get("ROUTER_ENDPOINTS", "").strip()),
    )


def _secret_key(environment: Mapping[str, str], data_dir: Path, database_url: str) -> str:
    given = environment.get("SECRET_KEY")
    if given is not None:
        if len(given) < SECRET_KEY_LENGTH:
            raise SettingError(f"SECRET_KEY has {len(given)} characters; it needs at least {SECRET_KEY_LENGTH}.")
        return given
    if not database_url.startswith("sqlite"):
        raise SettingError(
            "SECRET_KEY is missing: set it to at least 32 random characters, the same for every process."
        )
    return _kept_secret(data_dir / "secret.key")


def _kept_secret(path: Path) -> str:
    """The embedded product makes its own key, once, readable by its owner alone. It is there whole or not at all, for a process may
    be killed between any two steps, and two may begin at once."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".secret-")  # only its owner can read it
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # another process was first
        except OSError:  # a file system without hard links
            os.replace(draft, path)
        Path(draft).unlink(missing_ok=True)
    kept = path.read_text().strip()
    if len(kept) < SECRET_KEY_LENGTH:
        raise SettingError(f"The key in {path} is damaged: restore it, or remove the file and sign in again.")
    return kept


def _whatsapp(environment: Mapping[str, str]) -> WhatsApp:
    whatsapp = WhatsApp(
        app_secrets=tuple(_list(environment, "WHATSAPP_APP_SECRET")),
        verify_token=environment.get("WHATSAPP_VERIFY_TOKEN", ""),
        access_token=environment.get("WHATSAPP_ACCESS_TOKEN", ""),
        phone_number_id=environment.get("WHATSAPP_PHONE_NUMBER_ID", ""),
        business_account_id=environment.get("WHATSAPP_BUSINESS_ACCOUNT_ID", ""),
        api_url=_web_url(environment.get("WHATSAPP_API_URL") or WhatsApp().api_url, "WHATSAPP_API_URL"),
        api_version=environment.get("WHATSAPP_API_VERSION") or WhatsApp().api_version,
    )
    if whatsapp.phone_number_id:
        needed = {
            "WHATSAPP_APP_SECRET": whatsapp.app_secrets,
            "WHATSAPP_ACCESS_TOKEN": whatsapp.access_token,
            "WHATSAPP_VERIFY_TOKEN": whatsapp.verify_token,
        }
        missing = [name for name, value in needed.items() if not value]
        if missing:
            raise SettingError(f"WHATSAPP_PHONE_NUMBER_ID is set, but {' and '.join(missing)} is missing.")
    return whatsapp


def _line(environment: Mapping[str, str]) -> Line:
    line = Line(
        channel_secrets=tuple(_list(environment, "LINE_CHANNEL_SECRET")),
        access_token=environment.get("LINE_CHANNEL_ACCESS_TOKEN", ""),
        api_url=_web_url(environment.get("LINE_API_URL") or Line().api_url, "LINE_API_URL"),
        data_api_url=_web_url(environment.get("LINE_DATA_API_URL") or Line().data_api_url, "LINE_DATA_API_URL"),
    )
    if bool(line.channel_secrets) != bool(line.access_token):
        given, missing = "LINE_CHANNEL_SECRET", "LINE_CHANNEL_ACCESS_TOKEN"
        given, missing = (given, missing) if line.channel_secrets else (missing, given)
        raise SettingError(f"{given} is set, but {missing} is missing.")
    return line


def _mail(environment: Mapping[str, str]) -> dict[str, Any]:
    try:
        return mail_settings.read(environment)
    except ValueError as error:
        raise SettingError(str(error)) from None


def _list(environment: Mapping[str, str], name: str) -> list[str]:
    return [part.strip() for part in environment.get(name, "").split(",") if part.strip()]


def _number(environment: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    given: Any = environment.get(name) or default
    try:
        number = msgspec.convert(given, int, strict=False)
    except msgspec.ValidationError:
        raise SettingError(f"{name} is {given!r}; it must be a whole number.") from None
    if not least <= number <= most:
        raise SettingError(f"{name} is {number}; it must lie between {least} and {most}.")
    return number


def _rate(environment: Mapping[str, str]) -> float | None:
    return float(_number(environment, "WHATSAPP_RATE", 80, 1, 1000)) if environment.get("WHATSAPP_RATE") else None


def _choice(environment: Mapping[str, str], name: str, default: str, choices: tuple[str, ...]) -> str:
    given = (environment.get(name) or default).lower()
    if given not in choices:
        raise SettingError(f"{name} is {given!r}; it must be one of {', '.join(choices)}.")
    return given


def _database_url(url: str) -> str:
    try:
        read_url(url)
    except Exception as error:
        raise SettingError(f"DATABASE_URL cannot be read: {error}") from None
    return url


def _redis_url(url: str | None) -> str | None:
    if url and urlsplit(url).scheme not in ("redis", "rediss", "unix"):
        raise SettingError("REDIS_URL must begin with redis://, rediss:// or unix://.")
    return url or None


def _storage_url(url: str | None) -> str | None:
    if url and (urlsplit(url).scheme not in ("s3", "file") or not (urlsplit(url).netloc or urlsplit(url).path)):
        raise SettingError("STORAGE_URL must be s3://bucket/prefix or file:///folder.")
    return url or None


def _web_url(url: str, name: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingError(f"{name} is {url!r}; it must begin with http:// or https:// and name a host.")
    return url.rstrip("/")


def _networks(given: list[str], name: str, *, every: str | None = None) -> tuple[str, ...]:
    """`every`: a word that stands for all of them, if there is one."""
    for network in given:
        if network != every:
            try:
                ipaddress.ip_network(network, strict=False)
            except ValueError:
                raise SettingError(f"{name} holds {network!r}, which is no address or network.") from None
    return tuple(given)


def _router_endpoints(given: str) -> tuple[RouterEndpoint, ...]:
    try:
        if given.startswith("["):
            found = msgspec.json.decode(given, type=tuple[RouterEndpoint, ...])
        else:
            found = tuple(RouterEndpoint(url=part.strip()) for part in given.split(",") if part.strip())
        for endpoint in found:
            addresses.check_url(endpoint.url)
    except (msgspec.DecodeError, addresses.Refused) as error:
        raise SettingError(f"ROUTER_ENDPOINTS cannot be used: {error}") from None
    return found
