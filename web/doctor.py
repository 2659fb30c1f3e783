"""`bma doctor`: what the settings point to, tried out."""

from __future__ import annotations

import asyncio

from msgspec import Struct

from hub import ids
from hub.live.broker_redis import RedisBroker
from hub.settings import Settings
from storage import event_log, migrations, users
from storage.blobs import Blobs
from storage.database import Database

PATIENCE = 5.0  # seconds for each part to answer


class Check(Struct, frozen=True):
    subject: str
    good: bool
    finding: str


async def examine(settings: Settings) -> list[Check]:
    checks = [await _database(settings), await _broker(settings), await _files(settings)]
    return [*checks, _address(settings), _whatsapp(settings)]


async def _database(settings: Settings) -> Check:
    database = Database.open(settings.database_url)
    try:
        async with asyncio.timeout(PATIENCE), database.reading() as connection:
            found, newest = await migrations.revision(connection), migrations.newest()
            if found != newest:
                return Check("database", False, f"it is at {found}, this version needs {newest}: run `bma migrate`")
            head, people = await event_log.head(connection), await users.count(connection)
        return Check("database", True, f"{database.dialect}, {head.seq} events, {people} people")
    except Exception as error:
        return Check("database", False, _words(error))
    finally:
        await database.close()


async def _broker(settings: Settings) -> Check:
    if settings.redis_url is None:
        return Check("broker", True, "in-process: right for one process; set REDIS_URL as soon as there are more")
    broker = RedisBroker(settings.redis_url)
    try:
        async with asyncio.timeout(PATIENCE):
            await broker.start(lambda _topic, _payload: None, lambda: None)
            while not broker.alive():  # noqa: ASYNC110 (it says so by this alone)
                await asyncio.sleep(0.05)
        return Check("broker", True, "Redis answers, and gives back what it is given")
    except TimeoutError:
        return Check("broker", False, f"Redis does not answer within {PATIENCE:.0f} seconds")
    finally:
        await broker.stop()


async def _files(settings: Settings) -> Check:
    where = "the bucket" if (settings.storage_url or "").startswith("s3:") else "the folder"
    try:
        async with asyncio.timeout(PATIENCE):
            blobs = Blobs.open(settings.storage_url, settings.data_dir, settings.storage_credentials)
            key = f"doctor/{ids.new()}"
            await blobs.put(key, b"hello")
            good = await blobs.read(key) == b"hello"
            await blobs.delete(key)
        return Check("files", good, f"{where} takes, gives and deletes")
    except Exception as error:
        return Check("files", False, f"{where} cannot be used: {_words(error)}")


def _address(settings: Settings) -> Check:
    if settings.secure:
        return Check("address", True, settings.public_url)
    told = "plain HTTP: right for trying out; Meta calls only https, so set PUBLIC_URL to an https address for real use"
    return Check("address", True, f"{settings.public_url} ({told})")


def _whatsapp(settings: Settings) -> Check:
    whatsapp = settings.whatsapp
    if not whatsapp.set_up:
        return Check("WhatsApp", True, "no number set up: see the README on connecting one")
    if not whatsapp.business_account_id:
        return Check(
            "WhatsApp", False, "WHATSAPP_BUSINESS_ACCOUNT_ID is missing: no templates, and webhooks stay unsubscribed"
        )
    return Check("WhatsApp", True, f"number id {whatsapp.phone_number_id}, {len(whatsapp.app_secrets)} app secret(s)")


def _words(error: BaseException) -> str:
    return str(error).partition("\n")[0] or type(error).__name__
