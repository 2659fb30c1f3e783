"""What carries a quotation to its customer: inside the channel's window a message with buttons, outside it a template with a document at
its head. Pure but for choosing the template.

A template may name `{{number}} {{total}} {{valid_until}} {{customer}} {{link}}` (named parameters), or bind its places to `quotation.number` and so on.
Its reply buttons give an answer when they are titled as ours are, in any of our languages.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import msgspec
from msgspec import Struct

from hub.inbox import outbound
from hub.inbox.outbound import Outbound
from hub.permissions import Agent
from hub.quotations import words
from hub.quotations.words import Words
from hub.texts import template_bindings, templates
from hub.transaction import Transaction
from hub.wire.commands import TemplateUse
from hub.wire.errors import Refusal
from hub.wire.shapes import Binding
from storage.accounts import templates as template_rows
from storage.accounts.channels import AccountRow
from storage.accounts.templates import TemplateRow
from storage.quotations.rows import QuotationRow

Purpose = Literal["offer", "reminder"]
BUTTON = "quotation"  # what the id of every button of ours begins with
_decode_bindings = msgspec.json.Decoder(dict[str, Binding]).decode
_decode_components = msgspec.json.Decoder(list[dict[str, Any]]).decode


class Carrier(Struct, frozen=True, kw_only=True):
    """A message to be written: `content` and `text` for the thread, `outbound` for the channel."""

    kind: str
    text: str
    content: dict[str, Any]
    outbound: Outbound


class Said(Struct, frozen=True, kw_only=True):
    """What is said of a quotation, in the form a customer reads it."""

    number: str
    total: str
    valid_until: str
    customer: str
    name: str  # of the document


def button_id(row: QuotationRow, answer: str, ticket: str) -> str:
    return f"{BUTTON}:{row.id}:{row.revision}:{answer}:{ticket}"


def with_buttons(row: QuotationRow, said: Said, purpose: Purpose, ticket: str, own_words: str | None) -> Carrier:
    """`own_words`: what the agent says instead of ours."""
    spoken = words.of(row.language)
    text = own_words or _sentence(spoken, said, purpose)
    shown = [{"id": answer, "title": getattr(spoken, answer)} for answer in words.ANSWERS]
    sent = [{**button, "id": button_id(row, button["id"], ticket)} for button in shown]
    header = {"kind": "document", "name": said.name}
    content = {"form": "buttons", "header": header, "body": text, "buttons": shown, "quotation": _named(row)}
    body = f"{text}\n\n{spoken.see_page.format(page=outbound.PAGE)}"
    handed = {"form": "buttons", "header": header, "body": body, "buttons": sent}
    out = Outbound(content=handed, media_header="document", page=row.id)
    return Carrier(kind="interactive", text=text, content=content, outbound=out)


def with_template(row: QuotationRow, said: Said, template: TemplateRow, given: dict[str, Any], ticket: str) -> Carrier:
    """`given`: the values of the template's places. Raises Refusal when one is missing."""
    places = dict(given)
    for index, title in _reply_buttons(template):
        answer = words.answer_of(title)
        if answer is not None:
            places[f"button.{index}"] = [button_id(row, answer, ticket)]
    filled = templates.fill(template, TemplateUse(template=template.id, parameters=places))
    text = outbound.with_page(filled.text, "…", "…")
    shown = {name: value for name, value in filled.content.items() if name != "parameters"}
    content = {**outbound.with_page(shown, "…", "…"), "document": said.name, "quotation": _named(row)}
    out = Outbound(content=filled.outgoing, media_header=filled.media, marketing=filled.marketing, page=row.id)
    return Carrier(kind="template", text=text, content=content, outbound=out)


async def templates_for(tx: Transaction, account: AccountRow, language: str) -> list[TemplateRow]:
    """The account's approved templates with a document at their head, the most fitting language first, useful ones before advertising."""
    wanted = language.lower().replace("-", "_")
    rows = await template_rows.of_channels(tx.connection, [account.id])
    fitting = [row for row in rows if row.status == "APPROVED" and _heads_document(row)]

    def strangeness(row: TemplateRow) -> tuple[int, bool]:
        spoken = row.language.lower()
        near = (wanted, wanted.partition("_")[0], "en")
        place = next(
            (n for n, each in enumerate(near) if spoken == each or spoken.partition("_")[0] == each), len(near)
        )
        return place, row.category == "MARKETING"

    return sorted(fitting, key=strangeness)


async def values(
    tx: Transaction, template: TemplateRow, contact_id: str, said: Said, agent_name: str
) -> dict[str, Any]:
    """What fills the template's places: the quotation's own values by name or by binding, then the contact's."""
    facts = {"number": said.number, "total": said.total, "valid_until": said.valid_until or "–"}
    facts["customer"] = said.customer or "–"
    filled = await template_bindings.for_contact(tx.connection, template, contact_id, agent_name, {})
    places = template_bindings.places(_decode_components(template.components))
    if template.parameter_format == "named":
        for place in places:
            name = place.partition(".")[2]
            if name in (*facts, "link"):
                _put(filled, place, name, facts)
    for place, binding in _decode_bindings(template.bindings).items():
        source, _, name = binding.source.partition(".")
        if source == "quotation" and place in places:
            _put(filled, place, name, facts)
    return filled


async def template_for(
    tx: Transaction, agent: Agent | None, account: AccountRow, row: QuotationRow, said: Said, ticket: str
) -> Carrier | None:
    """The first template that can be filled; None when there is none."""
    assert row.contact_id is not None
    for template in await templates_for(tx, account, row.language):
        given = await values(tx, template, row.contact_id, said, agent.name if agent else "")
        try:
            return with_template(row, said, template, given, ticket)
        except Refusal:
            continue  # a place of it is not bound
    return None


def _put(filled: dict[str, Any], place: str, name: str, facts: Mapping[str, str]) -> None:
    part, _, where = place.partition(".")
    if part == "button":
        filled[place] = [facts.get(name, outbound.PAGE_SECRET)]
    else:
        filled.setdefault(part, {})[where] = facts.get(name, outbound.PAGE)


def _sentence(spoken: Words, said: Said, purpose: Purpose) -> str:
    form = spoken.reminder if purpose == "reminder" else spoken.sent_until if said.valid_until else spoken.sent
    return form.format(number=said.number, total=said.total, until=said.valid_until)


def _named(row: QuotationRow) -> dict[str, Any]:
    return {"id": row.id, "number": row.number, "revision": row.revision}


def _heads_document(row: TemplateRow) -> bool:
    parts = _decode_components(row.components)
    return any(
        str(part.get("type")).upper() == "HEADER" and str(part.get("format")).upper() == "DOCUMENT" for part in parts
    )


def _reply_buttons(row: TemplateRow) -> list[tuple[int, str]]:
    parts = _decode_components(row.components)
    buttons = [
        button for part in parts if str(part.get("type")).upper() == "BUTTONS" for button in part.get("buttons") or []
    ]
    return [
        (index, str(button.get("text") or ""))
        for index, button in enumerate(buttons)
        if str(button.get("type")).upper() == "QUICK_REPLY"
    ]
