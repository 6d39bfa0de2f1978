"""Peer reviews on the wire."""

from lyceum.assessment.api.fields import View
from lyceum.assessment.model.peer_round import Round
from lyceum.kernel.clock import Instant


class PeerRoundView(View):
    """How far works have been given to reviewers."""

    round: int
    """1, 2, 3, …; 0 while there was nothing to give."""
    works: int
    """That the newest round changes."""
    given: int
    """Reviews that it gives out."""
    taken: int
    """Reviews that it takes from those who stayed away."""
    waiting: int
    """Works that do not have what it gives them yet: ask again."""
    complete: bool
    due_at: Instant | None = None
    """Until when those review whom it asks."""

    @classmethod
    def of(cls, round: Round) -> "PeerRoundView":
        """From the domain."""
        return cls(
            round=round.number,
            works=round.works,
            given=round.added,
            taken=round.taken,
            waiting=len(round.steps),
            complete=round.is_complete,
            due_at=round.due_at,
        )
