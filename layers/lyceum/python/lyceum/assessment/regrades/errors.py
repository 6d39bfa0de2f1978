"""What regrades say no to, each by name."""

from lyceum.kernel.errors import Conflict


class RegradeNotReady(Conflict):
    """The regrade is in a state from which that cannot be done: a preview comes first, then it is applied."""

    title = {"en": "The regrade is not ready for that", "th": "การตรวจใหม่ยังไม่พร้อมสำหรับขั้นตอนนี้"}


class RegradeSuperseded(Conflict):
    """Another regrade of the same question was applied on top of this one: undo that one first."""

    title = {"en": "A later regrade stands on this one", "th": "มีการตรวจใหม่ครั้งหลังทับอยู่"}
