"""What can refuse a membership."""

from lyceum.kernel.errors import Conflict, Forbidden, Invalid, NotFound


class TenantNotFound(NotFound):
    """There is no such school."""

    title = {"en": "There is no such school", "th": "ไม่พบสถาบันนี้"}


class RegistrationClosed(Forbidden):
    """This school does not let people register themselves; an administrator invites them."""

    title = {"en": "Registration is by invitation", "th": "ลงทะเบียนได้เฉพาะผู้ได้รับเชิญ"}


class MemberNotFound(NotFound):
    """The person is not a member of this school."""

    title = {"en": "There is no such member", "th": "ไม่พบสมาชิกนี้"}


class UnknownRole(Invalid):
    """The school has no role of this name."""

    title = {"en": "There is no such role", "th": "ไม่พบบทบาทนี้"}


class LastAdministrator(Conflict):
    """The school would be left without an administrator."""

    title = {"en": "The school's last administrator cannot go", "th": "ไม่สามารถถอนผู้ดูแลคนสุดท้ายของสถาบันได้"}


class SelfAssignment(Forbidden):
    """Nobody gives themselves a role or a permission."""

    title = {"en": "You cannot change your own rights", "th": "ไม่สามารถเปลี่ยนสิทธิ์ของตนเองได้"}


class PermissionNotHeld(Forbidden):
    """Nobody gives or takes away what they do not have themselves, there and then."""

    title = {"en": "You do not have this permission yourself", "th": "คุณไม่มีสิทธิ์นี้เอง จึงมอบหรือถอนไม่ได้"}


class RoleNotFound(NotFound):
    """The school has no role of this name."""

    title = {"en": "There is no such role", "th": "ไม่พบบทบาทนี้"}


class RoleExists(Conflict):
    """The school has a role of this name, or every school has (RULES S1-6)."""

    title = {"en": "There is a role of this name", "th": "มีบทบาทชื่อนี้อยู่แล้ว"}


class RoleInUse(Conflict):
    """Members have the role, or another role inherits from it (RULES S2-1)."""

    title = {"en": "The role is in use", "th": "บทบาทนี้กำลังถูกใช้งาน"}


class SystemRole(Conflict):
    """Every school has this role; it cannot be changed."""

    title = {"en": "A system role cannot be changed", "th": "ไม่สามารถแก้ไขบทบาทของระบบได้"}


class RoleCycle(Invalid):
    """The role would inherit from itself."""

    title = {"en": "A role cannot inherit from itself", "th": "บทบาทไม่สามารถสืบทอดจากตนเองได้"}


class RoleTooDeep(Invalid):
    """Too many roles above one another."""

    title = {"en": "Too many roles above one another", "th": "บทบาทซ้อนกันมากเกินไป"}


class GrantedAndDenied(Invalid):
    """The role grants and denies the same permission."""

    title = {"en": "A role cannot grant and deny the same", "th": "บทบาทไม่สามารถให้และห้ามสิทธิ์เดียวกันได้"}


class TooManyRoles(Conflict):
    """The school has as many roles of its own as it can have."""

    title = {"en": "The school has too many roles", "th": "สถาบันมีบทบาทมากเกินไป"}


class TooManyAssignments(Conflict):
    """The member has as many assignments or single permissions as they can have."""

    title = {"en": "The member has too many assignments", "th": "สมาชิกนี้มีการมอบหมายมากเกินไป"}


class AlreadyAssigned(Conflict):
    """The member has this role in this place; take it away first to change its end."""

    title = {"en": "The member has this role already", "th": "สมาชิกมีบทบาทนี้อยู่แล้ว"}


class AssignmentNotFound(NotFound):
    """The member has no such assignment, or it was revoked."""

    title = {"en": "There is no such assignment", "th": "ไม่พบการมอบหมายนี้"}


class OverrideNotFound(NotFound):
    """Nothing is said of this permission for the member in this place."""

    title = {"en": "There is no such override", "th": "ไม่พบการกำหนดสิทธิ์นี้"}


class EndsInThePast(Invalid):
    """What is given would have ended already."""

    title = {"en": "The end lies in the past", "th": "เวลาสิ้นสุดผ่านไปแล้ว"}


class TenantIsOpen(Conflict):
    """The administrator of a school that is open is not taken back: its onboarding had succeeded."""

    title = {"en": "The school is open already", "th": "สถาบันเปิดใช้งานแล้ว"}
