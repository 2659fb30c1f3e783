"""Servers that answer as the protocol allows, or worse: no mail is passed over in silence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from channels.channel import ChannelError
from channels.mail import fetched
from channels.mail.folder import Care, Found, Place
from channels.mail.mailbox import Reader
from tests.mailboxes import written
from tests.strange_imap import StrangeImap, strange_imap

BEGIN = Place("INBOX", 7, 0)


@pytest.fixture
def box() -> Iterator[StrangeImap]:
    with strange_imap(*(written(number) for number in range(1, 5))) as found:
        yield found


def told(found: list[Found]) -> dict[int, str]:
    """By number: what is known of a mail."""
    return {one.place.uid: one.fault or ("read" if one.raw else "empty") for one in found}


def read(box: StrangeImap, place: Place = BEGIN, care: Care | None = None) -> dict[int, str]:
    reader = Reader(box.server)
    found = [one for chunk in reader.new_chunks(place, None, care) for one in chunk]
    assert reader.reached is not None
    assert reader.reached.uid == max(box.mails)
    reader.close()
    return told(found)


ALL = dict.fromkeys(range(1, 5), "read")


def test_a_number_named_after_the_mail_is_read(box: StrangeImap) -> None:
    box.uid_last = True
    assert read(box) == ALL


@pytest.mark.parametrize("said", [b"NIL", b'""', None])
def test_a_mail_that_is_listed_and_not_handed_out_is_told_of(box: StrangeImap, said: bytes | None) -> None:
    if said is None:
        box.silent = {2}
    else:
        box.says = {2: said}
    assert read(box) == ALL | {2: "the server does not hand out mail 2: it lists the mail and answers nothing for it"}


def test_a_mail_refused_among_others_is_told_of_alone(box: StrangeImap) -> None:
    box.refuses = {3: "NO this mail is damaged"}
    assert read(box) == ALL | {3: "the server does not hand out mail 3: this mail is damaged"}


def test_a_mail_of_no_bytes_is_a_mail(box: StrangeImap) -> None:
    box.mails[2] = b""
    box.says = {2: b'""'}
    assert read(box) == ALL | {2: "empty"}


def test_a_mail_deleted_meanwhile_is_gone(box: StrangeImap, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = Reader(box.server)
    honest = fetched.sizes

    def sizes(lines: list[object]) -> dict[int, int]:
        found = honest(lines)
        box.mails.pop(2, None)
        return found

    monkeypatch.setattr(fetched, "sizes", sizes)
    assert told(list(reader.new_mails(BEGIN, None))) == {1: "read", 3: "read", 4: "read"}
    reader.close()


@pytest.mark.parametrize("words", ["NO [UNAVAILABLE] try later", "NO Server busy", "NO [INUSE] locked"])
def test_a_server_that_says_later_is_asked_later(box: StrangeImap, words: str) -> None:
    box.sizes = [words]
    reader = Reader(box.server)
    with pytest.raises(ChannelError) as later:
        list(reader.new_mails(BEGIN, None))
    assert (later.value.outcome, reader.reached, reader.asked) == ("retry", None, None)
    reader.close()
    assert read(box) == ALL


def test_a_refusal_of_many_sizes_loses_none(box: StrangeImap) -> None:
    box.sizes = ["NO something is wrong with one of them"]
    assert read(box) == ALL


@pytest.mark.parametrize("habit", ["refuses", "says", "silent"])
def test_a_server_that_hands_out_nothing_at_all_is_ill(box: StrangeImap, habit: str) -> None:
    words = {"refuses": "NO I cannot", "says": b"NIL"}
    setattr(box, habit, set(box.mails) if habit == "silent" else dict.fromkeys(box.mails, words[habit]))
    reader = Reader(box.server)
    with pytest.raises(ChannelError, match="hands out none") as ill:
        list(reader.new_mails(BEGIN, None))
    assert (ill.value.outcome, reader.reached) == ("retry", None)
    reader.close()


def test_where_a_server_hung_up_is_known_and_it_is_read_with_care(box: StrangeImap) -> None:
    box.hangs_up = {3}
    reader = Reader(box.server)
    with pytest.raises(ChannelError):
        list(reader.new_mails(BEGIN, None))
    assert reader.asked is not None
    assert reader.asked.uids == (1, 2, 3, 4)
    reader = Reader(box.server)
    chunks = reader.new_chunks(BEGIN, None, Care(7, slowly=4))
    assert [told(next(chunks)) for _ in range(2)] == [{1: "read"}, {2: "read"}]
    with pytest.raises(ChannelError):
        next(chunks)
    assert reader.asked is not None
    assert reader.asked.uids == (3,)
    after = Place("INBOX", 7, 2)
    aside = Care(7, slowly=4, aside={3: "it hangs up"})
    assert read(box, after, aside) == {3: "the server does not hand out mail 3: it hangs up", 4: "read"}
    box.hangs_up = set()
    assert read(box, after, Care(8, aside={3: "x", 4: "y"})) == {3: "read", 4: "read"}, "other numbers, other mails"


def test_no_mail_is_set_aside_while_the_server_hands_out_no_other(box: StrangeImap) -> None:
    box.broken = True
    reader = Reader(box.server)
    with pytest.raises(ChannelError):
        list(reader.new_chunks(Place("INBOX", 7, 2), None, Care(7, aside={3: "it hangs up"})))
    assert reader.asked is None, "the proof is not the mail's fault"


def test_hanging_up_ourselves_is_nobodys_fault(box: StrangeImap) -> None:
    box.hangs_up = {1}
    reader = Reader(box.server)
    with pytest.raises(ChannelError):
        list(reader.new_mails(BEGIN, None))
    reader.interrupt()
    assert reader.asked is None


def test_one_mail_is_had_by_its_number(box: StrangeImap) -> None:
    reader = Reader(box.server)
    found = reader.one(Place("INBOX", 7, 3))
    assert found is not None
    assert found.raw == box.mails[3]
    assert reader.one(Place("INBOX", 7, 99)) is None
    assert reader.one(Place("INBOX", 8, 3)) is None
    reader.close()


def test_a_pass_that_was_cut_goes_on_from_its_day(box: StrangeImap) -> None:
    old, day = date(2020, 1, 1), date(2026, 11, 1)
    box.days = {2: old, 4: old}
    reader = Reader(box.server)
    first = next(reader.new_chunks(Place("INBOX", None, 0), day, Care(7, slowly=1)))
    assert told(first) == {1: "read"}
    box.put(written(5), written(6))
    box.days[5] = old  # moved into the folder, which is news
    found = list(reader.new_mails(first[-1].place, None))
    assert told(found) == {3: "read", 5: "read", 6: "read"}
    assert reader.reached == Place("INBOX", 7, 6)
    reader.close()


@pytest.mark.parametrize(
    "said",
    [
        "NO [UNAVAILABLE] Temporary authentication failure",
        "NO [ALERT] Too many simultaneous connections. (Failure)",
        "NO [LIMIT] LOGIN Rate limit hit",
        "NO [SERVERBUG] LOGIN Server error - Please try again later",
        "BAD User is authenticated but not connected.",
        None,
    ],
)
def test_a_busy_server_is_no_wrong_password(box: StrangeImap, said: str | None) -> None:
    box.logins = [said]
    with pytest.raises(ChannelError) as busy:
        Reader(box.server)
    assert busy.value.outcome == "retry"


@pytest.mark.parametrize("said", ["NO [AUTHENTICATIONFAILED] Try again later", "NO LOGIN failed.", "NO wrong"])
def test_a_wrong_password_waits_for_a_person(box: StrangeImap, said: str) -> None:
    box.logins = [said]
    with pytest.raises(ChannelError, match="does not let us in") as refused:
        Reader(box.server)
    assert refused.value.outcome == "pause"


def test_answers_are_read_whatever_stands_in_them() -> None:
    lines = [
        (b'1 (FLAGS (\\Seen "a)") BODY[] {5}', b"UID 9"),
        b" UID 4 INTERNALDATE (a (b) c))",
        b'2 (UID 5 BODY[] "q\\"uoted UID 6")',
        b"3 (UID 6 BODY[] NIL)",
        b"4 (FLAGS ())",
        (b"5 (UID 7 BODY[HEADER.FIELDS (TO)]<0> {2}", b"hi"),
        b")",
        b"6 (RFC822.SIZE 12 UID 8)",
        None,
    ]
    assert fetched.bodies(lines) == {4: b"UID 9", 5: b'q"uoted UID 6', 7: b"hi"}
    assert fetched.sizes(lines) == {8: 12}
