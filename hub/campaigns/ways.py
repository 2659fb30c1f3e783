"""What is said the other ways: the words of a way, filled for one person, and the sentence by which one says no. Pure."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping

import msgspec
from msgspec import Struct

from hub.campaigns import contents
from hub.campaigns.contents import Wording
from hub.campaigns.links import TOKEN_BYTES, Tracker
from hub.texts import template_bindings
from hub.wire import shapes
from hub.wire.campaign_ways import FallbackWay
from hub.wire.configuration import OptOut
from hub.wire.errors import Refusal
from hub.wire.shapes import Binding

PATH = "/u/"  # behind it a token: who opens it may say that no more is wanted
PLACE = re.compile(r"\{\{\s*([\w.]+)\s*\}\}")
UNSUBSCRIBE = "unsubscribe"
SENTENCE = "You get this because you are a customer of ours. To get no more such mails: {{unsubscribe}}"
ANSWER = "answer “{word}”"
_FIELDS = frozenset({"name", "first_name", "company", "phone", "email"})
_decode = msgspec.json.Decoder(list[FallbackWay]).decode


class Said(Struct, frozen=True, kw_only=True):
    """`token`: of the link by which this person says no, when there is one."""

    text: str
    subject: str | None = None
    token: str | None = None


class No(Struct, frozen=True, kw_only=True):
    """How one says no to a mail: by a page of this hub (`public_url`), and by the `word` that an answer may say; null: there is none."""

    public_url: str = ""
    word: str | None = None

    @property
    def linked(self) -> bool:
        return self.public_url.startswith("https://")

    @property
    def possible(self) -> bool:
        return self.linked or self.word is not None


def of(column: str) -> list[FallbackWay]:
    """The ways as a campaign's row holds them."""
    return _decode(column) if column != "[]" else []


def no(public_url: str, told: OptOut) -> No:
    words = [word for language in told.words.values() for word in language]
    return No(public_url=public_url, word=next(iter(words), None))


def fill(
    way: FallbackWay,
    kind: str,
    contact: shapes.Contact,
    wording: Wording | None,
    no: No,
    tracker: Tracker | None = None,
) -> Said:
    """Raises Refusal `invalid` naming the place that cannot be filled. `wording`: the campaign's own, whose places these words may use;
    `tracker`: makes the links that lead over this hub."""

    def value(place: str) -> str:
        found = template_bindings.value_of(binding(way, wording, place), contact, "")
        if not found:
            raise Refusal("invalid", f"Nothing fills {{{{{place}}}}} for this contact.", field="fallback.parameters")
        return found

    if kind == "mail" and not no.possible:
        raise Refusal("invalid", "A mail to many must say how to get no more of them.", field="fallback")
    token = secrets.token_urlsafe(TOKEN_BYTES) if kind == "mail" and no.linked else None
    text = _written(way.text, value)
    if tracker is not None:
        text = tracker.words("text", text)
    if kind != "mail":
        return Said(text=text)
    return Said(
        text=f"{text}\n\n{_sentence(way, no, token, value)}".strip(),
        subject=_written(way.subject or "", value),
        token=token,
    )


def binding(way: FallbackWay, wording: Wording | None, place: str) -> Binding:
    """What fills a place. Raises Refusal `invalid` for one there is not."""
    if (told := way.parameters.get(place)) is not None:
        return contents.binding(told)
    if wording is not None and (own := wording.bindings.get(contents.place_of(place))) is not None:
        return own
    if place in _FIELDS or place.startswith("fields."):
        return Binding(source=f"contact.{place}")
    raise Refusal("invalid", f"There is nothing called {{{{{place}}}}}.", field="fallback.parameters")


def places(way: FallbackWay) -> list[str]:
    """Each once, as they are met; without the link that says no."""
    words = " ".join((way.subject or "", way.text, way.unsubscribe or ""))
    return [place for place in dict.fromkeys(PLACE.findall(words)) if place != UNSUBSCRIBE]


def unknown_places(way: FallbackWay, wording: Wording | None) -> list[str]:
    found = []
    for place in places(way):
        try:
            binding(way, wording, place)
        except Refusal:
            found.append(place)
    return found


def address(public_url: str, token: str) -> str:
    return f"{public_url.rstrip('/')}{PATH}{token}"


def _sentence(way: FallbackWay, no: No, token: str | None, value: Callable[[str], str]) -> str:
    words = way.unsubscribe or SENTENCE
    if f"{{{{{UNSUBSCRIBE}}}}}" not in re.sub(r"\s", "", words):
        words = f"{words} {{{{{UNSUBSCRIBE}}}}}"
    how = address(no.public_url, token) if token is not None else ANSWER.format(word=no.word or "")
    return _written(words, lambda place: how if place == UNSUBSCRIBE else value(place))


def _written(words: str, value: Callable[[str], str]) -> str:
    return PLACE.sub(lambda found: value(found[1]), words)


def kinds(accounts: Mapping[str, str], fallback: list[FallbackWay]) -> list[str]:
    """The kind of channel of each way; `accounts`: kinds by account."""
    return [accounts.get(way.channel, "") for way in fallback]
