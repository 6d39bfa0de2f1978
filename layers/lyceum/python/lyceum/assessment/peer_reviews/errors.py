"""Refusals of peer reviews."""

from lyceum.kernel.errors import Conflict, NotFound


class PeerReviewsOver(Conflict):
    """The day until which work is reviewed was past before anybody was asked to; `due_at` says when it was."""

    title = {"en": "The time for reviews is over", "th": "หมดเวลาประเมินงานแล้ว"}


class NoPeerReview(Conflict):
    """The assignment's settings say nothing of peer review."""

    title = {"en": "This assignment has no peer review", "th": "งานนี้ไม่มีการประเมินโดยเพื่อน"}


class TooMuchToReview(Conflict):
    """More works were handed in than reviewers are given for; `limit` says how many can be."""

    title = {"en": "There is too much work to be reviewed", "th": "มีงานที่ต้องประเมินมากเกินไป"}


class PeerReviewNotFound(NotFound):
    """There is no such review, it is another's to give, or the work went to somebody else."""

    title = {"en": "There is no such review", "th": "ไม่พบการประเมินนี้"}


class PeerReviewClosed(Conflict):
    """It is too late, or the work has its grade: the review cannot be given or changed; `closed_at` says since when."""

    title = {"en": "The review is closed", "th": "ปิดรับการประเมินแล้ว"}
