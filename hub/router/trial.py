"""A call an administrator asks for, to see at once whether an endpoint takes what we send."""

from __future__ import annotations

import time
from collections.abc import Sequence

from channels.whatsapp import signature
from hub import addresses, ids
from hub.accounts.at_hand import Accounts
from hub.addresses import Network, Refused
from hub.office import configuration
from hub.router import hearing, outcomes, signing
from hub.router.parcels import JSON, Parcel, secrets_of
from hub.settings import Settings
from hub.transaction import milliseconds
from hub.vault import Vault, VaultError
from hub.wire.endpoints import Tested
from hub.work.forwarding import Carrier, NotCarried
from storage.database import Connection
from storage.outgoing.endpoints import EndpointRow

EMPTY = b'{"object":"whatsapp_business_account","entry":[]}'  # a webhook without news: whoever takes Meta's takes this


async def allowed_networks(connection: Connection, settings: Settings) -> tuple[Network, ...]:
    """What an administrator or the environment allows beside the open network."""
    kept = (await configuration.read(connection)).allowed_networks or []
    return addresses.networks([*settings.allowed_networks, *kept])


async def run(row: EndpointRow, vault: Vault, accounts: Accounts, allowed: Sequence[Network]) -> Tested:
    """Calls the endpoint once, past its queue."""
    began = time.monotonic()
    status: int | None = None
    try:
        parcel = _parcel(row, vault, accounts)
        carrier = Carrier()
        try:
            told = await carrier.post(row.url, parcel.body, parcel.headers, allowed)
        finally:
            await carrier.close()
        now = milliseconds()
        status, words = told.status, outcomes.of_answer(told, tries=1, since=now, now=now).error
    except (NotCarried, Refused, VaultError) as error:
        words = str(error)
    seconds = round(time.monotonic() - began, 3)
    return Tested(good=words is None, status=status, seconds=seconds, message=words or f"It answered {status}.")


def _parcel(row: EndpointRow, vault: Vault, accounts: Accounts) -> Parcel:
    if row.kind == "events":
        now, id = milliseconds(), f"test_{ids.new()}"
        body = hearing.trial_of(id, now)
        signed = signing.headers(id, now // 1000, body, secrets_of(row, vault, now))
        return Parcel(body, {"content-type": JSON, **signed})
    headers = {"content-type": JSON, "webhook-id": f"test_{ids.new()}"}
    known = accounts.secrets("whatsapp")
    if known:
        headers["X-Hub-Signature-256"] = signature.sign(EMPTY, known[0])
    return Parcel(EMPTY, headers)
