"""What can refuse a membership."""

from lyceum.kernel.errors import Conflict, Forbidden, Gone, Invalid, NotFound, TooMany


class TenantNotFound(NotFound):
    """There is no such school."""

    title = {"en": "There is no such school", "th": "ไม่พบสถาบันนี้"}


class RegistrationClosed(Forbidden):
    """This school does not let people register themselves; an administrator invites them."""

    title = {"en": "Registration is by invitation", "th": "ลงทะเบียนได้เฉพาะผู้ได้รับเชิญ"}


class MemberNotFound(NotFound):
    """The person is not a member of this school."""

    title = {"en": "There is no such member", "th": "ไม่พบสมาชิกนี้"}


class CourseNotFound(NotFound):
    """There is no such course in this school."""

    title = {"en": "There is no such course", "th": "ไม่พบหลักสูตรนี้"}


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


class FieldUnknown(Invalid):
    """The school has no such field for this member's roles."""

    title = {"en": "There is no such field", "th": "ไม่มีช่องข้อมูลนี้"}


class FieldInvalid(Invalid):
    """The value does not fit the field's kind; `facts` name the field."""

    title = {"en": "The value does not fit the field", "th": "ค่าไม่ตรงกับชนิดของช่องข้อมูล"}


class FieldChoicesMisplaced(Invalid):
    """A field of the kind `choice` has choices, and no other one has."""

    title = {"en": "A choice, and nothing else, has choices", "th": "เฉพาะช่องแบบตัวเลือกเท่านั้นที่มีตัวเลือกได้"}


class FieldDefinedTwice(Invalid):
    """Two of the fields have one key."""

    title = {"en": "Two fields have the same key", "th": "มีช่องข้อมูลสองช่องใช้คีย์เดียวกัน"}


class FieldRequired(Invalid):
    """A field that the school requires would be left without a value."""

    title = {"en": "A required field is missing", "th": "ขาดช่องข้อมูลที่จำเป็น"}


class FieldNotYours(Forbidden):
    """Only staff change this field."""

    title = {"en": "Only staff may change this field", "th": "เฉพาะเจ้าหน้าที่เท่านั้นที่แก้ไขช่องนี้ได้"}


class UsernameTaken(Conflict):
    """Somebody in this school has this username or one that looks like it."""

    title = {"en": "This username is taken", "th": "ชื่อผู้ใช้นี้ถูกใช้แล้ว"}


class UsernameRefused(Invalid):
    """The username mixes alphabets, has letters that pass for others, or seems to speak for the school."""

    title = {"en": "Choose another username", "th": "โปรดเลือกชื่อผู้ใช้อื่น"}


class SupervisorNotFound(Invalid):
    """The person named as supervisor is not a member of this school."""

    title = {"en": "The supervisor is not a member", "th": "หัวหน้างานไม่ได้เป็นสมาชิก"}


class NotYourself(Forbidden):
    """Nobody does this to themselves."""

    title = {"en": "You cannot do this to yourself", "th": "ไม่สามารถดำเนินการกับตนเองได้"}


class AdministratorProtected(Conflict):
    """Who administers the school cannot be shut out: take that role away first, of which one always stays."""

    title = {"en": "Take the administration away first", "th": "โปรดถอนสิทธิ์ผู้ดูแลก่อน"}


class BanTooShort(Invalid):
    """A ban lasts for a minute at least."""

    title = {"en": "The ban would end at once", "th": "ระยะเวลาระงับสั้นเกินไป"}


class SessionNotFound(NotFound):
    """There is no such session, or it has ended."""

    title = {"en": "There is no such session", "th": "ไม่พบเซสชันนี้"}


class AddressRefused(Invalid):
    """The e-mail address is none, or reads as another's. Only the user pool hears of it."""

    title = {"en": "Use another e-mail address", "th": "โปรดใช้อีเมลอื่น"}


class MayNotImpersonate(Forbidden):
    """Nobody acts as themselves, as an administrator, as somebody with rights they lack, or as who is not let in."""

    title = {"en": "You cannot act as this person", "th": "ไม่สามารถปฏิบัติการแทนบุคคลนี้ได้"}


class NotImpersonating(Conflict):
    """The caller acts in their own name."""

    title = {"en": "You act in your own name", "th": "คุณกำลังใช้งานในนามของตนเอง"}


class SignInUnknown(Conflict):
    """No session of the member is known, so nobody knows with which account they sign in."""

    title = {"en": "The member has not signed in here lately", "th": "สมาชิกยังไม่ได้เข้าสู่ระบบในระยะนี้"}


class ApiKeyNotFound(NotFound):
    """The school has no such API key."""

    title = {"en": "There is no such API key", "th": "ไม่พบคีย์ API นี้"}


class KeyIsRevoked(Conflict):
    """A revoked API key stays as it is; make another."""

    title = {"en": "The API key was revoked", "th": "คีย์ API นี้ถูกเพิกถอนแล้ว"}


class SecretShownOnce(Conflict):
    """This very request was carried out before, and its answer showed the secret. Nobody has it now: rotate the key."""

    title = {"en": "The secret was shown already", "th": "รหัสลับถูกแสดงไปแล้ว"}


class NetworkNotUnderstood(Invalid):
    """A network is no CIDR block of IPv4 or IPv6; `number` says which, from 0."""

    title = {"en": "A network is not a CIDR block", "th": "เครือข่ายไม่อยู่ในรูปแบบ CIDR"}


class InvitationNotFound(NotFound):
    """There is no such invitation, or the token is none of its own: an older delivery's, another school's, a guess."""

    title = {"en": "There is no such invitation", "th": "ไม่พบคำเชิญนี้"}


class AlreadyInvited(Conflict):
    """An invitation to this address waits already; send it again, or revoke it first."""

    title = {"en": "An invitation to this address is waiting", "th": "มีคำเชิญไปยังที่อยู่นี้รออยู่แล้ว"}


class InvitationExists(Conflict):
    """Two wishes made an invitation of one id."""

    title = {"en": "The invitation is there already", "th": "มีคำเชิญนี้อยู่แล้ว"}


class InvitationExpired(Gone):
    """The invitation has run out (RULES S3-24)."""

    title = {"en": "The invitation has expired", "th": "คำเชิญหมดอายุแล้ว"}


class InvitationRevoked(Gone):
    """The invitation was taken back (RULES S3-24)."""

    title = {"en": "The invitation was taken back", "th": "คำเชิญถูกยกเลิกแล้ว"}


class InvitationUsed(Conflict):
    """Somebody has accepted the invitation."""

    title = {"en": "The invitation was accepted already", "th": "คำเชิญนี้ถูกตอบรับแล้ว"}


class InvitationForAnother(Forbidden):
    """The invitation went to another address than the caller's verified one, and the school does not allow that."""

    title = {"en": "The invitation is for another address", "th": "คำเชิญนี้เป็นของที่อยู่อีเมลอื่น"}


class InviterLostRights(Conflict):
    """Who invited could not give this any more; somebody who can has to invite anew."""

    title = {"en": "Who invited you may not give this any more", "th": "ผู้เชิญไม่มีสิทธิ์มอบสิ่งนี้แล้ว"}


class InvitedTooOften(TooMany):
    """This invitation was sent a moment ago; each time it takes twice as long until it can be sent again."""

    title = {"en": "The invitation was sent a moment ago", "th": "เพิ่งส่งคำเชิญนี้ไปเมื่อสักครู่"}


class InvitationSourceUnclear(Invalid):
    """Whom to invite stands in a file that was sent before, or in the request: one of them, not both."""

    title = {"en": "Name either a file or rows", "th": "โปรดระบุไฟล์หรือรายการอย่างใดอย่างหนึ่ง"}


class ExpiryTooFar(Invalid):
    """An invitation lasts 90 days at most."""

    title = {"en": "An invitation lasts 90 days at most", "th": "คำเชิญมีอายุได้ไม่เกิน 90 วัน"}


class MembershipClosed(Forbidden):
    """The caller was a member of the school, and the school has shut them out; no invitation changes that."""

    title = {"en": "Your membership is not active", "th": "สมาชิกภาพของคุณไม่ได้ใช้งาน"}


class HasCourses(Conflict):
    """Courses are the caller's: each is handed over first (`PUT …/courses/{course}/owner`); `count` says how many."""

    title = {"en": "Hand over your courses first", "th": "โปรดโอนหลักสูตรของคุณก่อน"}


class InvitationBatchNotFound(NotFound):
    """There is no such batch of invitations."""

    title = {"en": "There is no such batch of invitations", "th": "ไม่พบชุดคำเชิญนี้"}


class BatchExists(Conflict):
    """Two wishes made a batch of one id."""

    title = {"en": "The batch is there already", "th": "มีชุดคำเชิญนี้อยู่แล้ว"}


class BatchRunning(Conflict):
    """The batch is still inviting; it can be undone when it has finished."""

    title = {"en": "The batch is still running", "th": "ชุดคำเชิญนี้กำลังทำงานอยู่"}
    retry_after = 5


class ListUnreadable(Invalid):
    """The list of people to invite cannot be read, or is too long; `reason` says which."""

    title = {"en": "The list cannot be read", "th": "ไม่สามารถอ่านรายชื่อได้"}


class InvitationListNotFound(NotFound):
    """The caller was not allowed to send such a file."""

    title = {"en": "There is no such upload", "th": "ไม่พบไฟล์อัปโหลดนี้"}


class IdentityNotFound(NotFound):
    """The person has no such linked identity."""

    title = {"en": "There is no such identity", "th": "ไม่พบช่องทางเข้าสู่ระบบนี้"}


class IdentityInUse(Conflict):
    """This way to sign in has memberships or identities of its own, or belongs to somebody already."""

    title = {"en": "This sign-in cannot be linked", "th": "ไม่สามารถเชื่อมช่องทางเข้าสู่ระบบนี้ได้"}


class LinkCodeRefused(Forbidden):
    """The code is none, was used, or is older than ten minutes: make another."""

    title = {"en": "The code is not valid", "th": "รหัสไม่ถูกต้อง"}


class TooManyIdentities(Conflict):
    """The person has as many linked identities as they can have."""

    title = {"en": "Too many linked identities", "th": "เชื่อมช่องทางเข้าสู่ระบบมากเกินไป"}


class ProviderNotYours(Forbidden):
    """A school links what its own identity providers say, which are called `<slug>.<name>`."""

    title = {"en": "The identity provider is not the school's", "th": "ผู้ให้บริการยืนยันตัวตนนี้ไม่ใช่ของสถาบัน"}
