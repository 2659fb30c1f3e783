"""What the mailbox's own server found out about a sender (RFC 8601). Anybody can write such a header into a mail, so only the topmost
counts, and only where it names the server that is known to check the mails of this mailbox."""

from __future__ import annotations

NAMES = ("dkim", "spf", "dmarc")

# By the domain of the host a mailbox is read at: what that provider calls itself in its verdicts.
CHECKERS = {
    "gmail.com": "google.com",
    "googlemail.com": "google.com",
    "fastmail.com": "messagingengine.com",
    "yahoo.com": "yahoo.com",
    "zoho.com": "zohomail.com",
    "mail.me.com": "icloud.com",
}


def checker_of(host: str, named: str | None) -> str | None:
    """Whose verdicts count for a mailbox read at `host`: `named` by whoever set it up, else as its provider is known to call itself; None:
    nobody's."""
    if named:
        return named.lower()
    return next((checker for domain, checker in CHECKERS.items() if _within(host.lower(), domain)), None)


def read(header: str, checker: str | None) -> dict[str, str]:
    """Of the topmost Authentication-Results: {"dkim": "pass", …}; empty where `checker` did not write it."""
    server, _, said = header.lower().partition(";")
    names = server.split()
    if checker is None or not names or not _within(names[0], checker):
        return {}
    found = {}
    for name in NAMES:
        _, _, after = said.partition(f"{name}=")
        word = after.split()[0].rstrip(";,") if after.split() else ""
        if word.isalpha():
            found[name] = word[:16]
    return found


def _within(host: str, domain: str) -> bool:
    return host == domain or host.endswith(f".{domain}")
