"""From start to grade on a real table: conditions, timers, events."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest

from lyceum.assessment.errors import (
    AnswerOutdated,
    AssessmentNotFound,
    AttemptClosed,
    AttemptNotFound,
    DeadlinePassed,
    NoAttemptsLeft,
    NotEnrolled,
    UnknownChoice,
)
from lyceum.assessment.grade_response import grade_response
from lyceum.assessment.grading_queue import grading_queue
from lyceum.assessment.model.attempt import State
from lyceum.assessment.model.attempt_id import AttemptId
from lyceum.assessment.responses import ChoiceResponse, NumberResponse, ResponseValue, TextResponse
from lyceum.assessment.save_answer import save_answer
from lyceum.assessment.start_attempt import start_attempt
from lyceum.assessment.store.items import AttemptItem, attempt_key
from lyceum.assessment.submit_attempt import submit_attempt, submit_due_attempt
from lyceum.assessment.view_attempt import view_attempt
from lyceum.kernel.creation import Creation
from lyceum.kernel.errors import ChangedInTheMeantime
from lyceum.kernel.ids import new_id
from lyceum.kernel.table import get
from lyceum.kernel.timers import overdue, sweep
from tests.store.assessment.world import WITH_ESSAY, World, events_of
from tests.unit.assessment.samples import NOON, short_question

pytestmark = pytest.mark.store

MINUTE = timedelta(minutes=1)
ESSAY = TextResponse(text="Because three arguments say so. " * 20)


def item_of(world: World, id: AttemptId) -> AttemptItem:
    found = get(AttemptItem, attempt_key(world.tenant, id), consistent=True)
    assert found is not None
    return found


# Starting


def test_an_enrolled_learner_begins_with_a_deadline_and_a_timer(world: World) -> None:
    exam = world.live(time_limit_minutes=30)
    attempt = world.begin(world.enrolled("ada"), exam)
    item = item_of(world, attempt.id)
    assert attempt.deadline == NOON + 30 * MINUTE
    assert (item.gsi2sk or "").startswith("2026-11-23T12:30:00.000Z#assessment.AttemptDue#")
    assert events_of(world.tenant, AttemptItem, item.key) == ["AttemptStarted"]


def test_starting_again_goes_on_with_the_open_attempt(world: World) -> None:
    exam, ada = world.live(max_attempts=3), world.enrolled("ada")
    first = world.begin(ada, exam)
    save_answer(ada, str(first.id), "round", ChoiceResponse(choice="true"), revision=1, at=NOON)
    again = start_attempt(ada, exam, creation=Creation(new_id()), at=NOON + MINUTE)
    assert again.resumed
    assert again.sight.attempt.id == first.id
    assert again.sight.response(1) == ChoiceResponse(choice="true")


def test_the_same_wish_again_never_begins_a_second_attempt(world: World) -> None:
    exam, ada = world.live(max_attempts=3), world.enrolled("ada")
    wish = Creation.of("a-key-of-hers", tenant=world.tenant, caller=ada.person, operation="start", body=exam)
    first = start_attempt(ada, exam, creation=wish, at=NOON)
    submit_attempt(ada, str(first.sight.attempt.id), at=NOON)
    again = start_attempt(ada, exam, creation=wish, at=NOON)
    assert again.resumed
    assert again.sight.attempt.id == first.sight.attempt.id


def test_attempts_are_counted(world: World) -> None:
    exam, ada = world.live(max_attempts=2), world.enrolled("ada")
    for number in (1, 2):
        attempt = world.begin(ada, exam)
        assert attempt.id.number == number
        submit_attempt(ada, str(attempt.id), at=NOON)
    with pytest.raises(NoAttemptsLeft):
        world.begin(ada, exam)


@pytest.mark.parametrize("status", ["withdrawn", "suspended", "expired", "failed"])
def test_only_an_active_enrollment_lets_begin(world: World, status: str) -> None:
    exam = world.live()
    with pytest.raises(NotEnrolled):
        world.begin(world.enrolled("ada", status), exam)
    with pytest.raises(NotEnrolled):
        world.begin(world.caller("bob"), exam)
    assert world.begin(world.enrolled("eve", "completed"), exam).id.number == 1


def test_an_overdue_attempt_is_used_up_before_the_timer_has_come(world: World) -> None:
    exam, ada = world.live(time_limit_minutes=1, max_attempts=1), world.enrolled("ada")
    world.begin(ada, exam)
    with pytest.raises(NoAttemptsLeft):
        world.begin(ada, exam, at=NOON + MINUTE)


def test_a_draft_cannot_be_begun_until_its_course_is_published(world: World) -> None:
    exam, ada = world.draft(), world.enrolled("ada")
    with pytest.raises(AssessmentNotFound):
        world.begin(ada, exam)
    world.publish()
    assert world.begin(ada, exam).id.version == 1


def test_who_sees_the_lesson_may_begin_though_the_news_of_publication_is_on_its_way(world: World) -> None:
    world.publish()
    exam = world.draft(at=NOON + MINUTE)  # written after the publication: no event makes it live
    assert world.begin(world.enrolled("ada"), exam).id.version == 1


# Saving


def test_answers_are_kept_by_revision(world: World) -> None:
    attempt = world.begin(ada := world.enrolled("ada"), world.live())
    id, paris, oslo = (
        str(attempt.id),
        world.choice(attempt.id, "capital", "paris"),
        world.choice(attempt.id, "capital", "oslo"),
    )
    save_answer(ada, id, "capital", ChoiceResponse(choice=oslo), revision=2, at=NOON)
    with pytest.raises(AnswerOutdated) as refusal:
        save_answer(ada, id, "capital", ChoiceResponse(choice=paris), revision=1, at=NOON)
    assert refusal.value.facts == {"revision": "2"}
    save_answer(ada, id, "capital", ChoiceResponse(choice=oslo), revision=2, at=NOON)  # its answer was lost
    save_answer(ada, id, "capital", None, revision=3, at=NOON)
    assert view_attempt(ada, id, at=NOON).response(0) is None
    assert world.kept(attempt).answers[0].revision == 3


def test_a_response_that_does_not_fit_is_refused_before_the_write(world: World) -> None:
    attempt = world.begin(ada := world.enrolled("ada"), world.live())
    with pytest.raises(UnknownChoice):
        save_answer(ada, str(attempt.id), "capital", ChoiceResponse(choice="paris"), revision=1, at=NOON)
    assert world.kept(attempt).answers == {}


def test_a_long_answer_moves_out_and_a_short_one_back_in(world: World) -> None:
    attempt = world.begin(ada := world.enrolled("ada"), world.live(WITH_ESSAY))
    id = str(attempt.id)
    save_answer(ada, id, "essay", TextResponse(text="Short."), revision=1, at=NOON)
    save_answer(ada, id, "essay", ESSAY, revision=2, at=NOON)
    assert world.kept(attempt).answers[1].elsewhere
    assert view_attempt(ada, id, at=NOON).response(1) == ESSAY
    with pytest.raises(AnswerOutdated):
        save_answer(ada, id, "essay", TextResponse(text="Short."), revision=1, at=NOON)
    save_answer(ada, id, "essay", TextResponse(text="ไทย"), revision=3, at=NOON)
    assert view_attempt(ada, id, at=NOON).response(1) == TextResponse(text="ไทย")


def test_nothing_is_saved_at_the_deadline_or_after_handing_in(world: World) -> None:
    attempt = world.begin(ada := world.enrolled("ada"), world.live(time_limit_minutes=1))
    id, answer = str(attempt.id), ChoiceResponse(choice="true")
    save_answer(ada, id, "round", answer, revision=1, at=NOON + MINUTE - timedelta(milliseconds=1))
    with pytest.raises(DeadlinePassed):
        save_answer(ada, id, "round", answer, revision=2, at=NOON + MINUTE)
    submit_attempt(ada, id, at=NOON)
    with pytest.raises(AttemptClosed):
        save_answer(ada, id, "round", answer, revision=2, at=NOON)


# Handing in


def right_answers(world: World, id: AttemptId) -> dict[str, ResponseValue]:
    return {
        "capital": ChoiceResponse(choice=world.choice(id, "capital", "paris")),
        "round": ChoiceResponse(choice="true"),
        "pi": NumberResponse(number="3.14"),
        "author": TextResponse(text=" GRACE hopper"),
    }


def test_a_machine_graded_attempt_has_its_score_at_once(world: World) -> None:
    attempt = world.begin(ada := world.enrolled("ada"), world.live(time_limit_minutes=30))
    for question, response in right_answers(world, attempt.id).items():
        save_answer(ada, str(attempt.id), question, response, revision=1, at=NOON)
    result = submit_attempt(ada, str(attempt.id), at=NOON + MINUTE).attempt
    item = item_of(world, attempt.id)
    assert result.score is not None
    assert (result.state, result.score.percent) == (State.GRADED, Decimal(100))
    assert (item.gsi2pk, item.due) == (None, None)
    assert events_of(world.tenant, AttemptItem, item.key) == ["AttemptSubmitted", "AttemptGraded"]
    assert world.kept(attempt) == result


@pytest.mark.parametrize(("results", "shown"), [("immediately", True), ("after_submission", True), ("never", False)])
def test_what_is_told_of_a_result_says_whether_the_learner_may_see_it(world: World, results: str, shown: bool) -> None:
    """So that no mail says what the page withholds (RULES S1-23)."""
    attempt = world.begin(ada := world.enrolled("ada"), world.live(results=results))
    submit_attempt(ada, str(attempt.id), at=NOON)
    (graded,) = [event for event in item_of(world, attempt.id).events or [] if event["n"] == "AttemptGraded"]
    assert json.loads(graded["d"])["shown"] is shown


def test_handing_in_twice_changes_nothing(world: World) -> None:
    attempt = world.begin(ada := world.enrolled("ada"), world.live())
    first = submit_attempt(ada, str(attempt.id), at=NOON).attempt
    assert submit_attempt(ada, str(attempt.id), at=NOON + MINUTE).attempt == first


def test_a_long_typed_answer_is_read_to_be_graded(world: World) -> None:
    long = "สวัสดี " * 60
    attempt = world.begin(ada := world.enrolled("ada"), world.live([short_question("q", long)]))
    save_answer(ada, str(attempt.id), "q", TextResponse(text=long), revision=1, at=NOON)
    result = submit_attempt(ada, str(attempt.id), at=NOON).attempt
    assert result.score is not None
    assert result.score.percent == 100


def test_the_timer_hands_in_what_was_saved_and_only_when_it_is_due(world: World) -> None:
    attempt = world.begin(ada := world.enrolled("ada"), world.live(time_limit_minutes=30))
    save_answer(ada, str(attempt.id), "round", ChoiceResponse(choice="true"), revision=1, at=NOON)
    submit_due_attempt(world.tenant, str(attempt.id), at=NOON + 29 * MINUTE)
    assert world.kept(attempt).state is State.IN_PROGRESS
    submit_due_attempt(world.tenant, str(attempt.id), at=NOON + 31 * MINUTE)
    closed = world.kept(attempt)
    assert (closed.state, closed.submitted_at) == (State.GRADED, NOON + 30 * MINUTE)
    submit_due_attempt(world.tenant, str(attempt.id), at=NOON + 32 * MINUTE)
    assert world.kept(attempt) == closed


def test_the_sweep_tells_that_an_attempt_is_due(world: World) -> None:
    attempt = world.begin(world.enrolled("ada"), world.live(time_limit_minutes=30))
    found = [
        due for shard in range(32) for due in overdue(shard, at=NOON + 30 * MINUTE)[0] if due.tenant == world.tenant
    ]
    assert [(due.context, due.event, due.id) for due in found] == [("assessment", "AttemptDue", str(attempt.id))]
    sweep(at=NOON + 30 * MINUTE)
    assert events_of(world.tenant, AttemptItem, attempt_key(world.tenant, attempt.id)) == ["AttemptDue"]


def test_an_attempt_left_empty_expires_with_nothing(world: World) -> None:
    attempt = world.begin(world.enrolled("ada"), world.live(time_limit_minutes=30))
    submit_due_attempt(world.tenant, str(attempt.id), at=NOON + 31 * MINUTE)
    closed = world.kept(attempt)
    assert closed.score is not None
    assert (closed.state, closed.score.percent) == (State.EXPIRED, Decimal(0))


# Grading by hand


def essay_handed_in(world: World) -> AttemptId:
    attempt = world.begin(ada := world.enrolled("ada"), world.live(WITH_ESSAY))
    save_answer(ada, str(attempt.id), "essay", ESSAY, revision=1, at=NOON)
    submit_attempt(ada, str(attempt.id), at=NOON)
    return attempt.id


def test_an_essay_waits_in_the_queue_until_it_is_graded(world: World) -> None:
    id, tutor = essay_handed_in(world), world.caller("tutor", "instructor")
    (card,) = grading_queue(tutor, id.assessment, after=None, limit=20, at=NOON).cards
    assert (card["attempt"], card["waiting"]) == (str(id), ["essay"])
    graded = grade_response(
        tutor, str(id), "essay", points=Decimal("7.5"), feedback="ดีมาก", expected_revision=None, at=NOON + MINUTE
    ).attempt
    assert graded.score is not None
    assert graded.score.percent == Decimal("68.18")
    assert grading_queue(tutor, id.assessment, after=None, limit=20, at=NOON).cards == []
    assert events_of(world.tenant, AttemptItem, attempt_key(world.tenant, id)) == ["AttemptGraded"]


def test_a_grader_who_was_overtaken_is_told(world: World) -> None:
    id, tutor = essay_handed_in(world), world.caller("tutor", "instructor")
    read = world.kept(view_attempt(tutor, str(id), at=NOON).attempt).rev
    grade_response(tutor, str(id), "essay", points=Decimal(5), feedback="", expected_revision=read, at=NOON)
    with pytest.raises(ChangedInTheMeantime):
        grade_response(tutor, str(id), "essay", points=Decimal(6), feedback="", expected_revision=read, at=NOON)


def test_an_id_with_another_version_is_no_attempt(world: World) -> None:
    attempt = world.begin(ada := world.enrolled("ada"), world.live())
    forged = str(AttemptId(ada.person, attempt.id.assessment, 1, 2))
    with pytest.raises(AttemptNotFound):
        view_attempt(ada, forged, at=NOON)
    with pytest.raises(AttemptNotFound):
        save_answer(ada, forged, "round", ChoiceResponse(choice="true"), revision=1, at=NOON)
