"""What people's programs make of an answer, and what is new in it."""

from __future__ import annotations

import pytest

from channels.mail import quotes
from channels.mail.quotes import Said

OFFICE = "Office <office@bma.example>"
OUTLOOK = '<div><div style="border:none;border-top:solid #E1E1E1 1.0pt"><p class="MsoNormal"><b>{}</b> ' + (
    "Office &lt;office@bma.example&gt;<br><b>{}</b> 12 January 2026 10:00<br><b>{}</b> Anna<br><b>{}</b> Quotation</p></div></div><p>old words</p>"
)
GMAIL = '<div dir="ltr">{}</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">{}<br></div>{}</div>'
OLD = '<blockquote class="gmail_quote"><div>old words</div></blockquote>'

# (text, html, subject) and what is new in it; "old words" must have been folded away
ANSWERS: dict[str, tuple[str | None, str | None, str]] = {
    "Outlook, English": (None, "<p>Yes, please.</p>" + OUTLOOK.format("From:", "Sent:", "To:", "Subject:"), "Yes, please."),
    "Outlook, Thai": (None, "<p>ตกลงครับ</p>" + OUTLOOK.format("จาก:", "ส่ง:", "ถึง:", "เรื่อง:"), "ตกลงครับ"),
    "Outlook, German": (None, "<p>Ja, bitte.</p>" + OUTLOOK.format("Von:", "Gesendet:", "An:", "Betreff:"), "Ja, bitte."),
    "Outlook, Japanese": (None, "<p>はい</p>" + OUTLOOK.format("差出人:", "送信日時:", "宛先:", "件名:"), "はい"),
    "Outlook, text": ("Yes\n\n________________________________\nFrom: Somchai J.\nSent: Monday, 12 January 2026 10:00\nTo: Office\nSubject: x\n\nold words", None, "Yes"),
    "Outlook on the web": (
        None,
        '<div>Fine</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>From:</b> O</div><div>old words</div>',
        "Fine",
    ),
    "Outlook on the phone": (None, '<div>OK</div><div class="ms-outlook-mobile-reference-message"><b>From:</b> O<br>old words</div>', "OK"),
    "Gmail, English": (None, GMAIL.format("Yes", "On Mon, 12 Jan 2026 at 10:00, Office wrote:", OLD), "Yes"),
    "Gmail, Thai, text": (f"ได้ค่ะ\n\nเมื่อ จ. 12 ม.ค. 2569 เวลา 10:00 {OFFICE}\nเขียนว่า:\n\n> old words", None, "ได้ค่ะ"),
    "Gmail, Japanese, text": (f"はい\n\n2026年1月12日(月) 10:00 {OFFICE}:\n\n> old words", None, "はい"),
    "Gmail, answered between": (
        None,
        GMAIL.format("See below", "On …, Office wrote:", f"{OLD}<div>Two rooms</div>{OLD}<div>On Friday</div>"),
        "See below\n\nTwo rooms\n\nOn Friday",
    ),
    "Apple": (
        None,
        '<div>Good</div><div><br><blockquote type="cite"><div>On 12 Jan 2026, at 10:00, Office &lt;o@b.example&gt; wrote:</div><div>old words</div></blockquote></div>',
        "Good",
    ),
    "Apple, Thai, text": (f"ขอบคุณครับ\n\n> เมื่อ 12 ม.ค. 2569 เวลา 10:00 {OFFICE} เขียนว่า:\n> \n> old words", None, "ขอบคุณครับ"),
    "Yahoo": (None, '<div>Sure</div><div id="y1" class="yahoo_quoted"><div>On Monday, Office wrote:</div><div>old words</div></div>', "Sure"),
    "Yahoo, text": (f"Sure\n\n    On Monday, January 12, 2026 at 10:00:00 AM GMT+7, {OFFICE} wrote:  \n \n old words", None, "Sure"),
    "Thunderbird, below the quote": ("On 1/12/26 10:00, Office wrote:\n> old words\n> more\n\nMy answer", None, "My answer"),
    "Thunderbird, HTML": (
        None,
        '<div class="moz-cite-prefix">Am 12.01.26 um 10:00 schrieb Office:<br></div><blockquote type="cite">old words</blockquote><p>Antwort</p>',
        "Antwort",
    ),
    "Roundcube": (None, '<p>Yes</p><p id="reply-intro">On 2026-01-12 10:00, Office wrote:</p><blockquote type="cite">old words</blockquote>', "Yes"),
    "Thai signature": (
        "ขอราคาห้องพักครับ\n\nขอแสดงความนับถือ\nสมชาย ใจดี old words\nบริษัท ไทยทัวร์ จำกัด\nโทร. 081-234-5678\nLINE: somchai99",
        None,
        "ขอราคาห้องพักครับ",
    ),
    "English closing": ("See you then.\n\nBest regards,\nAnna old words\n+66 81 234 5678", None, "See you then."),
    "Gmail's signature": (None, '<div>Thanks</div><br><div class="gmail_signature">Anna old words<br>CEO</div>', "Thanks"),
    "From a phone": ("ok\n\nSent from my iPhone, old words", None, "ok"),
    "From a phone, Thai": ("ได้ครับ\n\nส่งจาก iPhone ของฉัน old words", None, "ได้ครับ"),
}  # fmt: skip


@pytest.mark.parametrize("program", ANSWERS)
def test_an_answer_without_what_it_quotes(program: str) -> None:
    text, html, new = ANSWERS[program]
    said = quotes.fold(text, html)
    assert said.text == new
    assert "old words" in said.rest


FORWARD = "---------- Forwarded message ---------\nFrom: Office <o@b.example>\nDate: Mon, 12 Jan 2026 10:00\nSubject: x\nTo: Anna\n\nwanted"
# all of it is the writer's
WHOLE: dict[str, tuple[str | None, str | None, str]] = {
    "a journey": ("From: Bangkok\nTo: Phuket\nDate: 22 Nov 2026 10:00\nPassengers: wanted", None, ""),
    "a journey, Thai": ("จาก: กรุงเทพ\nถึง: ภูเก็ต\nวันที่: 22 พ.ย. 2569 เวลา 10:00\nwanted", None, ""),
    "a line of dashes": ("Option 1\n--------------------\nwanted", None, ""),
    "a line of underscores": ("Option 1\n____________________\nwanted", None, ""),
    "a lone dash": ("Hotel\n—\nwanted", None, ""),
    "two dashes": ("Option 1\n--\nwanted", None, ""),
    "a sentence, English": ("On the invoice of 12/01/2026 which you sent I wrote\nthe wrong name. wanted", None, ""),
    "a sentence with a colon": ("On the form that we had at 10:00 I wrote:\nwanted", None, ""),
    "a sentence, Thai": ("ในใบเสนอราคาที่ส่งมาวันที่ 12/1/2569 มีชื่อผิดตามที่ผมเขียน\nwanted", None, ""),
    "a forward from Gmail, text": (f"See below\n\n{FORWARD}", None, "Fwd: x"),
    "a forward from Gmail": (None, '<div>See below</div><div class="gmail_quote"><div class="gmail_attr">---------- Forwarded message ---------<br>From: O</div><p>wanted</p></div>', "Fwd: x"),
    "a forward from Apple": (None, '<div>See below</div><blockquote type="cite"><div>Begin forwarded message:</div><p>wanted</p></blockquote>', "Fwd: x"),
    "a forward from Outlook": (None, "<p>See below</p>" + OUTLOOK.format("From:", "Sent:", "To:", "Subject:") + "<p>wanted</p>", "FW: x"),
    "a forward from Outlook, Thai": (None, "<p>ดูข้างล่าง</p>" + OUTLOOK.format("จาก:", "ส่ง:", "ถึง:", "เรื่อง:") + "<p>wanted</p>", "ส่งต่อ: x"),
    "answers between the lines": ("On 12 Jan 2026 10:00, Office wrote:\n> How many?\nTwo.\n> When?\nwanted", None, "Re: x"),
    "a closing that asks": ("Hello\n\nขอแสดงความนับถือ\nสมชาย โทร. 081-234-5678\nรบกวนส่งราคาด้วยครับ wanted", None, ""),
    "a closing that says more": ("Best regards,\nAnna\nPS: my number is +66 81 234 5678, wanted", None, ""),
    "thanks": ("ขอบคุณครับ\nสมชาย 081-234-5678 wanted", None, ""),
    "sent from": ("Sent from my office last week were three parcels.\nOne\nTwo\nThree wanted", None, ""),
    "a list's foot as text": ("_____\nwanted-list@x.example", "<p>" + "wanted words " * 20 + "</p>", ""),
}  # fmt: skip


@pytest.mark.parametrize("mail", WHOLE)
def test_no_word_of_the_writer_is_folded_away(mail: str) -> None:
    text, html, subject = WHOLE[mail]
    said = quotes.fold(text, html, subject)
    assert "wanted" in said.text
    assert "wanted" not in said.rest


def test_a_quote_by_outlook_on_the_web_is_kept_whole() -> None:
    said = quotes.fold(None, '<p>A</p><div id="divRplyFwdMsg">From: O</div><div>old</div><div>older</div>')
    assert (said.text, said.rest.split()) == ("A", ["From:", "O", "old", "older"])


def test_lines_of_preformatted_text_stay_lines() -> None:
    assert quotes.fold(None, "<pre>a\n  b</pre>").text == "a\nb"


def test_a_mail_that_is_nothing_but_its_signature_is_shown() -> None:
    html = '<div class="gmail_signature">Yes, book it</div><div class="gmail_quote"><blockquote>old</blockquote></div>'
    assert quotes.fold(None, html) == Said("Yes, book it", "old")
