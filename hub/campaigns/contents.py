"""What each recipient gets: the template in its language and variant, its places filled from the contact. Pure but for `materials`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from hub.campaigns.links import Tracker
from hub.inbox import outbound
from hub.inbox.outbound import Outbound
from hub.texts import template_bindings, templates
from hub.texts.templates import Filled
from hub.wire import shapes
from hub.wire.campaigns import Bound, Campaign, CampaignContent, Step
from hub.wire.commands import TemplateUse
from hub.wire.shapes import Binding
from storage.accounts import templates as template_rows
from storage.accounts.templates import TemplateRow
from storage.database import Connection

OWN = ""  # the key of the campaign's own content, beside those of its variants
_PLACED = re.compile(r"(header|body)\.\w{1,64}|button\.[0-9]{1,2}")
_PLAIN = frozenset({"name", "first_name", "company", "phone", "email"})
_decode_components = msgspec.json.Decoder(list[dict[str, Any]]).decode
_decode_bindings = msgspec.json.Decoder(dict[str, Binding]).decode


class Wording(Struct, frozen=True, kw_only=True):
    """A template in one language with what fills it. `row` None: there is no such template. `media`: the stored file of its header."""

    name: str
    language: str
    row: TemplateRow | None
    bindings: Mapping[str, Binding]
    media: str | None


class Materials(Struct, frozen=True, kw_only=True):
    """A campaign's contents: by variant (`OWN` for its own), by language as it is compared; the default language first."""

    wordings: Mapping[str, Mapping[str, Wording]]
    language_fields: Mapping[str, str]

    def every(self) -> list[Wording]:
        return [wording for languages in self.wordings.values() for wording in languages.values()]


async def materials(connection: Connection, campaign: Campaign) -> Materials:
    """Read once, for all recipients. A campaign without a template has none."""
    contents = {each.name: each.template for each in campaign.variants}
    if campaign.template is not None:
        contents = {OWN: campaign.template} | contents
    names = {name for content in contents.values() for name in _names(content)}
    rows = {(row.name, row.language): row for row in await template_rows.named(connection, campaign.channel, names)}
    return Materials(
        wordings={key: _wordings(content, rows) for key, content in contents.items()},
        language_fields={key: content.language_field for key, content in contents.items()},
    )


def of_step(campaign: Campaign, step: Step) -> Campaign:
    """The campaign as it is when the follow-up is sent."""
    return msgspec.structs.replace(campaign, template=step.template, variants=[], steps=[], fallback=[])


def chosen(materials: Materials, contact: shapes.Contact, variant: str | None) -> Wording | None:
    """The wording in the contact's language, else in the default. None: there is nothing to send."""
    key = variant if variant is not None and variant in materials.wordings else OWN
    wordings = materials.wordings.get(key)
    if not wordings:
        return None
    said = contact.fields.get(materials.language_fields[key])
    asked = _compared(said) if isinstance(said, str) else ""
    if asked in wordings:
        return wordings[asked]
    # "th" reads th_TH, and whoever reads en_GB reads en_US
    alike = [wording for known, wording in wordings.items() if asked and known.split("_")[0] == asked.split("_")[0]]
    return alike[0] if alike else next(iter(wordings.values()))


def fill(wording: Wording, contact: shapes.Contact, author: str = "", tracker: Tracker | None = None) -> Filled:
    """Raises Refusal `invalid` naming the place (`template.parameters.body`) that cannot be filled. The template must be there.
    `tracker`: makes the links that lead over this hub."""
    if wording.row is None:
        raise LookupError(wording.name)
    given = template_bindings.parameters(wording.bindings, contact, author, {})
    if tracker is not None:
        given = tracker.filled(_decode_components(wording.row.components), given)
    return templates.fill(wording.row, TemplateUse(template=wording.row.id, parameters=given))


def handed(filled: Filled, media_id: str | None, media_name: str | None = None) -> Outbound:
    """What a message row's `outgoing` holds. `media_id`: the header's file at the provider, which must be there when it has one."""
    content = filled.outgoing
    if filled.media is not None and media_id is not None:
        content = outbound.with_media(content, filled.media, media_id, media_name)
    return Outbound(content=content, marketing=filled.marketing)


def shown(filled: Filled, campaign_id: str, media: str | None) -> dict[str, Any]:
    """What the thread shows of it. `media`: the stored file of its header, which every recipient's message shares."""
    content = {**filled.content, "campaign": campaign_id}
    header = content.get("header")
    if media is not None and isinstance(header, dict):
        content["header"] = {**header, "file": media}
    return content


def binding(bound: Bound | str) -> Binding:
    """A campaign's word on a place, as templates' bindings are written."""
    if isinstance(bound, str):
        return Binding(source="fixed", value=bound)
    if bound.field is None:
        return Binding(source="fixed", value=bound.value or bound.fallback)
    source = f"contact.{bound.field}"
    if bound.field not in _PLAIN and not bound.field.startswith("fields."):
        source = f"{template_bindings.FIELD}{bound.field}"
    return Binding(source=source, fallback=bound.fallback or bound.value)


def place_of(name: str) -> str:
    """`1` and `name` are places of the text; others name their part."""
    return name if _PLACED.fullmatch(name) else f"body.{name}"


def unknown_places(wording: Wording) -> list[str]:
    """Places the campaign fills and the template does not have."""
    if wording.row is None:
        return []
    known = _places(wording.row)
    return [place for place in wording.bindings if place not in known]


def empty_places(wording: Wording) -> list[str]:
    """Places of the template nothing is said of: they would be empty whoever gets it."""
    if wording.row is None:
        return []
    places = template_bindings.places(_decode_components(wording.row.components))
    return [place for place in places if place not in wording.bindings]


def _names(content: CampaignContent) -> list[str]:
    return [content.name, *(each.name for each in content.translations if each.name is not None)]


def _wordings(content: CampaignContent, rows: Mapping[tuple[str, str], TemplateRow]) -> dict[str, Wording]:
    own = _wording(rows, content.name, content.language, content.parameters, content.media)
    found = {_compared(content.language): own}
    for each in content.translations:
        name = each.name or content.name
        parameters: Mapping[str, Bound | str] | None = each.parameters
        if parameters is None:
            parameters = _inherited(rows.get((name, each.language)), content.parameters)
        made = _wording(rows, name, each.language, parameters, each.media or content.media)
        found.setdefault(_compared(each.language), made)
    return found


def _inherited(row: TemplateRow | None, parameters: Mapping[str, Bound | str]) -> Mapping[str, Bound | str]:
    """What the default language says of the places that this one has too."""
    if row is None:
        return parameters
    known = _places(row)
    return {place: bound for place, bound in parameters.items() if place_of(place) in known}


def _wording(
    rows: Mapping[tuple[str, str], TemplateRow],
    name: str,
    language: str,
    parameters: Mapping[str, Bound | str],
    media: str | None,
) -> Wording:
    row = rows.get((name, language))
    bindings = {} if row is None else _of_template(row)
    bindings |= {place_of(place): binding(bound) for place, bound in parameters.items()}
    return Wording(name=name, language=language, row=row, bindings=bindings, media=media)


def _of_template(row: TemplateRow) -> dict[str, Binding]:
    """What the template itself is bound to, of the places it still has: what a campaign does not name."""
    known = set(template_bindings.places(_decode_components(row.components)))
    return {place: each for place, each in _decode_bindings(row.bindings).items() if place in known}


def _places(row: TemplateRow) -> set[str]:
    components = _decode_components(row.components)
    return {*template_bindings.places(components), *_replies(components)}


def _replies(components: Iterable[dict[str, Any]]) -> list[str]:
    return [
        f"button.{index}"
        for part in components
        for index, button in enumerate(part.get("buttons") or [])
        if str(button.get("type") or "").upper() == "QUICK_REPLY"
    ]


def _compared(language: str) -> str:
    return language.strip().lower().replace("-", "_")


def sendable(materials: Materials) -> bool:
    """Whether every template there is to send is there, and approved."""
    rows = [wording.row for wording in materials.every()]
    return bool(rows) and all(row is not None and row.status == "APPROVED" for row in rows)


def without_media(materials: Materials, kinds: Mapping[str, str]) -> list[tuple[Wording, str]]:
    """Wordings whose header needs a file of a kind that is not there. `kinds`: of the files there are, by id."""
    found: list[tuple[Wording, str]] = []
    for wording in materials.every():
        needed = None if wording.row is None else templates.media_of(wording.row)
        if needed is not None and kinds.get(wording.media or "") != needed:
            found.append((wording, needed))
    return found
