"""What a customer reads of a quotation beside its own content: the message it comes with, its buttons, and the private page.

English and Thai; any other language is spoken to in English. `{…}` are filled by `str.format`.
"""

from __future__ import annotations

from msgspec import Struct

ANSWERS = ("accept", "change", "decline")  # of the buttons, in their order


class Words(Struct, frozen=True, kw_only=True):
    """`language`: which one this is. Buttons have at most 20 characters, as WhatsApp wants them."""

    language: str
    # the message
    sent: str
    sent_until: str
    reminder: str
    see_page: str
    accept: str
    change: str
    decline: str
    # why a tap on a button did not count
    strays: dict[str, str]
    # the page
    page: dict[str, str]


ENGLISH = Words(
    language="en",
    sent="Here is our quotation {number} for {total}.",
    sent_until="Here is our quotation {number} for {total}. It is valid until {until}.",
    reminder="A reminder: our quotation {number} for {total} is valid until {until}. May we still count on you?",
    see_page="See it, sign it or ask for a change here: {page}",
    accept="Accept",
    change="Ask for a change",
    decline="Decline",
    strays={
        "old_version": "There is a newer version of quotation {number}. Please answer that one.",
        "revising": "We are just preparing a new version of quotation {number}. You will get it here.",
        "expired": "Quotation {number} is no longer valid. We will gladly make you a new one.",
        "void": "Quotation {number} was withdrawn. Please write to us if you have a question.",
        "answered": "We already have your answer to quotation {number}. Please write to us if you changed your mind.",
    },
    page={
        "quotation": "Quotation",
        "opening": "Opening your quotation …",
        "for": "For",
        "total": "Total",
        "valid_until": "Valid until",
        "issued_on": "Date",
        "items": "What it contains",
        "optional": "Optional",
        "optional_note": "Optional: not part of the total. Tell us if you would like it.",
        "notes": "Notes",
        "terms": "Terms",
        "payment": "Payment",
        "download": "Download PDF",
        "accept": "Accept",
        "more": "Other answers",
        "change": "Ask for a change",
        "decline": "Decline",
        "cancel": "Cancel",
        "close": "Close",
        "accept_title": "Accept this quotation",
        "accept_lead": "With your name and signature you accept quotation {number} for {total}.",
        "name": "Your name",
        "signature": "Your signature",
        "draw": "Draw",
        "type": "Type",
        "draw_here": "Sign here with your finger",
        "typed_note": "Your name as written above stands as your signature.",
        "clear": "Clear",
        "accept_now": "Accept and sign",
        "decline_title": "Decline this quotation",
        "decline_lead": "May we know why? It helps us to do better.",
        "reason": "Reason",
        "reasons": "Too expensive|Not needed any more|Chose somebody else|Too late",
        "decline_now": "Decline",
        "change_title": "Ask for a change",
        "change_lead": "Tell us what should be different. We will send you a new version.",
        "words": "What should we change?",
        "change_now": "Send",
        "sending": "Sending …",
        "accepted": "Accepted",
        "accepted_told": "You accepted this quotation. Thank you!",
        "accepted_by": "Accepted by {name} on {date}",
        "declined": "Declined",
        "declined_told": "You declined this quotation.",
        "change_requested": "Change asked for",
        "change_told": "We have your wishes and will come back to you.",
        "expired": "Expired",
        "expired_told": "This quotation was valid until {until}. Ask us for a new one.",
        "void": "Withdrawn",
        "void_told": "This quotation was withdrawn. Please ask us if you have a question.",
        "revising_told": "We are preparing a new version of this quotation for you.",
        "newer_told": "There is a new version. Please read it before you answer.",
        "answered_already": "This quotation was answered already.",
        "gone": "This link is not valid any more.",
        "gone_told": "It may have expired or been withdrawn. Please ask us for a new one.",
        "offline": "There is no connection. Try again in a moment.",
        "busy": "That was too often. Try again in a minute.",
        "again": "Try again",
        "need_name": "Please write your name.",
        "need_signature": "Please sign, or type your name as your signature.",
        "need_words": "Please tell us what should be different.",
        "contact": "Questions? Simply write to us in the chat.",
        "secure": "This page is for you alone. Please do not pass its address on.",
        "version": "Version {version}",
        "sealed": "Your answer reaches us at once.",
    },
)

THAI = Words(
    language="th",
    sent="ใบเสนอราคา {number} ยอดรวม {total}",
    sent_until="ใบเสนอราคา {number} ยอดรวม {total} ใช้ได้ถึง {until}",
    reminder="ขอแจ้งเตือน: ใบเสนอราคา {number} ยอดรวม {total} ใช้ได้ถึง {until} ยังสนใจอยู่ไหม",
    see_page="ดูรายละเอียด เซ็นชื่อ หรือขอแก้ไขได้ที่นี่: {page}",
    accept="ยอมรับ",
    change="ขอแก้ไข",
    decline="ไม่ยอมรับ",
    strays={
        "old_version": "ใบเสนอราคา {number} มีฉบับใหม่กว่าแล้ว โปรดตอบฉบับใหม่",
        "revising": "เรากำลังเตรียมใบเสนอราคา {number} ฉบับใหม่ และจะส่งให้ท่านที่นี่",
        "expired": "ใบเสนอราคา {number} หมดอายุแล้ว เรายินดีจัดทำฉบับใหม่ให้ท่าน",
        "void": "ใบเสนอราคา {number} ถูกยกเลิกแล้ว หากมีคำถามโปรดติดต่อเรา",
        "answered": "เราได้รับคำตอบของท่านต่อใบเสนอราคา {number} แล้ว หากต้องการเปลี่ยนโปรดเขียนหาเรา",
    },
    page={
        "quotation": "ใบเสนอราคา",
        "opening": "กำลังเปิดใบเสนอราคา …",
        "for": "เรียน",
        "total": "ยอดรวม",
        "valid_until": "ใช้ได้ถึง",
        "issued_on": "วันที่",
        "items": "รายการ",
        "optional": "ตัวเลือกเสริม",
        "optional_note": "ตัวเลือกเสริม ไม่รวมในยอดรวม หากต้องการโปรดแจ้งเรา",
        "notes": "หมายเหตุ",
        "terms": "เงื่อนไข",
        "payment": "การชำระเงิน",
        "download": "ดาวน์โหลด PDF",
        "accept": "ยอมรับ",
        "more": "คำตอบอื่น",
        "change": "ขอแก้ไข",
        "decline": "ไม่ยอมรับ",
        "cancel": "ยกเลิก",
        "close": "ปิด",
        "accept_title": "ยอมรับใบเสนอราคา",
        "accept_lead": "เมื่อลงชื่อและลายเซ็น ถือว่าท่านยอมรับใบเสนอราคา {number} ยอดรวม {total}",
        "name": "ชื่อของท่าน",
        "signature": "ลายเซ็น",
        "draw": "วาด",
        "type": "พิมพ์",
        "draw_here": "เซ็นชื่อด้วยนิ้วตรงนี้",
        "typed_note": "ชื่อที่พิมพ์ไว้ด้านบนใช้แทนลายเซ็นของท่าน",
        "clear": "ล้าง",
        "accept_now": "ยอมรับและลงนาม",
        "decline_title": "ไม่ยอมรับใบเสนอราคา",
        "decline_lead": "ขอทราบเหตุผลได้ไหม เพื่อให้เราปรับปรุงให้ดีขึ้น",
        "reason": "เหตุผล",
        "reasons": "ราคาสูงเกินไป|ไม่ต้องการแล้ว|เลือกที่อื่นแล้ว|ช้าเกินไป",
        "decline_now": "ไม่ยอมรับ",
        "change_title": "ขอแก้ไข",
        "change_lead": "บอกเราว่าต้องการแก้ไขอะไร เราจะส่งฉบับใหม่ให้ท่าน",
        "words": "ต้องการแก้ไขอะไร",
        "change_now": "ส่ง",
        "sending": "กำลังส่ง …",
        "accepted": "ยอมรับแล้ว",
        "accepted_told": "ท่านยอมรับใบเสนอราคานี้แล้ว ขอบคุณมาก",
        "accepted_by": "ยอมรับโดย {name} เมื่อ {date}",
        "declined": "ไม่ยอมรับ",
        "declined_told": "ท่านไม่ยอมรับใบเสนอราคานี้",
        "change_requested": "ขอแก้ไขแล้ว",
        "change_told": "เราได้รับความต้องการของท่านแล้ว และจะติดต่อกลับ",
        "expired": "หมดอายุ",
        "expired_told": "ใบเสนอราคานี้ใช้ได้ถึง {until} โปรดขอฉบับใหม่จากเรา",
        "void": "ยกเลิกแล้ว",
        "void_told": "ใบเสนอราคานี้ถูกยกเลิกแล้ว หากมีคำถามโปรดติดต่อเรา",
        "revising_told": "เรากำลังเตรียมใบเสนอราคาฉบับใหม่ให้ท่าน",
        "newer_told": "มีฉบับใหม่แล้ว โปรดอ่านก่อนตอบ",
        "answered_already": "ใบเสนอราคานี้มีคำตอบแล้ว",
        "gone": "ลิงก์นี้ใช้ไม่ได้แล้ว",
        "gone_told": "ลิงก์อาจหมดอายุหรือถูกยกเลิก โปรดขอลิงก์ใหม่จากเรา",
        "offline": "ไม่มีการเชื่อมต่อ โปรดลองอีกครั้ง",
        "busy": "ลองบ่อยเกินไป โปรดลองอีกครั้งในหนึ่งนาที",
        "again": "ลองอีกครั้ง",
        "need_name": "โปรดเขียนชื่อของท่าน",
        "need_signature": "โปรดเซ็นชื่อ หรือพิมพ์ชื่อแทนลายเซ็น",
        "need_words": "โปรดบอกว่าต้องการแก้ไขอะไร",
        "contact": "มีคำถามไหม เขียนหาเราในแชตได้เลย",
        "secure": "หน้านี้สำหรับท่านเท่านั้น โปรดอย่าส่งต่อลิงก์",
        "version": "ฉบับที่ {version}",
        "sealed": "คำตอบของท่านถึงเราทันที",
    },
)

LANGUAGES = {words.language: words for words in (ENGLISH, THAI)}


def of(language: str | None) -> Words:
    """The words of a language tag (`th`, `th-TH`)."""
    return LANGUAGES.get((language or "").partition("-")[0].partition("_")[0].lower(), ENGLISH)


def answer_of(title: str) -> str | None:
    """Which answer a button with this title gives, in any language: a template's buttons are recognised by their words."""
    wanted = title.strip().casefold()
    for words in LANGUAGES.values():
        for answer in ANSWERS:
            if getattr(words, answer).casefold() == wanted:
                return answer
    return None
