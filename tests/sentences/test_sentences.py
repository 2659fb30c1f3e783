"""What the server says can be said in Thai: the catalogue has every sentence of the source, and says the same."""

from __future__ import annotations

import pytest

from tests.sentences import catalogue
from tests.sentences.source import sentences

MEND = "Run `.venv/bin/python -m tests.sentences`, then write the Thai into the empty msgstr of web/client/src/locales/server/th.po"

pytestmark = pytest.mark.once


def test_every_sentence_of_the_server_stands_in_the_catalogue_and_no_other() -> None:
    said, kept = sentences().keys(), catalogue.read().keys()
    assert [form for _, form in said - kept] == [], f"The catalogue lacks these. {MEND}."
    assert [form for _, form in kept - said] == [], f"Nobody says these any more. {MEND}."


def test_every_sentence_has_its_thai() -> None:
    assert [form for (_, form), thai in catalogue.read().items() if not thai] == [], f"These have no Thai. {MEND}."


def test_the_thai_of_a_sentence_has_its_places() -> None:
    unlike = [
        (form, thai)
        for (_, form), thai in catalogue.read().items()
        if thai and catalogue.places(form) != catalogue.places(thai)
    ]
    assert unlike == []


def test_one_sentence_has_one_thai() -> None:
    """However its places are called: the console could not tell them apart."""
    seen: dict[tuple[str, str], str] = {}
    for (kind, form), thai in catalogue.read().items():
        bare = catalogue.PLACE.sub("{}", form)
        assert seen.setdefault((kind, bare), thai) == thai
