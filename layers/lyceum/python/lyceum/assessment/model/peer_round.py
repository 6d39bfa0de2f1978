"""Rounds in which reviewers are given works: what each work is to get, in steps that can be repeated."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from lyceum.assessment.model.peer_review import PeerReviewSettings, allocated
from lyceum.assessment.model.submission import SubmissionId


@dataclass(frozen=True, slots=True)
class Asked:
    """That somebody is to review a work, and what came of it."""

    review: str
    """Id of the review."""
    due_at: datetime | None
    percent: Decimal | None = None
    """What the review gives; None: it is open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """Who reviews one work."""

    id: SubmissionId
    asked: Mapping[str, Asked] = field(default_factory=dict)
    """By reviewer."""
    round: int = 0
    """The newest round that came to it."""
    closed_at: datetime | None = None
    """When its reviews were counted; they change no more."""
    rev: int = 0
    """0 before anybody was asked."""

    @property
    def is_open(self) -> bool:
        """Whether anybody was asked, and the reviews can still change."""
        return self.rev > 0 and self.closed_at is None

    @property
    def percents(self) -> list[Decimal]:
        """Of the reviews that were given."""
        return [each.percent for each in self.asked.values() if each.percent is not None]

    @property
    def is_complete(self) -> bool:
        """Whether all who were asked have given theirs."""
        return bool(self.asked) and len(self.percents) == len(self.asked)

    def overdue(self, at: datetime) -> frozenset[str]:
        """Who has not given theirs in time."""
        return frozenset(
            reviewer
            for reviewer, each in self.asked.items()
            if each.percent is None and each.due_at is not None and each.due_at < at
        )

    def with_percent(self, reviewer: str, percent: Decimal) -> "Reviewed":
        """With a review given."""
        return replace(self, asked={**self.asked, reviewer: replace(self.asked[reviewer], percent=percent)})

    def placed(self, step: "Step", ids: Mapping[str, str], *, round: int, due_at: datetime | None) -> "Reviewed":
        """With what a round's step says. Reviews that were given stay, whatever it says.

        `ids`: reviewer → id of a new review. A step that was taken before changes nothing.
        """
        if self.round >= round or self.closed_at is not None:
            return self
        gone = {each for each in step.taken if each in self.asked and self.asked[each].percent is None}
        kept = {reviewer: each for reviewer, each in self.asked.items() if reviewer not in gone}
        new = {reviewer: Asked(ids[reviewer], due_at) for reviewer in step.added if reviewer not in kept}
        return replace(self, asked=kept | new, round=round)


@dataclass(frozen=True, slots=True)
class Step:
    """What a round does to one work."""

    author: str
    added: tuple[str, ...]
    taken: tuple[str, ...] = ()
    """Those who lose it: they stayed away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """The newest round of an assignment."""

    assignment: str
    id: str = ""
    """Of this round; "" before the first, and where the round was begun before rounds had one."""
    number: int = 0
    first_at: datetime | None = None
    """When the first round began."""
    due_at: datetime | None = None
    steps: tuple[Step, ...] = ()
    """Those that are not known to be taken."""
    works: int = 0
    """That it changes."""
    added: int = 0
    """Reviews that it gives out."""
    taken: int = 0
    """Reviews that it takes from those who stayed away."""
    absent: frozenset[str] = frozenset()
    """Who stayed away in this round or before: they are asked no more."""
    rev: int = 0

    @property
    def is_complete(self) -> bool:
        """Whether every work has what the round gives it."""
        return not self.steps

    def kept(self) -> "Round":
        """As it is once it was written."""
        return replace(self, rev=self.rev + 1)

    def after(self, steps: int) -> "Round":
        """With so many steps more taken."""
        return replace(self, steps=self.steps[steps:])

    def next(
        self,
        settings: PeerReviewSettings,
        authors: Iterable[str],
        reviewed: Mapping[str, Reviewed],
        *,
        returned: Collection[str],
        at: datetime,
    ) -> "Round":
        """The round that gives every work what it lacks; this one where nothing does.

        `returned`: authors whose work has its grade; nobody is asked to review it. Who did not give a review in time
        loses it to others. Raises PeerReviewsOver.
        """
        everybody = set(authors)
        late = {author: each.overdue(at) for author, each in reviewed.items() if author not in returned}
        absent = self.absent.union(*late.values())
        kept = {
            author: tuple(each for each in found.asked if each not in late.get(author, ()))
            for author, found in reviewed.items()
        }
        wanted = allocated(
            settings.reviewers, everybody, seed=self.assignment, kept=kept, absent=absent, closed=returned
        )
        steps = tuple(
            Step(author, reviewers[len(kept.get(author, ())) :], tuple(sorted(late.get(author, ()))))
            for author, reviewers in wanted.items()
            if len(reviewers) > len(kept.get(author, ())) or late.get(author)
        )
        if not steps:
            return self
        first = self.first_at or at
        return replace(
            self,
            number=self.number + 1,
            first_at=first,
            due_at=settings.due(first=first, at=at),
            steps=steps,
            works=len(steps),
            added=sum(len(step.added) for step in steps),
            taken=sum(len(step.taken) for step in steps),
            absent=absent,
        )
