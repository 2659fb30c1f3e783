"""What customers have written by mail before the demo begins, and what was answered."""

from __future__ import annotations

from msgspec import Struct

from channels.sandbox.mail_model import File, Writing
from web.demo import files
from web.demo.steps import HOUR, By

PIM, PIM_ON_LINE = "pim.srisai@example.org", "U7c1f09e2a4b35d6808e1f2a3b4c5d6e7"
THANA, HENRIK, CATERING = "thana@chao-phraya.example", "henrik.dahl@nordlys.example", "accounts@siam-catering.example"
NEWS, STRANGER = "news@stagelight.example", "it-support@bma-mail.example"


class Post(Struct, frozen=True, kw_only=True):
    """A mail of a customer, `ago` minutes before the demo begins; `answer`: what was answered, `after` minutes later. `answering`: it
    answers the last mail they got; `passed`: the office's server believes who sent it."""

    ago: float
    address: str
    name: str
    writing: Writing
    answer: str | None = None
    by: By = "dana"
    after: float = 9
    answering: bool = False
    passed: bool = True


def posts() -> list[Post]:
    """Each conversation in the order of its time. Blocking: papers are set."""
    return [*_dinner(), *_for_the_office(), *_from_thailand()]


def _dinner() -> list[Post]:
    return [
        Post(
            ago=28 * HOUR, address=HENRIK, name="Henrik Dahl", by="dana", after=22,
            writing=Writing(
                subject="Quartet for our company dinner, 18 December",
                text="Dear team,\n\nour Bangkok office celebrates its tenth year on 18 December, about 140 guests, at a hotel on the river. "
                "We would love a quartet from 19:00 to 22:00.\n\nCould you tell us what that costs, and what you need on site?\n\n"
                "Kind regards\nHenrik Dahl\n\n-- \nHenrik Dahl\nOffice Manager, Nordlys Asia Co., Ltd.\n+66 2 555 0144",
            ),
            answer="Dear Henrik,\n\nthank you, and congratulations on ten years! The quartet is free that evening.\n\n"
            "*What it costs*: THB 48,150 for three hours, with sound engineer and VAT.\n"
            "*What we need*: 6 x 4 m, 32 A, and access from 16:00.\n\nShall I send you a quotation?\n\nDana",
        ),
        Post(
            ago=71, address=HENRIK, name="Henrik Dahl", answering=True,
            writing=Writing(
                subject="Re: Quartet for our company dinner, 18 December",
                text="Hi Dana,\n\nyes please. The plan of the ballroom is attached.\n\nHenrik",
                files=(File(name="ballroom.pdf", mime="application/pdf", data=files.file("stage-plan.pdf").data),),
            ),
        ),
    ]  # fmt: skip


def _for_the_office() -> list[Post]:
    return [
        Post(
            ago=12 * HOUR, address=NEWS, name="Stagelight Magazine",
            writing=Writing(
                subject="This month: ten stages by the water",
                text="Ten stages by the water, and how to sound good on them.",
                html=NEWSLETTER,
                headers={"List-Unsubscribe": "<https://stagelight.example/leave>", "Precedence": "bulk"},
            ),
        ),
        Post(
            ago=9 * HOUR, address=CATERING, name="Siam Catering Co.",
            writing=Writing(
                subject="Invoice SC-1201, due in 30 days",
                text="Dear customer,\n\nplease find attached our invoice SC-1201 for the catering on Saturday.\n\nAccounts, Siam Catering",
                files=(File(name="Invoice SC-1201.pdf", mime="application/pdf", data=files.file("invoice.pdf").data),),
            ),
            answer="Received with thanks. It is paid with the next run on Friday.", by="ines", after=40,
        ),
        Post(
            ago=5 * HOUR, address=STRANGER, name="IT Support", passed=False,
            writing=Writing(
                subject="URGENT: your mailbox is full",
                text="Your mailbox has reached its limit. Sign in within 24 hours to keep your mails:\nhttp://bma-mail.example/login",
                html="<p>Your mailbox has reached its limit.</p><p><a href=\"http://bma-mail.example/login\">Sign in within 24 hours</a></p>",
            ),
        ),
    ]  # fmt: skip


def _from_thailand() -> list[Post]:
    return [
        Post(
            ago=95, address=THANA, name="ธนา เจ้าพระยา",
            writing=Writing(
                subject="ขอใบเสนอราคาวงดนตรีงานแต่งงาน",
                text="เรียน ทีมงาน\n\nขอใบเสนอราคาสำหรับวงควอเทต งานแต่งงานวันเสาร์ที่ 12 ธันวาคม แขกประมาณ 150 ท่าน ณ สวนริมแม่น้ำ\n\n"
                "รบกวนแจ้งรายละเอียดเครื่องเสียงด้วยครับ\n\nขอแสดงความนับถือ\nธนา",
                charset="windows-874",
            ),
        ),
        Post(
            ago=44, address=PIM, name="Pim Srisai",
            writing=Writing(
                subject="รายละเอียดงานเลี้ยงบริษัท 200 คน",
                text="สวัสดีค่ะ\n\nตามที่คุยกันใน WhatsApp ส่งกำหนดการงานมาให้ทางอีเมลนะคะ รบกวนดูว่านักร้องขึ้นเวทีกี่โมงดีคะ\n\nพิม",
                files=(File(name="กำหนดการ.pdf", mime="application/pdf", data=files.file("songs.pdf").data),),
            ),
        ),
    ]  # fmt: skip


NEWSLETTER = """<html><body style="margin:0;background:#f3efe6;font-family:Georgia,serif">
<table width="100%" cellpadding="0" cellspacing="0"><tr><td align="center" style="padding:24px 12px">
<table width="560" cellpadding="0" cellspacing="0" style="background:#ffffff;border-radius:8px">
<tr><td style="padding:26px 32px 6px;color:#0f6b58;font-size:13px;letter-spacing:2px">STAGELIGHT</td></tr>
<tr><td style="padding:0 32px"><h1 style="font-size:28px;line-height:1.2;color:#1d1c19">Ten stages by the water</h1></td></tr>
<tr><td style="padding:0 32px"><img src="https://stagelight.example/pictures/river.jpg" width="496" height="240" alt="A stage on the river"></td></tr>
<tr><td style="padding:16px 32px 8px;font-size:16px;line-height:1.6;color:#3a3833">From Chiang Khong to Koh Lanta: where sound carries, where it
does not, and what to bring when the tide comes in.</td></tr>
<tr><td style="padding:8px 32px 30px"><a href="https://stagelight.example/read" style="background:#0f6b58;color:#ffffff;padding:11px 22px;border-radius:6px;text-decoration:none">Read it</a></td></tr>
<tr><td style="padding:14px 32px 26px;font-size:12px;color:#8a857a;border-top:1px solid #eee7d8">You get this because you asked for it.
<a href="https://stagelight.example/leave" style="color:#8a857a">Leave</a>
<img src="https://stagelight.example/seen.gif?who=office" width="1" height="1" alt=""></td></tr>
</table></td></tr></table></body></html>"""
