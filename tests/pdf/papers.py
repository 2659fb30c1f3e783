"""Papers to draw: a company that sells in nine languages."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

from PIL import Image, ImageDraw

from pdf.paper import Company, Customer, Item, Paper, PromptPay, Section, Signature, Total

WORDS = {
    "en": "Annual support plan, business hours",
    "th": "อุปกรณ์กระจายสัญญาณไร้สายพร้อมค่าติดตั้งนอกสถานที่",
    "ja": "ワイヤレスアクセスポイント（設置工事費込み）三年保証付き",
    "zh": "无线路由器，含安装调试费用",
    "ko": "무선 공유기 설치 및 설정",
    "lo": "ສະບາຍດີ ຂໍສະເໜີລາຄາສິນຄ້າ",
    "km": "សូមអរគុណសម្រាប់ការបញ្ជាទិញ",
    "ar": "عرض السعر يشمل التركيب والضمان",
    "hi": "हिन्दी क्षत्रिय धन्यवाद",
}
TOTALS = [
    Total(kind="subtotal", amount="84,120.00"),
    Total(kind="discount", amount="\u22121,000.00"),
    Total(kind="tax", label="VAT 7\u00a0%", base="83,120.00", amount="5,818.40"),
    Total(kind="total", amount="฿88,938.40"),
    Total(kind="withholding", label="WHT 3\u00a0%", amount="\u22122,493.60"),
    Total(kind="payable", amount="฿86,444.80"),
]


def logo() -> bytes:
    image = Image.new("RGBA", (300, 100), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    pen.rectangle((4, 4, 96, 96), fill="#0f766e")
    pen.ellipse((30, 30, 70, 70), fill="#fbbf24")
    pen.rectangle((120, 36, 290, 64), fill="#134e4a")
    return png(image)


def signature() -> bytes:
    image = Image.new("RGBA", (300, 100), (0, 0, 0, 0))
    ImageDraw.Draw(image).line([(20, 80), (60, 20), (90, 90), (150, 30), (200, 80), (280, 40)], fill="#112", width=5)
    return png(image)


def png(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def items(count: int) -> list[Item]:
    """In every language in turn; each comes to 100.00, and the fifth is optional."""
    texts = list(WORDS.values())
    made, running = [], 0
    for place in range(count):
        optional = place == 4
        running += 0 if optional else 100
        made.append(
            Item(
                number=str(place + 1),
                description=f"{texts[place % len(texts)]}\nsecond line {place + 1}",
                quantity="2",
                unit="set",
                unit_price="55.00",
                discount="10.00" if place % 3 == 0 else "",
                tax="7\u00a0%",
                amount="100.00",
                running=f"{running:,}.00",
                optional=optional,
            )
        )
    return made


def paper(language: str = "th", count: int = 9, **changed: Any) -> Paper:
    fields: dict[str, Any] = {
        "language": language,
        "currency": "THB",
        "company": Company(
            name="บริษัท ตัวอย่าง จำกัด",
            address="123/45 ถนนสุขุมวิท\nเขตวัฒนา กรุงเทพมหานคร 10110",
            phone="+66 2 123 4567",
            email="sales@example.com",
            website="example.com",
            tax_id="0105561234567",
            branch="สำนักงานใหญ่",
            logo=logo(),
        ),
        "customer": Customer(name="คุณน้ำผึ้ง กิ่งแก้ว", address="99 หมู่ 4 เชียงใหม่ 50100", phone="+66 81 234 5678"),
        "sections": [Section(items=items(count))],
        "totals": TOTALS,
        "created": datetime(2026, 11, 22, 9, 0, tzinfo=UTC),
        "number": "Q-2026-0042",
        "issued_on": "22 พฤศจิกายน 2569",
        "valid_until": "31 มกราคม 2570",
        "prepared_by": "Dana",
        "notes": WORDS.get(language, ""),
        "terms": "1. 50 % in advance.\n2. The rest within 30 days.",
        "bank": [("ธนาคาร", "กสิกรไทย"), ("เลขที่บัญชี", "123-4-56789-0")],
        "promptpay": PromptPay(target="0105561234567", amount="86444.80"),
        "attachments": ["catalogue.pdf"],
    }
    return Paper(**(fields | changed))


# what the approved pictures show, by file name: paper and page
APPROVED: dict[str, tuple[Paper, int]] = {
    "classic-thai": (paper("th", 26, amount_words="แปดหมื่นแปดพันเก้าร้อยสามสิบแปดบาทสี่สิบสตางค์"), 0),
    "classic-thai-second": (paper("th", 26), 1),
    "classic-arabic": (paper("ar", 6, layout="classic", stamp="superseded"), 0),
    "modern-japanese": (paper("ja", 6, layout="modern", number=None, stamp="draft"), 0),
    "modern-yellow": (
        paper("en", 5, layout="modern", colour="#fde047", page_size="Letter", prices_include_tax=True),
        0,
    ),
    "plain-khmer": (paper("km", 5, layout="plain", family="sarabun"), 0),
    "plain-signed": (
        paper(
            "en",
            2,
            layout="plain",
            stamp="accepted",
            seller=Signature(name="Dana", title="Sales", signed_on="22 November 2026", picture=signature()),
            signature=Signature(name="Namphueng", signed_on="24 November 2026", picture=signature()),
        ),
        1,
    ),
}
