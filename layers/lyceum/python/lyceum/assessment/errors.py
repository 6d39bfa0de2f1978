"""What the rules of assessment say no to, each by name."""

from lyceum.kernel.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed, TooMany


class AssessmentNotFound(NotFound):
    """There is no such assessment, or it is not open to learners yet."""

    title = {"en": "There is no such assessment", "th": "ไม่พบแบบทดสอบนี้"}


class AttemptNotFound(NotFound):
    """There is no such attempt, or it is not this caller's to see."""

    title = {"en": "There is no such attempt", "th": "ไม่พบการทำแบบทดสอบนี้"}


class QuestionNotFound(NotFound):
    """The attempt's question set has no such question."""

    title = {"en": "There is no such question in this attempt", "th": "ไม่พบคำถามนี้ในการทำแบบทดสอบ"}


class NotEnrolled(Forbidden):
    """Only learners with an active enrollment in the course may take its assessments."""

    title = {"en": "You are not enrolled in this course", "th": "คุณไม่ได้ลงทะเบียนเรียนหลักสูตรนี้"}


class AssessmentNotOpenYet(Conflict):
    """The assessment's window opens later (RULES S1-22); `opens_at` says when, `zone` where that is meant."""

    title = {"en": "The assessment is not open yet", "th": "แบบทดสอบยังไม่เปิด"}


class AssessmentClosed(Conflict):
    """The assessment's window is over, or its due date is past and late submission is not allowed (RULES S1-22)."""

    title = {"en": "The assessment is closed", "th": "แบบทดสอบปิดแล้ว"}


class NoAttemptsLeft(Conflict):
    """Every attempt that the assessment allows has been used (RULES S1-21, X8)."""

    title = {"en": "No attempts are left", "th": "ใช้สิทธิ์ทำแบบทดสอบครบแล้ว"}


class AttemptTooSoon(TooMany):
    """The assessment demands a pause between attempts (RULES S1-21); `Retry-After` says how long it still is."""

    title = {"en": "Wait before the next attempt", "th": "โปรดรอก่อนเริ่มทำครั้งถัดไป"}


class AttemptClosed(Conflict):
    """The attempt was handed in; its answers do not change any more (RULES S2-11)."""

    title = {"en": "The attempt has been handed in", "th": "ส่งแบบทดสอบนี้แล้ว"}


class DeadlinePassed(Conflict):
    """The attempt's time is over; what was saved before counts."""

    title = {"en": "The time for this attempt is over", "th": "หมดเวลาทำแบบทดสอบแล้ว"}


class SectionNotFound(NotFound):
    """The attempt has no such section."""

    title = {"en": "There is no such section in this attempt", "th": "ไม่พบส่วนนี้ในการทำแบบทดสอบ"}


class SectionNotEntered(Conflict):
    """The question's section has not been entered: its clock would not run."""

    title = {"en": "Enter the section first", "th": "โปรดเข้าสู่ส่วนนี้ก่อน"}


class SectionOver(Conflict):
    """The section's time is over, or it was left for good; what was saved before counts."""

    title = {"en": "This section is over", "th": "ส่วนนี้สิ้นสุดแล้ว"}


class SectionOutOfOrder(Conflict):
    """The sections come one after the other; `next` names the one that can be entered."""

    title = {"en": "Another section comes first", "th": "ต้องทำส่วนอื่นก่อน"}


class AnswerOutdated(Conflict):
    """A newer revision of this answer is kept already; `revision` names it."""

    title = {"en": "A newer answer is kept already", "th": "มีคำตอบที่ใหม่กว่าบันทึกไว้แล้ว"}


class AttemptNotSubmitted(Conflict):
    """Only what was handed in can be graded."""

    title = {"en": "The attempt has not been handed in", "th": "ยังไม่ได้ส่งแบบทดสอบ"}


class AttemptNotGradable(Conflict):
    """The attempt was abandoned: there is nothing to grade."""

    title = {"en": "The attempt was abandoned", "th": "การทำแบบทดสอบนี้ถูกยกเลิก"}


class WrongResponseKind(Invalid):
    """The question takes another kind of response; `expected` names its field."""

    title = {"en": "This question takes another kind of response", "th": "รูปแบบคำตอบไม่ตรงกับคำถามนี้"}


class NotAnswerable(Invalid):
    """The question is of a kind that cannot be answered here (kept from an import, worth no points)."""

    title = {"en": "This question cannot be answered here", "th": "ไม่สามารถตอบคำถามนี้ที่นี่ได้"}


class UnknownChoice(Invalid):
    """The response names a choice, prompt, target or gap that the question does not have."""

    title = {"en": "The question has no such choice", "th": "คำถามนี้ไม่มีตัวเลือกดังกล่าว"}


class DuplicateChoice(Invalid):
    """The response names one choice twice."""

    title = {"en": "A choice was named twice", "th": "เลือกตัวเลือกซ้ำ"}


class ResponseTooLong(Invalid):
    """The text is longer than a response may be; `limit` is in characters."""

    title = {"en": "The response is too long", "th": "คำตอบยาวเกินไป"}


class NotANumber(Invalid):
    """The response is not a number in plain decimal notation, such as `-3.14` or `6.02e23`."""

    title = {"en": "The response is not a number", "th": "คำตอบไม่ใช่ตัวเลข"}


class UnitNotTaken(Invalid):
    """The question asks for a number alone, without a unit."""

    title = {"en": "This question takes no unit", "th": "คำถามนี้ไม่ต้องระบุหน่วย"}


class UnknownUnit(Invalid):
    """The unit is none of those that the question offers."""

    title = {"en": "The question offers no such unit", "th": "คำถามนี้ไม่มีหน่วยดังกล่าว"}


class TooManyParts(Invalid):
    """The response names more places or files than the question takes; `limit` says how many that is."""

    title = {"en": "The response names too many places or files", "th": "คำตอบระบุตำแหน่งหรือไฟล์มากเกินไป"}


class OutsideThePicture(Invalid):
    """A place of the response lies outside the question's picture."""

    title = {"en": "A place lies outside the picture", "th": "ตำแหน่งอยู่นอกภาพ"}


class PointsOutOfRange(Invalid):
    """Points lie between 0 and what the question is worth; `maximum` says how many that is."""

    title = {"en": "The points are out of range", "th": "คะแนนอยู่นอกช่วงที่กำหนด"}


class InvalidWindow(Invalid):
    """The assessment opens after it closes, or is due outside its window."""

    title = {"en": "The dates contradict each other", "th": "ช่วงวันเวลาขัดแย้งกัน"}


class InvalidQuestionSet(Invalid):
    """A question and its key do not fit together, or two questions share an id; `question` names the first one."""

    title = {"en": "The questions do not fit their keys", "th": "คำถามไม่สอดคล้องกับเฉลย"}


class InvalidSections(Invalid):
    """A question stands in no section or in two, a section names one that is not there, or two share an id."""

    title = {"en": "The sections do not fit the questions", "th": "ส่วนของแบบทดสอบไม่สอดคล้องกับคำถาม"}


class InvalidScoring(Invalid):
    """A fixed score needs the assessment's maximum and nothing else takes it; scoring per section needs sections; where
    a table says what points are worth, no maximum does.
    """

    title = {"en": "The scoring lacks what it needs", "th": "วิธีให้คะแนนขาดข้อมูลที่จำเป็น"}


class InvalidAccommodation(Invalid):
    """A time factor that would take time away or is out of bounds, or a window that ends before it opens."""

    title = {"en": "The accommodation gives nothing", "th": "การอำนวยความสะดวกนี้ไม่ถูกต้อง"}


class AccommodationNotFound(NotFound):
    """Nothing was ever granted to this learner here."""

    title = {"en": "There is no such accommodation", "th": "ไม่พบการอำนวยความสะดวกนี้"}


class CourseLearnerNotFound(NotFound):
    """The course has no such learner."""

    title = {"en": "The course has no such learner", "th": "ไม่พบผู้เรียนนี้ในหลักสูตร"}


class OwnAccommodation(Forbidden):
    """Nobody grants themselves more time, whatever roles they have."""

    title = {"en": "You cannot accommodate yourself", "th": "คุณไม่สามารถอำนวยความสะดวกให้ตนเองได้"}


class QuestionSetTooLarge(Invalid):
    """The question set does not fit into one item; split the assessment."""

    title = {"en": "The assessment has too much content", "th": "แบบทดสอบมีเนื้อหามากเกินไป"}


class GradingAlreadyAwaited(Conflict):
    """Another execution already waits for this attempt's grade: one cause, one workflow."""

    title = {"en": "This grade is awaited already", "th": "มีการรอผลคะแนนนี้อยู่แล้ว"}


class GradeNeverGiven(Conflict):
    """Nobody has graded it, however often they were reminded: an operator finds it parked."""

    title = {"en": "Nobody has graded this", "th": "ยังไม่มีผู้ให้คะแนนงานนี้"}


class OwnAttempt(Forbidden):
    """Nobody grades their own work, whatever roles they have."""

    title = {"en": "You cannot grade your own attempt", "th": "คุณไม่สามารถให้คะแนนงานของตนเองได้"}


class CourseNotFound(NotFound):
    """There is no such course in this school."""

    title = {"en": "There is no such course", "th": "ไม่พบหลักสูตรนี้"}


class CourseAssignmentNotFound(NotFound):
    """There is no such assignment, or it is not open to learners yet."""

    title = {"en": "There is no such assignment", "th": "ไม่พบงานที่มอบหมายนี้"}


class SubmissionNotFound(NotFound):
    """There is no such submission, or it is not this caller's to see."""

    title = {"en": "There is no such submission", "th": "ไม่พบงานที่ส่งนี้"}


class LessonTaken(Conflict):
    """The lesson has an assignment or an assessment already, and it can have only one (RULES S3-8)."""

    title = {"en": "The lesson has an assignment or a test already", "th": "บทเรียนนี้มีงานหรือแบบทดสอบอยู่แล้ว"}


class AssignmentTooLarge(Invalid):
    """Title, instructions and rubric do not fit into one item together."""

    title = {"en": "The assignment has too much content", "th": "งานที่มอบหมายมีเนื้อหามากเกินไป"}


class NoFormAccepted(Invalid):
    """An assignment takes text, links or files: at least one of them."""

    title = {"en": "The assignment takes nothing", "th": "งานที่มอบหมายไม่รับงานในรูปแบบใดเลย"}


class InvalidRubric(Invalid):
    """A rubric names a criterion or a level twice (`criterion` says where), or nothing can be earned by it."""

    title = {"en": "The rubric contradicts itself", "th": "เกณฑ์การให้คะแนนขัดแย้งกัน"}


class UnknownRubricMark(Invalid):
    """The rubric has no such criterion, or the criterion no such level."""

    title = {"en": "The rubric has no such level", "th": "เกณฑ์การให้คะแนนไม่มีระดับนี้"}


class RubricMarksIncomplete(Invalid):
    """Without points of their own, marks must name a level for each criterion; `criterion` is one that is missing."""

    title = {"en": "A criterion has no mark", "th": "มีเกณฑ์ที่ยังไม่ได้ให้ระดับ"}


class PointsOrMarksNeeded(Invalid):
    """A grade says points, or marks by the assignment's rubric."""

    title = {"en": "The grade has neither points nor marks", "th": "ไม่ได้ระบุคะแนนหรือระดับตามเกณฑ์"}


class AssignmentNotOpenYet(Conflict):
    """Work is taken later (RULES S1-22); `opens_at` says when."""

    title = {"en": "The assignment is not open yet", "th": "ยังไม่เปิดให้ส่งงาน"}


class AssignmentClosed(Conflict):
    """Work is not taken any more: the due date or the window is past (RULES S1-22); `closed_at` says when."""

    title = {"en": "The assignment is closed", "th": "ปิดรับงานแล้ว"}


class NoResubmissionsLeft(Conflict):
    """The work was handed in as often as the assignment allows (RULES S3-16)."""

    title = {"en": "The work cannot be handed in again", "th": "ส่งงานซ้ำไม่ได้อีกแล้ว"}


class FormNotAccepted(Invalid):
    """The assignment does not take work in this form; `accepted` names those that it takes."""

    title = {"en": "The assignment does not take work in this form", "th": "งานนี้ไม่รับงานในรูปแบบดังกล่าว"}


class FileKindNotAccepted(Invalid):
    """The assignment or question does not take files of this media type."""

    title = {"en": "Such files are not taken here", "th": "ไม่รับไฟล์ชนิดดังกล่าว"}


class FileTooLarge(Invalid):
    """The file is larger than is taken; `limit` is in bytes."""

    title = {"en": "The file is too large", "th": "ไฟล์มีขนาดใหญ่เกินไป"}


class FileNotWhatItSays(Invalid):
    """The file's beginning is not that of its media type."""

    title = {"en": "The file is not of the type that it says", "th": "ไฟล์ไม่ตรงกับชนิดที่ระบุ"}


class WorkUploadNotFound(NotFound):
    """There is no such upload of the caller for this assignment, or its file was not sent."""

    title = {"en": "There is no such file", "th": "ไม่พบไฟล์นี้"}


class OwnSubmission(Forbidden):
    """Nobody grades or returns their own work, whatever roles they have."""

    title = {"en": "You cannot grade your own work", "th": "คุณไม่สามารถให้คะแนนงานของตนเองได้"}


class SubmissionMovedOn(Conflict):
    """A newer version was handed in than the one that the grade is for; `newest` says which."""

    title = {"en": "A newer version was handed in", "th": "มีการส่งงานฉบับใหม่กว่าแล้ว"}


class SubmissionNotGraded(Conflict):
    """Only work that has a grade can be returned."""

    title = {"en": "The work is not graded yet", "th": "งานนี้ยังไม่ได้ให้คะแนน"}


class GradedInTheMeantime(PreconditionFailed):
    """Somebody has graded this: `points`, `by`, `graded_at`; a change names their `revision` in `If-Match`."""

    title = {"en": "Somebody has graded this work already", "th": "มีผู้ให้คะแนนงานนี้แล้ว"}


class ReasonNeeded(Invalid):
    """A grade that takes another one's place, or holds whatever peer reviewers gave, says why."""

    title = {"en": "Say why the grade changes", "th": "โปรดระบุเหตุผลที่เปลี่ยนคะแนน"}


class RubricNotFound(NotFound):
    """There is no such rubric, or it belongs to a course that is not the caller's to author."""

    title = {"en": "There is no such rubric", "th": "ไม่พบเกณฑ์การให้คะแนนนี้"}


class RubricRetired(Conflict):
    """The rubric was retired: it is not copied and does not change until it is taken back."""

    title = {"en": "The rubric is retired", "th": "เกณฑ์การให้คะแนนนี้เลิกใช้แล้ว"}
