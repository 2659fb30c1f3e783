"""What the demo's customers and agents have said to one another."""

from __future__ import annotations

from web.demo.steps import DAY, HOUR, Story, answers, card, hands, likes, notes, place, says, sends, shows, speaks

STORIES: list[Story] = [
    Story(
        name="Somchai Phongsri",
        phone="66812345678",
        company="Chao Phraya Events",
        tags=["wedding", "jazz", "vip"],
        steps=[
            says(2 * DAY + 40, "Hello! A friend recommended your quartet to us."),
            answers(2 * DAY + 31, "dana", "Thank you! When and where is the event?"),
            says(31, "สวัสดีครับ อยากสอบถามวงดนตรีแจ๊สสำหรับงานแต่งงานวันที่ 12 ธันวาคมครับ"),
            says(31, "About 150 guests, garden by the river 🌿"),
            shows(30, "garden", "This is the garden"),
            answers(
                28, "dana", "สวัสดีค่ะคุณสมชาย ยินดีด้วยนะคะ! Our quartet is free that evening. Shall I include the PA system?"
            ),
            speaks(22, 18),
            notes(20, "omar", "He asked for a discount last year too. Up to 10 % is fine."),
            sends(7, "dana", "quotation.pdf", "Quotation Q-2026-0042: quartet, PA system, sound engineer"),
            says(3, "ขอบคุณครับ ขอถามแฟนก่อนนะครับ"),
            likes(2, "🙏"),
        ],
    ),
    Story(
        name="田中 美咲",
        phone="819012345678",
        tags=["corporate"],
        assignee="mali",
        steps=[
            says(26 * HOUR, "はじめまして。来月の会社のパーティーで演奏をお願いしたいです。"),
            answers(25 * HOUR, "mali", "田中様、お問い合わせありがとうございます。日程と会場を教えていただけますか。"),
            says(24 * HOUR, "12月18日、バンコクのホテルです。"),
            says(6, "見積書を確認しました。音響の費用も含まれていますか。"),
            says(5, "できれば金曜日までにお返事をいただけると助かります🙇‍♀️"),
        ],
    ),
    Story(name="Nok Kanchana", phone="66823456789", steps=[says(21, "ขอสอบถามราคาหน่อยค่ะ"), speaks(19, 24)]),
    Story(
        name="Riverside Hotel",
        phone="66834567890",
        company="Riverside Hotel Group",
        tags=["venue"],
        steps=[
            says(5 * HOUR, "Could you send us the stage plan for Saturday?"),
            answers(4 * HOUR, "dana", "Of course, one moment."),
            sends(65, "dana", "stage-plan.pdf", "Attached is the revised stage plan."),
        ],
    ),
    Story(
        name="Anna Lindqvist",
        phone="46701234567",
        tags=["wedding"],
        steps=[
            says(4 * DAY, "Hej! We are getting married on Koh Samui in February and dream of a live band at sunset."),
            answers(4 * DAY - 30, "dana", "Congratulations! How many guests will you be?"),
            says(4 * DAY - 55, "Around 60, on the beach."),
            shows(4 * DAY - 57, "beach"),
            answers(3 * DAY, "dana", "What a place! A trio would carry well there without much amplification."),
            likes(3 * DAY - 5, "❤️"),
            says(92, "We accept the quote! How do we pay the deposit?"),
            answers(90, "dana", "Wonderful! You will find the bank details on page 2. 🎷", until="delivered"),
        ],
    ),
    Story(
        name="มาลี ศรีสุข",
        phone="66845678901",
        steps=[
            says(3 * HOUR, "ขอเลื่อนเวลาซ้อมเป็นวันเสาร์ได้ไหมคะ"),
            answers(150, "mali", "ได้เลยค่ะ วันเสาร์ 10 โมงนะคะ"),
            says(140, "ขอบคุณค่ะ"),
            answers(125, "mali", "ขอบคุณมากค่ะ แล้วพบกันวันเสาร์", quote=2),
        ],
    ),
    Story(
        name="Jazz District Bar",
        phone="66856789012",
        steps=[says(200, "Our new stage is ready!"), shows(198, "stage")],
        assignee="omar",
    ),
    Story(
        name="Ken Park",
        phone="821012345678",
        steps=[
            says(30 * HOUR, "Is there parking for the van at the back?"),
            answers(29 * HOUR, "omar", "Yes, gate 3. Tell the guard you are with the band."),
            answers(28.9 * HOUR, "omar", "Great, see you at sound check"),
        ],
    ),
    Story(
        name="Siam Catering Co.",
        phone="66867890123",
        company="Siam Catering Co., Ltd.",
        tags=["supplier"],
        resolved=True,
        steps=[
            says(27 * HOUR, "Please find our invoice for the November event."),
            hands(27 * HOUR - 1, "invoice.pdf"),
            answers(26 * HOUR, "ines", "Received with thanks. It will be paid on the 30th."),
        ],
    ),
    Story(
        name="Pim Srisai",
        phone="66878901234",
        steps=[
            says(48, "สวัสดีค่ะ มีนักร้องภาษาจีนไหมคะ"),
            says(47, "งานเลี้ยงบริษัท 200 คนค่ะ"),
            place(45, "Mandarin Ballroom", "48 Charoen Krung Road, Bangkok", 13.7236, 100.5146),
        ],
    ),
    Story(
        name="Lukas Weber",
        phone="4915123456789",
        tags=["corporate"],
        steps=[
            says(2 * DAY, "Guten Tag, do you also play at trade fairs?"),
            answers(2 * DAY - 20, "omar", "Guten Tag! Yes, we do: duo to big band. Which fair is it?"),
            says(2 * DAY - 30, "The coffee fair in March, three afternoons."),
            card(2 * DAY - 31, "Jana Hoffmann", "+49 151 98765432"),
            notes(2 * DAY - 40, "omar", "Jana decides about the budget. Call her on Monday."),
        ],
        snoozed_hours=20,
        unread=False,
    ),
    Story(
        name="Priya Raman",
        phone="919812345678",
        steps=[
            says(70, "Hi! How early should we book for New Year's Eve?"),
            answers(66, "mali", "For New Year's Eve, better this week than next. Shall I hold the date for you?"),
            says(64, "Yes please, hold it until Sunday 🙏"),
        ],
    ),
    Story(
        name="Chen Wei",
        phone="8613812345678",
        steps=[
            says(15 * HOUR, "你好，请问你们可以演奏邓丽君的歌吗？"),
            says(15 * HOUR - 2, "我妈妈七十岁生日，想给她一个惊喜。"),
        ],
    ),
    Story(
        name="Sofia Rossi",
        phone="393471234567",
        tags=["wedding"],
        steps=[
            says(6 * DAY, "Ciao! Can your singer do Italian songs too?"),
            answers(6 * DAY - 15, "dana", "Certo! Here is a list; mark what you like."),
            sends(6 * DAY - 16, "dana", "songs.pdf"),
            says(5 * DAY, "Perfetto, the list is wonderful."),
            likes(5 * DAY - 1, "😍"),
        ],
        resolved=True,
    ),
    Story(
        name="Thanawat K.",
        phone="66889012345",
        steps=[says(9 * HOUR, "ส่งใบกำกับภาษีเต็มรูปแบบให้ด้วยนะครับ"), hands(9 * HOUR - 1, "company.pdf", "ที่อยู่บริษัทครับ")],
        assignee="ines",
    ),
    Story(
        name="Emily Carter",
        phone="447700900123",
        steps=[
            says(11 * HOUR, "Hello, is the sound check at 4 or at 5?"),
            answers(10.5 * HOUR, "omar", "At 4, doors at 6."),
            says(10.4 * HOUR, "Lovely, thank you!"),
            likes(10.3 * HOUR, "👍"),
        ],
        resolved=True,
    ),
    Story(
        name="Arthit B.",
        phone="66890123456",
        steps=[shows(130, "poster", "โปสเตอร์งานครับ ใส่โลโก้วงตรงไหนดี")],
        assignee="mali",
    ),
    Story(
        name="Hotel Lotus",
        phone="66801234567",
        company="Lotus Hospitality",
        tags=["venue"],
        steps=[
            says(3 * DAY, "We would like jazz every Friday in the lobby from January on."),
            answers(3 * DAY - 60, "dana", "With pleasure. A duo for two hours each Friday?"),
            says(3 * DAY - 80, "Exactly. Please talk to our F&B manager."),
            notes(3 * DAY - 90, "dana", "Regular customer in the making: ask Ines about the monthly rate."),
        ],
        snoozed_hours=44,
        unread=False,
    ),
    Story(
        name="Maya Haddad",
        phone="971501234567",
        steps=[
            says(34, "مرحبا، هل يمكنكم العزف في حفل افتتاح يوم الخميس؟"),
            says(33, "The opening is at 7 pm, about 80 guests."),
        ],
    ),
    Story(
        name="Nguyễn Lan",
        phone="84912345678",
        steps=[
            says(20 * HOUR, "Chào bạn, ban nhạc có bao nhiêu người?"),
            answers(19 * HOUR, "mali", "Chào chị Lan! The quartet has four musicians; a singer can join them."),
            says(18.9 * HOUR, "Cảm ơn bạn!"),
        ],
    ),
    Story(
        name="Diego Morales",
        phone="5215512345678",
        steps=[says(55, "Hola! Do you rent out the PA system without the band?"), speaks(54, 9)],
        assignee="dana",
    ),
    Story(
        name="Suda & Ben",
        phone="66811122233",
        tags=["wedding"],
        steps=[
            says(7 * DAY, "What a night! Everybody danced until two. Thank you!!"),
            shows(7 * DAY - 1, "party"),
            answers(7 * DAY - 30, "dana", "It was a joy to play for you. All the best to you both! 🥂"),
            likes(7 * DAY - 32, "❤️"),
        ],
        resolved=True,
    ),
    Story(
        name="Fatima Noor",
        phone="60123456789",
        steps=[
            says(80, "Can we see a video of the quartet?"),
            answers(75, "omar", "I will send you one this afternoon."),
            says(12, "Hello? Any news about the video? 😊", quote=1),
        ],
    ),
    # the double refuses this number (channels/sandbox/magic.py): a send that failed, with its reason
    Story(
        name="Krit M.",
        phone="66811131026",
        steps=[says(16, "Are you free on Sunday?"), answers(0, "omar", "Yes! From 18:00 on.")],
    ),
    Story(name="Walk-in", phone="66822233344", steps=[says(8, "hi")]),
]
