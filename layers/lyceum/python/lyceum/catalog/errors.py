"""What can refuse an author, an importer or a visitor of the catalogue."""

from lyceum.kernel.errors import Conflict, Forbidden, Invalid, NotFound


class CourseNotFound(NotFound):
    """There is no such course in this school, or it is not published."""

    title = {"en": "There is no such course", "th": "ไม่พบหลักสูตรนี้"}


class NewOwnerNotAMember(Conflict):
    """A course is handed over to an active member of the school."""

    title = {"en": "The new owner is not a member", "th": "เจ้าของใหม่ไม่ได้เป็นสมาชิก"}


class ChapterNotFound(NotFound):
    """The course has no such chapter."""

    title = {"en": "There is no such chapter", "th": "ไม่พบบทนี้"}


class LessonNotFound(NotFound):
    """The chapter has no such lesson."""

    title = {"en": "There is no such lesson", "th": "ไม่พบบทเรียนนี้"}


class UploadNotFound(NotFound):
    """The caller made no such upload, or it is too old."""

    title = {"en": "There is no such upload", "th": "ไม่พบไฟล์ที่อัปโหลด"}


class FileNotSent(Conflict):
    """The file of this upload was not sent yet, or another one was sent while it was looked at."""

    title = {"en": "The file was not sent yet", "th": "ยังไม่ได้ส่งไฟล์"}


class AssetKindNotAccepted(Invalid):
    """Courses and question banks take pictures, sound, films and PDFs, nothing that a browser would run."""

    title = {"en": "Such files are not taken here", "th": "ไม่รับไฟล์ชนิดดังกล่าว"}


class AssetTooLarge(Invalid):
    """The file is larger than files of its media type may be; `limit` is in bytes."""

    title = {"en": "The file is too large", "th": "ไฟล์มีขนาดใหญ่เกินไป"}


class FileNotWhatItSays(Invalid):
    """The file's beginning is not that of its media type."""

    title = {"en": "The file is not of the type that it says", "th": "ไฟล์ไม่ตรงกับชนิดที่ระบุ"}


class TooManyAssets(Conflict):
    """The course has as many files as a course may have."""

    title = {"en": "The course has too many files", "th": "หลักสูตรมีไฟล์มากเกินไป"}


class ImportNotFound(NotFound):
    """The caller asked for no such import."""

    title = {"en": "There is no such import", "th": "ไม่พบการนำเข้านี้"}


class BankNotFound(NotFound):
    """There is no such question bank, or nobody shares it with the caller."""

    title = {"en": "There is no such question bank", "th": "ไม่พบคลังข้อสอบนี้"}


class BankNotYours(Forbidden):
    """The bank is shared with the caller for use alone; its title, sharing and retirement are its owner's affair."""

    title = {"en": "You may use this bank, but not change that", "th": "คุณใช้คลังข้อสอบนี้ได้แต่แก้ไขส่วนนี้ไม่ได้"}


class BankRetired(Conflict):
    """The bank was retired: its questions do not change until it is taken back."""

    title = {"en": "The question bank is retired", "th": "คลังข้อสอบนี้เลิกใช้แล้ว"}


class SlugTaken(Conflict):
    """Another course of the school has this slug (RULES X15)."""

    title = {"en": "The slug is taken", "th": "ชื่อย่อนี้ถูกใช้แล้ว"}


class CodeTaken(Conflict):
    """Another course of the school has this code (RULES X15)."""

    title = {"en": "The course code is taken", "th": "รหัสหลักสูตรนี้ถูกใช้แล้ว"}


class CourseIncomplete(Conflict):
    """A course needs at least one chapter, and each chapter at least one lesson (RULES S3-6)."""

    title = {"en": "The course is not complete yet", "th": "หลักสูตรยังไม่สมบูรณ์"}


class SeatsTaken(Conflict):
    """More seats are taken than the new capacity has."""

    title = {"en": "More seats are taken than that", "th": "มีผู้ลงทะเบียนมากกว่าจำนวนที่กำหนด"}


class OrderIncomplete(Invalid):
    """A new order must name each of the present parts exactly once."""

    title = {"en": "The order does not name every part once", "th": "ลำดับไม่ครบถ้วนหรือซ้ำ"}


class CoursePrerequisiteUnsuitable(Invalid):
    """A prerequisite is no course of the school, or a course would have to be completed before itself."""

    title = {"en": "A course cannot be required here", "th": "ไม่สามารถกำหนดหลักสูตรนี้เป็นเงื่อนไขได้"}


class PrerequisiteUnknown(Invalid):
    """A lesson can only require other lessons of its course that do not, in turn, require it."""

    title = {"en": "The required lesson is not possible", "th": "บทเรียนที่ต้องเรียนก่อนไม่ถูกต้อง"}


class CourseTooLarge(Invalid):
    """The outline of the course is larger than one course may be."""

    title = {"en": "The course is too large", "th": "หลักสูตรมีขนาดใหญ่เกินไป"}


class LessonTooLarge(Invalid):
    """The content of the lesson is larger than one lesson may be."""

    title = {"en": "The lesson is too large", "th": "บทเรียนมีขนาดใหญ่เกินไป"}


class ImportAlreadyEnded(Conflict):
    """The import has ended otherwise; a late report of it changes nothing."""

    title = {"en": "The import has ended already", "th": "การนำเข้าสิ้นสุดแล้ว"}


class CatalogueClosed(Forbidden):
    """The school shows its catalogue to members alone: sign in and use `…/me/catalog`."""

    title = {"en": "The catalogue is for members", "th": "แคตตาล็อกสำหรับสมาชิกเท่านั้น"}
