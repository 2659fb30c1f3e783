"""Where a quote begins in lines of text: below "… wrote:", below a copied head (From, Sent, Subject), or where the lines with > end the mail.

No line is looked at beyond LINE characters, and none more than a few times.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

LINE = 400
NEAR = 300  # characters a "… wrote:" may stretch over: programs break it into lines
BROKEN = 4  # into so many at most
HEAD = 12  # lines a head may have
CONTINUED = 3  # of which so many may continue the one before

_BEGINS = re.compile(
    r"[ \t*]{0,9}(?:on|le|am|el|em|il|op|den|den|dne|dnia|em|vào|pada|в|เมื่อ|ในวันที่|วันที่|ใน|\d{4}\s?[年년./-])(?=[\s\d,ก-๙]|$)",
    re.IGNORECASE,
)
_WROTE = re.compile(
    r"(?:wrote|เขียนว่า|ได้เขียน|เขียน|a écrit|schrieb(?: .{1,120})?|escribi[óo]|escreveu|ha scritto|schreef(?: .{1,120})?|skrev(?: .{1,120})?|"
    r"のメール|さんは書きました|님이 작성|写道|寫道) ?[:：]$",
    re.IGNORECASE,
)
_ENDS_ASIAN = re.compile(
    r"(?:のメール|さんは書きました|님이 작성|写道|寫道)\s?[:：]$|^\d{4}\s?[年/-].{0,200}>\s?[:：]$"
)
_ADDRESS = re.compile(r"[^\s<>@]{1,64}@[^\s<>@]{1,64}")
_DAY = re.compile(r"\b\d{4}\b|\d{1,2}[./-]\d{1,2}")
_HOUR = re.compile(r"\d{1,2}[:.]\d{2}|\d{1,2}時|\d{1,2}시")
_OF_OUR_TALK = re.compile(r"\b(?:i|we|you|they|he|she) wrote ?:$", re.IGNORECASE)
_RULE = re.compile(r"[-_=—─*]{5,}")
_FIELD = re.compile(r"[ \t*]{0,9}([^\s:：*][^:：*]{0,23})[ *]{0,3}[:：][ *]{0,3}(.*)")

ORIGINAL = frozenset(
    [
        "original message",
        "original mail",
        "ข้อความเดิม",
        "ข้อความต้นฉบับ",
        "message d'origine",
        "ursprüngliche nachricht",
        "original-nachricht",
        "mensaje original",
        "mensagem original",
        "messaggio originale",
        "oorspronkelijk bericht",
        "原始邮件",
        "原始郵件",
        "元のメッセージ",
        "원본 메시지",
    ]
)
FORWARDED = frozenset(
    [
        "forwarded message",
        "begin forwarded message",
        "ข้อความที่ส่งต่อ",
        "ข้อความที่ถูกส่งต่อ",
        "เริ่มข้อความที่ส่งต่อ",
        "weitergeleitete nachricht",
        "weitergeleitete mail",
        "anfang der weitergeleiteten nachricht",
        "message transféré",
        "début du message réexpédié",
        "mensaje reenviado",
        "mensagem encaminhada",
        "messaggio inoltrato",
        "doorgestuurd bericht",
        "転送メッセージ",
        "転送されたメッセージ",
        "转发的邮件",
        "轉寄的郵件",
        "전달된 메시지",
    ]
)
_FIELDS = {
    "from": "from จาก von de da van från 发件人 發件人 寄件者 差出人 보낸사람 발신",
    "subject": "subject เรื่อง หัวเรื่อง betreff objet asunto assunto oggetto onderwerp ämne 件名 主题 主旨 主題 제목",
    "when": "sent date ส่ง ส่งเมื่อ วันที่ gesendet datum envoyé enviado fecha data inviato verzonden 送信日時 日時 日付 发送时间 日期 寄件日期 보낸날짜 날짜",
    "to": "to ถึง an à para a aan till 宛先 收件人 收件者 받는사람",
    "cc": "cc สำเนา สำเนาถึง kopie 抄送 副本",
}
FIELDS = {word: name for name, words in _FIELDS.items() for word in words.split()}


def part(text: str) -> tuple[str, str]:
    """(what is new, what is quoted). Answers below or between the quoted lines stay."""
    lines = text.split("\n")
    begin = len(lines)
    for at, line in enumerate(lines):
        if not line:
            continue
        mark = _mark(line)
        if mark == "forwarded":
            return text, ""
        if mark == "original" or _is_head(lines, at):
            begin = _above(lines, at)
            return "\n".join(lines[:begin]), "\n".join(lines[begin:])
        if after := _attribution(lines, at):
            return _quoted_from(lines, at, after)
    begin = _tail(lines)
    return "\n".join(lines[:begin]), "\n".join(lines[begin:])


def is_forward(text: str) -> bool:
    """Whether a line says that what follows is forwarded."""
    return any(_mark(line) == "forwarded" for line in text.split("\n"))


def _mark(line: str) -> str | None:
    said = line[:LINE].strip()
    bare = said.strip("-_—─ \t*:：>").lower()
    if not bare or len(bare) > 60:
        return None
    if bare in FORWARDED and (said.startswith(("--", "__", "──")) or said.endswith((":", "："))):
        return "forwarded"
    return "original" if bare in ORIGINAL and said.startswith(("--", "__", "──")) else None


def _attribution(lines: Sequence[str], at: int) -> int:
    """The line behind a "… wrote:" that begins here; 0 when none does."""
    first = lines[at][:LINE]
    if not _BEGINS.match(first) and not _ENDS_ASIAN.search(" ".join(first.split())):
        return 0
    said = ""
    for after in range(at, min(at + BROKEN, len(lines))):
        line = " ".join(lines[after][:LINE].strip("* \t>").split())
        said = f"{said} {line}".strip()
        if not line or len(said) > NEAR:
            return 0
        if said.endswith((":", "：")):
            return after + 1 if _is_attribution(said, lines, after + 1) else 0
    return 0


def _is_attribution(said: str, lines: Sequence[str], after: int) -> bool:
    if not _WROTE.search(said) and not _ENDS_ASIAN.search(said):
        return False
    if _next(lines, after).lstrip().startswith(">"):
        return True
    if _OF_OUR_TALK.search(said):
        return False
    return _ADDRESS.search(said) is not None or (_DAY.search(said) is not None and _HOUR.search(said) is not None)


def _next(lines: Sequence[str], after: int) -> str:
    return next((line for line in lines[after : after + BROKEN] if line.strip()), "")


def _quoted_from(lines: Sequence[str], at: int, after: int) -> tuple[str, str]:
    """What is quoted below a "… wrote:". Where its lines begin with >, an answer below them stays."""
    if not _next(lines, after).lstrip().startswith(">"):
        return "\n".join(lines[:at]), "\n".join(lines[at:])
    end = after
    while end < len(lines) and (not lines[end].strip() or lines[end].lstrip().startswith(">")):
        end += 1
    below = lines[end:]
    if any(line.lstrip().startswith(">") for line in below):  # answered piece by piece, which only makes sense whole
        return "\n".join(lines), ""
    return "\n".join([*lines[:at], *below]), "\n".join(lines[at:end])


def _is_head(lines: Sequence[str], at: int) -> bool:
    """A mail's head, copied: who, when or to whom, and always a subject. A journey has a from and a to as well."""
    named = _field(lines[at])
    if named is None or named[0] != "from":
        return False
    found, continued = dict([named]), 0
    for line in lines[at + 1 : at + HEAD]:
        if not line.strip():
            break
        field = _field(line)
        continued += field is None
        if continued > CONTINUED:
            break
        if field is not None:
            found.setdefault(*field)
    when = found.get("when", "")
    known = _ADDRESS.search(f"{found['from']} {found.get('to', '')}") or (_DAY.search(when) and _HOUR.search(when))
    return "subject" in found and len(found) >= 3 and known is not None


def _field(line: str) -> tuple[str, str] | None:
    told = _FIELD.match(line[:LINE].lstrip("> \t"))
    name = FIELDS.get(told.group(1).replace(" ", "").lower()) if told is not None else None
    return None if told is None or name is None else (name, told.group(2))


def _above(lines: Sequence[str], at: int) -> int:
    """Where the quote begins with the rule above its head."""
    before = at - 1
    while before >= 0 and not lines[before].strip():
        before -= 1
    return before if before >= 0 and _RULE.fullmatch(lines[before][:LINE].strip()) else at


def _tail(lines: Sequence[str]) -> int:
    """Where the lines with > begin that end the mail; answers between the lines are not cut."""
    begun = None
    for at, line in enumerate(lines):
        if line.lstrip().startswith(">"):
            begun = at if begun is None else begun
        elif line.strip():
            begun = None
    return len(lines) if begun is None else begun
