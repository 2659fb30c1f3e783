"""Templates at Meta: read whole, created, edited, deleted, and the sample of a media header uploaded."""

from __future__ import annotations

import re

from channels.channel import Account, ChannelError, Sample, TemplateDraft, TemplateSeen
from channels.transport import Transport
from channels.values import Json, id_of, object_of, objects_of, text_of
from channels.whatsapp import graph, probing
from channels.whatsapp.setup import business_of

PAGES = 100  # of PAGE templates: above Meta's limit of 6,000 in one account
PAGE = 100
FIELDS = "id,name,language,status,category,quality_score,parameter_format,components,rejected_reason,correct_category"
UPLOAD_SECONDS = 120.0  # Meta looks at a large file before it answers
SUBMIT_SECONDS = 60.0  # the first checks of a review happen before the answer
# the session's id is part of an address: nothing in it may lead elsewhere
_SESSION = re.compile(r"upload:[\w+/=:-]+(\?sig=[\w+/=:-]+)?")

# subcodes of 100, where Meta's own words are not enough
MEANINGS = {
    "2388024": ("template_exists", "A template of this name exists in this language already.", "Choose another name."),
    "2388023": (
        "template_name_blocked",
        "A template of this name was deleted a short while ago; Meta blocks the name for up to 30 days.",
        "Choose another name.",
    ),
    "2388293": (
        "template_too_many_variables",
        "The text has too many variables for its length.",
        "Write more text around them, or use fewer.",
    ),
    "2388299": (
        "template_edge_variable",
        "A variable may stand neither at the beginning nor at the end of the text.",
        "Write something before and after it.",
    ),
}


async def every(transport: Transport, account: Account) -> list[TemplateSeen]:
    """All pages. Raises ChannelError; a half-read list is never returned."""
    return await _pages(transport, account, {})


async def find(transport: Transport, account: Account, name: str, language: str) -> TemplateSeen | None:
    """The template of this name and language, as Meta holds it now."""
    found = await _pages(transport, account, {"name": name})  # it also finds names that hold this one
    return next((seen for seen in found if seen.name == name and seen.language == language), None)


async def create(transport: Transport, account: Account, draft: TemplateDraft) -> TemplateSeen:
    """Submits a template for review. An answer that never came is `unknown`: it may be there."""
    body: Json = {
        "name": draft.name,
        "language": draft.language,
        "category": draft.category,
        "parameter_format": draft.parameter_format,
        "components": draft.components,
    }
    url = graph.address(account, business_of(account), "message_templates")
    told = await _submit(transport, account, url, body)
    id = id_of(told.get("id"), 128)
    if id is None:
        raise ChannelError("unknown", "WhatsApp took the template but told no id.", code="bad_answer")
    return TemplateSeen(
        provider_id=id,
        name=draft.name,
        language=draft.language,
        category=text_of(told.get("category")) or draft.category,
        status=text_of(told.get("status")) or "PENDING",
        quality=None,
        parameter_format=draft.parameter_format,
        components=draft.components,
    )


async def edit(transport: Transport, account: Account, provider_id: str, draft: TemplateDraft, category: bool) -> None:
    """All components are replaced; a category that stays must not be named, Meta refuses it for approved templates."""
    body: Json = {"components": draft.components, "parameter_format": draft.parameter_format}
    if category:
        body["category"] = draft.category
    await _submit(transport, account, graph.address(account, provider_id), body)


async def delete(transport: Transport, account: Account, provider_id: str, name: str) -> None:
    """This language alone: without the id Meta would delete all languages of the name."""
    url = graph.address(account, business_of(account), "message_templates")
    params = {"hsm_id": provider_id, "name": name}
    await graph.call(transport, account, "DELETE", url, repeatable=False, params=params)


async def upload_sample(transport: Transport, account: Account, sample: Sample) -> str:
    """Meta's resumable upload: a session of the token's app, then the bytes. Returns the handle."""
    app = await probing.app_of(transport, account)
    params = {"file_name": sample.name, "file_length": str(sample.size), "file_type": sample.mime}
    url = graph.address(account, app, "uploads")
    session = text_of((await graph.call(transport, account, "POST", url, repeatable=True, params=params)).get("id"))
    if session is None or not _SESSION.fullmatch(session):
        raise ChannelError("retry", "WhatsApp opened no upload for the sample file.", code="bad_answer")
    token = account.credentials.get("access_token", "")
    headers = {"Authorization": f"OAuth {token}", "file_offset": "0", "Content-Length": str(sample.size)}
    told = await graph.call(
        transport,
        account,
        "POST",
        "/".join((account.url.rstrip("/"), account.version or graph.DEFAULT_VERSION, session)),
        repeatable=True,
        pieces=sample.pieces,
        more=headers | {"Content-Type": "application/octet-stream"},
        read_seconds=UPLOAD_SECONDS,
    )
    handle = text_of(told.get("h"))
    if handle is None:
        raise ChannelError("retry", "WhatsApp took the sample file but told no handle.", code="bad_answer")
    return handle


async def _pages(transport: Transport, account: Account, wanted: dict[str, str]) -> list[TemplateSeen]:
    url = graph.address(account, business_of(account), "message_templates")
    found: list[TemplateSeen] = []
    after = ""
    for _ in range(PAGES):
        params = {"fields": FIELDS, "limit": str(PAGE), **wanted, **({"after": after} if after else {})}
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
    rejected = text_of(item.get("rejected_reason"))
    return TemplateSeen(
        provider_id=id,
        name=name,
        language=language,
        category=text_of(item.get("category")) or "",
        status=text_of(item.get("status")) or "",
        quality=text_of(object_of(quality).get("score")) or text_of(quality),
        parameter_format="named" if str(item.get("parameter_format")).upper() == "NAMED" else "positional",
        components=objects_of(item.get("components")),
        reason=None if rejected == "NONE" else rejected,
        correct_category=id_of(item.get("correct_category"), 64),
    )


async def _submit(transport: Transport, account: Account, url: str, body: Json) -> Json:
    try:
        return await graph.call(
            transport, account, "POST", url, repeatable=False, json=body, read_seconds=SUBMIT_SECONDS
        )
    except ChannelError as error:
        raise _told(error) from error


def _told(error: ChannelError) -> ChannelError:
    """The table of errors speaks of messages; of a template Meta's own words say more."""
    if error.subcode in MEANINGS:
        code, message, advice = MEANINGS[error.subcode]
        return ChannelError("never", message, code=code, advice=advice)
    if error.code == "100":
        said = error.reason or "it gave no reason"
        advice = "Change what it names, then submit the template again."
        return ChannelError("never", f"WhatsApp refused the template: {said}", code="100", advice=advice)
    return error
