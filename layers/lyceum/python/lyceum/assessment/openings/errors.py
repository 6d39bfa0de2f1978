"""What the opening of an exam says no to, each by name."""

from lyceum.kernel.errors import Conflict, NotFound


class OpeningNotFound(NotFound):
    """No opening of the assessment is planned."""

    title = {"en": "No opening is planned", "th": "ไม่มีกำหนดเปิดสอบ"}


class OpeningClaimed(Conflict):
    """Another execution of the workflow works on it."""

    title = {"en": "The opening is being worked on elsewhere", "th": "การเปิดสอบนี้กำลังดำเนินการที่อื่น"}
