"""Who wrote to the office in the past weeks, and what about: the talks the demo's history is made of.

A line that begins with > is the office's; `{first}` is the customer's first name.
"""

from __future__ import annotations

REGULARS = (
    "Achara Wongsa", "Bancha Meesuk", "Chompoo Srikaew", "Duangjai Phan", "Eakkarat S.", "Farida Musa", "Gamon Thong", "Hiroshi Sato",
    "Intira Boonsri", "Jan de Vries", "Kittipong R.", "Lin Mei", "Marisa Tan", "Napat Chai", "Oliver Brandt", "Pakorn Suwan",
    "Quynh Tran", "Rungnapa K.", "Siriporn Dee", "Tanawat Jai", "Usa Prom", "Veera Lert", "Wanida Chon", "Yuki Mori", "Araya Kul",
    "Benjawan S.", "Chai Rattanakul", "Darin Wu", "Elena Petrova", "Fon Saelim", "Guy Martin", "Harit Noi", "Isra Pan", "James Whitaker",
    "Kwan Charoen", "Lada Mongkol", "Mint Sirin", "Nuttapol B.", "Orathai Yen", "Pete Nguyen", "Ratchanee O.", "Sasi Wattana",
    "Toby Fraser", "Urai Jan", "Varin Poon", "Waraporn Ch.", "Yada Krit", "Zara Ismail",
)  # fmt: skip

TALKS: tuple[tuple[str, ...], ...] = (
    ("Hello, are you free on {day}?", ">Hello {first}! Yes, that evening is free. What kind of event is it?", "A birthday, about 60 guests.",
     ">Lovely. I will send you an offer this afternoon."),
    ("สวัสดีค่ะ สอบถามราคาวงดนตรีสำหรับงานเลี้ยงบริษัทค่ะ", ">สวัสดีค่ะคุณ{first} รบกวนแจ้งวันและสถานที่จัดงานด้วยนะคะ", "{day} ที่โรงแรมแถวสาทรค่ะ ประมาณ 120 คน",
     ">ขอบคุณค่ะ เดี๋ยวส่งใบเสนอราคาให้ภายในวันนี้นะคะ", "ขอบคุณมากค่ะ"),
    ("ขอใบกำกับภาษีเต็มรูปแบบด้วยครับ", ">ได้ค่ะ รบกวนขอชื่อบริษัทและเลขประจำตัวผู้เสียภาษีด้วยนะคะ", "ส่งให้ทางอีเมลแล้วครับ", ">ได้รับแล้วค่ะ ขอบคุณค่ะ"),
    ("Is the sound engineer included in the price?", ">Yes, {first}, and the PA system up to 200 guests.", "Perfect, thank you!"),
    ("Can we move the rehearsal to {day}?", ">Of course. The same hour?", "One hour later would be better.", ">Noted: one hour later on {day}."),
    ("โอนมัดจำแล้วนะคะ", ">ได้รับแล้วค่ะ ขอบคุณค่ะคุณ{first} เจอกันวันงานนะคะ"),
    ("What time should the band arrive?", ">Two hours before the doors open, for the sound check.", "Great. Gate 2, the guard knows.", ">Thank you!"),
    ("มีเพลงไทยสากลยุค 80 ไหมครับ", ">มีค่ะ ประมาณ 40 เพลง ส่งรายการให้เลือกได้นะคะ", "ขอรายการด้วยครับ", ">ส่งให้แล้วค่ะ เลือกได้เลยนะคะ", "ครับผม"),
    ("Hi! Do you play outdoors?", ">We do, under a roof or a tent. Is there power near the stage?", "There is, 32 A.", ">Then nothing stands in the way."),
    ("งานวันก่อนสนุกมากเลยค่ะ แขกชอบกันทุกคน", ">ขอบคุณมากค่ะคุณ{first} ดีใจที่ได้ร่วมงานค่ะ"),
    ("We have to cancel {day}, I am sorry.", ">No problem, {first}. The deposit is kept for another date until June.", "That is very kind of you."),
    ("How many songs fit into 45 minutes?", ">Ten to twelve, with a little talking in between."),
    ("ขอเปลี่ยนเป็นวงควอเทตได้ไหมคะ", ">ได้ค่ะ ส่วนต่าง 8,000 บาท ให้แก้ใบเสนอราคาเลยไหมคะ", "แก้ได้เลยค่ะ", ">เรียบร้อยค่ะ ส่งฉบับใหม่ให้แล้วนะคะ", "ได้รับแล้วค่ะ ขอบคุณค่ะ"),
    ("Could you send the technical rider again?", ">Certainly, it is on its way to you."),
    ("Who is the singer on {day}?", ">Mali sings that evening; Nok is free if you prefer her.", "Mali is wonderful, keep her please.", ">With pleasure."),
    ("จอดรถตู้ได้ที่ไหนครับ", ">ด้านหลังอาคาร ประตู 3 ค่ะ แจ้งชื่อวงกับรปภ. ได้เลย", "ขอบคุณครับ"),
)  # fmt: skip
SUBJECTS = ("Band for our event", "สอบถามราคา", "Rehearsal", "ใบกำกับภาษี", "Sound check", "Question")
DAYS = ("Friday", "Saturday", "12 December", "the 20th", "next Thursday")
