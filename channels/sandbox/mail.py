"""The mail world of the double: the office's mailbox, which `imap` shows, and the customers' programs. Like `cloud`, every method is told
the time and returns at once; what comes later waits in `due`."""

from __future__ import annotations

import heapq
import re
from collections.abc import Callable

from channels.mail import mime
from channels.sandbox import mail_magic, mail_written
from channels.sandbox.mail_magic import REPORTS, Report
from channels.sandbox.mail_model import (
    INBOX,
    SENT,
    Correspondent,
    Folder,
    HandedIn,
    Held,
    MailFault,
    Stored,
    Verdict,
    Writing,
)

REPORT_MS = 800  # until a report comes back
LARGEST = 25 * 1024 * 1024  # bytes of one mail, as most servers have it
MOST_MAILS, MOST_PEOPLE, REMEMBERED = 20_000, 500, 10_000
ADDRESS = re.compile(r"[^\s@<>\",;:\x00-\x1f\x7f-\uffff]{1,64}@[A-Za-z0-9.-]{1,190}")


class PostOffice:
    """`faults` strike the mails the office hands in; `changed` is called after anything happened."""

    def __init__(
        self, office: str, *, name: str = "BMA", username: str = "office", password: str = "", run: str = "1"
    ) -> None:
        self.office, self.name = office.lower(), name
        self.username, self.password = username, password
        self.folders = {folder: Folder(name=folder, validity=1) for folder in (INBOX, SENT)}
        self.people: dict[str, Correspondent] = {}
        self.sends: list[HandedIn] = []
        self.faults: list[MailFault] = []
        self.report_ms = REPORT_MS
        self.version = 0
        self.changed: list[Callable[[], None]] = []
        self._run, self._count = run, 0
        self._waited: dict[str, int] = {}  # greylisted: tries by address
        self._later: list[tuple[int, int, Callable[[int], None]]] = []

    # --- what the office does: SMTP ------------------------------------------------------------------------------------------------

    def knows(self, username: str, password: str) -> bool:
        return (username, password) == (self.username, self.password)

    def asked(self, recipient: str) -> str | None:
        """The server's answer to RCPT where it is no; None when it takes mails for this address."""
        if ADDRESS.fullmatch(recipient) is None:
            return "501 5.1.3 That is no address"
        name = mail_magic.name_of(recipient)
        if name == "refused":
            return mail_magic.REFUSED
        if name == "grey":
            self._waited[recipient] = self._waited.get(recipient, 0) + 1
            return mail_magic.WAIT if self._waited[recipient] == 1 else None
        return None

    def take(self, sender: str, recipients: list[str], raw: bytes, now: int) -> Verdict:
        """A mail that was handed in, to everybody it is for."""
        wanted = [recipient.lower() for recipient in recipients]
        if len(raw) > LARGEST:
            return Verdict(reply="552 5.3.4 The mail is too large")
        fault = self._fault(wanted)
        if fault is not None and fault.kind in ("refuse", "wait", "cut_before"):
            reply = mail_magic.REFUSED if fault.kind == "refuse" else mail_magic.WAIT
            return Verdict(reply=reply, delay_ms=fault.delay_ms, cut=fault.kind == "cut_before")
        mail = mime.read(raw)
        self.sends.append(HandedIn(sender=sender, recipients=tuple(wanted), id=mail.id, at=now))
        del self.sends[:-REMEMBERED]
        for recipient in wanted:
            asked = {"bounce": "bounce", "full": "full"}.get(fault.kind if fault else "", mail_magic.name_of(recipient))
            if asked in REPORTS:
                self._report_later(REPORTS[asked], sender, recipient, raw, now)
            if asked not in REPORTS or REPORTS[asked].action == "delayed":
                self._arrive(recipient, raw, mail, now)
        names = {mail_magic.name_of(recipient) for recipient in wanted}
        slow = mail_magic.SLOW_MS if "slow" in names else 0
        cut = "lost" in names or (fault is not None and fault.kind == "cut_after")
        return Verdict(delay_ms=max(slow, fault.delay_ms if fault else 0), cut=cut)

    def _fault(self, recipients: list[str]) -> MailFault | None:
        found = next((one for one in self.faults if one.to is None or one.to in recipients), None)
        if found is not None:
            found.times -= 1
            if found.times <= 0:
                self.faults.remove(found)
        return found

    def _report_later(self, about: Report, sender: str, recipient: str, raw: bytes, now: int) -> None:
        def come(then: int) -> None:
            domain = recipient.partition("@")[2]
            id = self._id(domain)
            told = mail_written.report(about, to=sender, recipient=recipient, original=raw, id=id, now=then)
            self._store(mail_written.received(told, sender="", recipient=self.office, server=self._server()), then)

        self._count += 1
        heapq.heappush(self._later, (now + self.report_ms, self._count, come))
        self.touch()

    def _arrive(self, recipient: str, raw: bytes, mail: mime.Mail, now: int) -> None:
        if self._is_office(recipient):
            self._store(mail_written.received(raw, sender=self.office, recipient=recipient, server=self._server()), now)
            return
        names = {one.address: one.name for one in (*mail.to, *mail.cc)}
        person = self.person(recipient, names.get(recipient))
        self._hold(person, raw, mail, now, ours=False)
        automatic = mail.headers.get("auto-submitted", "no").lower() != "no"
        writer = mail.answer_to or mail.sender
        if person.away is not None and writer is not None and not automatic and writer.address not in person.told_away:
            person.told_away.add(writer.address)
            subject = f"Out of office: {mail.subject}"
            self.writes(recipient, Writing(text=person.away, subject=subject, answers=mail.id, automatic=True), now)

    # --- what customers do ---------------------------------------------------------------------------------------------------------

    def person(self, address: str, name: str | None = None) -> Correspondent:
        """Whose address it is, made when new. Raises ValueError when it is no address, or there are too many."""
        address = address.lower()
        found = self.people.get(address)
        if found is None:
            if ADDRESS.fullmatch(address) is None or len(self.people) >= MOST_PEOPLE:
                raise ValueError(f"{address!r} is no address that mails can be written from")
            name = name or address.partition("@")[0].replace(".", " ").title()
            found = self.people[address] = Correspondent(address=address, name=name)
            self.touch(found)
        return found

    def writes(self, address: str, writing: Writing, now: int, *, passed: bool = True) -> Held:
        """A mail to the office: a new one, or an answer. Raises ValueError where it cannot be written."""
        person = self.person(address)
        answered = self._held(person, writing.answers) if writing.answers else None
        to = self.office
        before: tuple[str, ...] = ()
        if answered is not None and not answered.ours:
            writer = answered.mail.answer_to or answered.mail.sender
            to = writer.address if writer else to
        if answered is not None:
            before = tuple(dict.fromkeys((*answered.mail.references, answered.id)))
        id = self._id(person.address.partition("@")[2])
        sender = (person.name, person.address)
        raw = mail_written.mail(writing, sender=sender, to=to, id=id, now=now, before=before)
        if len(raw) > LARGEST:
            raise ValueError("The mail is too large: the server takes 25 MB.")
        held = self._hold(person, raw, mime.read(raw), writing.at or now, ours=True)
        for recipient in (to, *writing.cc):
            if self._is_office(recipient.lower()):
                self.brings(raw, sender=person.address, recipient=recipient, now=now, passed=passed)
        return held

    def brings(self, raw: bytes, *, sender: str, recipient: str, now: int, passed: bool = True) -> None:
        """A mail for the office from anywhere. `passed`: whether its server believes the sender."""
        told = mail_written.received(raw, sender=sender, recipient=recipient, server=self._server(), passed=passed)
        self._store(told, now)

    def reads(self, address: str, id: str) -> None:
        person = self.person(address)
        if id not in person.seen:
            person.seen.add(id)
            self.touch(person)

    def goes_away(self, address: str, text: str | None) -> None:
        """Out of the office: what their program answers, once to everybody; None: back again."""
        person = self.person(address)
        person.away = text
        person.told_away.clear()
        self.touch(person)

    # --- the machinery -------------------------------------------------------------------------------------------------------------

    def put(self, folder: str, raw: bytes, now: int, flags: set[str] | None = None) -> int | None:
        """Keeps a mail in a folder of the office; its UID, None when there is no such folder or no room."""
        kept = self.folders.get(folder)
        if kept is None or len(kept.mails) >= MOST_MAILS:
            return None
        kept.mails.append(Stored(uid=kept.next_uid, raw=raw, at=now, flags=flags or set()))
        kept.next_uid += 1
        self.touch()
        return kept.next_uid - 1

    def renumber(self, folder: str = INBOX) -> None:
        """As after a restore of the mailbox: all numbers are others."""
        kept = self.folders[folder]
        kept.validity += 1
        for uid, mail in enumerate(kept.mails, 101):
            mail.uid = uid
        kept.next_uid = 101 + len(kept.mails)
        self.touch()

    def due(self, now: int) -> None:
        """Lets happen what should have by now."""
        while self._later and self._later[0][0] <= now:
            _, _, come = heapq.heappop(self._later)
            come(now)

    def next_due(self) -> int | None:
        return self._later[0][0] if self._later else None

    def touch(self, person: Correspondent | None = None) -> None:
        self.version += 1
        if person is not None:
            person.version = self.version
        for tell in self.changed:
            tell()

    def _store(self, raw: bytes, now: int) -> None:
        if self.put(INBOX, raw, now) is None:
            raise ValueError("The office's mailbox is full.")

    def _hold(self, person: Correspondent, raw: bytes, mail: mime.Mail, at: int, *, ours: bool) -> Held:
        before = next((self._held(person, id) for id in reversed((*mail.references, mail.answers or "")) if id), None)
        held = Held(id=mail.id, ours=ours, at=at, thread=before.thread if before else mail.id, raw=raw, mail=mail)
        person.mails.append(held)
        del person.mails[:-MOST_MAILS]
        if ours:
            person.seen.add(held.id)
        self.touch(person)
        return held

    def _held(self, person: Correspondent, id: str | None) -> Held | None:
        return next((held for held in person.mails if held.id == id), None)

    def _is_office(self, address: str) -> bool:
        local, _, domain = self.office.rpartition("@")
        name, _, theirs = address.rpartition("@")
        return theirs == domain and name.partition("+")[0] == local.partition("+")[0]

    def _server(self) -> str:
        return f"mx.{self.office.rpartition('@')[2]}"

    def _id(self, domain: str) -> str:
        self._count += 1
        return f"{self._run}.{self._count}@{domain}"
