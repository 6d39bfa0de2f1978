"""What sitting and marking say no to, each by name."""

from lyceum.kernel.errors import Conflict, Forbidden, Invalid, NotFound


class ProctoringDemanded(Forbidden):
    """The assessment is taken under supervision that the client does not have; `missing` says which, with spaces."""

    title = {"en": "This assessment is taken under supervision", "th": "การสอบนี้ต้องมีการคุมสอบ"}


class InvalidLevels(Invalid):
    """Levels of classes overlap, or one has no room or comes twice: `level` names it, `why` says which."""

    title = {"en": "The levels contradict each other", "th": "ช่วงคะแนนของระดับชั้นขัดแย้งกัน"}


class MarkedAlready(Conflict):
    """Two people have marked this answer, and the caller is one of them: the next word is somebody else's."""

    title = {"en": "You have marked this answer already", "th": "คุณได้ให้คะแนนคำตอบนี้แล้ว"}


class QuestionNotOpened(Conflict):
    """The question has a time limit and was not opened: its clock would not run. It is opened by being the position."""

    title = {"en": "Open the question first", "th": "โปรดเปิดคำถามนี้ก่อน"}


class QuestionTimeOver(Conflict):
    """The question's own time is over; what was saved before counts."""

    title = {"en": "The time for this question is over", "th": "หมดเวลาสำหรับคำถามนี้"}


class InvalidTimeLimits(Invalid):
    """A time limit is of a question that the assessment does not have; `question` names it."""

    title = {"en": "A time limit is of no question", "th": "กำหนดเวลาให้คำถามที่ไม่มีอยู่"}


class AnswerFileNotAccepted(Invalid):
    """The question takes other files; `accepted` names them as HTML's `accept` does."""

    title = {"en": "The question does not take such files", "th": "คำถามนี้ไม่รับไฟล์ชนิดดังกล่าว"}


class TooManyAnswerFiles(Conflict):
    """No more files can be sent for this question of the attempt; `most` says how many, `most_bytes` how large they may
    be together, each counted with the size that was asked for.
    """

    title = {"en": "Enough files were sent for this question", "th": "ส่งไฟล์สำหรับคำถามนี้ครบจำนวนแล้ว"}


class AnswerFileNotFound(NotFound):
    """There is no such upload of the caller for this question of the attempt, or it was not completed."""

    title = {"en": "There is no such file", "th": "ไม่พบไฟล์นี้"}
