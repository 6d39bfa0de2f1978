"""What was answered, and what the machine makes of it without reading more than it must."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from lyceum.assessment.api.attempts import ResultView
from lyceum.assessment.api.correct_answers import CorrectAnswerView
from lyceum.assessment.grading import Mark, grade
from lyceum.assessment.model import movement
from lyceum.assessment.model.attempt import Answer, Attempt
from lyceum.assessment.model.attempt_id import AttemptId
from lyceum.assessment.model.disclosure import Disclosure
from lyceum.assessment.model.question_set import split
from lyceum.assessment.model.sight import Sight, machine_mark, machine_marks, places_to_read, response_at
from lyceum.assessment.responses import ChoiceResponse, TextResponse, compact
from lyceum.content.parts import RichText, TextFormat
from lyceum.content.questions import AuthoredQuestion
from lyceum.kernel.text import LocalizedText
from tests.unit.assessment.samples import (
    ADA,
    BOB,
    COURSE,
    EXAM,
    MINUTE,
    NOON,
    by_hand,
    choice_question,
    essay_question,
    numeric_question,
    settings,
    short_question,
    true_false_question,
    two_parts,
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
    assert (sight.viewer, sight.names) == ("", {})
    assert [sight.response(place) for place in (CHOICE, SHORT, ESSAY)] == [ChoiceResponse(choice="paris"), None, None]
    assert sight.has_come_to("capital")
    read = Sight(attempt=answered, assessment=DRAFT, disclosed=Disclosure(), at=NOON, texts={SHORT: HOPPER})
    assert read.response(SHORT) == TextResponse(text="Grace Hopper")


TWO = two_parts()
QUESTIONS, SECTIONED = split(
    1, (choice_question(), true_false_question(), numeric_question(), short_question(), essay_question()), TWO
)


def in_the_first(*, for_staff: bool = False, minutes: int = 1, handed_in: bool = False, **parts: Any) -> Sight:
    """Of an attempt whose first section was entered at noon, and whose whole ends after an hour."""
    limited = settings(time_limit_minutes=60)
    begun = Attempt.begin(
        AttemptId(ADA, EXAM, 1, 1), course=COURSE, settings=limited, at=NOON, sections=QUESTIONS.clocks
    )
    attempt = movement.entered(begun, 0, TWO, NOON)
    if handed_in:
        attempt = attempt.submitted({}, limited, at=NOON + MINUTE)
    shown: dict[str, Any] = {"questions": QUESTIONS, "key": SECTIONED, **parts}
    at = NOON + minutes * MINUTE
    return Sight(attempt=attempt, assessment=DRAFT, disclosed=Disclosure(), at=at, for_staff=for_staff, **shown)


def come_to(sight: Sight) -> list[str]:
    return [name for name in ("capital", "round", "pi", "author", "essay") if sight.has_come_to(name)]


EVERY = ["capital", "round", "pi", "author", "essay"]


def test_in_an_open_attempt_questions_of_sections_that_were_not_entered_are_kept_back() -> None:
    assert come_to(in_the_first()) == ["capital", "round", "essay"]  # the essay is in no section


@pytest.mark.parametrize(
    "sight", [in_the_first(for_staff=True), in_the_first(minutes=60), in_the_first(handed_in=True)]
)
def test_staff_and_whoever_is_through_see_them_all(sight: Sight) -> None:
    assert come_to(sight) == EVERY


def test_where_no_questions_were_read_none_is_kept_back() -> None:
    assert come_to(in_the_first(questions=None)) == EVERY


def given(place: int, share: str, points: str = "2") -> Mark:
    """The mark of a wrong answer to a question whose points were given to everybody, or taken."""
    entry = KEY.entries[place].model_copy(update={"given": Decimal(share), "points": Decimal(points)})
    return machine_mark(attempt(choice=Answer(1, "coslo"), essay=LONG), place, entry, {})


def test_what_is_given_to_everybody_needs_no_answer_and_no_person() -> None:
    assert given(CHOICE, "1") == given(ESSAY, "1") == Mark(Decimal(2), Decimal(2))
    assert given(SHORT, "0") == Mark(Decimal(0), Decimal(2))
    assert given(CHOICE, "0.5", "0.00010") == Mark(Decimal(0), Decimal("0.0001"))  # 0.00005, halves to even


def test_a_long_essay_waits_for_a_person_though_its_text_was_not_read() -> None:
    answered = attempt(essay=LONG)
    assert machine_mark(answered, ESSAY, KEY.entries[ESSAY], {}) == Mark(None, Decimal(5))
    assert machine_mark(answered, SHORT, KEY.entries[ESSAY], {}) == Mark(Decimal(0), Decimal(5))
    assert machine_mark(attempt(short=LONG), SHORT, KEY.entries[SHORT], {}) == Mark(Decimal(0), Decimal(3))


def test_staff_see_the_marks_of_others_once_they_have_marked_or_where_it_is_not_blind() -> None:
    mark = by_hand()
    marked = replace(attempt(essay=LONG), proposals={ESSAY: (mark,)})

    def seen(viewer: str, *, for_staff: bool = True, blind: bool = True) -> tuple[object, ...]:
        rules = settings(second_marking={"tolerance_percent": 0, "blind": blind})
        sight = Sight(
            attempt=marked,
            assessment=replace(DRAFT, settings=rules),
            disclosed=Disclosure(),
            at=NOON,
            for_staff=for_staff,
            viewer=viewer,
        )
        assert sight.marks(CHOICE) == ()
        return sight.marks(ESSAY)

    assert [seen(BOB), seen("carl"), seen("carl", blind=False)] == [(mark,), (), (mark,)]
    assert [seen(BOB, for_staff=False), seen(ADA, for_staff=False, blind=False)] == [(), ()]


STORED = {"capital": {"map.png": "assets/a"}, "pi": {"map.png": "assets/b"}}
MAP = RichText.of('<img src="/static/map.png">', TextFormat.HTML)


def signed(key: str) -> str:
    return f"https://files.example/{key}"


def where(sight: Sight, question: str) -> str:
    """What a text says that shows a map, in what is told of this question."""
    return sight.with_files(question, MAP).text.root["en"]


def test_each_question_shows_its_own_files_where_its_reader_can_fetch_them() -> None:
    sight = in_the_first(questions=replace(QUESTIONS, files=STORED), address=signed)
    assert where(sight, "capital") == '<img src="https://files.example/assets/a">'
    assert where(sight, "pi") == '<img src="https://files.example/assets/b">'
    assert sight.with_files("round", MAP) is MAP


def test_without_files_or_addresses_a_text_stays_as_its_author_wrote_it() -> None:
    assert QUESTIONS.files == {}
    assert in_the_first(address=signed).with_files("capital", MAP) is MAP
    assert in_the_first(questions=replace(QUESTIONS, files=STORED)).with_files("capital", MAP) is MAP
    assert in_the_first(questions=None, address=signed).with_files("capital", MAP) is MAP
    assert in_the_first().address is None


def test_where_questions_were_not_read_their_files_are_asked_for() -> None:
    sight = in_the_first(questions=None, address=signed, files=lambda: STORED)
    assert where(sight, "capital") == '<img src="https://files.example/assets/a">'
    assert sight.with_files("round", MAP) is MAP
    assert in_the_first(questions=None, files=lambda: STORED).with_files("capital", MAP) is MAP
    assert in_the_first(questions=None, address=signed).with_files("capital", MAP) is MAP
    assert in_the_first().files is None


def test_results_name_files_where_their_texts_do() -> None:
    plain = RichText.of("No map", TextFormat.HTML)
    result = ResultView(question="capital", points=None, maximum=Decimal(1), feedback=[plain])
    assert not result.names_files()
    assert result.model_copy(update={"feedback": [plain, MAP]}).names_files()
    for said in ("feedback", "guidance"):
        for text, names in ((plain, False), (MAP, True)):
            correct = CorrectAnswerView.model_validate({said: text})
            assert result.model_copy(update={"correct": correct}).names_files() is names
    both = MAP.model_copy(update={"text": LocalizedText({"en": "No map", "th": "/static/map.png"})})
    assert both.names_files()
