"""What can be refused."""

from lyceum.kernel.errors import Conflict


class BackfillDiffers(Conflict):
    """A backfill of this name was begun with another number of parts; its positions would not fit."""

    title = {"en": "The backfill was begun otherwise", "th": "การปรับข้อมูลย้อนหลังนี้เริ่มไว้ด้วยค่าที่ต่างกัน"}


class SegmentMoved(Conflict):
    """Another execution works on this part of the backfill."""

    title = {"en": "Another execution works on it", "th": "มีการทำงานอื่นกำลังทำส่วนนี้อยู่"}
