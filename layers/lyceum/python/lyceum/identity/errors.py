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
    """An administrator cannot take the role away from themselves, or a school might be left with none."""

    title = {"en": "You cannot give up your own administration", "th": "ไม่สามารถถอนสิทธิ์ผู้ดูแลของตนเองได้"}


class TenantIsOpen(Conflict):
    """The administrator of a school that is open is not taken back: its onboarding had succeeded."""

    title = {"en": "The school is open already", "th": "สถาบันเปิดใช้งานแล้ว"}
