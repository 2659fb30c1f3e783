"""The provider's rules for templates, read before anything is sent: every violation names a field and says what to do.

Meta, "Templates" (overview, components, review), and the subcodes its API answers with. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal

from msgspec import Struct

from hub.texts import template_buttons, template_places
from hub.texts.template_languages import LANGUAGES
from hub.texts.template_places import ANY, NAME, WRITTEN
from hub.texts.violations import error, length
from hub.wire.templates import Body, Buttons, Component, Footer, Header, NamedExample, Violation

NAME_MOST, HEADER_MOST, BODY_MOST, FOOTER_MOST = 512, 60, 1024, 60  # characters
PLACES_MOST = 100
WORDS_PER_PLACE = 2  # x places want 2x + 1 words of text: subcode 2388293; how exactly Meta counts is not published
LETTERS_PER_WORD = 5  # for scripts without spaces
EXPIRY_MINUTES = (1, 90)
_NAME = re.compile(r"[a-z0-9_]+")
_ADJACENT = re.compile(r"\}\}\s*\{\{")
_EDGE = re.compile(r"^\s*\{\{|\}\}\s*$")
_MARKUP = re.compile(r"[*_~`]")
_BLANKS = re.compile(r"\n{3,}|\t| {5,}")
_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf]")


class Draft(Struct, frozen=True, kw_only=True):
    """What is to be submitted. `sample`: what kind of file was uploaded for its header."""

    name: str
    language: str
    category: str
    parameter_format: Literal["positional", "named"]
    components: Sequence[Component]
    sample: str | None = None


def violations(draft: Draft) -> list[Violation]:
    """All of them, in the order of the parts. Empty: the provider will take it, as far as its rules are known."""
    parts: dict[type, Component] = {}
    found = [*_name(draft), *_language(draft)]
    for part in draft.components:
        if type(part) in parts:
            kind = type(part).__name__.lower()
            found.append(error(kind, f"A template has at most one {kind}."))
        parts[type(part)] = part
    header, body, footer, buttons = (parts.get(kind) for kind in (Header, Body, Footer, Buttons))
    if draft.category == "AUTHENTICATION":
        return found + _authentication(header, body, footer, buttons)
    assert header is None or isinstance(header, Header)
    assert body is None or isinstance(body, Body)
    found += [] if header is None else _header(header, draft)
    found += _body(body, draft)
    if isinstance(footer, Footer):
        found += _footer(footer)
    if isinstance(buttons, Buttons):
        found += template_buttons.violations(buttons.buttons)
    return found


def errors(found: Iterable[Violation]) -> list[Violation]:
    return [each for each in found if each.level == "error"]


def _name(draft: Draft) -> list[Violation]:
    if not draft.name:
        return [error("name", "Give the template a name.")]
    if not _NAME.fullmatch(draft.name):
        return [error("name", "The name may hold small letters a to z, digits and underscores only.")]
    return length("name", "The name", draft.name, NAME_MOST)


def _language(draft: Draft) -> list[Violation]:
    if draft.language in LANGUAGES:
        return []
    near = [code for code in (draft.language.replace("-", "_"), draft.language[:2].lower()) if code in LANGUAGES]
    hint = f"; did you mean {near[0]}?" if near else ", such as en_US or th."
    return [error("language", f"{draft.language or 'Nothing'} is no language of WhatsApp's templates{hint}")]


def _header(header: Header, draft: Draft) -> list[Violation]:
    if header.format == "TEXT":
        return _header_text(header, draft)
    found = []
    if header.text is not None:
        found.append(error("header.text", "A header with a file or a map has no text."))
    if header.format == "LOCATION":
        return found
    kind = header.format.lower()
    if draft.sample is None:
        found.append(error("sample", f"Upload the {kind} the header is reviewed with."))
    elif draft.sample != kind:
        found.append(
            error("sample", f"The header takes a file of the kind {kind}; this is of the kind {draft.sample}.")
        )
    return found


def _header_text(header: Header, draft: Draft) -> list[Violation]:
    text = header.text or ""
    if not text.strip():
        return [error("header.text", "Write the header, or leave it out.")]
    found = length("header.text", "The header", text, HEADER_MOST)
    if "\n" in text:
        found.append(error("header.text", "The header may hold no line breaks."))
    if _MARKUP.search(WRITTEN.sub("", text)) or _EMOJI.search(text):
        found.append(_warning("header.text", "A header shows neither formatting (* _ ~ `) nor, everywhere, emoji."))
    found += _places("header", text, draft)
    places = template_places.of(text)
    if len(places) > 1:
        found.append(error("header.text", "The header may have one variable at most."))
    example = header.example
    given = None if example is None else (example.header_text or [])
    named = None if example is None else example.header_text_named_params
    return found + _examples("header", places, given, named, draft)


def _body(body: Body | None, draft: Draft) -> list[Violation]:
    text = "" if body is None else body.text or ""
    if not text.strip():
        return [error("body.text", "Write the text of the template.")]
    found = length("body.text", "The text", text, BODY_MOST)
    found += _places("body", text, draft)
    if _EDGE.search(text):
        found.append(
            error("body.text", "The text may neither begin nor end with a variable: write something around it.")
        )
    if _ADJACENT.search(text):
        found.append(error("body.text", "Two variables may not follow each other: write something between them."))
    if _BLANKS.search(text):
        found.append(
            error("body.text", "The text may hold no tabs, no more than two line breaks and four spaces in a row.")
        )
    places = template_places.of(text)
    found += _ratio(text, places)
    example = None if body is None else body.example
    rows = (example.body_text if example is not None else None) or []
    if len(rows) > 1:
        found.append(error("body.example", "Give one example of each variable."))
    named = None if example is None else example.body_text_named_params
    return found + _examples("body", places, rows[0] if rows else [], named, draft)


def _footer(footer: Footer) -> list[Violation]:
    text = footer.text or ""
    if not text.strip():
        return [error("footer.text", "Write the footer, or leave it out.")]
    found = length("footer.text", "The footer", text, FOOTER_MOST)
    if WRITTEN.search(text):
        found.append(error("footer.text", "The footer may have no variables."))
    if "\n" in text:
        found.append(error("footer.text", "The footer may hold no line breaks."))
    if _EMOJI.search(text):
        found.append(_warning("footer.text", "Footers with emoji are often rejected."))
    if footer.code_expiration_minutes is not None:
        found.append(error("footer", "Only a template of the category AUTHENTICATION has a code that expires."))
    return found


def _places(where: str, text: str, draft: Draft) -> list[Violation]:
    field = f"{where}.text"
    bare = WRITTEN.sub("", text)
    if "{{" in bare or "}}" in bare:
        return [error(field, "Double braces stand around a variable only, as in {{1}}.")]
    written = WRITTEN.findall(text)
    if draft.parameter_format == "named":
        wrong = [each for each in written if not NAME.fullmatch(each)]
        return [
            error(
                field,
                f"{{{{{each}}}}}: a variable's name has small letters, digits and underscores, as in {{{{first_name}}}}.",
            )
            for each in dict.fromkeys(wrong)
        ]
    wrong = [each for each in written if not (each.isascii() and each.isdecimal() and each == str(int(each)))]
    if wrong:
        return [
            error(field, f"{{{{{each}}}}}: variables are numbered, as in {{{{1}}}}.") for each in dict.fromkeys(wrong)
        ]
    numbers = sorted({int(each) for each in written})
    if numbers != list(range(1, len(numbers) + 1)):
        return [error(field, f"Variables are numbered from 1 without gaps; here are {', '.join(map(str, numbers))}.")]
    if len(numbers) > PLACES_MOST:
        return [error(field, f"At most {PLACES_MOST} variables.")]
    return []


def _examples(
    where: str, places: list[str], given: Sequence[str] | None, named: Sequence[NamedExample] | None, draft: Draft
) -> list[Violation]:
    field = f"{where}.example"
    if draft.parameter_format == "named":
        values = {each.param_name: each.example for each in named or []}
        missing = [place for place in places if not values.get(place, "").strip()]
        strange = [name for name in values if name not in places]
        if strange:
            return [error(field, f"There is no variable called {strange[0]}.")]
    else:
        listed = list(given or [])
        missing = [place for n, place in enumerate(places) if n >= len(listed) or not listed[n].strip()]
        if len(listed) > len(places):
            return [error(field, f"There are {len(listed)} examples for {len(places)} variables.")]
    if missing:
        return [
            error(field, f"Give an example of {', '.join(f'{{{{{place}}}}}' for place in missing)} for the review.")
        ]
    texts = [each.example for each in named or []] + list(given or [])
    if any(ANY.search(text) for text in texts):
        return [error(field, "An example is a value, not a variable.")]
    return []


def _ratio(text: str, places: list[str]) -> list[Violation]:
    bare = WRITTEN.sub(" ", text)
    words = len(re.findall(r"[^\W_]+", bare))
    wide = len(re.findall("[\u0e00-\u0eff\u1780-\u17ff\u3040-\u9fff]", bare)) // LETTERS_PER_WORD
    if not places or max(words, wide) > WORDS_PER_PLACE * len(places):
        return []
    said = "There are many variables for so little text: the review may reject it. Write more around them."
    return [_warning("body.text", said)]


def _authentication(
    header: Component | None, body: Component | None, footer: Component | None, buttons: Component | None
) -> list[Violation]:
    found = []
    if header is not None:
        found.append(error("header", "A template of the category AUTHENTICATION has no header."))
    if not isinstance(body, Body):
        found.append(error("body", "A template needs a body; of the category AUTHENTICATION one without a text."))
    elif body.text is not None:
        found.append(error("body.text", "The text of an AUTHENTICATION template is WhatsApp's own: leave it out."))
    if isinstance(footer, Footer):
        minutes, (least, most) = footer.code_expiration_minutes, EXPIRY_MINUTES
        if footer.text is not None:
            found.append(error("footer.text", "The footer of an AUTHENTICATION template is WhatsApp's own."))
        if minutes is None or not least <= minutes <= most:
            found.append(error("footer", f"Say after how many minutes the code expires: {least} to {most}."))
    given = buttons.buttons if isinstance(buttons, Buttons) else []
    return found + template_buttons.code_violations(given)


def _warning(field: str, message: str) -> Violation:
    return Violation(field=field, message=message, level="warning")
