"""The tree of named errors. The domain raises them; the edges translate them once, by kind (HOUSE rule 7)."""

import re
from typing import ClassVar, Self

Title = dict[str, str]


class DomainError(Exception):
    """A rule said no. Named by its class, explained in the caller's language, told apart from a fault.

    `facts` are short machine-readable values that help a client to act (never names, addresses or answers).
    """

    status: ClassVar[int] = 500
    title: ClassVar[Title] = {"en": "The request could not be carried out", "th": "ไม่สามารถดำเนินการตามคำขอได้"}
    retry_after: int | None = None
    """Seconds after which a repeat makes sense, where one does."""
    raised_itself: ClassVar[bool] = False
    """Of a kind in this module: it is raised as it is, too, and so has an entry in the catalogue."""

    def __init__(self, detail: str | None = None, /, **facts: str | int) -> None:
        self.detail = detail
        self.facts = {name: str(value) for name, value in facts.items()}
        super().__init__(detail or self.title["en"])

    @classmethod
    def slug(cls) -> str:
        """The stable last part of the problem's `type`: `CourseFull` → `course-full`."""
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", cls.__name__).lower()

    @classmethod
    def named(cls) -> list[type[Self]]:
        """Every concrete error below this one, in order of name and module; the error catalogue is made from it."""
        found: set[type[Self]] = set()
        for child in cls.__subclasses__():
            is_kind = child.__module__ == __name__ and bool(child.__subclasses__())
            if not is_kind or vars(child).get("raised_itself", False):
                found.add(child)
            found.update(child.named())
        return sorted(found, key=lambda error: (error.__name__, error.__module__))


class Invalid(DomainError):
    """What was sent is well-formed but breaks a rule."""

    status = 422
    title = {"en": "The request is not valid", "th": "คำขอไม่ถูกต้อง"}


class NotFound(DomainError):
    """There is no such thing, or not for this caller."""

    raised_itself = True
    status = 404
    title = {"en": "Not found", "th": "ไม่พบข้อมูล"}


class Conflict(DomainError):
    """The state of things does not allow it now."""

    status = 409
    title = {"en": "Not possible in the present state", "th": "ไม่สามารถทำได้ในสถานะปัจจุบัน"}


class Forbidden(DomainError):
    """The caller may not do this."""

    status = 403
    title = {"en": "Not allowed", "th": "ไม่มีสิทธิ์ดำเนินการ"}


class PaymentRequired(DomainError):
    """It has to be paid for first."""

    status = 402
    title = {"en": "Payment needed", "th": "ต้องชำระเงินก่อน"}


class Gone(DomainError):
    """It was there and is not any more."""

    status = 410
    title = {"en": "No longer available", "th": "ไม่มีอีกต่อไป"}


class PreconditionFailed(DomainError):
    """Somebody changed it since the caller read it."""

    status = 412
    title = {"en": "Changed in the meantime", "th": "ข้อมูลถูกเปลี่ยนแปลงไปแล้ว"}


class TooMany(DomainError):
    """The caller asks more often than allowed."""

    status = 429
    title = {"en": "Too many requests", "th": "มีคำขอมากเกินไป"}
    retry_after = 1


class Busy(DomainError):
    """Too many writers at one place, or a service that does not answer; a repeat will do."""

    raised_itself = True
    status = 503
    title = {"en": "Busy, please repeat", "th": "ระบบไม่ว่าง โปรดลองอีกครั้ง"}
    retry_after = 1


class MalformedRequest(DomainError):
    """The body or the query cannot be read at all: not UTF-8, not JSON, no multipart boundary."""

    status = 400
    title = {"en": "The request cannot be read", "th": "ไม่สามารถอ่านคำขอได้"}


class PayloadTooLarge(DomainError):
    """The body is larger than this operation takes."""

    status = 413
    title = {"en": "The request is too large", "th": "คำขอมีขนาดใหญ่เกินไป"}


class UnsupportedMediaType(DomainError):
    """The body is not of the media type that this operation reads."""

    status = 415
    title = {"en": "Media type not supported", "th": "ไม่รองรับชนิดของข้อมูลนี้"}


class InvalidRequest(Invalid):
    """A field is missing, unknown, or has a value of the wrong form; `errors` names each."""

    title = {"en": "The request has invalid fields", "th": "คำขอมีข้อมูลที่ไม่ถูกต้อง"}


class IdempotencyKeyReused(Invalid):
    """The same Idempotency-Key came with another body."""

    title = {"en": "The idempotency key was used for another request", "th": "คีย์นี้ถูกใช้กับคำขออื่นแล้ว"}


class InvalidCursor(Invalid):
    """The cursor was not issued by this list, or was changed."""

    title = {"en": "The cursor is not valid", "th": "เคอร์เซอร์ไม่ถูกต้อง"}


class PermissionDenied(Forbidden):
    """None of the caller's roles and grants allows this operation here."""

    title = {"en": "You may not do this", "th": "คุณไม่มีสิทธิ์ดำเนินการนี้"}


class NotAMember(Forbidden):
    """The caller is not a member of this tenant."""

    title = {"en": "You are not a member of this school", "th": "คุณไม่ได้เป็นสมาชิกของสถาบันนี้"}


class TokenStale(Forbidden):
    """The caller's rights have changed since the token was issued: refresh the token and repeat."""

    title = {"en": "Your sign-in is out of date; refresh it", "th": "ข้อมูลการเข้าสู่ระบบล้าสมัย โปรดรีเฟรช"}


class TokenRefused(DomainError):
    """The token is of the wrong kind, or was not made for this API."""

    status = 401
    title = {"en": "Sign in again", "th": "โปรดเข้าสู่ระบบอีกครั้ง"}


class SignInForAnotherSchool(Forbidden):
    """A school's own identity provider vouches for this sign-in: it counts in that school alone."""

    title = {"en": "Sign in otherwise for this school", "th": "โปรดเข้าสู่ระบบด้วยวิธีอื่นสำหรับสถาบันนี้"}


class TokenRevoked(DomainError):
    """The session that the token belongs to was ended, or its owner was shut out: sign in again."""

    status = 401
    title = {"en": "You were signed out; sign in again", "th": "คุณถูกออกจากระบบแล้ว โปรดเข้าสู่ระบบอีกครั้ง"}


class ChangedInTheMeantime(PreconditionFailed):
    """`If-Match` names an older revision than the one kept."""


class InternalError(DomainError):
    """A fault of ours. The answer carries an id under which operators find it, and nothing else."""

    status = 500
    title = {"en": "Something went wrong on our side", "th": "เกิดข้อผิดพลาดในระบบ"}
