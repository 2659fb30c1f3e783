"""The doctor's look at what lies between us and others: the public address and its proxy, the clock, the numbers at their provider, mail."""

from __future__ import annotations

import asyncio
import ssl
import time
from email.utils import parsedate_to_datetime
from typing import Literal
from urllib.parse import urlsplit

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus
from websockets.typing import Origin

from channels import mail_out
from channels.channel import Channel
from channels.kinds import kinds
from channels.mail_out import MailError
from channels.transport import Transport, TransportError
from hub.accounts import credentials
from hub.accounts.channel_setup import CALLBACKS
from hub.live import closing
from hub.mail import kept_mails
from hub.mail import setup as mail_setup
from hub.settings import Settings
from hub.vault import Vault
from storage.accounts import channels
from storage.accounts.channels import AccountRow
from storage.blobs import Blobs
from storage.database import Database
from storage.running import health as rows
from web import doctor_mailboxes
from web.checkup import Check, good, note, words, wrong

PATIENCE = 8.0  # seconds
PROVIDER_SECONDS = 20.0
CLOCK_SECONDS = 10.0  # apart; second factors and signed links allow for half a minute at most
HERE = ("127.0.0.1", "::1", "localhost")
HELLO = '{"type":"hello","protocol":1,"token":"doctor"}'
UPGRADES = (
    "Let the proxy pass WebSocket upgrades for /api/v1/live (nginx: proxy_http_version 1.1, proxy_set_header Upgrade $http_upgrade, "
    'proxy_set_header Connection "upgrade"; a load balancer: turn WebSockets on). Until then browsers poll.'
)


async def address(settings: Settings) -> list[Check]:
    told = []
    if not settings.secure:
        finding = f"{settings.public_url} is plain HTTP: right for trying out"
        told.append(
            note("address", finding, "Meta calls https alone: set PUBLIC_URL to an https address for real use.")
        )
    else:
        told.append(good("address", settings.public_url))
    return [*told, await _socket(settings)]


async def _socket(settings: Settings) -> Check:
    """Opens the live socket where browsers do, says hello with a token that is none, and hears that it is none: both ways are open."""
    url = "ws" + settings.public_url.removeprefix("http") + "/api/v1/live"
    here = urlsplit(url).hostname in HERE
    try:
        async with asyncio.timeout(PATIENCE):
            proxy: Literal[True] | None = None if here else True  # one of the environment is for the world outside
            async with connect(url, origin=Origin(settings.public_url), proxy=proxy, compression=None) as socket:
                await socket.send(HELLO)
                await socket.recv()
    except ConnectionClosed as error:
        code = error.rcvd.code if error.rcvd else None
        if code == closing.NOT_SIGNED_IN.code:
            return good("live socket", "opens at PUBLIC_URL and carries frames both ways")
        return wrong("live socket", f"opened at {url}, then was closed with {code}", UPGRADES)
    except InvalidStatus as error:
        return _answered(error.response.status_code, settings)
    except InvalidHandshake as error:
        return wrong("live socket", f"{url} did not become a WebSocket: {words(error)}", UPGRADES)
    except ssl.SSLError as error:
        return wrong("live socket", f"TLS at {settings.public_url}: {words(error)}", "Renew or mend its certificate.")
    except TimeoutError:
        remedy = f"Something takes the connection and keeps silent. {UPGRADES}"
        return wrong("live socket", f"nothing came back from {url} within {PATIENCE:.0f} seconds", remedy)
    except OSError as error:
        if here:
            return note(
                "live socket", "no server runs here now, so it could not be tried", "Start it, then look again."
            )
        remedy = "Start the server; see that the name points here and the port is open."
        return wrong("live socket", f"{settings.public_url} cannot be reached: {words(error)}", remedy)
    return wrong(
        "live socket", "something else than this product answers at PUBLIC_URL", "Set PUBLIC_URL to where it is."
    )


def _answered(status: int, settings: Settings) -> Check:
    if status == 403:
        told = "Set PUBLIC_URL to the address browsers use, and name further ones in ALLOWED_ORIGINS."
        return wrong("live socket", f"the server refuses pages of {settings.public_url}", told)
    if status in (502, 503, 504):
        told = "Start the server, and see that the proxy points to its port."
        return wrong("live socket", f"the proxy answers {status}: it does not reach the server", told)
    return wrong("live socket", f"it is answered with HTTP {status} instead of being opened", UPGRADES)


async def clock(settings: Settings, database: Database) -> list[Check]:
    remedy = "Let the machine follow a time server (timedatectl set-ntp true)."
    found = []
    async with asyncio.timeout(PATIENCE), database.reading() as connection:
        apart = await rows.clock_apart(connection)
    if apart is not None:
        found.append(_compared("the database's clock", apart, remedy))
    provider = await _provider_clock(settings, database)
    if provider is not None:
        found.append(_compared("the provider's clock", provider, remedy))
    return found or [
        good("clock", time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime()) + "; nothing here to compare it with")
    ]


def _compared(whose: str, apart: float, remedy: str) -> Check:
    if abs(apart) <= CLOCK_SECONDS:
        return good("clock", f"agrees with {whose}")
    way = "behind" if apart > 0 else "ahead of"
    return wrong("clock", f"this machine's is {abs(apart):.0f} seconds {way} {whose}", remedy)


async def _provider_clock(settings: Settings, database: Database) -> float | None:
    """Seconds the provider's HTTP Date is ahead of us; None when no number is set up, or it cannot be told."""
    async with database.reading() as connection:
        active = [row for row in await channels.every(connection) if row.state == "active" and row.url]
    url = active[0].url if active else settings.whatsapp.api_url if settings.whatsapp.set_up else None
    if url is None:
        return None
    transport = Transport(read_seconds=PATIENCE)
    try:
        answer = await transport.call("GET", url)
        return parsedate_to_datetime(answer.headers["date"]).timestamp() - time.time()
    except (TransportError, KeyError, ValueError):
        return None  # that it cannot be reached is told with the numbers
    finally:
        await transport.close()


async def numbers(settings: Settings, database: Database) -> list[Check]:
    async with database.reading() as connection:
        accounts = [row for row in await channels.every(connection) if row.state != "unconfigured"]
    if not accounts:
        return [note("numbers", "none is set up", "Set one up in the console or by WHATSAPP_…: see the README.")]
    transport, vault = Transport(), Vault(settings.secret_key)
    blobs = Blobs.open(settings.storage_url, settings.data_dir, settings.storage_credentials)
    known = kinds(transport, kept_mails.opener(blobs))
    try:
        found = await asyncio.gather(*(_number(known, settings, vault, row) for row in accounts))
        seen = [await doctor_mailboxes.standing(database, row) for row in accounts if row.kind == mail_setup.KIND]
    finally:
        await transport.close()
    return [check for checks in [*found, *seen] for check in checks]


async def _number(known: dict[str, Channel], settings: Settings, vault: Vault, row: AccountRow) -> list[Check]:
    """Token, permissions, subscription and callback, as the provider sees them."""
    subject = row.name
    if not credentials.readable(vault, row):
        remedy = "Set the SECRET_KEY it was stored under, or enter the number's credentials again."
        return [wrong(subject, "its credentials were sealed with another SECRET_KEY", remedy)]
    account, channel = credentials.account(vault, row), known.get(row.kind)
    if account is None or channel is None:
        remedy = "Enter its access token, app secret and business account id."
        if row.kind == mail_setup.KIND:
            remedy = doctor_mailboxes.SERVER
        return [wrong(subject, "it has no credentials", remedy)]
    found = []
    if row.state == "paused":
        found.append(wrong(subject, f"sending is paused: {row.reason}", "Mend that, then resume it in the console."))
    path = CALLBACKS.get(row.kind)
    try:
        async with asyncio.timeout(PROVIDER_SECONDS):
            probe = await channel.probe(account, callback=None if path is None else settings.public_url + path)
    except TimeoutError:
        remedy = "See that this machine may reach the provider (firewall, proxy, DNS)."
        return [*found, wrong(subject, f"the provider did not answer within {PROVIDER_SECONDS:.0f} seconds", remedy)]
    if row.kind == mail_setup.KIND:
        return [*found, *doctor_mailboxes.findings(row, probe)]
    failed = [check for check in probe.checks if check.state == "failed"]
    found += [
        wrong(f"{subject}, {check.name}", check.message, check.advice or "See the provider's console.")
        for check in failed
    ]
    return found or [
        good(subject, f"the provider confirms {len(probe.checks)} things: token, subscription and the rest")
    ]


async def mail(settings: Settings) -> Check:
    if settings.mail_smtp_url is None:
        told = "not set up: administrators copy links instead of having them sent"
        return note("mail", told, "Set MAIL_SMTP_URL and MAIL_FROM to send them.")
    try:
        async with asyncio.timeout(PATIENCE):
            await mail_out.greet(mail_out.server_of(settings.mail_smtp_url))
    except (MailError, TimeoutError, ValueError) as error:
        return wrong("mail", words(error), "See MAIL_SMTP_URL: server, port, user and password.")
    return good("mail", "the mail server takes our password")
