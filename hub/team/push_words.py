"""What a push says on a lock screen, in the language its browser speaks. Hidden, it tells that something came, and nothing of anybody."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from hub.wire.notifications import NotificationKind
from hub.wire.push import PushLanguage


class Words(Struct, frozen=True):
    """`hidden` names nobody; `shown` takes {who}."""

    hidden: str
    shown: str


WORDS: Mapping[PushLanguage, Mapping[NotificationKind, Words]] = {
    "en": {
        "mentioned": Words("A colleague mentioned you", "You were mentioned: {who}"),
        "assigned_to_me": Words("A conversation is yours", "{who} is yours"),
        "reply_in_mine": Words("A customer wrote", "{who}"),
        "failed_send": Words("A message was not sent", "Not sent to {who}"),
        "waiting": Words("A customer is waiting", "{who} is waiting"),
        "quotation_answered": Words("A quotation was answered", "Quotation answered: {who}"),
        "quotation_approval": Words("A discount needs a word", "Discount for {who}"),
        "quotation_expiring": Words("A quotation is about to expire", "Quotation for {who} is about to expire"),
    },
    "th": {
        "mentioned": Words("เพื่อนร่วมทีมกล่าวถึงคุณ", "มีคนกล่าวถึงคุณ: {who}"),
        "assigned_to_me": Words("คุณได้รับมอบหมายบทสนทนา", "คุณได้รับมอบหมายให้ดูแล {who}"),
        "reply_in_mine": Words("ลูกค้าส่งข้อความมา", "{who}"),
        "failed_send": Words("ส่งข้อความไม่สำเร็จ", "ส่งข้อความถึง {who} ไม่สำเร็จ"),
        "waiting": Words("มีลูกค้ารออยู่", "{who} กำลังรอคำตอบ"),
        "quotation_answered": Words("ลูกค้าตอบใบเสนอราคาแล้ว", "{who} ตอบใบเสนอราคาแล้ว"),
        "quotation_approval": Words("มีส่วนลดที่ต้องพิจารณา", "ส่วนลดสำหรับ {who}"),
        "quotation_expiring": Words("ใบเสนอราคาใกล้หมดอายุ", "ใบเสนอราคาของ {who} ใกล้หมดอายุ"),
    },
}
NAMELESS: Mapping[PushLanguage, str] = {"en": "A customer", "th": "ลูกค้า"}
SAID: frozenset[NotificationKind] = frozenset(
    ("mentioned", "reply_in_mine", "failed_send", "quotation_answered", "quotation_approval", "quotation_expiring")
)  # whose detail is worth a line of its own
QUOTED: frozenset[NotificationKind] = frozenset(
    ("mentioned", "reply_in_mine", "quotation_expiring")
)  # whose detail is in no language of ours


def of(kind: NotificationKind, language: PushLanguage, who: str, detail: str, *, hidden: bool) -> tuple[str, str]:
    """Title and text."""
    words = WORDS[language][kind]
    if hidden:
        return words.hidden, ""
    told = kind in SAID and (language == "en" or kind in QUOTED)
    return words.shown.format(who=who or NAMELESS[language]), detail if told else ""
