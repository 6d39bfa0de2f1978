"""The words of a revenue report. `{…}` are places for numbers and names, filled before escaping."""

from collections.abc import Mapping
from dataclasses import dataclass

from lyceum.insight.report_language import ENGLISH, THAI, Notation
from lyceum.kernel.text import FALLBACK


@dataclass(frozen=True, slots=True)
class RevenueWords:
    """All words of the report in one language. A language lacks none: the type says so."""

    tag: str
    notation: Notation
    title: str
    span: str
    made_at: str
    in_currency: str
    overview: str
    orders: str
    gross: str
    discount: str
    tax: str
    returned: str
    net: str
    by_day: str
    by_day_lead: str
    by_day_caption: str
    by_course: str
    by_course_lead: str
    by_course_caption: str
    by_coupon: str
    by_coupon_caption: str
    no_coupons: str
    day: str
    course: str
    coupon: str
    part: str
    name: str
    currency: str
    unknown_course: str
    nothing_sold: str
    notes: str
    note_lines: tuple[str, ...]


_ENGLISH = RevenueWords(
    tag="en",
    notation=ENGLISH,
    title="Revenue report",
    span="{first} to {last}",
    made_at="As of {moment}",
    in_currency="In {currency}",
    overview="Overview",
    orders="Orders",
    gross="Came in",
    discount="Discounts",
    tax="Tax",
    returned="Went back",
    net="Kept",
    by_day="By day",
    by_day_lead="{gross} came in; the best day was {day} with {most}.",
    by_day_caption="Revenue by day (UTC), in {currency}",
    by_course="By course",
    by_course_lead="“{course}” brought most: {gross} of {total}.",
    by_course_caption="Revenue by course, in {currency}",
    by_coupon="By coupon",
    by_coupon_caption="Orders with a coupon, in {currency}",
    no_coupons="No coupon was used.",
    day="Day",
    course="Course",
    coupon="Coupon",
    part="By",
    name="Name",
    currency="Currency",
    unknown_course="Not told",
    nothing_sold="Nothing was sold on these days.",
    notes="Notes",
    note_lines=(
        "Days are UTC days. An order stands under the day on which it was paid, what goes back under its own.",
        "“Came in” has the tax in it and discounts taken off; “Kept” is what came in less what went back.",
        "Amounts in different currencies are never added.",
    ),
)

_THAI = RevenueWords(
    tag="th",
    notation=THAI,
    title="รายงานรายได้",
    span="{first} ถึง {last}",
    made_at="ข้อมูล ณ {moment}",
    in_currency="สกุลเงิน {currency}",
    overview="ภาพรวม",
    orders="คำสั่งซื้อ",
    gross="รับเข้า",
    discount="ส่วนลด",
    tax="ภาษี",
    returned="คืนเงิน",
    net="คงเหลือ",
    by_day="รายวัน",
    by_day_lead="รับเข้า {gross} วันที่มากที่สุดคือ {day} จำนวน {most}",
    by_day_caption="รายได้รายวัน (UTC) สกุลเงิน {currency}",
    by_course="รายหลักสูตร",
    by_course_lead="“{course}” มีรายได้มากที่สุด {gross} จาก {total}",
    by_course_caption="รายได้รายหลักสูตร สกุลเงิน {currency}",
    by_coupon="รายคูปอง",
    by_coupon_caption="คำสั่งซื้อที่ใช้คูปอง สกุลเงิน {currency}",
    no_coupons="ไม่มีการใช้คูปอง",
    day="วัน",
    course="หลักสูตร",
    coupon="คูปอง",
    part="จำแนกตาม",
    name="ชื่อ",
    currency="สกุลเงิน",
    unknown_course="ไม่ระบุ",
    nothing_sold="ไม่มีการขายในช่วงวันดังกล่าว",
    notes="หมายเหตุ",
    note_lines=(
        "วันนับตามเวลา UTC คำสั่งซื้ออยู่ในวันที่ชำระเงิน เงินคืนอยู่ในวันที่คืน",
        "“รับเข้า” รวมภาษีและหักส่วนลดแล้ว “คงเหลือ” คือเงินรับเข้าหักเงินคืน",
        "จำนวนเงินต่างสกุลจะไม่นำมารวมกัน",
    ),
)

REVENUE_LANGUAGES: Mapping[str, RevenueWords] = {"en": _ENGLISH, "th": _THAI}
"""Language tag → words."""


def revenue_words(language: str) -> RevenueWords:
    """The words for a language tag or its primary subtag, else English (RULES S2-2)."""
    return REVENUE_LANGUAGES.get(language.split("-", 1)[0].lower()) or REVENUE_LANGUAGES[FALLBACK]
