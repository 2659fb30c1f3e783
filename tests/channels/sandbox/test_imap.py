"""The mailbox's protocol: any client understands it, and nothing a client says brings it down."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from channels.sandbox import imap_words
from channels.sandbox.imap import LINE_LIMIT, OPEN, SELECTED, SIGNED_IN, STRANGERS_LIMIT, Session
from channels.sandbox.mail import PostOffice
from channels.sandbox.mail_model import INBOX, Writing

NOW = 1_760_000_000_000


@pytest.fixture
def office() -> PostOffice:
    return filled()


def filled() -> PostOffice:
    office = PostOffice("office@bma.example", password='pa"ss')
    for number in range(3):
        office.writes("pim@example.org", Writing(text=f"Text {number}", subject=f"Subject {number}"), NOW)
    return office


def signed_in(office: PostOffice, folder: str = "EXAMINE INBOX") -> Session:
    session = Session(office, lambda: NOW)
    session.feed(b'0 LOGIN office "pa\\"ss"\r\n' + f"0 {folder}\r\n".encode())
    return session


def test_nobody_reads_who_has_not_signed_in(office: PostOffice) -> None:
    session = Session(office, lambda: NOW)
    assert session.feed(b"1 SELECT INBOX\r\n").startswith(b"1 NO")
    assert b"AUTHENTICATIONFAILED" in session.feed(b"2 LOGIN office wrong\r\n")
    assert session.feed(b"3 UID FETCH 1 (BODY[])\r\n").startswith(b"3 NO")
    assert session.feed(b"4 AUTHENTICATE PLAIN\r\n") == b"+ \r\n"
    assert session.feed(b"AG9mZmljZQBwYSJzcw==\r\n").startswith(b"4 OK")


def test_mails_are_found_by_uid_and_read_whole(office: PostOffice) -> None:
    session = signed_in(office)
    assert session.feed(b"1 UID SEARCH UID 2:*\r\n").startswith(b"* SEARCH 2 3\r\n")
    raw = office.folders[INBOX].mails[1].raw
    told = session.feed(b"2 UID FETCH 2 (RFC822.SIZE BODY.PEEK[])\r\n")
    head = f"* 2 FETCH (UID 2 RFC822.SIZE {len(raw)} BODY[] {{{len(raw)}}}\r\n".encode()
    assert told == head + raw + b")\r\n2 OK done\r\n"


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (b"ALL", b"1 2 3"), (b'SUBJECT "subject 1"', b"2"), (b"SINCE 9-Oct-2025", b"1 2 3"), (b"SINCE 10-Oct-2025", b""),
        (b"NOT SUBJECT 1", b"1 3"), (b"CHARSET UTF-8 FROM pim 2:*", b"2 3"), (b"HEADER subject 2", b"3"), (b"(UNSEEN 1)", b"1"),
    ],
)  # fmt: skip
def test_searching(office: PostOffice, asked: bytes, found: bytes) -> None:
    told = signed_in(office).feed(b"1 SEARCH " + asked + b"\r\n")
    assert told == (b"* SEARCH " + found).strip() + b"\r\n1 OK done\r\n"


def test_parts_of_a_mail(office: PostOffice) -> None:
    session = signed_in(office, "SELECT INBOX")
    told = session.feed(b"1 FETCH 1 (BODY.PEEK[HEADER.FIELDS (SUBJECT)] BODY[TEXT]<0.4>)\r\n")
    assert b"BODY[HEADER.FIELDS (SUBJECT)] {22}\r\nSubject: Subject 0\r\n\r\n" in told
    assert office.folders[INBOX].mails[0].flags == {"\\Seen"}
    assert b"FLAGS (\\Seen)" in session.feed(b"2 FETCH 1 FAST\r\n")


def test_who_waits_is_told_of_what_comes(office: PostOffice) -> None:
    session = signed_in(office)
    assert session.notice() == b""
    assert session.feed(b"1 IDLE\r\n") == b"+ waiting\r\n"
    office.writes("pim@example.org", Writing(text="More"), NOW)
    assert session.notice() == b"* 4 EXISTS\r\n"
    assert session.feed(b"DONE\r\n") == b"1 OK done\r\n"


def test_a_mail_can_be_kept_in_a_folder_in_pieces(office: PostOffice) -> None:
    session = signed_in(office, "NOOP")
    assert session.feed(b"1 APPEND Sent (\\Seen) {5}\r\n") == b"+ go on\r\n"
    assert session.feed(b"he") == b""
    assert b"1 OK [APPENDUID 1 1]" in session.feed(b"llo\r\n")
    assert (office.folders["Sent"].mails[0].raw, office.folders["Sent"].mails[0].flags) == (b"hello", {"\\Seen"})


@pytest.mark.parametrize(
    "flood", [b"1 " + b"x" * (LINE_LIMIT + 10), b"1 LOGIN {%d}\r\n" % (STRANGERS_LIMIT + 1), b"1 LOGIN {9999999999}\r\n"]
)  # fmt: skip
def test_who_says_too_much_is_hung_up_on(office: PostOffice, flood: bytes) -> None:
    session = Session(office, lambda: NOW)
    assert b"* BYE" in session.feed(flood)
    assert session.closed
    assert session.feed(b"2 NOOP\r\n") == b""


NAMES = sorted({*OPEN, *SIGNED_IN, *SELECTED})
ENDS = (b"(", b")", b'"', b"{3}", b"{3+}", b"*", b":", b",", b"1", b"4294967296", b"INBOX", b"BODY[", b"]", b"BODY.PEEK[]", b"UID", b"NOT",
        b"SINCE", b"1-Feb-2026", b"32-Foo-9999", b"\\", b"\x00", b"\xff", b"FLAGS", b"(MESSAGES)", b"CHARSET", b"<0.1>", b" ", b"\n", b"\r")  # fmt: skip
commands = st.builds(
    lambda name, words: b"t " + name.encode() + b" " + b" ".join(words) + b"\r\n",
    st.sampled_from(NAMES),
    st.lists(st.sampled_from(ENDS) | st.binary(max_size=12), max_size=8),
)


@settings(max_examples=300, deadline=None)
@given(said=st.lists(commands | st.binary(max_size=60), max_size=6), cut=st.integers(1, 40))
@example(said=[b"t FETCH 1 BODY[HEADER.FIELDS (\r\n"], cut=7)
@example(said=[b"t SEARCH " + b"(" * 60 + b"\r\n"], cut=9)
def test_nothing_a_client_says_brings_it_down(said: list[bytes], cut: int) -> None:
    session = signed_in(filled())
    whole = b"".join(said)
    for start in range(0, len(whole), cut):
        out = session.feed(whole[start : start + cut])
        assert not out or out.endswith(b"\r\n")


@settings(max_examples=200, deadline=None)
@given(said=st.text(st.sampled_from("0123456789:,*x "), max_size=20))
def test_sets_of_numbers_are_ranges_or_refused(said: str) -> None:
    try:
        found = imap_words.numbers(said, 9)
    except imap_words.Bad:
        return
    assert all(1 <= first <= last for first, last in found)
