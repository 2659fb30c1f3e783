"""Contact cards: Meta's vCard-like objects in our form. Names and phones may be missing; a bare vCard is read for both."""

from __future__ import annotations

from typing import Any

from channels.values import Json, given, object_of, objects_of, text_of


def cards(contacts: list[Any]) -> list[Json]:
    """{name organization title phones:[{number type}] emails:[{address type}] urls:[…] addresses birthday}"""
    return [_card(contact) for contact in contacts if type(contact) is dict]


def _card(contact: Json) -> Json:
    vcard = text_of(contact.get("vcard")) or ""
    name, org = object_of(contact.get("name")), object_of(contact.get("org"))
    phones = [
        given(number=text_of(item.get("phone")) or text_of(item.get("wa_id")), type=text_of(item.get("type")))
        for item in objects_of(contact.get("phones"))
    ]
    emails = [
        given(address=text_of(item.get("email")), type=text_of(item.get("type")))
        for item in objects_of(contact.get("emails"))
    ]
    spoken = " ".join(filter(None, (text_of(name.get("first_name")), text_of(name.get("last_name")))))
    return {
        "name": text_of(name.get("formatted_name")) or spoken or next(iter(_lines(vcard, "FN")), ""),
        "phones": phones or [{"number": number} for number in _lines(vcard, "TEL")],
        "emails": emails or [{"address": address} for address in _lines(vcard, "EMAIL")],
        "urls": [url for item in objects_of(contact.get("urls")) if (url := text_of(item.get("url")))],
        **given(
            organization=text_of(org.get("company")) or next(iter(_lines(vcard, "ORG")), None),
            title=text_of(org.get("title")),
            addresses=objects_of(contact.get("addresses")),
            birthday=text_of(contact.get("birthday")),
        ),
    }


def _lines(vcard: str, field: str) -> list[str]:
    """The values of a vCard's lines of this field, whatever their parameters (`TEL;TYPE=CELL:…`)."""
    found = []
    for line in vcard.splitlines():
        head, colon, value = line.partition(":")
        if colon and head.split(";")[0].upper() == field and value.strip():
            found.append(value.strip())
    return found
