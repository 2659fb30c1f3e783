"""Verdicts about senders (RFC 8601): what the server found is read, what a sender chose is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.mail import mime, verdicts

GOOGLE, MICROSOFT = "google.com", "outlook.com"
RFC = "example.com"

# RFC 8601, appendix B; a server may say it over several lines, with comments anywhere.
EXAMPLES = [
    ("example.org 1; none", "example.org", {}),
    ("example.com;\r\n          spf=pass smtp.mailfrom=example.net", RFC, {"spf": "pass"}),
    (
        "example.com;\r\n   auth=pass (cram-md5) smtp.auth=sender@example.net;\r\n   spf=pass smtp.mailfrom=example.net",
        RFC,
        {"spf": "pass"},
    ),
    (
        "example.com;\r\n      dkim=pass (good signature) header.d=example.com",
        RFC,
        {"dkim": "pass"},
    ),
    (
        'example.com; dkim=pass reason="good signature" header.i=@mail-router.example.net; dkim=fail reason="bad signature" header.i=@newyork.example.com',
        RFC,
        {"dkim": "pass"},
    ),
    (
        "example.net;\r\n dkim=pass (good signature) header.i=@newyork.example.com",
        "example.net",
        {"dkim": "pass"},
    ),
    (
        "foo.example.net (foobar) 1 (baz);\r\n  dkim (Because I like it) / 1 (One yay) = (wait for it) fail\r\n"
        "  policy (A dot can go here) . (like that) expired\r\n  (this surprised me) = (as I wasn't expecting it) 1362471462",
        "example.net",
        {"dkim": "fail"},
    ),
    ('"example.com"; spf=pass', RFC, {}),
    ("example.com 2; spf=pass", RFC, {}),
    ("notexample.com; spf=pass", RFC, {}),
    ("spf=pass; dmarc=pass", RFC, {}),
    ("", RFC, {}),
    ("example.com; DMARC = PASS (p=none)", RFC, {"dmarc": "pass"}),
]


@pytest.mark.parametrize(("header", "checker", "found"), EXAMPLES)
def test_what_a_server_wrote_is_read(header: str, checker: str, found: dict[str, str]) -> None:
    assert verdicts.read(header, checker) == found


# Each is written by the server about a mail whose sender chose the words of it.
FORGED = [
    "mx.google.com; arc=pass (i=1 spf=pass dkim=pass dkdomain=bank.example dmarc=pass fromdomain=bank.example); dmarc=fail header.from=bank.example",
    "mx.google.com; spf=pass (domain of dmarc=pass@evil.example designates 1.2.3.4) smtp.mailfrom=dmarc=pass@evil.example; dmarc=fail",
    'mx.google.com; spf=pass smtp.mailfrom="a; dmarc=pass "@evil.example; dmarc=fail header.from=bank.example',
    'mx.google.com; spf=pass smtp.mailfrom="a\\"; dmarc=pass; \\"b"@evil.example; dmarc=fail',
    'mx.google.com; spf=pass (of "a); dmarc=pass (b"@evil.example) smtp.mailfrom=evil.example; dmarc=fail',
    "mx.google.com; spf=pass (a \\) ; dmarc=pass \\( b) smtp.mailfrom=x; dmarc=fail",
    "mx.google.com; spf=pass (nested (once (twice) ; dmarc=pass) ; dmarc=pass) smtp.mailfrom=x; dmarc=fail",
    "mx.google.com; dmarc=pass header.from=evil.example; dmarc=fail header.from=bank.example",
    "mx.google.com; dmarc=fail; x=y dmarc=pass",
]


@pytest.mark.parametrize("header", FORGED)
def test_words_a_sender_chose_are_no_verdict(header: str) -> None:
    assert verdicts.read(header, GOOGLE, "boss@bank.example")["dmarc"] == "fail"


@pytest.mark.parametrize(
    "header",
    [
        "mx.google.com; spf=pass (an open comment ; dmarc=pass",
        'mx.google.com; spf=pass smtp.mailfrom="an open quotation ; dmarc=pass',
        'mx.google.com; spf=pass (of "a); dmarc=pass (b"@evil.example)',
        "mx.google.com; dmarc=pass header.from=evil.example",
        "mx.google.com; dmarc=pass header.from=accounts.bank.example",
        "mx.google.com; =?utf-8?q?dmarc=3Dpass?=",
    ],
)
def test_what_does_not_speak_of_the_sender_passes_nobody(header: str) -> None:
    assert verdicts.read(header, GOOGLE, "boss@bank.example").get("dmarc") != "pass"


def test_a_signature_of_somebody_else_says_nothing_about_the_sender() -> None:
    header = "mx.google.com; dkim=pass header.i=@evil.example; spf=pass smtp.mailfrom=x@evil.example"
    assert verdicts.read(header, GOOGLE, "boss@bank.example") == {"dkim": "none", "spf": "none"}
    assert verdicts.read(header, GOOGLE, "x@evil.example") == {"dkim": "pass", "spf": "pass"}
    below = "mx.google.com; dkim=pass header.d=mail.bank.example; dmarc=pass header.from=bank.example"
    assert verdicts.read(below, GOOGLE, "boss@bank.example") == {"dkim": "pass", "dmarc": "pass"}


def test_microsoft_does_not_say_who_it_is() -> None:
    header = (
        "spf=pass (sender IP is 40.1.1.1)\r\n smtp.mailfrom=bank.example; dkim=pass (signature was verified)\r\n"
        " header.d=bank.example;dmarc=pass action=none header.from=bank.example;compauth=pass reason=100"
    )
    assert verdicts.checker_of("outlook.office365.com", None) == MICROSOFT
    assert verdicts.read(header, MICROSOFT, "boss@bank.example") == {"spf": "pass", "dkim": "pass", "dmarc": "pass"}
    assert verdicts.read(header, GOOGLE, "boss@bank.example") == {}, "everybody else names themselves"
    assert verdicts.read("evil.example; dmarc=pass", MICROSOFT) == {}


@pytest.mark.parametrize(
    ("host", "checker"),
    [("imap.gmx.com", "gmx.net"), ("imap.yandex.com", "yandex.net"), ("outlook.evil.example", None)],
)
def test_providers_are_known_by_what_they_call_themselves(host: str, checker: str | None) -> None:
    assert verdicts.checker_of(host, None) == checker


def test_an_encoded_word_in_the_header_stays_as_it_is() -> None:
    raw = (
        b"Authentication-Results: mx.google.com; spf=fail smtp.mailfrom=\r\n =?utf-8?q?x=3B_dmarc=3Dpass?=@evil.example\r\n"
        b"From: a@bank.example\r\n\r\nx"
    )
    said = mime.read(raw).headers["authentication-results"]
    assert verdicts.read(said, GOOGLE, "a@bank.example") == {"spf": "fail"}


PIECES = st.sampled_from(
    [";", "(", ")", '"', "\\", "=", "dmarc=pass", " ", "\t\r\n ", "@evil.example", "a.b", "ราคา", "?"]
)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_nothing_written_into_a_comment_becomes_a_verdict(chosen: str) -> None:
    quoted = chosen.replace("\\", "").replace("(", "").replace(")", "")
    header = f"mx.google.com; spf=pass (of {quoted}) smtp.mailfrom=x; dmarc=fail"
    assert verdicts.read(header, GOOGLE) in ({"spf": "pass", "dmarc": "fail"}, {"spf": "none", "dmarc": "fail"})


@given(st.lists(PIECES, max_size=30).map("".join))
def test_nothing_quoted_becomes_a_verdict(chosen: str) -> None:
    quoted = chosen.replace("\\", "\\\\").replace('"', '\\"')
    header = f'mx.google.com; spf=pass smtp.mailfrom="{quoted}"@evil.example; dmarc=fail'
    assert verdicts.read(header, GOOGLE) == {"spf": "pass", "dmarc": "fail"}


@given(st.lists(PIECES | st.text(max_size=5), max_size=40).map("".join))
def test_any_header_at_all_is_read(header: str) -> None:
    for name, result in verdicts.read(header, GOOGLE, "a@b.example").items():
        assert name in verdicts.NAMES
        assert 0 < len(result) <= verdicts.LONGEST
