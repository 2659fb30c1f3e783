"""What each column of a file means: guessed from its heading and a look at its cells, changed by whoever imports."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from hub.imports.people import EMAIL, FieldRule
from hub.imports.troubles import Trouble

NAME, FIRST, LAST, PHONE, EMAIL_TARGET = "name", "first_name", "last_name", "phone", "email"
COMPANY, TAGS, OWNER, CONSENT = "company", "tags", "owner", "consent"
TARGETS = (NAME, FIRST, LAST, PHONE, EMAIL_TARGET, COMPANY, TAGS, OWNER, CONSENT)
FIELD = "field:"  # before the key of a custom field
SEVERAL = (PHONE, EMAIL_TARGET, TAGS)  # what more than one column may hold
SHARE = 0.6  # of a column's cells must look like telephone numbers for it to be taken as such
LONGEST_HEADING = 100  # characters
OURS = ("row", "problem", "problems")  # the columns a file of errors has beside those of the import

HEADINGS: dict[str, tuple[str, ...]] = {
    NAME: (
        "name", "fullname", "contact", "contactname", "customer", "customername", "displayname", "client", "clientname",
        "ชื่อ", "ชื่อนามสกุล", "ชื่อสกุล", "ชื่อลูกค้า", "ชื่อผู้ติดต่อ", "ผู้ติดต่อ", "ลูกค้า", "ชื่อเต็ม",
    ),
    FIRST: ("firstname", "givenname", "forename", "ชื่อจริง", "ชื่อต้น"),
    LAST: ("lastname", "surname", "familyname", "นามสกุล", "สกุล"),
    PHONE: (
        "phone", "phonenumber", "phoneno", "telephone", "telephonenumber", "tel", "telno", "mobile", "mobilenumber", "mobileno",
        "mobilephone", "cell", "cellphone", "whatsapp", "whatsappnumber", "whatsappphone", "msisdn", "phonevalue",
        "โทร", "โทรศัพท์", "เบอร์", "เบอร์โทร", "เบอร์โทรศัพท์", "มือถือ", "เบอร์มือถือ", "โทรศัพท์มือถือ", "หมายเลขโทรศัพท์",
        "เบอร์ติดต่อ", "หมายเลขมือถือ",
    ),
    EMAIL_TARGET: ("email", "mail", "emailaddress", "mailaddress", "emailvalue", "อีเมล", "อีเมล์", "อีเมลล์", "เมล", "ที่อยู่อีเมล"),
    COMPANY: (
        "company", "companyname", "organisation", "organization", "organisationname", "organizationname", "business",
        "businessname", "firm", "employer", "บริษัท", "ชื่อบริษัท", "องค์กร", "หน่วยงาน", "ห้างร้าน", "กิจการ",
    ),
    TAGS: ("tag", "tags", "label", "labels", "group", "groups", "แท็ก", "แท็ค", "ป้าย", "ป้ายกำกับ", "กลุ่ม"),
    OWNER: (
        "owner", "contactowner", "accountowner", "sales", "salesperson", "salesrep", "assignedto", "assignee", "responsible",
        "ผู้ดูแล", "เจ้าของ", "พนักงานขาย", "ผู้รับผิดชอบ", "เซลส์", "เซลล์",
    ),
    CONSENT: (
        "consent", "optin", "optedin", "marketing", "marketingconsent", "subscribed", "newsletter",
        "ยินยอม", "ความยินยอม", "รับข่าวสาร", "ยินยอมรับข่าวสาร",
    ),
}  # fmt: skip
_MEANING = {heading: target for target, headings in HEADINGS.items() for heading in headings}
_PHONE_LIKE = re.compile(r"\+?[\d ().\-/]{8,20}")


def headings(cells: Sequence[str]) -> list[str]:
    """The first row as names: each column has one and no two have the same."""
    named: list[str] = []
    for place, cell in enumerate(cells, 1):
        plain = " ".join(cell.split())[:LONGEST_HEADING] or f"Column {place}"
        number, name = 2, plain
        while name in named:
            number, name = number + 1, f"{plain} ({number})"
        named.append(name)
    return named


def guess(names: Sequence[str], columns: Sequence[Sequence[str]], fields: Sequence[FieldRule]) -> list[str | None]:
    """`columns`: some cells of each column, in the order of the headings."""
    own = {key: f"{FIELD}{field.key}" for field in fields for key in (_key(field.key), _key(field.name))}
    targets: list[str | None] = []
    for name in names:
        key = _key(name)
        target = None if key in OURS else own.get(key) or _MEANING.get(key) or _MEANING.get(re.sub(r"\d+", "", key))
        targets.append(target if target in SEVERAL or target not in targets else None)
    if LAST in targets and FIRST not in targets and NAME in targets:  # "ชื่อ" beside "นามสกุล" is the first name
        targets[targets.index(NAME)] = FIRST
    for wanted, pattern in ((EMAIL_TARGET, EMAIL), (PHONE, _PHONE_LIKE)):
        if wanted not in targets:
            _take_alike(targets, columns, wanted, pattern)
    return targets


def chosen(mapping: Mapping[str, str | None], names: Sequence[str], fields: Sequence[FieldRule]) -> list[str | None]:
    """The targets by place, of a mapping from headings to targets. What it leaves out is not imported. Raises Trouble."""
    known = {*TARGETS, *(f"{FIELD}{field.key}" for field in fields)}
    for heading, target in mapping.items():
        if heading not in names:
            raise Trouble(f"The file has no column {heading!r}; its columns are {', '.join(names)[:500]}.")
        if target is not None and target not in known:
            raise Trouble(f"{target!r} is nothing a column can mean; there are {', '.join(sorted(known))[:500]}.")
    targets = [mapping.get(name) for name in names]
    taken = [target for target in targets if target is not None and target not in SEVERAL]
    if twice := next((target for target in taken if taken.count(target) > 1), None):
        raise Trouble(f"Only one column can be {twice!r}.")
    return targets


def require_way(targets: Sequence[str | None]) -> None:
    """Raises Trouble for a file in which nobody has an address."""
    if PHONE not in targets and EMAIL_TARGET not in targets:
        raise Trouble("No column holds telephone numbers or e-mail addresses: say in the mapping which one does.")


def _take_alike(
    targets: list[str | None], columns: Sequence[Sequence[str]], wanted: str, pattern: re.Pattern[str]
) -> None:
    """The first column without a meaning whose cells look like what is wanted."""
    for place, cells in enumerate(columns):
        filled = [cell for cell in cells if cell]
        alike = sum(pattern.fullmatch(cell) is not None for cell in filled)
        if targets[place] is None and filled and alike >= SHARE * len(filled):
            targets[place] = wanted
            return


def _key(heading: str) -> str:
    """Without case, spaces and punctuation: "E-mail (1)" is "email1". Thai vowels and tones are marks and stay."""
    plain = unicodedata.normalize("NFKC", heading).casefold()
    return "".join(c for c in plain if unicodedata.category(c)[0] in "LMN")
