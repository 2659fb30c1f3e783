"""A test of an account that says in words what is wrong and what to do: the way to Meta, the token, its permissions, the number, the
business account, the subscription, the webhook and the app secret. What one look needs is asked once; nothing is changed."""

from __future__ import annotations

import secrets
import time

from msgspec import Struct

from channels.channel import Account, ChannelError, Check, Probe
from channels.transport import Transport, TransportError
from channels.values import Json, id_of, moment, object_of, objects_of, text_of
from channels.whatsapp import graph, number_health
from channels.whatsapp.errors import PERMISSION, TOKEN

NUMBER_FIELDS = (
    "verified_name,display_phone_number,quality_rating,status,name_status,health_status,throughput,"
    "whatsapp_business_manager_messaging_limit,webhook_configuration"
)
NEEDED = ("whatsapp_business_messaging", "whatsapp_business_management")
TEMPLATE_FIELDS = ("message_template_status_update", "message_template_quality_update", "template_category_update")
SOON_SECONDS = 14 * 86_400  # a token that dies sooner is worth a warning
EXPIRED = "463"  # subcode of 190
UNREACHABLE = ("unreachable", "no_answer", "bad_answer")
LOCKED = ("368", "131031")
NOT_THERE = ("33", "100")


class Seen(Struct):
    """What is known so far."""

    checks: list[Check]
    number: Json
    app_id: str | None = None
    expires_at: int | None = None

    def note(self, name: str, state: str, message: str, advice: str | None = None) -> None:
        self.checks.append(Check(name=name, state=state, message=message, advice=advice))  # type: ignore[arg-type]


class _Stop(Exception):
    """Nothing more can be found out."""


async def probe(transport: Transport, account: Account, callback: str | None, knock: bool) -> Probe:
    seen = Seen(checks=[], number={})
    try:
        await _token(transport, account, seen)
        await _number(transport, account, seen)
        await _business(transport, account, seen)
        await _secret(transport, account, seen)
    except _Stop:
        pass
    if not account.credentials.get("app_secret"):
        seen.note("secret", "failed", "The app secret is missing: no webhook can be verified.")
    if callback is not None:
        _callback(account, seen, callback)
        if knock and account.credentials.get("verify_token"):
            await _knock(transport, account, seen, callback)
    return Probe(
        name=text_of(seen.number.get("verified_name")),
        display_address=text_of(seen.number.get("display_phone_number")),
        problems=list(dict.fromkeys(_sentence(check) for check in seen.checks if check.state != "ok")),
        checks=tuple(seen.checks),
        app_id=seen.app_id,
        quality=id_of(seen.number.get("quality_rating"), 16),
        throughput=id_of(object_of(seen.number.get("throughput")).get("level"), 16),
        tier=id_of(seen.number.get("whatsapp_business_manager_messaging_limit"), 32),
        token_expires_at=seen.expires_at,
    )


async def app_of(transport: Transport, account: Account) -> str:
    """The id of the app the token belongs to. Raises ChannelError."""
    token = account.credentials.get("access_token", "")
    url = graph.address(account, "debug_token")
    try:
        told = await graph.call(transport, account, "GET", url, repeatable=True, params={"input_token": token})
    except ChannelError as error:
        if error.code in UNREACHABLE or _is_token(error):
            raise
        told = {}
    found = id_of(object_of(told.get("data")).get("app_id"), 64)
    if found is None:  # tokens that may not look at themselves still know their app
        found = id_of(
            (await graph.call(transport, account, "GET", graph.address(account, "app"), repeatable=True)).get("id"), 64
        )
    if found is None:
        raise ChannelError("never", "Meta does not tell which app the access token belongs to.", code="bad_answer")
    return found


async def _token(transport: Transport, account: Account, seen: Seen) -> None:
    if not account.credentials.get("access_token"):
        seen.note("token", "failed", "The access token is missing.", TOKEN.advice)
        raise _Stop
    url = graph.address(account, "debug_token")
    given = {"input_token": account.credentials.get("access_token", "")}
    try:
        told = object_of((await graph.call(transport, account, "GET", url, repeatable=True, params=given)).get("data"))
    except ChannelError as error:
        if _is_token(error) or error.code in UNREACHABLE or error.code in LOCKED:
            _stop(seen, error, "token")
        return  # a token that may not look at itself is judged by what it can do
    seen.app_id = id_of(told.get("app_id"), 64)
    if told.get("is_valid") is False:
        fault = object_of(told.get("error"))
        _refused_token(seen, text_of(fault.get("subcode")) or "", text_of(fault.get("message")))
        raise _Stop
    _life(seen, moment(told.get("expires_at")))
    _permissions(account, seen, told)


def _life(seen: Seen, expires_at: int) -> None:
    if not expires_at:
        seen.note("token", "ok", "The access token is valid and does not expire.")
        return
    seen.expires_at = expires_at
    day = time.strftime("%Y-%m-%d %H:%M", time.gmtime(expires_at / 1000))
    left = expires_at / 1000 - time.time()
    state = "failed" if left <= 0 else "warning" if left < SOON_SECONDS else "ok"
    said = f"The access token expired on {day} UTC." if left <= 0 else f"The access token expires on {day} UTC."
    seen.note("token", state, said, None if state == "ok" else TOKEN.advice)


def _permissions(account: Account, seen: Seen, told: Json) -> None:
    scopes = {text_of(scope) for scope in told.get("scopes") or [] if isinstance(scope, str)}
    missing = [name for name in NEEDED if name not in scopes]
    if missing:
        seen.note("permissions", "failed", f"The access token lacks {' and '.join(missing)}.", PERMISSION.advice)
        return
    business = account.credentials.get("business_account_id", "")
    for granted in objects_of(told.get("granular_scopes")):
        targets = [text_of(target) for target in granted.get("target_ids") or []]
        if business and granted.get("scope") in NEEDED and targets and business not in targets:
            advice = (
                "Assign the WhatsApp account to the system user in Meta's Business settings, then make a new token."
            )
            said = f"The access token was not given the business account {business} ({granted['scope']})."
            seen.note("permissions", "failed", said, advice)
            return
    seen.note("permissions", "ok", "The access token has the permissions it needs.")


async def _number(transport: Transport, account: Account, seen: Seen) -> None:
    try:
        url = graph.address(account, account.address)
        seen.number = await graph.call(
            transport, account, "GET", url, repeatable=True, params={"fields": NUMBER_FIELDS}
        )
    except ChannelError as error:
        if error.code in NOT_THERE:
            said = f"WhatsApp does not know the phone number id {account.address}, or the access token may not see it."
            seen.note("number", "failed", said, "Copy the Phone number ID (not the number) from WhatsApp → API setup.")
            return
        _stop(seen, error, "number")
    complaints = number_health.complaints(seen.number)
    for state, said in complaints:
        seen.note("account", state, said)
    if not complaints:
        name = text_of(seen.number.get("verified_name")) or account.address
        seen.note("number", "ok", f"The number is {text_of(seen.number.get('display_phone_number')) or '?'} ({name}).")


async def _business(transport: Transport, account: Account, seen: Seen) -> None:
    business = account.credentials.get("business_account_id", "")
    if not business:
        advice = "Copy the WhatsApp Business Account ID from WhatsApp → API setup."
        seen.note("business", "failed", "The business account id is missing.", advice)
        return
    try:
        url = graph.address(account, business, "phone_numbers")
        numbers = await graph.call(transport, account, "GET", url, repeatable=True, params={"limit": "100"})
        url = graph.address(account, business, "subscribed_apps")
        apps = await graph.call(transport, account, "GET", url, repeatable=True)
    except ChannelError as error:
        if error.code in NOT_THERE:
            said = f"WhatsApp does not know the business account {business}, or the access token may not see it."
            seen.note("business", "failed", said, "Copy the WhatsApp Business Account ID from WhatsApp → API setup.")
            return
        _stop(seen, error, "business")
    if all(text_of(item.get("id")) != account.address for item in objects_of(numbers.get("data"))):
        seen.note(
            "business", "failed", f"The number {account.address} does not belong to the business account {business}."
        )
    else:
        seen.note("business", "ok", "The number belongs to the business account.")
    _subscription(seen, objects_of(apps.get("data")))


def _subscription(seen: Seen, apps: list[Json]) -> None:
    known = [text_of(object_of(app.get("whatsapp_business_api_data")).get("id")) for app in apps]
    if not known:
        said = "No app is subscribed to the business account: messages of customers will not arrive."
        seen.note("subscription", "failed", said)
    elif seen.app_id is not None and seen.app_id not in known:
        said = "Another app is subscribed to the business account, this one is not: messages of customers go elsewhere."
        seen.note("subscription", "failed", said)
    else:
        seen.note("subscription", "ok", "The app is subscribed to the business account.")


async def _secret(transport: Transport, account: Account, seen: Seen) -> None:
    """One of the app secrets must open the app; with it we read which fields its webhook brings."""
    given = [secret.strip() for secret in account.credentials.get("app_secret", "").split(",") if secret.strip()]
    if seen.app_id is None or not given:
        return
    url = graph.address(account, seen.app_id, "subscriptions")
    for secret in given:
        try:
            told = await graph.call(transport, account, "GET", url, repeatable=True, token=f"{seen.app_id}|{secret}")
        except ChannelError as error:
            if error.code in UNREACHABLE:
                _stop(seen, error, "secret")
            continue
        seen.note("secret", "ok", "The app secret belongs to the app.")
        _fields(seen, objects_of(told.get("data")))
        return
    advice = "Copy it again from App settings → Basic."
    seen.note("secret", "failed", "The app secret does not belong to the access token's app.", advice)


def _fields(seen: Seen, subscriptions: list[Json]) -> None:
    ours = [item for item in subscriptions if item.get("object") == "whatsapp_business_account"]
    fields = {text_of(field.get("name")) for item in ours for field in objects_of(item.get("fields"))}
    advice = "Subscribe to it under WhatsApp → Configuration → Webhook fields."
    if not ours:
        seen.note("webhook", "failed", "The app has no webhook for WhatsApp.", "Set it under WhatsApp → Configuration.")
    elif "messages" not in fields:
        seen.note("webhook", "failed", "The app's webhook does not bring the field messages.", advice)
    elif missing := [name for name in TEMPLATE_FIELDS if name not in fields]:
        seen.note("webhook", "warning", f"The app's webhook does not bring {', '.join(missing)}.", advice)


def _callback(account: Account, seen: Seen, callback: str) -> None:
    configured = object_of(seen.number.get("webhook_configuration"))
    levels = ("phone_number", "whatsapp_business_account", "application")
    told = next((found for level in levels if (found := text_of(configured.get(level)))), None)
    if told is not None and told.rstrip("/") != callback:
        said = f"Meta brings the webhooks to {told}, not to this server ({callback})."
        seen.note("webhook", "warning", said, "Unless a router passes them on, enter this address at Meta.")
    if not account.credentials.get("verify_token"):
        said = "No verify token is set: Meta's verification of the webhook is refused, unless another account has it."
        seen.note("webhook", "warning", said, "Set the verify token you typed at Meta.")


async def _knock(transport: Transport, account: Account, seen: Seen, callback: str) -> None:
    """Asks our own address as Meta does when a webhook is set."""
    token, challenge = account.credentials["verify_token"], secrets.token_hex(8)
    asked = {"hub.mode": "subscribe", "hub.challenge": challenge, "hub.verify_token": token}
    try:
        answer = await transport.call("GET", callback, params=asked)
    except TransportError as error:
        said = f"This server could not reach its own address {callback}: {error}"
        seen.note(
            "webhook", "warning", said, "It is no fault when Meta reaches it from outside; else check PUBLIC_URL."
        )
        return
    if answer.status == 200 and answer.body == challenge.encode():
        seen.note("webhook", "ok", "This server answers Meta's verification with the verify token.")
        return
    said = f"{callback} answered {answer.status} to the verify token, so Meta's verification would fail."
    seen.note("webhook", "failed", said, "Check PUBLIC_URL, the proxy before this server, and the verify token.")


def _stop(seen: Seen, error: ChannelError, during: str) -> None:
    """Notes what ends the look. Always raises `_Stop`."""
    if _is_token(error):
        _refused_token(seen, error.subcode, error.reason)
    elif error.code in UNREACHABLE or error.code.startswith("http_5"):
        advice = "Check the network and the proxy of this server, and WHATSAPP_API_URL."
        seen.note("api", "failed", f"WhatsApp's API cannot be reached. {error.message}", advice)
    elif error.code in LOCKED:
        seen.note("account", "failed", error.message, error.advice)
    elif error.message.startswith(PERMISSION.message):
        seen.note("permissions", "failed", error.message, error.advice)
    else:
        seen.note(during, "warning" if error.outcome in ("wait", "retry") else "failed", error.message, error.advice)
    raise _Stop


def _is_token(error: ChannelError) -> bool:
    return error.code in ("0", "190", "http_401")


def _refused_token(seen: Seen, subcode: str, reason: str | None) -> None:
    said = "The access token has expired." if subcode == EXPIRED else TOKEN.message
    seen.note("token", "failed", f"{said} ({reason})" if reason else said, TOKEN.advice)


def _sentence(check: Check) -> str:
    return f"{check.message} {check.advice}" if check.advice else check.message
