"""The provider's rules for a template's buttons: how many of each kind, in which order, and what each may say."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from hub.texts.template_places import WRITTEN
from hub.texts.violations import error, length
from hub.wire.templates import Button, CodeButton, CopyCode, PhoneButton, QuickReply, UrlButton, Violation

MOST = 10
TEXT_MOST, URL_MOST, PHONE_MOST, CODE_MOST = 25, 2000, 20, 15  # characters
# kind → (at most, the plural)
KINDS: dict[type, tuple[int, str]] = {
    UrlButton: (2, "buttons with a link"),
    PhoneButton: (1, "button with a phone number"),
    CopyCode: (1, "button that copies a code"),
}
ON_PHONES_ALONE = 3  # more are not shown on WhatsApp's desktop
_PHONE = re.compile(r"\+?[0-9][0-9 ()-]{4,18}[0-9]")


def violations(buttons: Sequence[Button]) -> list[Violation]:
    if not buttons:
        return [error("buttons", "Add a button, or leave the buttons out.")]
    found = []
    if len(buttons) > MOST:
        found.append(error("buttons", f"At most {MOST} buttons; these are {len(buttons)}."))
    for kind, (most, plural) in KINDS.items():
        if sum(isinstance(button, kind) for button in buttons) > most:
            found.append(error("buttons", f"At most {most} {plural}."))
    if any(isinstance(button, CodeButton) for button in buttons):
        found.append(error("buttons", "A code button belongs to a template of the category AUTHENTICATION."))
    if not _grouped(buttons):
        found.append(error("buttons", "Quick replies stand together: all before the other buttons, or all after them."))
    texts = [button.text for button in buttons if not isinstance(button, CopyCode | CodeButton)]
    if len(set(texts)) < len(texts):
        found.append(error("buttons", "No two buttons may have the same text."))
    for place, button in enumerate(buttons):
        found += _one(f"buttons.{place}", button)
    if not found and len(buttons) > ON_PHONES_ALONE:
        said = (
            f"A template with more than {ON_PHONES_ALONE} buttons is shown on phones only, not on WhatsApp's desktop."
        )
        found.append(Violation(field="buttons", message=said, level="warning"))
    return found


def code_violations(buttons: Sequence[Button]) -> list[Violation]:
    """Of an AUTHENTICATION template: one code button."""
    if len(buttons) != 1 or not isinstance(buttons[0], CodeButton):
        return [error("buttons", "A template of the category AUTHENTICATION has one code button and no other.")]
    button, found = buttons[0], []
    if button.otp_type != "COPY_CODE" and not button.supported_apps:
        found.append(error("buttons.0.supported_apps", "Name the app that takes the code, with its signature hash."))
    if button.otp_type == "ZERO_TAP" and not button.zero_tap_terms_accepted:
        found.append(error("buttons.0.zero_tap_terms_accepted", "Accept WhatsApp's terms of zero-tap codes."))
    for name, text in (("text", button.text), ("autofill_text", button.autofill_text)):
        found += length(f"buttons.0.{name}", "The text of a button", text or "", TEXT_MOST)
    return found


def _grouped(buttons: Sequence[Button]) -> bool:
    quick = [isinstance(button, QuickReply) for button in buttons]
    return sum(a != b for a, b in itertools.pairwise(quick)) <= 1


def _one(field: str, button: Button) -> list[Violation]:
    if isinstance(button, CodeButton):
        return []
    if isinstance(button, CopyCode):
        return _code(field, button)
    found = _text(f"{field}.text", button.text)
    if isinstance(button, UrlButton):
        found += _url(field, button)
    if isinstance(button, PhoneButton):
        number = button.phone_number
        if len(number) > PHONE_MOST or not _PHONE.fullmatch(number):
            said = f"A phone number has its country code and at most {PHONE_MOST} characters, as in +6621234567."
            found.append(error(f"{field}.phone_number", said))
    return found


def _text(field: str, text: str) -> list[Violation]:
    if not text.strip():
        return [error(field, "Write the text of the button.")]
    if WRITTEN.search(text) or "\n" in text:
        return [error(field, "The text of a button may hold neither variables nor line breaks.")]
    return length(field, "The text of a button", text, TEXT_MOST)


def _url(field: str, button: UrlButton) -> list[Violation]:
    url = button.url
    found = length(f"{field}.url", "A link", url, URL_MOST)
    places = WRITTEN.findall(url)
    bare = WRITTEN.sub("", url)
    if not _is_link(bare):
        found.append(
            error(
                f"{field}.url", "A link begins with https:// (or http://) and names a host, as in https://example.com/."
            )
        )
    if places and (places != ["1"] or not url.endswith("{{1}}")):
        found.append(error(f"{field}.url", "A link may have one variable, {{1}}, and only at its end."))
    if "{{" in bare or "}}" in bare:
        found.append(error(f"{field}.url", "Double braces stand around a variable only, as in {{1}}."))
    examples = button.example or []
    if places and (len(examples) != 1 or not _is_link(examples[0])):
        found.append(error(f"{field}.example", "Give one whole link as the example of the variable."))
    if not places and examples:
        found.append(error(f"{field}.example", "A link without a variable needs no example."))
    return found


def _is_link(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"\s", url)
    except ValueError:
        return False


def _code(field: str, button: CopyCode) -> list[Violation]:
    given = button.example
    codes = [given] if isinstance(given, str) else list(given or [])
    if len(codes) != 1 or not codes[0].strip():
        return [error(f"{field}.example", "Give an example of the code.")]
    if not (codes[0].isascii() and codes[0].isalnum()):
        return [error(f"{field}.example", "A code has letters a to z and digits only.")]
    return length(f"{field}.example", "A code", codes[0], CODE_MOST)
