"""Many writers at once: nothing saved is lost, nothing newer is overwritten, nothing is handed in twice."""

import threading
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from decimal import Decimal

import pytest

from lyceum.assessment.accommodate import Place, accommodate
from lyceum.assessment.errors import (
    AnswerOutdated,
    AttemptClosed,
    DeadlinePassed,
    GradedInTheMeantime,
    SectionOver,
)
from lyceum.assessment.extend_attempts import extend_attempts
from lyceum.assessment.grade_response import grade_response
from lyceum.assessment.model.accommodation import Accommodation
from lyceum.assessment.model.attempt import State
from lyceum.assessment.model.gradebook import AssessmentResult
from lyceum.assessment.model.sections import SectionOrder, Structure
from lyceum.assessment.model.settings import ScorePolicy
from lyceum.assessment.model.terms import Terms
from lyceum.assessment.navigate_attempt import enter_section
from lyceum.assessment.record_grade import GradedAttempt, open_row, record_grade
from lyceum.assessment.responses import ChoiceResponse, TextResponse, compact
from lyceum.assessment.save_answer import save_answer
from lyceum.assessment.start_attempt import start_attempt
from lyceum.assessment.store import grades
from lyceum.assessment.submit_attempt import submit_attempt, submit_due_attempt
from lyceum.kernel.creation import Creation
from lyceum.kernel.errors import ChangedInTheMeantime, DomainError
from lyceum.kernel.ids import new_id
from tests.store.assessment.world import WITH_ESSAY, World
from tests.unit.assessment.samples import EXAM, NOON, essay_question, section, true_false_question

pytestmark = pytest.mark.store

MINUTE = timedelta(minutes=1)
QUIZ = "01J0000000000000000000000Q"


def at_once(calls: Sequence[Callable[[], object]]) -> list[object]:
    """Results, or the named refusals, of calls released together; prints how many overlapped."""
    barrier, running = threading.Barrier(len(calls)), list[int]()
    results: list[object] = [None] * len(calls)
    spans: list[tuple[float, float]] = [(0.0, 0.0)] * len(calls)

    def run(index: int) -> None:
        barrier.wait()
        running.append(index)
        # Past the barrier a busy machine wakes one long after another: who is awake lets the others on until all are.
        # Waiting for an event would put them to sleep again.
        while len(running) < len(calls):
            time.sleep(0)
        began = time.perf_counter()
        try:
            results[index] = calls[index]()
        except DomainError as refusal:
            results[index] = refusal
        spans[index] = (began, time.perf_counter())

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    peak = max(sum(began <= instant <= end for began, end in spans) for instant, _ in spans)
    print(f"{len(calls)} calls, at the peak {peak} of them at once")
    assert peak > 1
    return results


def test_one_learner_on_ten_devices_begins_one_attempt(world: World) -> None:
    exam, ada = world.live(max_attempts=5), world.enrolled("ada")
    begun = at_once([lambda: start_attempt(ada, exam, creation=Creation(new_id()), at=NOON)] * 10)
    assert {str(each.sight.attempt.id) for each in begun} == {str(world.begin(ada, exam).id)}  # type: ignore[attr-defined]
    assert sorted(each.resumed for each in begun) == [False] + [True] * 9  # type: ignore[attr-defined]


def test_two_devices_saving_one_answer_end_with_the_newest(world: World) -> None:
    attempt = world.begin(ada := world.enrolled("ada"), world.live())
    revisions = [7, 3, 9, 1, 8, 2, 6, 4, 5, 10]

    def save(revision: int) -> Callable[[], object]:
        choice = ChoiceResponse(choice="true" if revision % 2 else "false")
        return lambda: save_answer(ada, str(attempt.id), "round", choice, revision=revision, at=NOON)

    results = at_once([save(revision) for revision in revisions])
    kept = world.kept(attempt).answers[1]
    assert (kept.revision, kept.text) == (10, compact(ChoiceResponse(choice="false")))
    assert all(isinstance(each, AnswerOutdated) for each in results if isinstance(each, DomainError))


def test_long_and_short_answers_of_two_devices_end_with_the_newest(world: World) -> None:
    attempt = world.begin(ada := world.enrolled("ada"), world.live([essay_question()]))

    def save(revision: int) -> Callable[[], object]:
        text = TextResponse(text=f"{revision} " * (300 if revision % 2 else 1))
        return lambda: save_answer(ada, str(attempt.id), "essay", text, revision=revision, at=NOON)

    at_once([save(revision) for revision in range(1, 8)])
    assert world.kept(attempt).answers[0].revision == 7
    assert world.kept(attempt).answers[0].elsewhere


def test_answers_to_different_questions_are_all_kept(world: World) -> None:
    questions = [true_false_question(f"q{number}") for number in range(10)]
    attempt = world.begin(ada := world.enrolled("ada"), world.live(questions))

    def save(question: str) -> Callable[[], object]:
        return lambda: save_answer(ada, str(attempt.id), question, ChoiceResponse(choice="true"), revision=1, at=NOON)

    at_once([save(each.question.id) for each in questions])
    assert len(world.kept(attempt).answers) == 10


@pytest.mark.parametrize("round", range(3))
def test_save_against_submit_against_deadline(world: World, round: int) -> None:
    """Whoever comes first: one submission, and every answer that was accepted is graded."""
    questions = [true_false_question(f"q{number}") for number in range(6)]
    attempt = world.begin(ada := world.enrolled("ada"), world.live(questions, time_limit_minutes=1))
    id = str(attempt.id)

    def save(question: str) -> Callable[[], object]:
        return lambda: save_answer(ada, id, question, ChoiceResponse(choice="true"), revision=1, at=NOON)

    handing_in = [
        lambda: submit_attempt(ada, id, at=NOON),
        lambda: submit_due_attempt(world.tenant, id, at=NOON + MINUTE),
    ]
    results = at_once([*(save(each.question.id) for each in questions), *handing_in])
    accepted = [each for each in results[:6] if not isinstance(each, DomainError)]
    refused = [each for each in results[:6] if isinstance(each, DomainError)]
    closed = world.kept(attempt)
    assert closed.state in {State.GRADED, State.EXPIRED}
    assert closed.score is not None
    assert closed.score.points == len(closed.answers) == len(accepted)
    assert all(isinstance(each, AttemptClosed | DeadlinePassed) for each in refused)
    assert not any(isinstance(each, DomainError) for each in results[6:])


@pytest.mark.parametrize("round", range(3))
def test_save_against_the_end_of_a_section(world: World, round: int) -> None:
    """Two devices: one goes on to the next section while the other saves in this one. What is accepted is kept."""
    names = [f"q{number}" for number in range(6)]
    questions = [true_false_question(name) for name in (*names, "last")]
    parts = Structure(order=SectionOrder.FIXED, sections=(section("one", *names), section("two", "last")))
    attempt = world.begin(ada := world.enrolled("ada"), world.live(questions, structure=parts))
    id = str(attempt.id)
    enter_section(ada, id, "one", at=NOON)

    def save(question: str) -> Callable[[], object]:
        return lambda: save_answer(ada, id, question, ChoiceResponse(choice="true"), revision=1, at=NOON + MINUTE)

    moves = [lambda: enter_section(ada, id, "two", at=NOON + MINUTE)] * 2
    results = at_once([*(save(name) for name in names[:3]), *moves, *(save(name) for name in names[3:])])
    saves = [*results[:3], *results[5:]]
    accepted = [each for each in saves if not isinstance(each, DomainError)]
    assert all(isinstance(each, SectionOver) for each in saves if isinstance(each, DomainError))
    assert not any(isinstance(each, DomainError) for each in results[3:5])
    kept = world.kept(attempt)
    assert (kept.section, len(kept.answers)) == (1, len(accepted))
    assert kept.sections[0].until == kept.sections[1].entered_at == NOON + MINUTE


@pytest.mark.parametrize("round", range(3))
def test_an_accommodation_against_the_deadline_and_saves(world: World, round: int) -> None:
    """Granted in the last minute, while answers are saved and the timer comes: nothing accepted is lost, nothing moves
    once it is handed in, and what is still open has the time that was granted.
    """
    questions = [true_false_question(f"q{number}") for number in range(4)]
    ada, tutor = world.enrolled("ada"), world.caller("tutor", "instructor")
    attempt = world.begin(ada, world.live(questions, time_limit_minutes=2))
    id, place = str(attempt.id), Place(ada.person, world.course, attempt.id.assessment)
    last = NOON + 2 * MINUTE - timedelta(milliseconds=1)

    def save(question: str) -> Callable[[], object]:
        return lambda: save_answer(ada, id, question, ChoiceResponse(choice="true"), revision=1, at=last)

    def grant(factor: int) -> Callable[[], object]:
        terms = Terms(time_factor=Decimal(factor))
        return lambda: accommodate(tutor, place, terms, expected_revision=None, at=last)

    timer = [lambda: submit_due_attempt(world.tenant, id, at=NOON + 2 * MINUTE)]
    results = at_once([*(save(each.question.id) for each in questions), grant(2), grant(3), *timer])
    accepted = [each for each in results[:4] if not isinstance(each, DomainError)]
    granted = [each.terms.time_factor for each in results[4:6] if isinstance(each, Accommodation)]
    assert granted
    assert all(isinstance(each, ChangedInTheMeantime) for each in results[4:6] if isinstance(each, DomainError))
    kept = world.kept(attempt)
    assert len(kept.answers) == len(accepted)
    if kept.state is State.IN_PROGRESS:
        extend_attempts(world.tenant, ada.person, world.course, None, at=last)
        kept = world.kept(attempt)
        assert kept.terms.time_factor == max(granted)
        assert kept.deadline == NOON + 2 * int(max(granted)) * MINUTE
    else:
        assert kept.submitted_at == NOON + 2 * MINUTE
        assert kept.deadline == NOON + 2 * MINUTE


def test_of_graders_of_one_essay_one_grade_stands_and_the_others_are_told(world: World) -> None:
    attempt = world.begin(ada := world.enrolled("ada"), world.live(WITH_ESSAY))
    save_answer(ada, str(attempt.id), "essay", TextResponse(text="Words."), revision=1, at=NOON)
    submit_attempt(ada, str(attempt.id), at=NOON)

    def by(number: int) -> Callable[[], object]:
        grader, points = world.caller(f"tutor-{number}", "instructor"), Decimal(number)
        return lambda: grade_response(
            grader, str(attempt.id), "essay", points=points, feedback="", expected_revision=None, at=NOON
        )

    results = at_once([by(number) for number in range(1, 6)])
    kept = world.kept(attempt).manual[1]
    told = [each for each in results if isinstance(each, GradedInTheMeantime)]
    assert len(told) == 4
    assert {(each.facts["by"], each.facts["points"]) for each in told} == {(kept.by, str(int(kept.points)))}


def test_two_graders_of_two_essays_both_count(world: World) -> None:
    essays = [essay_question("one"), essay_question("two")]
    attempt = world.begin(ada := world.enrolled("ada"), world.live(essays))
    for question in ("one", "two"):
        save_answer(ada, str(attempt.id), question, TextResponse(text="Words."), revision=1, at=NOON)
    submit_attempt(ada, str(attempt.id), at=NOON)

    def grade(name: str, question: str) -> Callable[[], object]:
        return lambda: grade_response(
            world.caller(name, "instructor"),
            str(attempt.id),
            question,
            points=Decimal(5),
            feedback="",
            expected_revision=None,
            at=NOON,
        )

    at_once([grade("tutor", "one"), grade("other", "two")])
    graded = world.kept(attempt)
    assert graded.score is not None
    assert (graded.state, graded.score.percent) == (State.GRADED, Decimal(50))


def test_news_of_many_attempts_end_in_one_row(world: World) -> None:
    ada = world.enrolled("ada")
    rules = AssessmentResult(Decimal(1), ScorePolicy.HIGHEST, Decimal(60))

    def news(assessment: str, number: int) -> Callable[[], object]:
        result = GradedAttempt(
            learner=ada.person,
            course=world.course,
            assessment=assessment,
            number=number,
            rev=3,
            percent=Decimal(10 * number),
            rules=rules,
        )
        return lambda: record_grade(world.tenant, result, at=NOON)

    opening = [lambda: open_row(world.tenant, ada.person, world.course, at=NOON)] * 2
    at_once([news(QUIZ, 1), news(QUIZ, 2), news(EXAM, 4), news(EXAM, 4), *opening])
    row = grades.find(world.tenant, ada.person, world.course)
    assert row is not None
    assert {assessment: result.percent for assessment, result in row.results.items()} == {QUIZ: 20, EXAM: 40}
    assert row.shown.current == 30
