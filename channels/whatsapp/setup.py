"""Setting an account up: its webhook subscription."""

from __future__ import annotations

from channels.channel import Account, ChannelError
from channels.transport import Transport
from channels.whatsapp import graph


async def subscribe(transport: Transport, account: Account) -> None:
    """Subscribes our app to the business account's webhooks; repeating it changes nothing."""
    url = graph.address(account, business_of(account), "subscribed_apps")
    await graph.call(transport, account, "POST", url, repeatable=True)


def business_of(account: Account) -> str:
    business = account.credentials.get("business_account_id", "")
    if not business:
        raise ChannelError(
            "pause",
            "The business account id is missing.",
            code="invalid",
            advice="Set the WhatsApp business account's id of the account.",
            scope="account",
        )
    return business
