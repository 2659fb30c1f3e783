"""What a look at an audience adds up to. Kept with a campaign while it is frozen, so that whoever goes on counts on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct, field

from hub.campaigns.checks import Verdict

SAMPLE = 5  # contacts that are named for each reason

SKIPPED: Mapping[str, tuple[str, str]] = {
    "opted_out": ("opted out and get nothing", "opted out and gets nothing"),
    "blocked": ("are blocked as spam and get nothing", "is blocked as spam and gets nothing"),
    "no_consent": ("never agreed to marketing and get nothing", "never agreed to marketing and gets nothing"),
    "unreachable": ("have no WhatsApp number", "has no WhatsApp number"),
    "bad_number": ("have a number that cannot be one", "has a number that cannot be one"),
    "duplicate": ("share their number with another recipient", "shares the number with another recipient"),
    "written_recently": ("were written to by a campaign recently", "was written to by a campaign recently"),
    "too_often": (
        "get enough messages of other campaigns within a day",
        "gets enough messages of other campaigns within a day",
    ),
    "template": ("read a language there is no template in", "reads a language there is no template in"),
    "cancelled": ("waited when the campaign was cancelled", "waited when the campaign was cancelled"),
    "answered": ("answered before the follow-up", "answered before the follow-up"),
    "clicked": ("followed a link before the follow-up", "followed a link before the follow-up"),
    "gone": ("are no longer there", "is no longer there"),
    "parameters": ("lack what the template is filled with", "lacks what the template is filled with"),
}
"""What is said of those who get nothing: of several, of one."""
WARNED: Mapping[str, tuple[str, str]] = {
    "no_consent": ("have not said whether they want marketing", "has not said whether marketing is wanted"),
    "step_parameters": ("lack what a follow-up is filled with", "lacks what a follow-up is filled with"),
    "us_marketing": (
        "have a US number, where WhatsApp delivers no marketing",
        "has a US number, where WhatsApp delivers no marketing",
    ),
}


class Group(Struct):
    """How many, some of them, and what was said of the first."""

    count: int = 0
    contacts: list[str] = field(default_factory=list)
    detail: str | None = None

    def add(self, contact: str, detail: str | None) -> None:
        self.count += 1
        self.detail = self.detail or detail
        if len(self.contacts) < SAMPLE:
            self.contacts.append(contact)


class WayTally(Struct):
    """How many can be reached another way at `most`, how many are for `sure` to be, and why the others cannot."""

    most: int = 0
    sure: int = 0
    shut: dict[str, int] = field(default_factory=dict)


class Tally(Struct):
    """`places`: how many get it, by country and category (`TH MARKETING`, `-` for what is not known); `ways`: of each other way."""

    people: int = 0
    sends: int = 0
    skipped: dict[str, Group] = field(default_factory=dict)
    warned: dict[str, Group] = field(default_factory=dict)
    languages: dict[str, int] = field(default_factory=dict)
    variants: dict[str, int] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    ways: list[WayTally] = field(default_factory=list)

    def add(self, verdicts: Iterable[Verdict]) -> None:
        for verdict in verdicts:
            self.people += 1
            self._elsewhere(verdict)
            if verdict.reason is not None:
                self.skipped.setdefault(verdict.reason, Group()).add(verdict.contact, verdict.detail)
                continue
            self.sends += 1
            for warning in verdict.warnings:
                self.warned.setdefault(warning, Group()).add(verdict.contact, None)
            _count(self.languages, verdict.language or "")
            _count(self.variants, verdict.variant or "")
            _count(self.places, f"{verdict.country or '-'} {verdict.category or '-'}")

    def _elsewhere(self, verdict: Verdict) -> None:
        while len(self.ways) < len(verdict.ways):
            self.ways.append(WayTally())
        sure = verdict.reason is not None
        for told, shut in zip(self.ways, verdict.ways, strict=False):
            told.most += not shut
            told.sure += sure and not shut
            sure = sure and bool(shut)
            if shut:
                _count(told.shut, shut)

    def by_place(self) -> dict[tuple[str | None, str | None], int]:
        """By country and category."""
        found = {}
        for place, count in self.places.items():
            country, category = (None if word == "-" else word for word in place.split(" "))
            found[country, category] = count
        return found


def _count(counts: dict[str, int], name: str) -> None:
    counts[name] = counts.get(name, 0) + 1


def sentence(group: Group, words: tuple[str, str]) -> str:
    """`88 people opted out and get nothing.`"""
    several, one = words
    told = f"1 person {one}" if group.count == 1 else f"{group.count:,} people {several}"
    return f"{told}: {group.detail}" if group.detail else f"{told}."
