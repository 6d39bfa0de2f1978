"""What each operation costs, against docs/access-patterns/assessment.md."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from random import Random

import pytest

from lyceum.assessment import accommodate as accommodations
from lyceum.assessment.accommodate import accommodate, list_accommodations, my_accommodations
from lyceum.assessment.api.answers import MAX_SECONDS
from lyceum.assessment.author_assessment import list_assessments
from lyceum.assessment.await_grade import await_grade
from lyceum.assessment.grade_response import grade_response
from lyceum.assessment.grading_queue import grading_queue
from lyceum.assessment.manage_bank import (
    Wanted,
    change_bank,
    find_question,
    find_version,
    list_banks,
    list_questions,
)
from lyceum.assessment.model.attempt import Attempt
from lyceum.assessment.model.terms import Terms
from lyceum.assessment.navigate_attempt import enter_section, flag_question, keep_position, leave_section
from lyceum.assessment.responses import (
    BlanksResponse,
    ChoiceResponse,
    FilesResponse,
    NumberResponse,
    OrderResponse,
    PlacesResponse,
    ResponseValue,
    TextResponse,
)
from lyceum.assessment.save_answer import save_answer
from lyceum.assessment.store import question_sets
from lyceum.assessment.submit_attempt import submit_attempt
from lyceum.assessment.view_attempt import view_attempt
from lyceum.content.questions import Place, RichText
from lyceum.kernel.access import Caller
from lyceum.kernel.ids import new_id
from lyceum.kernel.text import LocalizedText
from tests.access_patterns import assert_as_stated, assert_every_row_is_measured
from tests.meter import metered
from tests.published_course import put
from tests.store.assessment.test_answer_file_cost import __file__ as answer_files
from tests.store.assessment.test_banks import bank_of, change, keep
from tests.store.assessment.test_draw_cost import __file__ as draws
from tests.store.assessment.test_opening_cost import __file__ as openings
from tests.store.assessment.test_question_clocks import __file__ as clocks
from tests.store.assessment.test_question_file_cost import __file__ as question_files
from tests.store.assessment.test_question_files import __file__ as shown_files
from tests.store.assessment.world import WITH_ESSAY, World
from tests.unit.assessment.samples import NOON, choice_question, essay_question, one_of_each_later, two_parts

pytestmark = pytest.mark.store

CONTEXT = "assessment"
ESSAY = TextResponse(text="Because three arguments say so. " * 20)


def timed_attempt(world: World, learner: Caller, count: int) -> Attempt:
    """An attempt at many questions, which this process has seen."""
    questions = [choice_question(f"question-{number:03d}") for number in range(count)]
    attempt = world.begin(learner, world.live(questions, time_limit_minutes=30))
    world.questions(attempt.id)
    return attempt


def answer_all(world: World, learner: Caller, attempt: Attempt, count: int) -> None:
    for number in range(count):
        chosen = ChoiceResponse(choice=world.choice(attempt.id, f"question-{number:03d}", "paris"))
        name, spent = f"question-{number:03d}", MAX_SECONDS - number
        save_answer(learner, str(attempt.id), name, chosen, revision=1_000 + number, seconds=spent, at=NOON)


def essay_attempt(world: World, learner: Caller) -> Attempt:
    attempt = world.begin(learner, world.live(WITH_ESSAY))
    save_answer(learner, str(attempt.id), "essay", ESSAY, revision=1, at=NOON)
    return attempt


def test_every_row_is_measured() -> None:
    assert_every_row_is_measured(CONTEXT, __file__, question_files, shown_files, draws, openings, answer_files, clocks)


@pytest.mark.parametrize(("name", "minutes"), [("start attempt", None), ("start attempt, with a deadline", 30)])
def test_starting(world: World, name: str, minutes: int | None) -> None:
    exam, ada = world.live(time_limit_minutes=minutes), world.enrolled("ada")
    question_sets.question_set(world.tenant, exam, 1)
    with metered() as cost:
        world.begin(ada, exam)
    assert_as_stated(CONTEXT, name, cost)


def test_starting_in_a_fresh_process(world: World) -> None:
    exam, ada = world.live(), world.enrolled("ada")
    with metered() as cost:
        world.begin(ada, exam)
    assert_as_stated(CONTEXT, "start attempt, question set unknown to the process", cost)


def test_resuming(world: World) -> None:
    exam, ada = world.live(), world.enrolled("ada")
    world.begin(ada, exam)
    with metered() as cost:
        world.begin(ada, exam)
    assert_as_stated(CONTEXT, "resume attempt", cost)


def test_moving_from_section_to_section(world: World) -> None:
    exam, ada = world.live(structure=two_parts()), world.enrolled("ada")
    id = str(world.begin(ada, exam).id)
    moves: dict[str, Callable[[], object]] = {
        "enter section": lambda: enter_section(ada, id, "listening", at=NOON),
        "save answer, in a section": lambda: save_answer(
            ada, id, "round", ChoiceResponse(choice="true"), revision=1, at=NOON
        ),
        "flag question": lambda: flag_question(ada, id, "round", flagged=True, at=NOON),
        "keep position": lambda: keep_position(ada, id, "round", at=NOON),
        "leave section": lambda: leave_section(ada, id, "listening", at=NOON),
        "enter the last section with a clock": lambda: enter_section(ada, id, "reading", at=NOON),
    }
    for name, move in moves.items():
        with metered() as cost:
            move()
        assert_as_stated(CONTEXT, name, cost)


def test_accommodating(world: World) -> None:
    exam, ada, tutor = world.live(time_limit_minutes=30), world.enrolled("ada"), world.caller("tutor", "instructor")

    def granting(factor: int, assessment: str | None = None) -> Callable[[], object]:
        terms, place = Terms(time_factor=Decimal(factor)), accommodations.Place(ada.person, world.course, assessment)
        return lambda: accommodate(tutor, place, terms, expected_revision=None, at=NOON)

    def listing(course: str) -> Callable[[], object]:
        return lambda: list_accommodations(tutor, course, after=None, limit=20)

    calls: dict[str, Callable[[], object]] = {
        "accommodations of a course, none": listing(world.course),
        "accommodate in a course": granting(2),
        "accommodate in an assessment": granting(3, exam),
        "accommodations of a course": listing(world.course),
        "my accommodations": lambda: my_accommodations(ada),
    }
    for name, call in calls.items():
        with metered() as cost:
            call()
        assert_as_stated(CONTEXT, name, cost)
    world.begin(ada, exam)
    with metered() as cost:
        granting(4, exam)()
    assert_as_stated(CONTEXT, "accommodate during an attempt", cost)


def test_saving(world: World) -> None:
    attempt = timed_attempt(world, ada := world.enrolled("ada"), 100)
    chosen = ChoiceResponse(choice=world.choice(attempt.id, "question-000", "paris"))
    with metered() as cost:
        save_answer(ada, str(attempt.id), "question-000", chosen, revision=1, seconds=MAX_SECONDS, at=NOON)
    assert_as_stated(CONTEXT, "save answer", cost)
    answer_all(world, ada, attempt, 100)
    with metered() as cost:
        save_answer(ada, str(attempt.id), "question-000", chosen, revision=10_000, seconds=MAX_SECONDS, at=NOON)
    assert_as_stated(CONTEXT, "save answer, 100 answers", cost)


SHORT_ANSWERS: dict[str, ResponseValue] = {
    "days": OrderResponse(order=()),
    "poem": BlanksResponse(blanks={"word": "crimson", "number": "12"}),
    "map": PlacesResponse(places=(Place(x=Decimal(5), y=Decimal("5.5")), Place(x=Decimal(25), y=Decimal(5)))),
    "length": NumberResponse(number="250", unit="cm"),
    "file_upload": FilesResponse(files=()),
}


@pytest.mark.parametrize("question", SHORT_ANSWERS)
def test_saving_costs_the_same_for_every_kind_of_question(world: World, question: str) -> None:
    attempt = world.begin(ada := world.enrolled("ada"), world.live(one_of_each_later()))
    world.questions(attempt.id)
    with metered() as cost:
        save_answer(ada, str(attempt.id), question, SHORT_ANSWERS[question], revision=1, at=NOON)
    assert_as_stated(CONTEXT, "save answer", cost)


def test_a_hundred_questions_of_every_kind_with_forty_kilobytes_of_prompts(world: World) -> None:
    """Prompts that do not compress: what a fresh process reads to begin."""
    kinds, letters = one_of_each_later(), Random(7)
    questions = []
    for number in range(100):
        kind = kinds[number % len(kinds)]
        prompt = "".join(letters.choices("กขคงจฉชซญดabcdefghijklmnop", k=250))
        stem = kind.question.stem.text.root
        worded = RichText(text=LocalizedText({language: f"{text} {prompt}" for language, text in stem.items()}))
        renamed = kind.question.model_copy(update={"id": f"question-{number:03d}", "stem": worded})
        questions.append(kind.model_copy(update={"question": renamed}))
    assert sum(len(text.encode()) for q in questions for text in q.question.stem.text.root.values()) > 40_000
    exam, ada = world.live(questions), world.enrolled("ada")
    with metered() as cost:
        world.begin(ada, exam)
    assert_as_stated(CONTEXT, "start attempt, 100 questions with 40 KB of prompts", cost)


def test_saving_a_long_answer(world: World) -> None:
    attempt = world.begin(ada := world.enrolled("ada"), world.live(WITH_ESSAY))
    world.questions(attempt.id)
    with metered() as cost:
        save_answer(ada, str(attempt.id), "essay", ESSAY, revision=1, seconds=MAX_SECONDS, at=NOON)
    assert_as_stated(CONTEXT, "save answer, above 200 bytes", cost)


def test_handing_in_and_viewing_twenty_answers(world: World) -> None:
    attempt = timed_attempt(world, ada := world.enrolled("ada"), 20)
    answer_all(world, ada, attempt, 20)
    with metered() as cost:
        submit_attempt(ada, str(attempt.id), at=NOON)
    assert_as_stated(CONTEXT, "submit 20 answers and grade", cost)
    with metered() as cost:
        view_attempt(ada, str(attempt.id), at=NOON)
    assert_as_stated(CONTEXT, "view attempt, 20 questions", cost)


def test_an_essay_from_submission_to_grade(world: World) -> None:
    attempt, tutor = essay_attempt(world, ada := world.enrolled("ada")), world.caller("tutor", "instructor")
    with metered() as cost:
        submit_attempt(ada, str(attempt.id), at=NOON)
    assert_as_stated(CONTEXT, "submit, an essay to grade", cost)
    with metered() as cost:
        await_grade(world.tenant, str(attempt.id), execution="execution", token="t" * 500, at=NOON)
    assert_as_stated(CONTEXT, "await grade", cost)
    for name, hours in (("await grade, repeated with another token", 1), ("remind of a grade", 72)):
        later = NOON + timedelta(hours=hours)
        with metered() as cost:
            await_grade(world.tenant, str(attempt.id), execution="execution", token=f"{hours}" * 250, at=later)
        assert_as_stated(CONTEXT, name, cost)
    with metered() as cost:
        grading_queue(tutor, attempt.id.assessment, after=None, limit=20, at=NOON)
    assert_as_stated(CONTEXT, "grading queue", cost)
    with metered() as cost:
        grade_response(
            tutor, str(attempt.id), "essay", points=Decimal(5), feedback="Good.", expected_revision=None, at=NOON
        )
    assert_as_stated(CONTEXT, "grade response", cost)


def test_an_essay_that_two_people_mark(world: World) -> None:
    rules = {"tolerance_percent": Decimal(10)}
    attempt = world.begin(ada := world.enrolled("ada"), world.live(WITH_ESSAY, second_marking=rules))
    save_answer(ada, str(attempt.id), "essay", ESSAY, revision=1, at=NOON)
    submit_attempt(ada, str(attempt.id), at=NOON)
    grader = world.caller("second", "instructor")
    rows = {"grade response, the first of two": world.caller("first", "instructor")}
    rows["grade response, the second of two"] = grader
    for name, person in rows.items():
        with metered() as cost:
            grade_response(
                person, str(attempt.id), "essay", points=Decimal(5), feedback="Good.", expected_revision=None, at=NOON
            )
        assert_as_stated(CONTEXT, name, cost)
    with metered() as cost:
        view_attempt(grader, str(attempt.id), at=NOON)
    assert_as_stated(CONTEXT, "view attempt, marked by two", cost)


def test_lists_of_a_course_that_has_nothing_yet(world: World) -> None:
    tutor, course = world.caller("tutor", "instructor"), new_id()
    put(world.tenant, course, "COURSE")
    with metered() as cost:
        list_assessments(tutor, course, after=None, limit=20)
    assert_as_stated(CONTEXT, "assessments of a course, none", cost)


def test_banks(world: World) -> None:
    author = world.caller("author", "instructor")
    with metered() as cost:
        bank = bank_of(author)
    assert_as_stated(CONTEXT, "make bank", cost)
    with metered() as cost:
        question = keep(author, bank)
    assert_as_stated(CONTEXT, "add bank question", cost)
    with metered() as cost:
        change(author, question, authored=essay_question())
    assert_as_stated(CONTEXT, "change bank question", cost)
    for _ in range(19):
        keep(author, bank)
    calls: dict[str, Callable[[], object]] = {
        "list banks": lambda: list_banks(author, retired=False, after=None, limit=20, at=NOON),
        "bank question": lambda: find_question(author, bank.id, question.id, at=NOON),
        "bank question version": lambda: find_version(author, bank.id, question.id, 1, at=NOON),
        "list bank questions": lambda: list_questions(author, bank.id, Wanted(), after=None, limit=20, at=NOON),
        "change bank": lambda: change_bank(author, bank.id, {"tags": ()}, expected_revision=None, at=NOON),
        "retire bank": lambda: change_bank(author, bank.id, {"retired": True}, expected_revision=None, at=NOON),
    }
    for name, call in calls.items():
        with metered() as cost:
            call()
        assert_as_stated(CONTEXT, name, cost)
