"""A test of an account that says in words what is wrong and what to do: the token, the account, the secret, the webhook, the quota."""

from __future__ import annotations

from collections.abc import Collection

from msgspec import Struct

from channels.channel import Account, ChannelError, Check, Probe
from channels.line import api, quota
from channels.transport import Transport
from channels.values import Json, text_of

CONSOLE = "In the LINE Developers console, channel, Messaging API,"
FEW = 0.1  # of the month's messages: less is worth a warning


class Seen(Struct):
    checks: list[Check]
    bot: Json

    def note(self, name: str, state: str, message: str, advice: str | None = None) -> None:
        self.checks.append(Check(name=name, state=state, message=message, advice=advice))  # type: ignore[arg-type]


async def probe(
    transport: Transport, account: Account, callback: str | None, knock: bool, nameless: Collection[str] = ()
) -> Probe:
    """Never raises ChannelError. `nameless`: senders' names LINE did not take."""
    seen = Seen(checks=[], bot={})
    if await _account(transport, account, seen):
        if callback is not None:
            await _webhook(transport, account, seen, callback, knock)
        await _quota(transport, account, seen)
    if nameless:
        seen.note(
            "account",
            "warning",
            f"LINE does not take these senders' names: {', '.join(sorted(nameless))}.",
            "Their messages go out as the account's own. Give them another name here, without “LINE” in it.",
        )
    if not account.credentials.get("app_secret"):
        seen.note(
            "secret",
            "failed",
            "The channel secret is missing: no webhook can be verified.",
            f"{CONSOLE} Basic settings, Channel secret.",
        )
    return Probe(
        name=text_of(seen.bot.get("displayName")),
        display_address=text_of(seen.bot.get("premiumId")) or text_of(seen.bot.get("basicId")),
        problems=list(dict.fromkeys(_sentence(check) for check in seen.checks if check.state != "ok")),
        checks=tuple(seen.checks),
    )


class Bot(Struct, frozen=True):
    """An official account: its user id, its name, and the @name people search for."""

    user: str | None
    name: str | None
    at: str | None


async def bot_of(transport: Transport, account: Account) -> Bot:
    """The account the token belongs to. Raises ChannelError."""
    told = await _told(transport, account)
    at = text_of(told.get("premiumId")) or text_of(told.get("basicId"))
    return Bot(text_of(told.get("userId")), text_of(told.get("displayName")), at)


async def _told(transport: Transport, account: Account) -> Json:
    return (await api.call(transport, account, "GET", api.address(account, "/v2/bot/info"), repeatable=True)).body


async def _account(transport: Transport, account: Account, seen: Seen) -> bool:
    try:
        seen.bot = await _told(transport, account)
    except ChannelError as error:
        name = "api" if error.code in ("unreachable", "no_answer") else "token"
        seen.note(name, "failed", error.message, error.advice)
        return False
    seen.note("token", "ok", "The access token is valid.")
    told = text_of(seen.bot.get("userId"))
    if told != account.address:
        seen.note(
            "account", "failed", f"The token belongs to another account ({told}).", "Set the token of this account."
        )
    else:
        seen.note("account", "ok", f"The account is “{text_of(seen.bot.get('displayName')) or told}”.")
    if seen.bot.get("chatMode") == "chat":
        seen.note("account", "ok", "Chat is on: reading here marks messages as read on the customer's phone.")
    else:
        seen.note(
            "account",
            "warning",
            "Chat is off: LINE marks every message as read by itself.",
            "Switch Chat on in LINE Official Account Manager, Settings, Response.",
        )
    return True


async def _webhook(transport: Transport, account: Account, seen: Seen, callback: str, knock: bool) -> None:
    try:
        told = (
            await api.call(
                transport, account, "GET", api.address(account, "/v2/bot/channel/webhook/endpoint"), repeatable=True
            )
        ).body
    except ChannelError as error:
        seen.note(
            "webhook",
            "failed",
            "LINE has no webhook address for the account." if error.code == "404" else error.message,
            f"Set it to {callback}.",
        )
        return
    if told.get("endpoint") != callback:
        seen.note(
            "webhook",
            "failed",
            f"LINE brings messages to {text_of(told.get('endpoint')) or 'no address'}.",
            f"{CONSOLE} set the webhook URL to {callback}.",
        )
    elif told.get("active") is not True:
        seen.note("webhook", "failed", "Use of the webhook is switched off.", f"{CONSOLE} switch “Use webhook” on.")
    elif knock:
        await _knock(transport, account, seen, callback)
    else:
        seen.note("webhook", "ok", "LINE brings messages to this server.")


async def _knock(transport: Transport, account: Account, seen: Seen, callback: str) -> None:
    """Has LINE call the address itself."""
    url = api.address(account, "/v2/bot/channel/webhook/test")
    try:
        told = (await api.call(transport, account, "POST", url, repeatable=True, json={"endpoint": callback})).body
    except ChannelError as error:
        seen.note("webhook", "warning", f"LINE could not be asked to call the webhook: {error.message}", error.advice)
        return
    if told.get("success") is True:
        seen.note("webhook", "ok", "LINE called this server and was answered.")
        return
    why = " ".join(part for part in (text_of(told.get("reason")), text_of(told.get("detail"))) if part)
    advice = (
        "Check the channel secret."
        if told.get("statusCode") == 401
        else "Check that the address is reached from the internet by https."
    )
    seen.note("webhook", "failed", f"LINE called this server and failed: {why or told.get('statusCode')}.", advice)


async def _quota(transport: Transport, account: Account, seen: Seen) -> None:
    try:
        found = await quota.read(transport, account)
    except ChannelError:
        return  # the plan hides it; sending tells
    left = found.left
    if left is None or found.allowed is None:
        seen.note("account", "ok", f"{found.used:,} messages sent this month; the plan has no limit.")
    elif left == 0:
        seen.note(
            "account",
            "failed",
            f"All {found.allowed:,} messages of this month are used.",
            "Replies within a minute stay free; buy more for the rest.",
        )
    elif left < found.allowed * FEW:
        seen.note(
            "account",
            "warning",
            f"{left:,} of {found.allowed:,} messages are left this month.",
            "Replies within a minute stay free.",
        )
    else:
        seen.note("account", "ok", f"{left:,} of {found.allowed:,} messages are left this month.")


def _sentence(check: Check) -> str:
    return check.message if check.advice is None else f"{check.message} {check.advice}"
