from __future__ import annotations

from typing import Any

import pytest

from hub.customers.contacts import normalise_phone
from hub.imports import mapping, people
from hub.imports.people import FieldKind, FieldRule, Rules
from hub.imports.troubles import Trouble

FIELDS = [
    FieldRule(key="nickname", name="Nick name", kind="text"),
    FieldRule(key="size", name="Size", kind="choice", choices=["Small", "Large"]),
]


def rules(*targets: str | None, country: str = "TH") -> Rules:
    return Rules(
        targets=list(targets), country=country, fields=FIELDS, owners={"dana": "dana", "dana@example.com": "dana"}
    )


def problems(cells: list[str], *targets: str | None) -> str:
    person, found = people.read(cells, rules(*targets))
    assert person is None
    return " ".join(found)


def test_a_whole_person() -> None:
    targets = (
        "first_name",
        "last_name",
        "phone",
        "phone",
        "email",
        "company",
        "tags",
        "owner",
        "consent",
        "field:size",
        None,
    )
    cells = [
        "Som",
        "Chai",
        "081 111 1111",
        "+49 30 901820; 0811111111",
        "Som@Example.com",
        " A  Co ",
        "vip, new;vip",
        "Dana",
    ]
    person, found = people.read([*cells, "ใช่", "small", "not looked at"], rules(*targets))
    assert found == []
    assert person is not None
    assert [(i.kind, i.value) for i in person.identities] == [
        ("phone", "66811111111"),
        ("phone", "4930901820"),
        ("email", "som@example.com"),
    ]
    assert (person.name, person.company, person.owner, person.tags) == ("Som Chai", "A Co", "dana", ["vip", "new"])
    assert (person.consent, person.fields) == (True, {"size": "Small"})


@pytest.mark.parametrize(
    ("typed", "country"),
    [
        ("0812345678", "TH"),
        ("๐๘๑ ๒๓๔ ๕๖๗๘", "TH"),
        ("66812345678", "DE"),
        ("00 49 30 901820", "TH"),
        ("030 901820", "DE"),
        ("812345678", "TH"),
    ],
)
def test_a_number_is_kept_as_if_a_colleague_had_typed_it(typed: str, country: str) -> None:
    person, _ = people.read([typed], rules("phone", country=country))
    assert person is not None
    assert person.identities[0].value == normalise_phone(typed, country)


@pytest.mark.parametrize(
    ("cells", "targets", "says"),
    [
        (["12"], ("phone",), "'12' is no telephone number"),
        (["6.68E+10"], ("phone",), "shortened"),
        (["a@b"], ("email",), "no e-mail address"),
        (["x" * 320 + "@example.com"], ("email",), "no e-mail address"),
        (["x" * 301, "0811111111"], ("name", "phone"), "at most 300"),
        (["Nobody", "0811111111"], ("owner", "phone"), "no colleague called 'Nobody'"),
        (["perhaps", "0811111111"], ("consent", "phone"), "neither yes nor no"),
        (["Huge", "0811111111"], ("field:size", "phone"), "no choice of Size; there are Small, Large"),
        (["y" * 41, "0811111111"], ("tags", "phone"), "at most 40"),
        ([",".join(map(str, range(51))), "0811111111"], ("tags", "phone"), "At most 50 tags"),
        ([",".join(f"08111111{n}" for n in range(10, 21))], ("phone",), "At most 10"),
        (["Somebody"], ("name",), "neither a telephone number nor an e-mail"),
    ],
)
def test_what_is_wrong_is_told_in_words(cells: list[str], targets: tuple[str, ...], says: str) -> None:
    assert says in problems(cells, *targets)


def test_every_problem_of_a_row_is_told_at_once() -> None:
    told = problems(["12", "nope"], "phone", "email")
    assert "telephone" in told
    assert "e-mail" in told


@pytest.mark.parametrize(
    ("kind", "cell", "kept"),
    [
        ("number", "1,234.50", 1234.5), ("number", "-7", -7), ("number", "1 000", 1000),
        ("date", "2026-11-22", "2026-11-22"), ("date", "22/11/2569", "2026-11-22"), ("date", "1.2.2026", "2026-02-01"),
        ("date", "2026-11-22T00:00:00", "2026-11-22"),
        ("yes_no", "ไม่", False), ("yes_no", "TRUE", True), ("text", "free", "free"),
    ],
)  # fmt: skip
def test_a_field_keeps_what_its_kind_is(kind: FieldKind, cell: str, kept: Any) -> None:
    assert people.field_value(FieldRule(key="f", name="F", kind=kind), cell) == kept


@pytest.mark.parametrize(
    ("kind", "cell"),
    [
        ("number", "1e400"),
        ("number", "nan"),
        ("number", "9" * 40),
        ("date", "31/02/2026"),
        ("date", "soon"),
        ("yes_no", "2"),
        ("text", "x" * 2001),
    ],
)
def test_a_field_refuses_what_its_kind_is_not(kind: FieldKind, cell: str) -> None:
    with pytest.raises(people.Unfit):
        people.field_value(FieldRule(key="f", name="F", kind=kind), cell)


@pytest.mark.parametrize(
    ("names", "targets"),
    [
        (["Name", "Mobile No.", "E-mail Address", "Company"], ["name", "phone", "email", "company"]),
        (["ชื่อ-นามสกุล", "เบอร์โทรศัพท์", "อีเมล", "บริษัท", "แท็ก"], ["name", "phone", "email", "company", "tags"]),
        (["ชื่อ", "นามสกุล", "มือถือ"], ["first_name", "last_name", "phone"]),
        (["First Name", "Last Name", "Phone 1 - Value", "E-mail 1 - Value"], ["first_name", "last_name", "phone", "email"]),
        (["Phone", "Phone (2)", "Name", "Full name"], ["phone", "phone", "name", None]),
        (["nick name", "SIZE", "ผู้ดูแล", "ยินยอม", "whatever"], ["field:nickname", "field:size", "owner", "consent", None]),
    ],
)  # fmt: skip
def test_a_heading_tells_what_its_column_means(names: list[str], targets: list[str | None]) -> None:
    assert mapping.guess(names, [[] for _ in names], FIELDS) == targets


def test_a_column_without_a_telling_heading_is_known_by_its_cells() -> None:
    columns = [["Pim", "Ken"], ["081-234-5678", "+66 89 876 5432"], ["a@example.com", ""]]
    assert mapping.guess(["A", "B", "C"], columns, []) == [None, "phone", "email"]


def test_headings_have_names_of_their_own() -> None:
    assert mapping.headings(["Phone", "", "Phone", "x" * 200]) == ["Phone", "Column 2", "Phone (2)", "x" * 100]


def test_one_column_alone_can_be_the_name() -> None:
    with pytest.raises(Trouble, match="Only one column"):
        mapping.chosen({"a": "name", "b": "name"}, ["a", "b"], [])
