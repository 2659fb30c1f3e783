from __future__ import annotations

from channels.whatsapp.signature import sign, verify

RAW = rb'{"text":"caf\u00e9 \/ @"}'


def test_the_bytes_that_came_verify() -> None:
    assert verify(RAW, {"x-hub-signature-256": sign(RAW, "new")}, ["new"])


def test_during_a_rotation_both_secrets_verify() -> None:
    assert verify(RAW, {"X-Hub-Signature-256": sign(RAW, "old")}, ["new", "old"])


def test_other_bytes_with_the_same_meaning_do_not() -> None:
    assert not verify('{"text":"café / @"}'.encode(), {"x-hub-signature-256": sign(RAW, "s")}, ["s"])


def test_without_a_secret_nothing_verifies() -> None:
    assert not verify(RAW, {"x-hub-signature-256": sign(RAW, "")}, [])
    assert not verify(RAW, {"x-hub-signature-256": sign(RAW, "")}, [""])


def test_a_missing_or_strange_header_is_refused() -> None:
    for header in (
        {},
        {"x-hub-signature-256": ""},
        {"x-hub-signature-256": "sha1=00"},
        {"x-hub-signature-256": "sha256=ä"},
    ):
        assert not verify(RAW, header, ["s"])
