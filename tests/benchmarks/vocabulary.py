"""Words as an office in Bangkok hears them: half Thai, a quarter English, the rest Japanese and Chinese; common ones often, most rarely."""

# ruff: noqa: SIM905 - words are read best in a row

from __future__ import annotations

import itertools
import random
from bisect import bisect

THAI = (
    "สวัสดีค่ะ สวัสดีครับ ขอบคุณค่ะ ขอบคุณครับ สนใจ สินค้า ราคา เท่าไหร่ ใบเสนอราคา โรงแรม จองห้อง กรุงเทพ ห้องพัก วันนี้ พรุ่งนี้ ได้ไหม มีไหม "
    "ส่งของ ที่อยู่ เบอร์โทร โอนเงิน บัญชี ใบเสร็จ ใบกำกับภาษี ด่วน รอสักครู่ กี่วัน สีขาว สีดำ ขนาด ตัวนี้ ค่ะ ครับ นะคะ ด้วย ไม่ ใช่ แล้ว อยู่ "
    "ไก่ย่างห้าดาว รถตู้ สนามบิน ทัวร์ เชียงใหม่ ภูเก็ต พัทยา แพ็กเกจ ครอบครัว เด็ก ผู้ใหญ่ อาหารเช้า ยกเลิก เลื่อน ยืนยัน ชำระ มัดจำ ส่วนลด"
).split()
ENGLISH = (
    "hello thanks please the a to for you is of and price quotation order room booking today tomorrow delivery address invoice "
    "payment bank transfer receipt urgent wait days white black size how much can we have this one not already tour airport van "
    "Bangkok Phuket family child adult breakfast cancel confirm deposit discount"
).split()
JAPANESE = "東京 見積書 予約 ありがとうございます お願いします 部屋 空港 料金 いくら 明日 今日 キャンセル ツアー 家族 大人 子供 朝食 送料 住所 請求書".split()
CHINESE = (
    "你好 谢谢 曼谷 预订 房间 价格 多少钱 机场 明天 今天 取消 确认 发票 地址 家庭 早餐 折扣 报价单 送货 订单".split()
)
_SYLLABLES = [a + b for a in "b c d f g k l m n p r s t v w".split() for b in "a e i o u an en or".split()]
_CONSONANTS = "กขคงจชซญดตถทธนบปผพฟภมยรลวศสหอ"
_VOWELS = "ะ า ิ ี ึ ื ุ ู เ แ โ ไ ่ ้ ั".split()


class Words:
    """Draws of a vocabulary that follows Zipf's law, a few words each time."""

    def __init__(self, chance: random.Random, common: list[str], rare: list[str], join: str) -> None:
        self._chance = chance
        self._words = common + rare
        self._weights = list(itertools.accumulate(1 / (place + 3) for place in range(len(self._words))))
        self._join = join

    def line(self) -> str:
        count, total = self._chance.randint(2, 11), self._weights[-1]
        drawn = (self._words[bisect(self._weights, self._chance.random() * total)] for _ in range(count))
        return self._join.join(drawn)


class Talk:
    def __init__(self, seed: int = 1) -> None:
        self.chance = random.Random(seed)
        thai = ["".join(self._syllable() for _ in range(self.chance.randint(2, 4))) for _ in range(4_000)]
        latin = ["".join(self.chance.choices(_SYLLABLES, k=self.chance.randint(2, 4))) for _ in range(15_000)]
        chinese = ["".join(chr(self.chance.randint(0x4E00, 0x5E00)) for _ in range(2)) for _ in range(4_000)]
        languages = (
            Words(self.chance, THAI, thai, ""),
            Words(self.chance, ENGLISH, latin, " "),
            Words(self.chance, JAPANESE, chinese[:2_000], ""),
            Words(self.chance, CHINESE, chinese, ""),
        )
        self._languages = [languages[place] for place in (0, 0, 0, 0, 0, 1, 1, 2, 2, 3)]

    def line(self, number: int) -> str:
        said = self._languages[number % 10].line()
        if number % 20 == 7:
            return f"{said} SO-2026-{number:06d}"
        return f"{said} 08{number * 7919 % 10**8:08d}" if number % 50 == 3 else said

    def name(self, number: int) -> str:
        words = self._languages[5]._words
        return f"{words[60 + number % 9_000].title()} {words[200 + number * 7 % 12_000].title()}"

    def _syllable(self) -> str:
        return self.chance.choice(_CONSONANTS) + self.chance.choice(_VOWELS)
