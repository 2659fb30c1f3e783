"""The signature at the end of a text: below "-- ", a program's own line, or a closing with lines by which the writer can be reached."""

from __future__ import annotations

import re
from collections.abc import Sequence

LINE = 400
SHORT = 90  # characters a signature's line has at most
MOST = 12  # lines of one that nothing but its look tells
NEAR = 40  # lines from the end where one may begin
_PROGRAMS = re.compile(
    r"(?:sent from (?:my |mail for |outlook for |yahoo mail|proton)|get outlook for |sent via |ส่งจาก ?\S{2,}|envoyé de mon |von meinem .{2,30} gesendet|"
    r"diese nachricht wurde von meinem |enviado desde mi |inviato da |verstuurd vanaf |iphoneから送信|発信元: |从我的.{2,20}发送|從我的.{2,20}傳送)",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"(?:ขอแสดงความนับถือ(?:อย่างสูง)?|ด้วยความ(?:เคารพ|นับถือ)(?:อย่างสูง)?|(?:best|kind|warm|with kind|with best)? ?regards|yours (?:sincerely|faithfully|truly)|"
    r"sincerely(?: yours)?|mit freundlichen grüßen|mit freundlichem gruß|freundliche grüße|viele grüße|cordialement|saludos(?: cordiales)?)[ ,.!]{0,4}",
    re.IGNORECASE,
)
_REACHED = re.compile(
    r"(?:โทร|มือถือ|tel|phone|mobile|mob|fax|แฟกซ์|[tm])[a-zก-๙]{0,9}\.?[ :：./+()]{0,6}[+(]?\d[\d \-().]{6,}|^\+?\d[\d \-().]{7,}$|"
    r"\bline(?: ?id| ?official)?[ ]?[:：@]|ไลน์[ ]?[:：]|[^\s<>@]{1,64}@[^\s<>@]{1,64}\.\w",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"[?？]|^(?:p\.?\s?s\b|ป\.?ล\.?|กรุณา|รบกวน|โปรด|ช่วย|please|bitte|note)|ไหม|หรือเปล่า|มั้ย", re.IGNORECASE
)


def part(text: str) -> tuple[str, str]:
    """(what is said, the signature). A text that is nothing but a signature is said."""
    lines = text.split("\n")
    at = min(filter(None, (_dashes(lines), _program(lines), _closing(lines))), default=None)
    if at is None or not any(line.strip() for line in lines[:at]):
        return text, ""
    return "\n".join(lines[:at]), "\n".join(lines[at:])


def _dashes(lines: Sequence[str]) -> int | None:
    """RFC 3676's "-- "; where the blank was lost, only what looks like a signature."""
    places = [at for at, line in enumerate(lines) if line[:4].rstrip("\t") in ("-- ", "--")]
    for at in places:
        if lines[at].startswith("-- ") or (at >= len(lines) - NEAR and _is_signature(lines[at + 1 :])):
            return at
    return None


def _program(lines: Sequence[str]) -> int | None:
    """The last line but two at most: nobody writes on below it."""
    written = [at for at, line in enumerate(lines) if line.strip()]
    places = [at for at in written[-3:] if len(lines[at]) <= SHORT and _PROGRAMS.match(lines[at].strip())]
    return places[0] if places else None


def _closing(lines: Sequence[str]) -> int | None:
    for at in range(max(0, len(lines) - NEAR), len(lines)):
        if _CLOSING.fullmatch(lines[at][:SHORT].strip()) and _is_signature(lines[at + 1 :]):
            return at
    return None


def _is_signature(lines: Sequence[str]) -> bool:
    """A few short lines by which the writer can be reached, and none that asks for anything."""
    written = [line.strip() for line in lines if line.strip()]
    if not written or len(written) > MOST or any(len(line) > SHORT for line in written):
        return False
    return any(map(_REACHED.search, written)) and not any(map(_ASKS.search, written))
