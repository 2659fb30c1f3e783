"""A mail sent to many says how to get no more of them, where mail programs look for it."""

from __future__ import annotations

from typing import Any

import pytest

from channels.channel import Alias, Outgoing
from channels.mail.compose import mail


def composed(**about: Any) -> Any:
    told = {"to": [{"address": "pim@example.com"}], "subject": "Spring", **about}
    to = (Alias("email", "pim@example.com"),)
    message = Outgoing(tag="t", key="k", to=to, kind="text", text="20 % off", content={"mail": told})
    return mail(message, "office@bma.example", "Office")


def test_one_press_in_the_mail_program_or_an_answer() -> None:
    built = composed(unsubscribe="https://office.example/u/abc", answer_address="office+c1@bma.example")
    said = " ".join(str(built["List-Unsubscribe"]).split())
    answer = "<mailto:office+c1@bma.example?subject=unsubscribe&body=unsubscribe>"
    assert said == f"<https://office.example/u/abc>, {answer}"
    assert built["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert b"List-Unsubscribe: <https://office.example/u/abc>" in built.as_bytes()


def test_without_a_page_an_answer_is_the_way() -> None:
    built = composed(unsubscribe="", answer_address="office+c1@bma.example")
    assert str(built["List-Unsubscribe"]).startswith("<mailto:")
    assert built["List-Unsubscribe-Post"] is None


@pytest.mark.parametrize("about", [{}, {"answer_address": "office+c1@bma.example"}])
def test_a_letter_to_one_person_says_nothing_of_it(about: dict[str, Any]) -> None:
    assert composed(**about)["List-Unsubscribe"] is None
