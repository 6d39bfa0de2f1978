"""The life of an assignment's reviews: work comes in, rounds begin and stop, reviews are given, work is returned."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from lyceum.assessment.model.peer_review import PeerReviewSettings
from lyceum.assessment.model.peer_round import Reviewed, Round
from lyceum.assessment.model.submission import SubmissionId
from tests.unit.assessment.samples import NOON

HOUR = timedelta(hours=1)
PERCENTS = st.decimals(min_value=0, max_value=100, places=2)


class PeerLife(RuleBasedStateMachine):
    """Two review each work, within an hour."""

    def __init__(self) -> None:
        super().__init__()
        self.at = NOON
        self.works: dict[str, Reviewed] = {}
        self.round = Round(assignment="x")
        self.given: dict[tuple[str, str], Decimal] = {}
        self.made = 0

    @rule()
    def hand_in(self) -> None:
        name = f"p{len(self.works)}"
        self.works[name] = Reviewed(id=SubmissionId(name, "x"))

    @rule()
    def wait(self) -> None:
        self.at += HOUR

    @precondition(lambda self: self.round.is_complete)
    @rule()
    def begin(self) -> None:
        asked = {name: work for name, work in self.works.items() if work.rev > 0}
        returned = {name for name, work in self.works.items() if work.closed_at is not None}
        rules = PeerReviewSettings(reviewers=2, due_after_hours=1)
        self.round = self.round.next(rules, self.works, asked, returned=returned, at=self.at)

    @precondition(lambda self: not self.round.is_complete)
    @rule(twice=st.booleans(), lost=st.booleans())
    def go_on(self, twice: bool, lost: bool) -> None:
        """A step; perhaps two calls take it, or the one that took it is lost before it says so."""
        step = self.round.steps[0]
        for _ in range(1 + twice):
            before = self.works[step.author]
            self.made += len(step.added)
            ids = {reviewer: f"{self.made}-{reviewer}" for reviewer in step.added}
            after = before.placed(step, ids, round=self.round.number, due_at=self.round.due_at)
            if after is not before:
                self.works[step.author] = replace(after, rev=before.rev + 1)
        if not lost:
            self.round = self.round.after(1)

    @rule(percent=PERCENTS, data=st.data())
    def give(self, percent: Decimal, data: st.DataObject) -> None:
        open = sorted(
            (name, reviewer)
            for name, work in self.works.items()
            for reviewer, each in work.asked.items()
            if work.closed_at is None and (each.due_at is None or self.at <= each.due_at)
        )
        if not open:
            return
        name, reviewer = data.draw(st.sampled_from(open))
        work = self.works[name]
        self.works[name] = replace(work.with_percent(reviewer, percent), rev=work.rev + 1)
        self.given[name, reviewer] = percent

    @precondition(lambda self: bool(self.works))
    @rule(data=st.data())
    def return_work(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.works)))
        work = self.works[name]
        if work.closed_at is None:
            self.works[name] = replace(work, closed_at=self.at, rev=work.rev + 1)

    @invariant()
    def nobody_reviews_their_own_work(self) -> None:
        assert all(name not in work.asked for name, work in self.works.items())

    @invariant()
    def no_work_has_more_reviewers_than_are_wanted(self) -> None:
        assert all(len(work.asked) <= 2 for work in self.works.values())

    @invariant()
    def what_was_given_stays(self) -> None:
        found = {
            (name, reviewer): each.percent
            for name, work in self.works.items()
            for reviewer, each in work.asked.items()
            if each.percent is not None
        }
        assert found == self.given

    @invariant()
    def no_review_is_two_peoples(self) -> None:
        ids = [each.review for work in self.works.values() for each in work.asked.values()]
        assert len(ids) == len(set(ids))


PeerLife.TestCase.settings = settings(max_examples=200, stateful_step_count=40)
TestPeerLife = PeerLife.TestCase
