"""Refusals of peer reviews."""

from lyceum.kernel.errors import Conflict


class PeerReviewsOver(Conflict):
    """The day until which work is reviewed was past before anybody was asked to; `due_at` says when it was."""

    title = {"en": "The time for reviews is over", "th": "หมดเวลาประเมินงานแล้ว"}
