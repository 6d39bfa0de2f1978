"""What was answered, and what the machine makes of it without reading more than it must."""

from decimal import Decimal

import pytest

from lyceum.assessment.grading import Mark, grade
from lyceum.assessment.model.attempt import Answer, Attempt
from lyceum.assessment.model.attempt_id import AttemptId
from lyceum.assessment.model.disclosure import Disclosure
from lyceum.assessment.model.question_set import split
from lyceum.assessment.model.sight import Sight, machine_marks, places_to_read, response_at
from lyceum.assessment.responses import ChoiceResponse, TextResponse, compact
from lyceum.content.questions import AuthoredQuestion
from tests.unit.assessment.samples import (
    ADA,
    COURSE,
    EXAM,
    NOON,
    choice_question,
    essay_question,
    settings,
    short_question,
)
from tests.unit.assessment.test_assessment import DRAFT

CHOICE, SHORT, ESSAY = 0, 1, 2
AUTHORED = [choice_question(points=2), short_question(points=3), essay_question(points=5)]
_, KEY = split(1, AUTHORED)
LONG = Answer(1, "", elsewhere=True)
HOPPER = compact(TextResponse(text="Grace Hopper"))


def attempt(**answers: Answer) -> Attempt:
    begun = Attempt.begin(AttemptId(ADA, EXAM, 1, 1), course=COURSE, settings=settings(), at=NOON)
    places = {"choice": CHOICE, "short": SHORT, "essay": ESSAY, "gone": 9}
    for name, answer in answers.items():
        begun = begun.saved(places[name], answer, NOON)
    return begun


def changed(authored: AuthoredQuestion, *, floor: str) -> AuthoredQuestion:
    return authored.model_copy(update={"question": authored.question.model_copy(update={"floor": Decimal(floor)})})


def points(marks: dict[int, Mark]) -> list[object]:
    return [marks[place].points for place in sorted(marks)]


def test_an_answer_is_read_where_it_is_kept() -> None:
    answered = attempt(choice=Answer(1, "cparis"), short=LONG)
    assert response_at(answered, {}, CHOICE) == ChoiceResponse(choice="paris")
    assert response_at(answered, {CHOICE: HOPPER}, CHOICE) == ChoiceResponse(choice="paris")
    assert response_at(answered, {SHORT: HOPPER}, SHORT) == TextResponse(text="Grace Hopper")
    assert response_at(answered, {ESSAY: HOPPER}, SHORT) is None
    assert response_at(answered, {ESSAY: HOPPER}, ESSAY) is None


def test_the_machine_marks_every_question() -> None:
    answered = attempt(choice=Answer(1, "cparis"), short=LONG)
    marks = machine_marks(answered, KEY, {SHORT: HOPPER})
    assert points(marks) == [2, 3, 0]
    assert marks[CHOICE] == grade(
        AUTHORED[CHOICE].question.points, AUTHORED[CHOICE].key, ChoiceResponse(choice="paris")
    )
    assert [marks[place].maximum for place in (CHOICE, SHORT, ESSAY)] == [2, 3, 5]


def test_wrong_answers_cost_what_their_question_says() -> None:
    """Rome earns -0.5 of 2 points, and the floors let -0.25, -0.5 and nothing of it through."""
    floors = ("-0.25", "-1", "0")
    _, key = split(1, [changed(choice_question(str(n), points=2), floor=floor) for n, floor in enumerate(floors)])
    begun = Attempt.begin(AttemptId(ADA, EXAM, 1, 1), course=COURSE, settings=settings(), at=NOON)
    for place in range(len(floors)):
        begun = begun.saved(place, Answer(1, "crome"), NOON)
    assert points(machine_marks(begun, key, {})) == [Decimal("-0.5"), -1, 0]


@pytest.mark.parametrize("essay", [LONG, Answer(1, "tThree arguments")])
def test_an_essay_needs_a_person_however_long_it_is(essay: Answer) -> None:
    mark = machine_marks(attempt(essay=essay), KEY, {})[ESSAY]
    assert (mark.needs_person, mark.maximum) == (True, 5)


def test_only_long_answers_that_the_machine_grades_are_read() -> None:
    answered = attempt(choice=Answer(1, "cparis"), short=LONG, essay=LONG, gone=LONG)
    assert places_to_read(answered, KEY) == [SHORT]
    assert places_to_read(attempt(), KEY) == []
    last = split(1, [essay_question(), short_question()])[1]
    assert places_to_read(attempt(short=LONG, essay=LONG), last) == [SHORT]


def test_a_view_has_nothing_but_what_was_read_for_it() -> None:
    answered = attempt(choice=Answer(1, "cparis"), short=LONG)
    sight = Sight(attempt=answered, assessment=DRAFT, disclosed=Disclosure(), at=NOON)
    assert (sight.questions, sight.key, sight.texts, sight.for_staff) == (None, None, {}, False)
    assert [sight.response(place) for place in (CHOICE, SHORT, ESSAY)] == [ChoiceResponse(choice="paris"), None, None]
    read = Sight(attempt=answered, assessment=DRAFT, disclosed=Disclosure(), at=NOON, texts={SHORT: HOPPER})
    assert read.response(SHORT) == TextResponse(text="Grace Hopper")
