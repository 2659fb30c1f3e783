"""A fact in one line, for tables of expectations."""

from __future__ import annotations

from channels.channel import (
    AccountTold,
    Alias,
    AliasesChanged,
    ContactTold,
    Edited,
    Fact,
    Person,
    PreferenceTold,
    Reacted,
    Received,
    Revoked,
    StatusTold,
    TemplateTold,
    Unknown,
)


def essence(fact: Fact) -> str:
    match fact:
        case Received():
            return _received(fact)
        case StatusTold():
            parts = [
                f"status {fact.status}",
                fact.participant and f"in a group by {fact.participant}",
                fact.tag and f"tag {fact.tag}",
            ]
            return " ".join(filter(None, [*parts, fact.code, "priced" if fact.pricing else ""]))
        case Edited():
            return f"edit {_end(fact.target)} {fact.text!r} {[file.kind for file in fact.media]}"
        case Revoked():
            return f"revoke {_end(fact.target)}"
        case Reacted():
            return f"reaction {fact.emoji or 'none'} to {_end(fact.target)} by {_who(fact.person)}"
        case AliasesChanged():
            return f"{fact.event}: {_list(fact.old)} → {_list(fact.new)}, gone {_list(fact.gone)}"
        case ContactTold():
            return f"contact {fact.action} {_who(fact.person)}"
        case PreferenceTold():
            return f"preference {fact.category} {fact.wanted} of {_who(fact.person)}"
        case TemplateTold():
            return f"template {fact.name} {fact.language}: {fact.changes}"
        case AccountTold():
            return f"{fact.severity} {fact.field} {fact.event}{' pauses' if fact.pauses else ''}: {fact.summary}"
        case Unknown():
            return f"unknown {fact.field}: {fact.reason}"


def _received(fact: Received) -> str:
    parts = [
        f"{fact.kind} {fact.text!r}",
        f"from {_who(fact.person)}" if fact.by == "customer" else f"to {_who(fact.person)}",
        fact.key_space and f"as {fact.key_space}",
        fact.group and f"in {_end(fact.group)}",
        fact.reply_to and f"answers {_end(fact.reply_to)}",
        f"opens the window at {fact.at // 1000}" if fact.opens_window else f"at {fact.at // 1000}",
        fact.content and f"with {' '.join(sorted(fact.content))}",
        " ".join(f"file {file.kind} {file.mime} {file.id} {file.name or ''}".strip() for file in fact.media),
        "historic" if fact.historic else "",
    ]
    return ", ".join(part for part in parts if part)


def _who(person: Person) -> str:
    return f"{_list(person.aliases)} {person.name or 'unnamed'}"


def _list(aliases: tuple[Alias, ...]) -> str:
    return "+".join(f"{alias.kind} {_end(alias.value)}" for alias in aliases) or "nobody"


def _end(id: str) -> str:
    """Enough of a long id to tell it from others."""
    return id if len(id) <= 16 else f"…{id[-12:]}"
