"""What regrades say no to, each by name."""

from lyceum.kernel.errors import Conflict, Invalid, NotFound


class RegradeNotReady(Conflict):
    """The regrade is in a state from which that cannot be done: a preview comes first, then it is applied."""

    title = {"en": "The regrade is not ready for that", "th": "การตรวจใหม่ยังไม่พร้อมสำหรับขั้นตอนนี้"}


class RegradeSuperseded(Conflict):
    """Another regrade of the same question was applied on top of this one: undo that one first."""

    title = {"en": "A later regrade stands on this one", "th": "มีการตรวจใหม่ครั้งหลังทับอยู่"}


class RegradeNotFound(NotFound):
    """The assessment has no such regrade."""

    title = {"en": "There is no such regrade", "th": "ไม่พบการตรวจใหม่นี้"}


class RegradeRunning(Conflict):
    """Another regrade of the assessment is being worked on: one at a time."""

    title = {"en": "Another regrade is running", "th": "กำลังมีการตรวจใหม่อีกรายการหนึ่งอยู่"}


class RegradeByHand(Invalid):
    """People grade this question, or nobody does, as in a survey: there is no key to correct."""

    title = {"en": "This question has no key to correct", "th": "คำถามนี้ไม่มีเฉลยให้แก้ไข"}


class RegradeClaimed(Conflict):
    """Another execution of the workflow works on it."""

    title = {"en": "The regrade is being worked on elsewhere", "th": "การตรวจใหม่นี้กำลังดำเนินการที่อื่น"}
