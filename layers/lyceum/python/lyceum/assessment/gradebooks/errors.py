"""What gradebooks say no to, each by name."""

from lyceum.kernel.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed


class FormulaInvalid(Invalid):
    """The formula cannot be read; `position` counts its characters from 1."""

    title = {"en": "The formula cannot be read", "th": "อ่านสูตรไม่ได้"}


class FormulaTooLarge(Invalid):
    """The formula is longer, deeper, or leads to greater numbers than is allowed; `limit` says how much is."""

    title = {"en": "The formula is too large", "th": "สูตรใหญ่เกินไป"}


class FormulaNameUnknown(Invalid):
    """The formula of `item` has a `name` that no other item of the gradebook has as its code."""

    title = {"en": "The formula names something unknown", "th": "สูตรอ้างชื่อที่ไม่รู้จัก"}


class FormulaCycle(Invalid):
    """The formula of `item` needs its own result, perhaps by way of others."""

    title = {"en": "The formula needs its own result", "th": "สูตรอ้างอิงผลลัพธ์ของตัวเอง"}


class FormulaDividesByZero(Invalid):
    """The formula of `item` divides by zero, for marks that learners can have."""

    title = {"en": "The formula divides by zero", "th": "สูตรมีการหารด้วยศูนย์"}


class FormulaMisplaced(Invalid):
    """A calculated item needs a formula, and no other can have one; `item` names the first that is wrong."""

    title = {"en": "Calculated items, and no others, have formulas", "th": "เฉพาะรายการที่คำนวณเท่านั้นที่มีสูตรได้"}


class GradeItemRepeated(Invalid):
    """Two items or categories of a gradebook have the same id, or two items the same code; `id` names it.

    Names of functions are codes that formulas have already.
    """

    title = {"en": "Something stands twice in the gradebook", "th": "มีรายการซ้ำในสมุดคะแนน"}


class GradeCategoryUnknown(Invalid):
    """An `item` belongs to a `category` that the gradebook does not have."""

    title = {"en": "The gradebook has no such category", "th": "สมุดคะแนนไม่มีหมวดนี้"}


class GradeItemUnknown(Invalid):
    """An item stands for an assessment that the course does not have; `item` names it."""

    title = {"en": "The course has no such assessment", "th": "หลักสูตรไม่มีแบบทดสอบนี้"}


class InvalidLetterScale(Invalid):
    """A scale of letters begins at 0 and names no letter and no percentage twice."""

    title = {"en": "The letter scale has gaps or overlaps", "th": "เกณฑ์เกรดไม่ถูกต้อง"}


class InvalidConversion(Invalid):
    """A table from raw to scaled points begins at raw 0, rises, says something for the most points, and ends where
    points can be earned; `item` is the gradebook's item, or the section, or nothing for a whole assessment.
    """

    title = {"en": "The conversion table does not fit", "th": "ตารางแปลงคะแนนไม่ถูกต้อง"}


class GradebookTooLarge(Invalid):
    """The gradebook's scheme does not fit into one item; `limit` is in bytes."""

    title = {"en": "The gradebook has too much in it", "th": "สมุดคะแนนมีข้อมูลมากเกินไป"}


class GradeNotFound(NotFound):
    """The learner has no row in this course's gradebook, or it is not the caller's to see."""

    title = {"en": "There is no such grade", "th": "ไม่พบผลการเรียนนี้"}


class GradeItemNotFound(NotFound):
    """The gradebook has no such item."""

    title = {"en": "The gradebook has no such item", "th": "สมุดคะแนนไม่มีรายการนี้"}


class GradeLocked(Conflict):
    """The grade is locked (RULES S1-27): nothing changes it until it is unlocked."""

    title = {"en": "The grade is locked", "th": "ผลการเรียนถูกล็อกแล้ว"}


class OwnGrade(Forbidden):
    """Nobody changes, locks or unlocks their own grade, whatever roles they have."""

    title = {"en": "You cannot change your own grade", "th": "คุณไม่สามารถแก้ไขผลการเรียนของตนเองได้"}


class GradebookTooLong(Invalid):
    """The gradebook has more learners than one file takes; `limit` says how many it takes."""

    title = {"en": "The gradebook is too long for one file", "th": "สมุดคะแนนยาวเกินไปสำหรับไฟล์เดียว"}


class SheetUnreadable(Invalid):
    """No CSV or XLSX with a column `learner` and one of an item that people give points for; `why` says more."""

    title = {"en": "The sheet cannot be read", "th": "อ่านตารางคะแนนไม่ได้"}


class SheetTooLong(Invalid):
    """More lines, or cells that change, than are taken at once; `limit` says how many. Send the sheet in parts."""

    title = {"en": "The sheet is too long", "th": "ตารางคะแนนยาวเกินไป"}


class SheetChanged(PreconditionFailed):
    """What the sheet would change is no longer what was previewed: look at it again."""

    title = {"en": "The preview is out of date", "th": "ตัวอย่างการเปลี่ยนแปลงไม่เป็นปัจจุบันแล้ว"}
