"""What can refuse studying."""

from lyceum.kernel.errors import Conflict, Forbidden, NotFound


class CourseNotPublished(NotFound):
    """There is no such course in this school, or it was never published."""

    title = {"en": "There is no such course", "th": "ไม่พบหลักสูตรนี้"}


class LessonNotFound(NotFound):
    """The learner's version of the course has no such lesson."""

    title = {"en": "There is no such lesson", "th": "ไม่พบบทเรียนนี้"}


class NotEnrolled(Forbidden):
    """The course is for those who are enrolled in it."""

    title = {"en": "You are not enrolled in this course", "th": "คุณไม่ได้ลงทะเบียนเรียนหลักสูตรนี้"}


class AccessEnded(Forbidden):
    """The learner's access to the course has ended or is suspended."""

    title = {"en": "Your access to this course has ended", "th": "สิทธิ์การเข้าเรียนหลักสูตรนี้สิ้นสุดแล้ว"}


class LessonLocked(Conflict):
    """Something comes before this lesson: another lesson, its assessment, or a date. `facts` say which."""

    title = {"en": "This lesson is still locked", "th": "บทเรียนนี้ยังไม่เปิด"}
