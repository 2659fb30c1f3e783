"""What the intake holds while a row is locked is what everybody else reads of it: the two are written apart and must not drift apart."""

from __future__ import annotations

import typing

import pytest
from msgspec import Struct, structs

from storage.inbox.attempts import AttemptRow
from storage.inbox.conversations import ConversationRow
from storage.inbox.messages import MessageRow
from storage.intake.batches import AttemptHeld, ConversationHeld, MessageHeld

WRITTEN_WHEN_SENT = {"call", "beside"}  # before the provider tells anything of the attempt


def typed(row: type[Struct]) -> dict[str, object]:
    return dict(typing.get_type_hints(row))


def test_a_conversation_held_stands_for_its_row() -> None:
    """One is handed on as the other."""
    assert typed(ConversationHeld) == typed(ConversationRow)
    of = [(field.name, field.default) for field in structs.fields(ConversationHeld)]
    assert of == [(field.name, field.default) for field in structs.fields(ConversationRow)]


@pytest.mark.parametrize(("held", "row"), [(MessageHeld, MessageRow), (AttemptHeld, AttemptRow)])
def test_what_is_held_has_the_names_and_types_of_the_row(held: type[Struct], row: type[Struct]) -> None:
    assert typed(held).items() <= typed(row).items()


def test_of_an_attempt_only_what_was_written_when_it_was_sent_is_left_out() -> None:
    assert typed(AttemptRow).keys() - typed(AttemptHeld).keys() == WRITTEN_WHEN_SENT
