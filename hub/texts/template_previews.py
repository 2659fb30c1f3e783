"""A template as a phone would show it, filled with what is given, what binds it, or its examples. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hub.texts import template_bindings, template_places, template_rules
from hub.texts.template_rules import Draft
from hub.wire import shapes
from hub.wire.templates import (
    Body,
    Buttons,
    Footer,
    Header,
    HeaderKind,
    NamedExample,
    PreviewButton,
    PreviewHeader,
    TemplatePlace,
    TemplatePreview,
    TemplatePreviewAsked,
    UrlButton,
)

KINDS = {"QUICK_REPLY": "reply", "URL": "url", "PHONE_NUMBER": "phone", "COPY_CODE": "code", "OTP": "code"}
HEADERS: dict[str, HeaderKind] = {
    "IMAGE": "image",
    "VIDEO": "video",
    "DOCUMENT": "document",
    "LOCATION": "location",
}
CODE_BODY = "{{1}} is your verification code."  # the provider translates it
CODE_WARNING = " For your security, do not share this code."


def draw(
    asked: TemplatePreviewAsked, contact: shapes.Contact | None, agent_name: str, sample: str | None
) -> TemplatePreview:
    """`sample`: the kind of the uploaded file."""
    parts = {type(part): part for part in asked.components}
    header, body, footer, buttons = (parts.get(kind) for kind in (Header, Body, Footer, Buttons))
    pen = _Pen(asked, contact, agent_name)
    draft = Draft(
        name=asked.name,
        language=asked.language,
        category=asked.category,
        parameter_format=asked.parameter_format,
        components=asked.components,
        sample=sample,
    )
    return TemplatePreview(
        header=_header(header, pen) if isinstance(header, Header) else None,
        body=_body(body, pen) if isinstance(body, Body) else "",
        footer=_footer(footer) if isinstance(footer, Footer) else None,
        buttons=_buttons(buttons, pen) if isinstance(buttons, Buttons) else [],
        places=pen.places,
        violations=template_rules.violations(draft),
    )


class _Pen:
    """Fills places, and remembers each with where its value came from."""

    def __init__(self, asked: TemplatePreviewAsked, contact: shapes.Contact | None, agent_name: str) -> None:
        self.places: list[TemplatePlace] = []
        self._asked = asked
        self._contact = contact
        self._agent_name = agent_name

    def fill(self, part: str, text: str, examples: Mapping[str, str]) -> str:
        values = {place: self._value(part, place, n, examples) for n, place in enumerate(template_places.of(text))}
        return template_places.ANY.sub(lambda found: values[found.group(1)], text)

    def button(self, index: int, example: str) -> str:
        return self._value(f"button.{index}", "", 0, {"": example})

    def _value(self, part: str, place: str, n: int, examples: Mapping[str, str]) -> str:
        name = f"{part}.{place}" if place else part
        given = _given(self._asked.parameters.get(part), place, n)
        binding = self._asked.bindings.get(name)
        bound = ""
        if binding is not None and self._contact is not None:
            bound = template_bindings.value_of(binding, self._contact, self._agent_name)
        example = examples.get(place, "")
        if given:
            shown = TemplatePlace(place=name, value=given, source="given")
        elif bound:
            shown = TemplatePlace(place=name, value=bound, source="binding")
        elif example:
            shown = TemplatePlace(place=name, value=example, source="example")
        else:
            shown = TemplatePlace(place=name, value=f"{{{{{place or 1}}}}}", source="none")
        self.places.append(shown)
        return shown.value


def _given(values: Any, place: str, n: int) -> str:
    if isinstance(values, dict):
        found = values.get(place)
    else:
        found = values[n] if isinstance(values, list) and n < len(values) else None
    return found if isinstance(found, str) else ""


def _header(header: Header, pen: _Pen) -> PreviewHeader:
    if header.format != "TEXT":
        return PreviewHeader(kind=HEADERS[header.format])
    example = header.example
    positional = (example.header_text or []) if example is not None else []
    named = (example.header_text_named_params or []) if example is not None else []
    return PreviewHeader(
        kind="text", text=pen.fill("header", header.text or "", _examples(header.text, positional, named))
    )


def _body(body: Body, pen: _Pen) -> str:
    if body.text is None:
        return pen.fill("body", CODE_BODY + (CODE_WARNING if body.add_security_recommendation else ""), {"1": "123456"})
    example = body.example
    rows = (example.body_text or []) if example is not None else []
    named = (example.body_text_named_params or []) if example is not None else []
    return pen.fill("body", body.text, _examples(body.text, rows[0] if rows else [], named))


def _footer(footer: Footer) -> str | None:
    if footer.code_expiration_minutes is not None:
        return f"This code expires in {footer.code_expiration_minutes} minutes."
    return footer.text


def _buttons(part: Buttons, pen: _Pen) -> list[PreviewButton]:
    drawn = []
    for index, button in enumerate(part.buttons):
        tag = str(button.__struct_config__.tag)
        url = getattr(button, "url", None)
        if isinstance(button, UrlButton) and template_places.of(url):
            stem = template_places.ANY.sub("", button.url)
            example = (button.example or [""])[0]
            ending = example.removeprefix(stem) if example.startswith(stem) else example
            url = stem + pen.button(index, ending)
        elif KINDS[tag] == "code":
            given = getattr(button, "example", None)
            pen.button(index, given if isinstance(given, str) else (given or ["123456"])[0])
        text = getattr(button, "text", None) or "Copy code"
        drawn.append(PreviewButton(kind=KINDS[tag], text=text, url=url, phone=getattr(button, "phone_number", None)))
    return drawn


def _examples(text: str | None, listed: list[str], named: list[NamedExample]) -> dict[str, str]:
    by_place = dict(zip(template_places.of(text), listed, strict=False))
    return by_place | {each.param_name: each.example for each in named}
