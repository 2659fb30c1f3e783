"""What other channels draw, in the words of a mail; and ids that providers put in place of ours."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Any

import pytest

from channels.channel import Account, ChannelError, Outgoing
from channels.mail import compose, quotes
from channels.mail.provided import id_of
from channels.mail.server import token_of

BOX = "office@bma.example"


def built(kind: str, content: dict[str, Any], text: str | None = None) -> EmailMessage:
    about = {"to": [{"address": "anna@example.com"}], **content.get("mail", {})}
    message = Outgoing(tag="t", key="m", to=(), kind=kind, text=text, content=content | {"mail": about})
    return compose.mail(message, BOX, "Office")


def words(mail: EmailMessage) -> str:
    said: str = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    return said.replace("\r\n", "\n").strip()


def test_buttons_and_lists_are_said_and_our_own_answers_are_left_to_the_page() -> None:
    listed = {"form": "list", "body": "Which?", "sections": [{"rows": [{"title": "Red", "description": "warm"}]}]}
    assert words(built("interactive", listed)) == "Which?\n\n- Red – warm"
    link = {"form": "link", "body": "See", "button": "Open", "url": "https://bma.example/x"}
    assert words(built("interactive", link)) == "See\n\nOpen: https://bma.example/x"
    ours = {"form": "buttons", "body": "Our offer", "buttons": [{"id": "quotation:1:1:accept:x", "title": "Accept"}]}
    assert words(built("interactive", ours)) == "Our offer"


def test_a_place_and_a_card_are_said() -> None:
    place = words(built("location", {"latitude": 13.75, "longitude": 100.5, "name": "Hall 3"}))
    assert place.startswith("Hall 3\nhttps://www.openstreetmap.org/")
    card = {"contacts": [{"name": "Ken", "phones": [{"number": "+66 2"}], "emails": [{"address": "k@example.com"}]}]}
    assert words(built("contacts", card)) == "Ken\n+66 2\nk@example.com"


@pytest.mark.parametrize("who", ["Anna <anna@example.com>", "สมชาย <s@example.com>"])
def test_what_stands_below_is_folded_away_again(who: str) -> None:
    quoted = {"at": 1_790_000_000_000, "who": who, "text": "How much?\nAnd when?"}
    mail = built("text", {"mail": {"quoted": quoted, "signature": "Nok"}}, "20 Baht")
    html = mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert quotes.fold(words(mail), None).text == "20 Baht"
    assert quotes.fold(words(mail), html).text.startswith("20 Baht")
    assert "How much?" in quotes.fold(words(mail), html).rest


def test_a_mail_written_in_html_below_holds_no_markup_of_the_customer() -> None:
    quoted = {"at": 0, "who": "<b>x</b>", "text": "<script>alert(1)</script>"}
    html = built("text", {"mail": {"quoted": quoted}}, "Hi").get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert "<script>" not in html
    assert "<b>x</b>" not in html


def test_amazon_names_a_mail_anew_and_others_keep_our_name() -> None:
    given = "0100018c-1f2e3d4c-5b6a-7980-abcd-ef0123456789-000000"
    assert id_of(f"Ok {given}", "email-smtp.us-east-1.amazonaws.com", "m@b") == f"{given}@email.amazonses.com"
    assert (
        id_of(f"Ok {given}", "email-smtp.ap-southeast-1.amazonaws.com", "m@b")
        == f"{given}@ap-southeast-1.amazonses.com"
    )
    assert id_of(f"Ok {given}", "smtp.example.com", "m@b") == "m@b"


def test_an_old_token_is_waited_for_and_never_shown_to_the_server() -> None:
    held = {"oauth_token": "t", "oauth_expires_at": "1000"}
    assert token_of(held, 999) == "t"
    with pytest.raises(ChannelError) as waits:
        token_of(held, 1000)
    assert (waits.value.outcome, waits.value.scope) == ("wait", "account")
    assert token_of(Account(id="", kind="mail", address=BOX, credentials={}, url="").credentials, 0) is None
