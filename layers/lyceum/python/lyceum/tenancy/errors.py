"""What can refuse a tenant, its organisation, its branches and its settings."""

from lyceum.kernel.errors import Conflict, Invalid, NotFound


class TenantExists(Conflict):
    """A tenant's slug is permanent and belongs to one school."""

    title = {"en": "This school exists already", "th": "มีสถาบันนี้อยู่แล้ว"}


class TenantNameReserved(Invalid):
    """The slug is a word of the API's own addresses, or stands for another alphabet's (`xn--`)."""

    title = {"en": "This name is reserved", "th": "ชื่อนี้สงวนไว้"}


class SchoolNotFound(NotFound):
    """There is no such school, or it is not open yet."""

    title = {"en": "There is no such school", "th": "ไม่พบสถาบันนี้"}


class OnboardingClaimed(Conflict):
    """Another execution of the workflow has this onboarding, or it has ended."""

    title = {"en": "The onboarding is under way elsewhere", "th": "กำลังดำเนินการเปิดสถาบันอยู่ที่อื่น"}


class TenantNotActive(Conflict):
    """Only a school that is open can be suspended, and only a suspended one taken up again."""

    title = {"en": "The school is not open", "th": "สถาบันยังไม่เปิดใช้งาน"}


class ColoursTooClose(Invalid):
    """Text in these colours cannot be read: WCAG 2.2 asks for a contrast of 4.5 to 1 (success criterion 1.4.3)."""

    title = {"en": "The colours are too close to each other", "th": "สีใกล้เคียงกันเกินไป"}


class UnitNotFound(NotFound):
    """The school has no such unit."""

    title = {"en": "There is no such unit", "th": "ไม่พบหน่วยงานนี้"}


class UnitMisplaced(Conflict):
    """A unit belongs below one of a higher kind: company, division, department, team. So no cycle can come about."""

    title = {"en": "A unit of this kind does not belong there", "th": "หน่วยงานประเภทนี้อยู่ใต้หน่วยงานนั้นไม่ได้"}


class UnitInUse(Conflict):
    """Other units stand below it: move or archive them first."""

    title = {"en": "Other units stand below it", "th": "ยังมีหน่วยงานย่อยอยู่"}


class TooManyUnits(Conflict):
    """An organisation has at most 1,000 units."""

    title = {"en": "The organisation has too many units", "th": "มีหน่วยงานมากเกินไป"}


class BranchNotFound(NotFound):
    """The school has no such branch."""

    title = {"en": "There is no such branch", "th": "ไม่พบสาขานี้"}


class BranchClosed(Conflict):
    """The branch is closed: nobody and nothing can be added to it."""

    title = {"en": "The branch is closed", "th": "สาขาปิดแล้ว"}


class BranchRegistrationClosed(Conflict):
    """This branch does not let members register themselves; its administrators do."""

    title = {"en": "The branch registers its learners itself", "th": "สาขาเป็นผู้ลงทะเบียนผู้เรียนเอง"}


class NotInBranch(NotFound):
    """The person does not belong to this branch, or the course is not activated for it."""

    title = {"en": "Not part of this branch", "th": "ไม่อยู่ในสาขานี้"}


class NotAMemberHere(NotFound):
    """The person is not a member of this school."""

    title = {"en": "There is no such member", "th": "ไม่พบสมาชิกนี้"}


class NoSuchCourse(NotFound):
    """There is no such course in this school, or (for a limit to branches) it was never published."""

    title = {"en": "There is no such course", "th": "ไม่พบหลักสูตรนี้"}
