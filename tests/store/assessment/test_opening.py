"""The opening of exams: attempts that wait for their learners, and what becomes of them."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from lyceum.assessment import prepare_attempts as work
from lyceum.assessment.accommodate import Place, accommodate
from lyceum.assessment.activate_assessments import activate_assessments
from lyceum.assessment.author_assessment import Change
from lyceum.assessment.discard_prepared import discard_prepared
from lyceum.assessment.errors import (
    AssessmentNotOpenYet,
    AttemptNotFound,
    NoAttemptsLeft,
    NotEnrolled,
)
from lyceum.assessment.extend_attempts import extend_attempts
from lyceum.assessment.model.attempt import State
from lyceum.assessment.model.attempt_id import AttemptId
from lyceum.assessment.model.opening import CLAIM, Opening, OpeningState
from lyceum.assessment.model.settings import Proctoring
from lyceum.assessment.model.terms import Terms
from lyceum.assessment.navigate_attempt import enter_section, flag_question
from lyceum.assessment.openings.errors import OpeningClaimed
from lyceum.assessment.plan_opening import plan_opening
from lyceum.assessment.prepare_attempts import Next
from lyceum.assessment.responses import ChoiceResponse
from lyceum.assessment.save_answer import save_answer
from lyceum.assessment.sittings.errors import ProctoringDemanded
from lyceum.assessment.start_attempt import start_attempt
from lyceum.assessment.store import attempts, openings
from lyceum.assessment.store.items import AttemptItem, EnrollmentItem, attempt_key, enrollment_key
from lyceum.assessment.store.openings import OpeningItem, opening_key
from lyceum.assessment.submit_attempt import submit_attempt, submit_due_attempt
from lyceum.assessment.view_attempt import view_attempt
from lyceum.kernel import memory, timers
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation
from lyceum.kernel.errors import Busy, DomainError
from lyceum.kernel.ids import new_id
from lyceum.kernel.table import transaction
from tests.store.assessment.opening import (
    AHEAD,
    KEPT,
    MINUTES,
    OPENS,
    SOON,
    change_exam,
    exam,
    item_of,
    kept,
    opened,
    rostered,
    state_of,
    step,
)
from tests.store.assessment.world import World, events_of
from tests.unit.assessment.samples import NOON, choice_question, essay_question, two_parts

pytestmark = [pytest.mark.store, pytest.mark.usefixtures("no_opening_met")]


def test_everybody_enrolled_has_an_attempt_that_waits(world: World) -> None:
    test, ada, bob = exam(world), rostered(world, "ada"), rostered(world, "bob", "in_progress")
    gone, done = rostered(world, "gone", "withdrawn"), rostered(world, "done", "completed")

    opening = opened(world, test)

    assert (opening.state, opening.learners, opening.prepared) == (OpeningState.PREPARED, 3, 3)
    assert [state_of(world, each, test) for each in (ada, bob, done, gone)] == ["prepared"] * 3 + [None]
    item = _waiting(world, ada, test)
    assert (item.deadline, item.due, item.gsi2pk, item.events) == (None, None, None, None)
    assert item.ttl == int((OPENS + KEPT).timestamp())
    assert events_of(world.tenant, OpeningItem, opening_key(world.tenant, test)) == ["AttemptsPrepared"]


def test_it_begins_like_any_other_when_its_learner_starts(world: World) -> None:
    test, ada, bob = exam(world), rostered(world, "ada"), rostered(world, "bob")
    opened(world, test)

    for learner in (ada, bob):  # the first is begun the usual way, which remembers that the exam was opened
        attempt = world.begin(learner, test, SOON)
        assert attempt.state is State.IN_PROGRESS
        assert (attempt.id.number, attempt.started_at) == (1, SOON)
        assert attempt.deadline == SOON + timedelta(minutes=MINUTES)
        as_kept = world.kept(attempt)
        assert as_kept.rev == attempt.rev
        assert as_kept == attempt
        item = item_of(world, learner, test)
        assert item is not None
        assert (item.ttl, item.of, item.due) == (None, None, attempt.deadline)
        assert events_of(world.tenant, AttemptItem, attempt_key(world.tenant, attempt.id)) == ["AttemptStarted"]
        save_answer(learner, str(attempt.id), "round", ChoiceResponse(choice="true"), revision=1, at=SOON)
        assert submit_attempt(learner, str(attempt.id), at=SOON).attempt.state is State.GRADED


def test_the_usual_way_and_the_prepared_one_keep_the_same(world: World) -> None:
    """Draws, sections and clocks included: nobody can tell how an attempt was begun."""
    test = exam(world, structure=two_parts())
    ada, bob, late = rostered(world, "ada"), rostered(world, "bob"), world.caller("late")
    opened(world, test)
    world.enrolled("late")
    begun = [world.begin(learner, test, SOON) for learner in (ada, bob, late)]
    assert len({(each.sections, each.deadline, each.terms, each.state, each.course) for each in begun}) == 1
    assert all(clock.entered_at is None for each in begun for clock in each.sections)
    for learner, attempt in zip((ada, bob, late), begun, strict=True):
        enter_section(learner, str(attempt.id), "listening", at=SOON)


def test_nobody_takes_it_for_an_attempt_before(world: World) -> None:
    test, ada = exam(world), rostered(world, "ada")
    opened(world, test)
    id = AttemptId(ada.person, test, 1, 1)
    response = ChoiceResponse(choice="true")
    for use in (
        lambda: view_attempt(ada, str(id), at=SOON),
        lambda: save_answer(ada, str(id), "round", response, revision=1, at=SOON),
        lambda: flag_question(ada, str(id), "round", flagged=True, at=SOON),
        lambda: submit_attempt(ada, str(id), at=SOON),
        lambda: submit_due_attempt(world.tenant, str(id), at=SOON),
        lambda: attempts.find(world.tenant, id),
    ):
        with pytest.raises(AttemptNotFound):
            use()
    assert attempts.of_learner(world.tenant, ada.person, test) == []
    assert attempts.open_ones(world.tenant, ada.person, world.course, None, at=SOON) == []
    assert extend_attempts(world.tenant, ada.person, world.course, None, at=SOON) == 0
    with pytest.raises(AssessmentNotOpenYet):
        world.begin(ada, test, AHEAD)
    assert state_of(world, ada, test) == "prepared"


def test_it_counts_once_begun_and_not_before(world: World) -> None:
    test, ada, bob = exam(world), rostered(world, "ada"), rostered(world, "bob")
    opened(world, test)
    for learner in (ada, bob):
        attempt = world.begin(learner, test, SOON)
        submit_attempt(learner, str(attempt.id), at=SOON)
        with pytest.raises(NoAttemptsLeft):
            world.begin(learner, test, SOON)
    assert opened(world, test).prepared == 2


def test_opening_twice_is_opening_once(world: World) -> None:
    test, ada = exam(world), rostered(world, "ada")
    first = opened(world, test)
    before = _waiting(world, ada, test).to_wire()
    assert opened(world, test, "two") == first
    assert _waiting(world, ada, test).to_wire() == before


def test_an_execution_that_died_is_followed_by_another(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "PAGE", 1)
    test, learners = exam(world), [rostered(world, f"l{number}") for number in range(20)]
    assert step(world, test) is Next.AGAIN
    halfway = kept(world, test)
    assert halfway.state is OpeningState.PREPARING
    assert 0 < halfway.learners < 20
    with pytest.raises(OpeningClaimed):
        step(world, test, "two")
    later = AHEAD + CLAIM
    timers.sweep(at=later)
    assert events_of(world.tenant, OpeningItem, opening_key(world.tenant, test)) == ["ExamOpeningDue"]
    done = opened(world, test, "two", later)
    assert (done.state, done.learners, done.prepared) == (OpeningState.PREPARED, 20, 20)
    assert {state_of(world, learner, test) for learner in learners} == {"prepared"}


def test_an_execution_that_died_before_it_wrote_does_its_page_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    test, ada, bob = exam(world), rostered(world, "ada"), rostered(world, "bob")
    keep = openings.keep

    def die(tenant: str, opening: Opening, *, at: datetime) -> Opening:
        if opening.learners:
            raise Busy("It died.")
        return keep(tenant, opening, at=at)

    with monkeypatch.context() as patch:
        patch.setattr(openings, "keep", die)
        with pytest.raises(Busy):
            step(world, test)
    assert kept(world, test).state is OpeningState.PREPARING
    assert {state_of(world, each, test) for each in (ada, bob)} == {"prepared"}
    done = opened(world, test)
    assert (done.learners, done.prepared) == (2, 2)


def test_who_enrols_late_starts_as_usual(world: World) -> None:
    test, ada = exam(world), rostered(world, "ada")
    opened(world, test)
    late = rostered(world, "late")
    world.begin(ada, test, SOON)
    attempt = world.begin(late, test, SOON)
    assert world.kept(attempt) == attempt


def test_whoever_has_left_finds_nothing(world: World) -> None:
    test, other = exam(world), rostered(world, "other")
    ada, bob, chai = (rostered(world, name) for name in ("ada", "bob", "chai"))
    opened(world, test)
    world.begin(other, test, SOON)
    begun = world.begin(chai, test, SOON)
    for learner in (ada, bob, chai):
        _leave(world, learner.person)
    # Of Bob nobody has heard yet.
    assert [discard_prepared(world.tenant, each.person, world.course, at=SOON) for each in (ada, chai)] == [1, 0]
    assert discard_prepared(world.tenant, ada.person, world.course, at=SOON) == 0
    assert discard_prepared(world.tenant, bob.person, new_id(), at=SOON) == 0
    for learner in (ada, bob):
        with pytest.raises(NotEnrolled):
            world.begin(learner, test, SOON)
    assert state_of(world, ada, test) is None
    assert world.kept(begun).state is State.IN_PROGRESS


def test_what_waits_goes_with_the_place(world: World) -> None:
    """Where the read of the enrollment is behind, the attempt is gone: nothing begins without both."""
    test, other, ada = exam(world), rostered(world, "other"), rostered(world, "ada")
    opened(world, test)
    world.begin(other, test, SOON)
    discard_prepared(world.tenant, ada.person, world.course, at=SOON)
    assert world.kept(world.begin(ada, test, SOON)).state is State.IN_PROGRESS, "enrolled still: the usual way"


def test_accommodations_are_those_of_the_start(world: World) -> None:
    test, first = exam(world), rostered(world, "first")
    ada, bob, early = (rostered(world, name) for name in ("ada", "bob", "early"))
    author = world.caller("author", "instructor")
    _grant(author, ada.person, world.course, test, Terms(time_factor=Decimal(2)))
    _grant(author, bob.person, world.course, test, Terms(time_factor=Decimal(3)))
    opened(world, test)
    _grant(author, bob.person, world.course, None, Terms(time_factor=Decimal(4)))
    _grant(author, early.person, world.course, test, Terms(available_from=AHEAD))
    assert world.begin(early, test, AHEAD).started_at == AHEAD
    world.begin(first, test, SOON)
    for learner, factor in ((ada, 2), (bob, 4)):
        attempt = world.begin(learner, test, SOON)
        assert attempt.deadline == SOON + timedelta(minutes=MINUTES * factor)
        assert world.kept(attempt) == attempt


def test_a_grant_after_the_start_extends_it(world: World) -> None:
    test, first, ada = exam(world), rostered(world, "first"), rostered(world, "ada")
    opened(world, test)
    world.begin(first, test, SOON)
    attempt = world.begin(ada, test, SOON)
    _grant(world.caller("author", "instructor"), ada.person, world.course, test, Terms(time_factor=Decimal(2)))
    assert world.kept(attempt).deadline == SOON + timedelta(minutes=2 * MINUTES)


def test_a_change_of_settings_prepares_anew(world: World) -> None:
    test, first, ada = exam(world), rostered(world, "first"), rostered(world, "ada")
    opened(world, test)
    change_exam(world, test, Change(settings={"time_limit_minutes": 90}))
    assert kept(world, test).state is OpeningState.PREPARED, "the news is on its way"
    world.begin(first, test, SOON)
    assert world.begin(ada, test, SOON).deadline == SOON + timedelta(minutes=90), "the usual way meanwhile"

    bob = rostered(world, "bob")
    plan_opening(world.tenant, test, at=AHEAD)
    again = kept(world, test)
    assert (again.state, again.learners) == (OpeningState.PLANNED, 0)
    assert opened(world, test, "two").prepared == 1
    memory.forget()
    assert _waiting(world, bob, test).of == again.of
    assert world.begin(bob, test, SOON).deadline == SOON + timedelta(minutes=90)


def test_new_questions_prepare_anew_once_published(world: World) -> None:
    test, first, ada = exam(world), rostered(world, "first"), rostered(world, "ada")
    opened(world, test)
    change_exam(world, test, Change(questions=[choice_question(), essay_question()]))
    plan_opening(world.tenant, test, at=AHEAD)
    opened(world, test, "two")
    assert _waiting(world, ada, test).version == 1
    activate_assessments(world.tenant, world.course, published_at=AHEAD, at=AHEAD)
    assert kept(world, test).state is OpeningState.PLANNED
    assert opened(world, test, "three").prepared == 2
    for learner in (first, ada):
        attempt = world.begin(learner, test, SOON)
        assert attempt.id.version == 2
        assert world.kept(attempt) == attempt


def test_a_slower_execution_does_not_bring_back_what_was(world: World) -> None:
    test, ada = exam(world), rostered(world, "ada")
    opened(world, test)
    found, opening = openings.with_assessment(world.tenant, test)
    change_exam(world, test, Change(settings={"time_limit_minutes": 90}))
    plan_opening(world.tenant, test, at=AHEAD)
    newest = opened(world, test, "two")
    assert opening is not None
    work._prepare(world.tenant, found, 1, ada.person, at=AHEAD)
    assert _waiting(world, ada, test).of == newest.of


def test_supervision_is_demanded_of_who_is_prepared(world: World) -> None:
    test, first, ada = exam(world, proctoring=[Proctoring.WEBCAM]), rostered(world, "first"), rostered(world, "ada")
    opened(world, test)
    for learner in (first, ada):
        with pytest.raises(ProctoringDemanded):
            world.begin(learner, test, SOON)
        begun = start_attempt(learner, test, creation=Creation(new_id()), at=SOON, proctoring=[Proctoring.WEBCAM])
        assert world.kept(begun.sight.attempt).proctoring == (Proctoring.WEBCAM,)


def test_a_repeated_wish_finds_the_attempt(world: World) -> None:
    test, first, ada = exam(world), rostered(world, "first"), rostered(world, "ada")
    opened(world, test)
    world.begin(first, test, SOON)
    one = start_attempt(ada, test, creation=Creation(new_id(), "key", "body"), at=SOON)
    save_answer(ada, str(one.sight.attempt.id), "round", ChoiceResponse(choice="true"), revision=1, at=SOON)
    two = start_attempt(ada, test, creation=Creation(new_id(), "key", "body"), at=SOON)
    assert (one.resumed, two.resumed) == (False, True)
    assert len(two.sight.attempt.answers) == 1
    submit_attempt(ada, str(one.sight.attempt.id), at=SOON)
    three = start_attempt(ada, test, creation=Creation(new_id(), "key", "body"), at=SOON)
    assert (three.resumed, three.sight.attempt.state) == (True, State.GRADED)


def _leave(world: World, person: str) -> None:
    with transaction(tenant=world.tenant, at=SOON) as write:
        write.update(
            EnrollmentItem,
            enrollment_key(world.tenant, person, world.course),
            [EnrollmentItem.status.set("withdrawn")],
            otherwise=DomainError(),
        )


def _grant(author: Caller, learner: str, course: str, assessment: str | None, terms: Terms) -> None:
    accommodate(author, Place(learner, course, assessment), terms, expected_revision=None, at=NOON)


def _waiting(world: World, learner: Caller, test: str) -> AttemptItem:
    item = item_of(world, learner, test)
    assert item is not None
    return item
