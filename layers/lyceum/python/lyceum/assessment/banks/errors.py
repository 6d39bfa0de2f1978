"""What question banks and exports of questions say no to, each by name."""

from lyceum.kernel.errors import Conflict, Forbidden, Invalid, NotFound


class BankNotFound(NotFound):
    """There is no such question bank, or nobody shares it with the caller."""

    title = {"en": "There is no such question bank", "th": "ไม่พบคลังข้อสอบนี้"}


class BankQuestionNotFound(NotFound):
    """The bank has no such question, or the question no such version."""

    title = {"en": "The bank has no such question", "th": "ไม่พบคำถามนี้ในคลังข้อสอบ"}


class BankNotYours(Forbidden):
    """The bank is shared with the caller for use alone; its title, sharing and retirement are its owner's affair."""

    title = {"en": "You may use this bank, but not change that", "th": "คุณใช้คลังข้อสอบนี้ได้แต่แก้ไขส่วนนี้ไม่ได้"}


class BankRetired(Conflict):
    """The bank was retired: its questions do not change until it is taken back."""

    title = {"en": "The question bank is retired", "th": "คลังข้อสอบนี้เลิกใช้แล้ว"}


class UnknownFiles(Invalid):
    """A question shows files of `/static/…` that its course, or its bank, does not have: `question` is the first
    such question, `detail` names them.
    """

    title = {"en": "A question shows files that are not there", "th": "คำถามอ้างถึงไฟล์ที่ไม่มีอยู่"}


class NothingToEarn(Invalid):
    """In an assessment that is graded, a question is worth no points, or no answer to it can earn any: a choice without
    a right one, files that nothing can be. `question` says which. Surveys and self-assessments may have such questions.
    """

    title = {"en": "A question cannot earn anybody points", "th": "คำถามนี้ไม่มีทางได้คะแนน"}


class QuestionExportNotFound(NotFound):
    """The caller asked for no such export, its time is over, or its bank is not shared with them any more."""

    title = {"en": "There is no such export of questions", "th": "ไม่พบการส่งออกคำถามนี้"}


class ExportClaimed(Conflict):
    """Another execution of the workflow has taken this export, or it has ended."""

    title = {"en": "The export was taken already", "th": "การส่งออกนี้ถูกดำเนินการแล้ว"}


class ExportTooLarge(Invalid):
    """There are more questions than one file takes; `limit` says how many it takes."""

    title = {"en": "There are too many questions for one file", "th": "มีคำถามมากเกินไปสำหรับไฟล์เดียว"}


class InvalidDraw(Invalid):
    """A bank has fewer questions of that kind than are to be drawn (`found`, `count`), or more than an assessment takes
    (`limit`). A question that an earlier draw is from is not counted, nor are those that are retired.
    """

    title = {"en": "The questions cannot be drawn", "th": "สุ่มคำถามตามที่ระบุไม่ได้"}
