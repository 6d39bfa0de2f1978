"""Questions with a time limit of their own: the server's clock runs from being opened on (RULES S1-21)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from lyceum.assessment.accommodate import Place, accommodate
from lyceum.assessment.api.attempts import AttemptView
from lyceum.assessment.author_assessment import Change, change_assessment
from lyceum.assessment.errors import AnswerOutdated, DeadlinePassed, SectionNotEntered
from lyceum.assessment.extend_attempts import extend_attempts
from lyceum.assessment.model.attempt import Attempt, State
from lyceum.assessment.model.sections import Structure
from lyceum.assessment.model.terms import Terms
from lyceum.assessment.navigate_attempt import enter_section, keep_position
from lyceum.assessment.responses import ChoiceResponse, TextResponse
from lyceum.assessment.save_answer import save_answer
from lyceum.assessment.sittings.errors import InvalidTimeLimits, QuestionNotOpened, QuestionTimeOver
from lyceum.assessment.start_attempt import start_attempt
from lyceum.assessment.store.attempts import move
from lyceum.assessment.store.items import AttemptItem, attempt_key
from lyceum.assessment.submit_attempt import submit_attempt
from lyceum.assessment.view_attempt import view_attempt
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation
from lyceum.kernel.errors import DomainError
from lyceum.kernel.ids import new_id
from lyceum.kernel.table import get
from tests.access_patterns import assert_as_stated
from tests.meter import metered
from tests.store.assessment.test_races import at_once
from tests.store.assessment.world import World
from tests.unit.assessment.samples import NOON, choice_question, essay_question, section, true_false_question

pytestmark = pytest.mark.store

SECOND = timedelta(seconds=1)
QUESTIONS = (true_false_question(), choice_question(), essay_question())
LIMITS = {"round": 30, "essay": 60}
TRUE = ChoiceResponse(choice="true")


@pytest.fixture
def ada(world: World) -> Caller:
    return world.enrolled("ada")


@pytest.fixture
def attempt(world: World, ada: Caller) -> Attempt:
    exam = world.live(QUESTIONS, structure=Structure(time_limits=LIMITS), time_limit_minutes=30)
    return world.begin(ada, exam)


def answer(learner: Caller, attempt: Attempt, at: datetime, *, revision: int = 1, question: str = "round") -> None:
    response = TRUE if question == "round" else TextResponse(text="Long. " * 100)
    save_answer(learner, str(attempt.id), question, response, revision=revision, at=at)


def seen(viewer: Caller, attempt: Attempt, at: datetime) -> AttemptView:
    return AttemptView.of(view_attempt(viewer, str(attempt.id), at=at))


def shown(viewer: Caller, attempt: Attempt, at: datetime) -> set[str]:
    return {question.id for question in seen(viewer, attempt, at).questions or ()}


def test_a_question_is_shown_and_its_time_runs_once_it_is_opened(world: World, ada: Caller, attempt: Attempt) -> None:
    view = seen(ada, attempt, NOON)
    assert (view.question_limits, view.question_ends, view.position) == (LIMITS, None, None)
    assert shown(ada, attempt, NOON) == {"capital"}
    assert shown(world.caller("tutor", "instructor"), attempt, NOON) == {"round", "capital", "essay"}
    with pytest.raises(QuestionNotOpened):
        answer(ada, attempt, NOON)
    keep_position(ada, str(attempt.id), "round", at=NOON + SECOND)
    view = seen(ada, attempt, NOON + SECOND)
    assert (view.question_ends, view.position) == ({"round": NOON + 31 * SECOND}, "round")
    assert shown(ada, attempt, NOON + SECOND) == {"capital", "round"}
    answer(ada, attempt, NOON + 31 * SECOND - timedelta(milliseconds=1))
    with pytest.raises(QuestionTimeOver) as late:
        answer(ada, attempt, NOON + 31 * SECOND, revision=2)
    assert late.value.facts == {"question": "round"}
    assert world.kept(attempt).answers[0].revision == 1


def test_opening_it_again_gives_no_more_time_and_other_questions_have_all_of_it(
    world: World, ada: Caller, attempt: Attempt
) -> None:
    id = str(attempt.id)
    for question, second in (("round", 0), ("capital", 5), ("round", 20), ("round", 40)):
        keep_position(ada, id, question, at=NOON + second * SECOND)
    assert seen(ada, attempt, NOON).question_ends == {"round": NOON + 30 * SECOND}
    with pytest.raises(QuestionTimeOver):
        answer(ada, attempt, NOON + 41 * SECOND)
    choice = ChoiceResponse(choice=world.choice(attempt.id, "capital", "paris"))
    save_answer(ada, id, "capital", choice, revision=1, at=NOON + 20 * timedelta(minutes=1))
    assert set(world.kept(attempt).answers) == {1}


def test_long_answers_are_refused_as_short_ones_are(world: World, ada: Caller, attempt: Attempt) -> None:
    with pytest.raises(QuestionNotOpened):
        answer(ada, attempt, NOON, question="essay")
    keep_position(ada, str(attempt.id), "essay", at=NOON)
    answer(ada, attempt, NOON + 59 * SECOND, question="essay")
    with pytest.raises(QuestionTimeOver):
        answer(ada, attempt, NOON + 60 * SECOND, question="essay", revision=2)
    assert world.kept(attempt).answers[2].revision == 1


def test_a_time_factor_holds_before_and_while_the_clock_runs(world: World, ada: Caller) -> None:
    exam = world.live(QUESTIONS, structure=Structure(time_limits=LIMITS))
    tutor, place = world.caller("tutor", "instructor"), Place(ada.person, world.course, exam)

    def grant(factor: str, revision: int, second: int) -> None:
        terms, at = Terms(time_factor=Decimal(factor)), NOON + second * SECOND
        accommodate(tutor, place, terms, expected_revision=revision, at=at)
        extend_attempts(world.tenant, ada.person, world.course, exam, at=at)

    attempt = world.begin(ada, exam)
    keep_position(ada, str(attempt.id), "round", at=NOON)
    grant("1.5", 0, 10)
    view = seen(ada, attempt, NOON)
    assert view.question_limits == {"round": 45, "essay": 90}
    assert view.question_ends == {"round": NOON + 45 * SECOND}
    answer(ada, attempt, NOON + 44 * SECOND)
    keep_position(ada, str(attempt.id), "essay", at=NOON + 50 * SECOND)
    grant("2", 1, 60)
    ends = seen(ada, attempt, NOON).question_ends
    assert ends == {"round": NOON + 45 * SECOND, "essay": NOON + 170 * SECOND}, "what is over stays so"
    with pytest.raises(QuestionTimeOver):
        answer(ada, attempt, NOON + 60 * SECOND, revision=2)


def test_a_section_is_entered_before_its_questions_are_opened(world: World, ada: Caller) -> None:
    parts = Structure(sections=(section("now", "round", "capital"), section("later", "essay")), time_limits=LIMITS)
    attempt = world.begin(ada, world.live(QUESTIONS, structure=parts))
    with pytest.raises(SectionNotEntered):
        keep_position(ada, str(attempt.id), "essay", at=NOON)
    enter_section(ada, str(attempt.id), "later", at=NOON)
    assert shown(ada, attempt, NOON) == set()
    keep_position(ada, str(attempt.id), "essay", at=NOON)
    assert shown(ada, attempt, NOON) == {"essay"}
    answer(ada, attempt, NOON + SECOND, question="essay")


def test_the_attempt_ends_when_it_ends_and_then_all_may_be_read(world: World, ada: Caller, attempt: Attempt) -> None:
    end = NOON + timedelta(minutes=30)
    keep_position(ada, str(attempt.id), "essay", at=end - 10 * SECOND)
    assert seen(ada, attempt, NOON).question_ends == {"essay": end}
    with pytest.raises(DeadlinePassed):
        answer(ada, attempt, end, question="essay")
    submit_attempt(ada, str(attempt.id), at=end)
    assert shown(ada, attempt, end) == {"round", "capital", "essay"}


def test_resuming_elsewhere_finds_the_clock_as_it_runs(world: World, ada: Caller, attempt: Attempt) -> None:
    keep_position(ada, str(attempt.id), "round", at=NOON)
    again = start_attempt(ada, attempt.id.assessment, creation=Creation(new_id()), at=NOON + SECOND)
    view = AttemptView.of(again.sight)
    assert (view.question_ends, view.position) == ({"round": NOON + 30 * SECOND}, "round")


def test_an_attempt_of_before_has_no_clocks_and_goes_on(world: World, ada: Caller, attempt: Attempt) -> None:
    """As a server left it that knew of no such limits: questions are shown, and answered for as long as it is open."""
    move(world.tenant, attempt, replace(attempt, timed=None), at=NOON, actor="system")
    item = get(AttemptItem, attempt_key(world.tenant, attempt.id), consistent=True)
    assert item is not None
    assert "qc" not in item.to_wire()
    assert shown(ada, attempt, NOON) == {"round", "capital", "essay"}
    keep_position(ada, str(attempt.id), "round", at=NOON)
    answer(ada, attempt, NOON + 29 * timedelta(minutes=1))
    assert world.kept(attempt).timed is None


def test_only_questions_that_are_there_have_a_limit(world: World) -> None:
    with pytest.raises(InvalidTimeLimits) as refused:
        world.live(QUESTIONS, structure=Structure(time_limits={"gone": 10}))
    assert refused.value.facts == {"question": "gone"}
    exam, author = world.live(QUESTIONS, structure=Structure(time_limits=LIMITS)), world.caller("author", "instructor")
    with pytest.raises(InvalidTimeLimits):
        change_assessment(author, world.course, exam, Change(questions=[QUESTIONS[1]]), expected_revision=None, at=NOON)


@pytest.mark.parametrize("round", range(3))
def test_two_devices_open_a_question_while_answers_are_saved(
    world: World, ada: Caller, attempt: Attempt, round: int
) -> None:
    """One instant holds, whichever came first, and every answer that was accepted is kept."""
    id, last = str(attempt.id), NOON + 40 * SECOND
    choice = ChoiceResponse(choice=world.choice(attempt.id, "capital", "paris"))
    keep_position(ada, id, "round", at=NOON)

    def opening(second: int) -> Callable[[], object]:
        return lambda: keep_position(ada, id, "essay", at=NOON + second * SECOND)

    def saving(revision: int, at: datetime) -> Callable[[], object]:
        return lambda: answer(ada, attempt, at, revision=revision)

    def other(revision: int) -> Callable[[], object]:
        return lambda: save_answer(ada, id, "capital", choice, revision=revision, at=NOON)

    calls = [opening(1), opening(2), saving(1, NOON), saving(2, last), other(1), other(2)]
    results = at_once(calls)
    assert not isinstance(results[0], DomainError)
    assert not isinstance(results[1], DomainError)
    assert isinstance(results[3], QuestionTimeOver)
    assert all(isinstance(each, AnswerOutdated) for each in results[4:] if isinstance(each, DomainError))
    kept = world.kept(attempt)
    assert kept.timed is not None
    assert kept.timed[2].until in (NOON + 61 * SECOND, NOON + 62 * SECOND)
    assert (kept.answers[0].revision, kept.answers[1].revision, kept.state) == (1, 2, State.IN_PROGRESS)


def test_what_it_costs(world: World, ada: Caller, attempt: Attempt) -> None:
    id = str(attempt.id)
    world.questions(attempt.id)
    with metered() as cost:
        keep_position(ada, id, "round", at=NOON)
    assert_as_stated("assessment", "keep position, opens a question", cost)
    with metered() as cost:
        answer(ada, attempt, NOON)
    assert_as_stated("assessment", "save answer, in its time", cost)


def test_a_hundred_of_them(world: World, ada: Caller) -> None:
    questions = [true_false_question(f"question-{number:03d}") for number in range(100)]
    limits = {each.question.id: 86_400 for each in questions}
    attempt = world.begin(ada, world.live(questions, structure=Structure(time_limits=limits)))
    for name in limits:
        keep_position(ada, str(attempt.id), name, at=NOON)
        save_answer(ada, str(attempt.id), name, TRUE, revision=1_000, at=NOON)
    with metered() as cost:
        save_answer(ada, str(attempt.id), "question-000", TRUE, revision=10_000, at=NOON)
    assert_as_stated("assessment", "save answer, 100 answers in their times", cost)
