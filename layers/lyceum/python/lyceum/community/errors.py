"""What can refuse a notification or the wording of one."""

from lyceum.kernel.errors import Busy, Conflict, Invalid, NotFound


class NotificationNotFound(NotFound):
    """The caller has no such notification, or it has expired."""

    title = {"en": "There is no such notification", "th": "ไม่พบการแจ้งเตือนนี้"}


class TemplateNotFound(NotFound):
    """The school says nothing under this name, or not in this language."""

    title = {"en": "There is no such message template", "th": "ไม่พบแม่แบบข้อความนี้"}


class UnknownVariable(Invalid):
    """The wording names something that this kind of message does not know."""

    title = {"en": "The wording has an unknown variable", "th": "ข้อความมีตัวแปรที่ไม่รู้จัก"}


class MalformedTemplate(Invalid):
    """A `$` in the wording begins no variable; a plain one is written `$$`."""

    title = {"en": "The wording has a stray $", "th": "ข้อความมีเครื่องหมาย $ ที่ไม่ถูกต้อง"}


class MailIsBeingSent(Busy):
    """Another delivery of the same event is sending this mail; whether it succeeds is known in a moment."""

    title = {"en": "This mail is being sent", "th": "กำลังส่งอีเมลนี้อยู่"}
    retry_after = 30


class MailRefused(Invalid):
    """The mail service will never take this message for this address; a repeat would not help."""

    title = {"en": "The mail was refused", "th": "อีเมลถูกปฏิเสธ"}


class InvitationTokenLost(Conflict):
    """The secret behind an invitation's token was changed without overlap: it has to be sent again."""

    title = {"en": "The invitation has to be sent again", "th": "ต้องส่งคำเชิญนี้อีกครั้ง"}
