"""What can refuse an enrollment."""

from lyceum.kernel.errors import Conflict, Forbidden, Invalid, NotFound, PaymentRequired


class CourseNotFound(NotFound):
    """There is no such course in this school, or it was never published."""

    title = {"en": "There is no such course", "th": "ไม่พบหลักสูตรนี้"}


class EnrollmentNotFound(NotFound):
    """The learner is not enrolled in this course."""

    title = {"en": "There is no such enrollment", "th": "ไม่พบการลงทะเบียนนี้"}


class AlreadyEnrolled(Conflict):
    """One learner has one place in a course."""

    title = {"en": "You are enrolled already", "th": "คุณลงทะเบียนไว้แล้ว"}


class EnrollmentEnded(Conflict):
    """The enrollment has come to another end: completed, failed, expired or suspended. Nobody withdraws from that."""

    title = {"en": "This enrollment has ended already", "th": "การลงทะเบียนนี้สิ้นสุดแล้ว"}


class CourseFull(Conflict):
    """Every seat of the course is taken."""

    title = {"en": "The course is full", "th": "หลักสูตรเต็มแล้ว"}


class EnrollmentClosed(Conflict):
    """The course takes nobody at present."""

    title = {"en": "Enrollment is closed", "th": "ปิดรับลงทะเบียน"}


class PaymentNeeded(PaymentRequired):
    """The course has a price: take it through checkout."""

    title = {"en": "This course has to be paid for", "th": "หลักสูตรนี้ต้องชำระเงิน"}


class BranchNeeded(Conflict):
    """The course is taken through a branch, and the learner belongs to none that may use it."""

    title = {"en": "This course is for members of certain branches", "th": "หลักสูตรนี้สำหรับสมาชิกของบางสาขาเท่านั้น"}


class BranchRefused(Conflict):
    """The learner does not belong to this branch, it may not use the course, or it is closed."""

    title = {"en": "You cannot take this course through this branch", "th": "ไม่สามารถลงทะเบียนหลักสูตรนี้ผ่านสาขานี้ได้"}


class PrerequisiteMissing(Forbidden):
    """Another course is to be completed first."""

    title = {"en": "Another course comes first", "th": "ต้องเรียนหลักสูตรอื่นให้จบก่อน"}


class BannedFromCourse(Forbidden):
    """The learner was shut out of this course, for a time or for good."""

    title = {"en": "You are shut out of this course", "th": "คุณถูกระงับจากหลักสูตรนี้"}


class BanTooShort(Invalid):
    """A ban lasts for a minute at least."""

    title = {"en": "The ban would end at once", "th": "ระยะเวลาระงับสั้นเกินไป"}


class NotYourself(Forbidden):
    """Nobody does this to themselves."""

    title = {"en": "You cannot do this to yourself", "th": "ไม่สามารถดำเนินการกับตนเองได้"}


class SeatNeeded(Conflict):
    """The course counts its seats, and none is held for this purchase."""

    title = {"en": "The course counts its seats", "th": "หลักสูตรนี้นับที่นั่ง"}


class PurchaseOver(Conflict):
    """The order is not paid any more, or this course of it was given back."""

    title = {"en": "The purchase was undone", "th": "การซื้อนี้ถูกยกเลิกแล้ว"}


class LearnerNotFound(NotFound):
    """The person is not a member of this school."""

    title = {"en": "There is no such member", "th": "ไม่พบสมาชิกนี้"}
