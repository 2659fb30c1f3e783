"""What the office's letters to its own people say: in the language they chose in the console, else in each, one below the other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

Kind = Literal["invitation", "password", "password_changed", "two_step_off"]


class Words(Struct, frozen=True):
    """Both take {name}, {office}, {by} and {link}."""

    subject: str
    text: str


ENGLISH: Mapping[Kind, Words] = {
    "invitation": Words(
        "{by} invites you to {office}",
        "Hello {name},\n\n{by} invites you to the team's inbox, {office}. Choose a password here:\n\n{link}\n\n"
        "The link works once, for seven days.\n",
    ),
    "password": Words(
        "A new password for {office}",
        "Hello {name},\n\nsomebody asked for a new password for you at {office}. Choose one here:\n\n{link}\n\n"
        "The link works once, for an hour. If it was not you, do nothing: your password stays as it is.\n",
    ),
    "password_changed": Words(
        "Your password for {office} was changed",
        "Hello {name},\n\nyour password for {office} was changed. If it was not you, ask an administrator at once "
        "to end your sessions.\n",
    ),
    "two_step_off": Words(
        "Two-step sign-in for {office} is off",
        "Hello {name},\n\ntwo-step sign-in was turned off for you at {office}: your password alone lets you in. "
        "If it was not you, ask an administrator at once to end your sessions.\n",
    ),
}
THAI: Mapping[Kind, Words] = {
    "invitation": Words(
        "{by} เชิญคุณเข้าร่วม {office}",
        "เรียน คุณ{name}\n\n{by} เชิญคุณเข้าร่วมกล่องข้อความของทีม {office} โปรดตั้งรหัสผ่านที่นี่:\n\n{link}\n\n"
        "ลิงก์นี้ใช้ได้ครั้งเดียว ภายในเจ็ดวัน\n",
    ),
    "password": Words(
        "รหัสผ่านใหม่สำหรับ {office}",
        "เรียน คุณ{name}\n\nมีผู้ขอรหัสผ่านใหม่ของคุณที่ {office} โปรดตั้งรหัสผ่านที่นี่:\n\n{link}\n\n"
        "ลิงก์นี้ใช้ได้ครั้งเดียว ภายในหนึ่งชั่วโมง หากคุณไม่ได้เป็นผู้ขอ ไม่ต้องทำอะไร รหัสผ่านของคุณยังเป็นเหมือนเดิม\n",
    ),
    "password_changed": Words(
        "รหัสผ่านของคุณสำหรับ {office} ถูกเปลี่ยนแล้ว",
        "เรียน คุณ{name}\n\nรหัสผ่านของคุณสำหรับ {office} ถูกเปลี่ยนแล้ว หากคุณไม่ได้เป็นผู้เปลี่ยน โปรดแจ้งผู้ดูแลระบบทันทีเพื่อยุติเซสชันของคุณ\n",
    ),
    "two_step_off": Words(
        "ปิดการเข้าสู่ระบบสองขั้นตอนสำหรับ {office} แล้ว",
        "เรียน คุณ{name}\n\nการเข้าสู่ระบบสองขั้นตอนของคุณที่ {office} ถูกปิดแล้ว ตอนนี้เข้าใช้ได้ด้วยรหัสผ่านอย่างเดียว "
        "หากคุณไม่ได้เป็นผู้ปิด โปรดแจ้งผู้ดูแลระบบทันทีเพื่อยุติเซสชันของคุณ\n",
    ),
}
LANGUAGES = {"en": ENGLISH, "th": THAI}
BETWEEN = "\n— — —\n\n"


def of(kind: Kind, told: Mapping[str, str], language: str | None) -> Words:
    """The letter with everything put in."""
    said = [each[kind] for name, each in LANGUAGES.items() if language in (name, None)]
    subject = " · ".join(each.subject.format(**told) for each in said)
    return Words(subject, BETWEEN.join(each.text.format(**told) for each in said))
