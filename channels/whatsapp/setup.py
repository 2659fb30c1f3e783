"""Setting an account up: its templates, its webhook subscription, and a test that says in sentences what is wrong."""

from __future__ import annotations

from channels.channel import Account, ChannelError, Probe, TemplateSeen
from channels.transport import Transport
from channels.whatsapp import graph
from channels.whatsapp.values import Json, object_of, objects_of, text_of

PAGES = 100  # of PAGE templates: above Meta's limit of 6,000 in one account
PAGE = 100
TEMPLATE_FIELDS = "id,name,language,status,category,quality_score,parameter_format,components"
NUMBER_FIELDS = "verified_name,display_phone_number,quality_rating,status,name_status,health_status"


async def templates(transport: Transport, account: Account) -> list[TemplateSeen]:
    """All pages. Raises ChannelError; a half-read list is never returned."""
    url = graph.address(account, _business(account), "message_templates")
    found: list[TemplateSeen] = []
    after = ""
    for _ in range(PAGES):
        params = {"fields": TEMPLATE_FIELDS, "limit": str(PAGE), **({"after": after} if after else {})}
        page = await graph.call(transport, account, "GET", url, repeatable=True, params=params)
        found += [seen for item in objects_of(page.get("data")) if (seen := _template(item)) is not None]
        paging = object_of(page.get("paging"))
        # `paging.next` is a whole address with the token in it: only the cursor is used.
        following = text_of(object_of(paging.get("cursors")).get("after")) if paging.get("next") else None
        if following is None or following == after:
            return found
        after = following
    raise ChannelError("retry", f"The list of templates has more than {PAGES} pages.", code="bad_answer")


def _template(item: Json) -> TemplateSeen | None:
    id, name, language = text_of(item.get("id")), text_of(item.get("name")), text_of(item.get("language"))
    if id is None or name is None or language is None:
        return None
    quality = item.get("quality_score")
    return TemplateSeen(
        provider_id=id,
        name=name,
        language=language,
        category=text_of(item.get("category")) or "",
        status=text_of(item.get("status")) or "",
        quality=text_of(object_of(quality).get("score")) or text_of(quality),
        parameter_format="named" if str(item.get("parameter_format")).upper() == "NAMED" else "positional",
        components=objects_of(item.get("components")),
    )


async def subscribe(transport: Transport, account: Account) -> None:
    """Subscribes our app to the business account's webhooks; repeating it changes nothing."""
    url = graph.address(account, _business(account), "subscribed_apps")
    await graph.call(transport, account, "POST", url, repeatable=True)


async def probe(transport: Transport, account: Account) -> Probe:
    """Reads the number and the subscription. What is wrong is a sentence in `problems`; only an unreachable API raises."""
    problems: list[str] = []
    number: Json = {}
    try:
        url = graph.address(account, account.address)
        number = await graph.call(transport, account, "GET", url, repeatable=True, params={"fields": NUMBER_FIELDS})
        problems += _complaints(number)
    except ChannelError as error:
        problems.append(_sentence(error))
    try:
        problems += await _subscription(transport, account)
    except ChannelError as error:
        problems.append(_sentence(error))
    if not account.credentials.get("app_secret"):
        problems.append("The app secret is missing: no webhook can be verified.")
    return Probe(
        name=text_of(number.get("verified_name")),
        display_address=text_of(number.get("display_phone_number")),
        problems=list(dict.fromkeys(problems)),
    )


async def _subscription(transport: Transport, account: Account) -> list[str]:
    business = _business(account)
    numbers = await graph.call(
        transport,
        account,
        "GET",
        graph.address(account, business, "phone_numbers"),
        repeatable=True,
        params={"limit": "100"},
    )
    apps = await graph.call(
        transport, account, "GET", graph.address(account, business, "subscribed_apps"), repeatable=True
    )
    problems = []
    if all(text_of(item.get("id")) != account.address for item in objects_of(numbers.get("data"))):
        problems.append(f"The number {account.address} does not belong to the business account {business}.")
    if not objects_of(apps.get("data")):
        problems.append("No app is subscribed to the business account: messages of customers will not arrive.")
    return problems


def _complaints(number: Json) -> list[str]:
    health = object_of(number.get("health_status"))
    problems = []
    if health.get("can_send_message") in ("BLOCKED", "LIMITED"):
        state = "cannot send" if health.get("can_send_message") == "BLOCKED" else "can send only in part"
        reasons = [
            _reason(error)
            for entity in objects_of(health.get("entities"))
            for error in objects_of(entity.get("errors"))
        ]
        problems.append(f"The number {state}: {' '.join(reasons) or 'Meta gives no reason.'}")
    if number.get("quality_rating") == "RED":
        problems.append("The number's quality is low (red): Meta may restrict it.")
    if number.get("name_status") in ("DECLINED", "EXPIRED", "NONE"):
        problems.append("The number's display name is not approved.")
    return problems


def _reason(error: Json) -> str:
    said = (text_of(error.get("error_description")), text_of(error.get("possible_solution")))
    return " ".join(part for part in said if part)


def _sentence(error: ChannelError) -> str:
    return f"{error.message} {error.advice}" if error.advice else error.message


def _business(account: Account) -> str:
    business = account.credentials.get("business_account_id", "")
    if not business:
        raise ChannelError(
            "pause",
            "The business account id is missing.",
            code="invalid",
            advice="Set WHATSAPP_BUSINESS_ACCOUNT_ID.",
            scope="account",
        )
    return business
