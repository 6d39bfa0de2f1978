"""What compliance refuses."""

from lyceum.kernel.errors import Conflict, Forbidden, Invalid, NotFound


class AuditQuestionUnclear(Invalid):
    """The audit trail is asked by a day, by a person or by an object: not by several at once."""

    title = {"en": "Ask by one of day, person and object", "th": "ระบุวัน บุคคล หรือวัตถุเพียงอย่างเดียว"}


class AuditPeriodTooLong(Invalid):
    """An export covers at most 31 days, and its first day is not after its last."""

    title = {"en": "At most 31 days at once", "th": "ส่งออกได้ครั้งละไม่เกิน 31 วัน"}


class AuditObjectUnknown(NotFound):
    """No entry says that this was made or changed."""

    title = {"en": "There is no history of this", "th": "ไม่พบประวัติของรายการนี้"}


class AuditExportNotFound(NotFound):
    """There is no such export, or its file has expired."""

    title = {"en": "There is no such export", "th": "ไม่พบไฟล์ส่งออกนี้"}


class CoursesNeedAnOwner(Conflict):
    """Courses are this person's: they are forgotten once each has another owner (`PUT …/courses/{course}/owner`). The
    facts have their number and the first of them.
    """

    title = {"en": "Courses need a new owner first", "th": "ต้องกำหนดเจ้าของหลักสูตรใหม่ก่อน"}


class StillAdministrator(Conflict):
    """The person administers the school: that role is taken away first, of which one always stays."""

    title = {"en": "Take the administration away first", "th": "โปรดถอนสิทธิ์ผู้ดูแลก่อน"}


class DataRequestNotFound(NotFound):
    """The member has made no such request about their data."""

    title = {"en": "There is no such request", "th": "ไม่พบคำขอนี้"}


class DataRequestOpen(Conflict):
    """One request of this kind is open already: `request` is its id. Another can be made once it was answered."""

    title = {"en": "Such a request is open already", "th": "มีคำขอประเภทนี้ที่ยังไม่ได้ตอบอยู่แล้ว"}


class DataRequestClosed(Conflict):
    """The request was answered for good: `state` says how."""

    title = {"en": "The request was answered already", "th": "คำขอนี้ได้รับคำตอบแล้ว"}


class TermsNotFound(NotFound):
    """There are no terms of this version, or they are not published."""

    title = {"en": "There are no such terms", "th": "ไม่พบข้อกำหนดฉบับนี้"}


class TermsArePublished(Conflict):
    """Published terms cannot be changed: write the next version."""

    title = {"en": "These terms are published", "th": "ข้อกำหนดฉบับนี้เผยแพร่แล้ว"}


class TermsSuperseded(Conflict):
    """A newer version is in effect: that one is to be accepted."""

    title = {"en": "A newer version is in effect", "th": "มีข้อกำหนดฉบับใหม่กว่าแล้ว"}


class SealingIncomplete(Conflict):
    """Some windows of the audit trail could not be sealed; they wait for the next run."""

    title = {"en": "Not everything was sealed", "th": "ผนึกบันทึกได้ไม่ครบ"}


class AcceptanceIsPersonal(Forbidden):
    """Nobody accepts terms in another's name, an impersonating administrator included."""

    title = {"en": "Only the person themselves can accept terms", "th": "ต้องยอมรับข้อกำหนดด้วยตนเองเท่านั้น"}


class EffectiveInThePast(Invalid):
    """Terms cannot have been in effect before they were published."""

    title = {"en": "Terms take effect now or later", "th": "ข้อกำหนดต้องมีผลตั้งแต่ปัจจุบันเป็นต้นไป"}
