"""Every write is sent twice, as if its first answer had been lost: nothing fails, nothing happens twice."""

from decimal import Decimal

import pytest

from lyceum.assessment.author_assessment import Change, change_assessment, find_assessment
from lyceum.assessment.grade_response import grade_response
from lyceum.assessment.model.attempt import State
from lyceum.assessment.model.gradebook import AssessmentResult
from lyceum.assessment.model.settings import ScorePolicy
from lyceum.assessment.record_grade import GradedAttempt, record_grade
from lyceum.assessment.responses import TextResponse
from lyceum.assessment.save_answer import save_answer
from lyceum.assessment.store import grades
from lyceum.assessment.submit_attempt import submit_attempt
from lyceum.kernel.access import Caller
from lyceum.kernel.table.write import Transaction
from tests.store.assessment.world import WITH_ESSAY, World
from tests.unit.assessment.samples import EXAM, NOON, choice_question

pytestmark = pytest.mark.store


@pytest.fixture
def ada(world: World) -> Caller:
    return world.enrolled("ada")


@pytest.fixture
def exam(world: World) -> str:
    return world.live(WITH_ESSAY, max_attempts=9, time_limit_minutes=30)


@pytest.fixture
def answers_are_lost(ada: Caller, exam: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on; what other contexts write came before."""
    send = Transaction._send

    def twice(transaction: Transaction) -> None:
        send(transaction)
        send(transaction)

    monkeypatch.setattr(Transaction, "_send", twice)


@pytest.mark.usefixtures("answers_are_lost")
def test_an_attempt_from_start_to_grade(world: World, ada: Caller, exam: str) -> None:
    attempt = world.begin(ada, exam)
    save_answer(ada, str(attempt.id), "essay", TextResponse(text="Short."), revision=1, at=NOON)
    save_answer(ada, str(attempt.id), "essay", TextResponse(text="Long. " * 100), revision=2, at=NOON)
    assert submit_attempt(ada, str(attempt.id), at=NOON).attempt.state is State.SUBMITTED
    tutor = world.caller("tutor", "instructor")
    graded = grade_response(
        tutor, str(attempt.id), "essay", points=Decimal(5), feedback="", expected_revision=4, at=NOON
    ).attempt
    assert graded.score is not None
    assert graded.score.points == 5
    assert [attempt.id.number, world.begin(ada, exam).id.number] == [1, 2]


@pytest.mark.usefixtures("answers_are_lost")
def test_authoring(world: World) -> None:
    author, made = world.caller("author", "instructor"), world.draft()
    change = Change(settings={"pass_mark": Decimal(70)}, questions=[choice_question("new")])
    changed = change_assessment(author, world.course, made, change, expected_revision=1, at=NOON)
    assert (changed.assessment.newest, changed.assessment.rev) == (2, 2)
    assert find_assessment(author, world.course, made).assessment == changed.assessment


@pytest.mark.usefixtures("answers_are_lost")
def test_grades(world: World, ada: Caller) -> None:
    result = GradedAttempt(
        learner=ada.person,
        course=world.course,
        assessment=EXAM,
        number=1,
        rev=3,
        percent=Decimal(80),
        rules=AssessmentResult(Decimal(1), ScorePolicy.HIGHEST, Decimal(60)),
    )
    row = record_grade(world.tenant, result, at=NOON)
    kept = grades.find(world.tenant, ada.person, world.course)
    assert kept is not None
    assert (kept.rev, kept.shown.current, row.shown.current) == (1, Decimal("80.00"), Decimal("80.00"))
