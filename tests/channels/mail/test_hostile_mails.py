"""Mails made to freeze the process, and those that only look so."""

from __future__ import annotations

import subprocess
import sys

import pytest

from channels.mail import html, nesting, quotes
from tests.channels.mail import hostile_texts
from tests.patience import PATIENCE

REAL = (
    '<html><head><style>p{color:red}</style><title>x</title></head><body class="a"><!-- c --><p>Dear <b>Anna</b> &amp; <i>Ben</i>,<br>'
    '<table width=600 cellpadding="0"><tr><td bgcolor=#fff style="color:red">1 &lt; 2</td><td><a href="https://a.example/?x=1&amp;y=2">see</a></td></tr></table>'
    "<ul><li>one<li>two</ul><img src='cid:pic' alt='a \"b\"'><blockquote type=cite><div>old <font color=red>words</font></div></blockquote></body></html>"
)


@pytest.mark.once
def test_no_text_takes_longer_than_its_length() -> None:
    """In a process of its own: a pattern that runs away holds every thread."""
    subprocess.run([sys.executable, "-m", hostile_texts.__name__], check=True, timeout=PATIENCE)


def test_what_is_written_anew_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    shown, said = html.clean(REAL, {"pic": "/1"}), quotes.fold(None, REAL)
    monkeypatch.setattr(nesting, "STEPS", -1)
    assert nesting.bounded(REAL) != REAL
    assert html.clean(REAL, {"pic": "/1"}) == shown
    assert quotes.fold(None, REAL) == said
    assert "old words" in said.rest


def test_what_lies_too_deep_keeps_its_words() -> None:
    deep = "<div>" * 50_000 + "hello" + "</div>" * 50_000 + "<p>there</p>"
    assert quotes.fold(None, deep).text == "hello\n\nthere"
    shown = html.clean(deep, {}).html
    assert shown.count("<div") == nesting.DEEPEST
    assert "there" in shown


def test_a_picture_whose_address_is_none_is_counted_and_left_out() -> None:
    shown = html.clean('<img src="https://evil.example\\[/x"><img src="ht\ntps://t.example/p">', {})
    assert (shown.remote, "example" in shown.html) == (2, False)
