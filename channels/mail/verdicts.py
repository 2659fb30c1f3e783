"""What the mailbox's own server found out about a sender (RFC 8601). Anybody can write such a header into a mail, so only the topmost
counts, and only where it names the server that is known to check the mails of this mailbox."""

from __future__ import annotations

import re
from collections.abc import Mapping

NAMES = ("dkim", "spf", "dmarc")
Told = Mapping[str, tuple[str, str]]  # by name: the result, and the domain it is about, "" where that is not said
LONGEST = 16  # letters of a result

# By the domain of the host a mailbox is read at: what that provider calls itself in its verdicts.
CHECKERS = {
    "gmail.com": "google.com",
    "googlemail.com": "google.com",
    "outlook.office365.com": "outlook.com",
    "fastmail.com": "messagingengine.com",
    "yahoo.com": "yahoo.com",
    "zoho.com": "zohomail.com",
    "mail.me.com": "icloud.com",
    "gmx.com": "gmx.net",
    "gmx.net": "gmx.net",
    "yandex.com": "yandex.net",
    "yandex.ru": "yandex.net",
}
NAMELESS = "outlook.com"  # Microsoft puts its verdicts on top without saying who it is

_KEYWORD = r"[A-Za-z0-9!#$%&'*+.^_`{|}~-]+"
_METHOD = re.compile(rf"\s*({_KEYWORD})\s*(?:/\s*[0-9]+\s*)?=\s*([A-Za-z0-9-]+)(?=\s|$)")
_ABOUT = {
    "dkim": re.compile(r"\sheader\s*\.\s*[di]\s*=\s*(\S+)", re.IGNORECASE),
    "spf": re.compile(r"\ssmtp\s*\.\s*mailfrom\s*=\s*(\S+)", re.IGNORECASE),
    "dmarc": re.compile(r"\sheader\s*\.\s*from\s*=\s*(\S+)", re.IGNORECASE),
}
_OUTSIDE = re.compile(r'"(?:[^"\\]|\\.)*"?|\\.?|[();]|[^"\\();]+', re.DOTALL)
_WITHIN = re.compile(r"\\.?|[()]|[^\\()]+", re.DOTALL)


def checker_of(host: str, named: str | None) -> str | None:
    """Whose verdicts count for a mailbox read at `host`: `named` by whoever set it up, else as its provider is known to call itself; None:
    nobody's."""
    if named:
        return named.lower()
    return next((checker for domain, checker in CHECKERS.items() if _within(host.lower(), domain)), None)


def read(header: str, checker: str | None, sender: str | None = None) -> dict[str, str]:
    """Of the topmost Authentication-Results, as it came: {"dkim": "pass", …}; empty where `checker` did not write it. `sender`: the address
    in From: what passed for another domain says nothing about it."""
    if checker is None:
        return {}
    (head, *clauses), doubtful = clauses_of(header)
    names = head.split()
    if _METHOD.match(head) and _within(checker, NAMELESS):
        clauses.insert(0, head)
    elif not names or not _within(names[0].lower(), checker) or names[1:] not in ([], ["1"]):
        return {}
    found: dict[str, str] = {}
    for clause in clauses:
        if (said := _METHOD.match(clause)) is None or (name := said[1].lower()) not in NAMES:
            continue
        result = said[2].lower()[:LONGEST]
        if result == "pass" and (doubtful or not _speaks_of(name, clause, sender)):
            result = "none"
        found[name] = _together(name, found.get(name), result)
    return found


def clauses_of(header: str) -> tuple[list[str], bool]:
    """The header at its semicolons, in linear time, and whether others may read it differently: a quotation mark in a comment means nothing,
    but whoever wrote the comment may have thought otherwise. Comments, nested ones too, are gone; what is quoted says nothing here, for
    senders choose it."""
    clauses, depth, place, doubtful = [""], 0, 0, False
    while found := (_WITHIN if depth else _OUTSIDE).match(header, place):
        piece, place = found[0], found.end()
        if piece == "(":
            depth += 1
            clauses[-1] += " "
        elif depth:
            depth -= piece == ")"
            doubtful = doubtful or '"' in piece
        elif piece == ";":
            clauses.append("")
        elif piece[0] in '"\\)':
            clauses[-1] += "?"
        else:
            clauses[-1] += piece
    return clauses, doubtful


def _together(name: str, before: str | None, now: str) -> str:
    """A mail may have several signatures, one good one is enough; what is said twice of anything else counts at its worst."""
    said = [each for each in (before, now) if each is not None]
    if name == "dkim" and "pass" in said:
        return "pass"
    return "fail" if "fail" in said else min(said, key=lambda word: (word == "pass", word == "none"))


def _speaks_of(name: str, clause: str, sender: str | None) -> bool:
    """DMARC is asked of the domain in From, or of one above it; a signature or an envelope may also be of one below."""
    about = _ABOUT[name].search(clause)
    if about is None or sender is None:
        return True
    domain, own = about[1].lower().rpartition("@")[2].rstrip("."), sender.lower().rpartition("@")[2]
    return _within(own, domain) or (name != "dmarc" and _within(domain, own))


def brought(told: Told, sender: str | None) -> dict[str, str]:
    """What a provider found out and brings beside the mail. A signature or an envelope of nobody knows whom says nothing about From."""
    found = {}
    for name, (result, domain) in told.items():
        word = result.strip().lower()[:LONGEST]
        if name not in NAMES or not word.isalpha() or not word.isascii():
            continue
        own = (sender or "").lower().rpartition("@")[2]
        ours = name == "dmarc" or (domain != "" and (_within(own, domain.lower()) or _within(domain.lower(), own)))
        found[name] = word if word != "pass" or ours else "none"
    return found


def _within(host: str, domain: str) -> bool:
    return host == domain or host.endswith(f".{domain}")
