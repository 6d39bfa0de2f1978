"""Questions drawn from a bank: pinned when the assessment is written, drawn by each attempt, graded, regraded."""

from decimal import Decimal

import pytest

from lyceum.assessment.author_assessment import Change, change_assessment, find_assessment
from lyceum.assessment.banks.errors import BankNotFound, InvalidDraw
from lyceum.assessment.errors import QuestionNotFound
from lyceum.assessment.grade_response import grade_response
from lyceum.assessment.model.attempt import Attempt
from lyceum.assessment.model.bank import Bank, Difficulty
from lyceum.assessment.model.sections import Draw, Section, Structure
from lyceum.assessment.navigate_attempt import enter_section, flag_question
from lyceum.assessment.responses import ChoiceResponse
from lyceum.assessment.save_answer import save_answer
from lyceum.assessment.store import bank_questions
from lyceum.assessment.submit_attempt import submit_attempt
from lyceum.assessment.view_attempt import view_attempt
from lyceum.kernel.access import Caller
from tests.store.assessment.regrading import CREDIT, applied, changes, enrolled, undone
from tests.store.assessment.test_banks import bank_of, change, keep
from tests.store.assessment.world import World
from tests.unit.assessment.samples import NOON, true_false_question

pytestmark = pytest.mark.store


@pytest.fixture
def author(world: World) -> Caller:
    return world.caller("author", "instructor")


@pytest.fixture
def bank(author: Caller) -> Bank:
    bank = bank_of(author)
    for number in range(12):
        keep(
            author,
            bank,
            true_false_question(f"q{number}"),
            difficulty=Difficulty.HARD if number > 9 else Difficulty.EASY,
        )
    return bank


def drawing(bank: Bank, count: int = 3) -> Structure:
    draw = Draw(bank=bank.id, count=count, difficulty="easy", points=Decimal(2))
    return Structure(sections=(Section(id="only", questions=("own",), draws=(draw,)),))


def asked(world: World, attempt: Attempt) -> list[str]:
    view = view_attempt(world.caller("tutor", "instructor"), str(attempt.id), at=NOON)
    assert view.key is not None
    return [entry.id for entry in view.key.asked.values()]


def test_drawn_answered_and_graded(world: World, bank: Bank) -> None:
    exam = world.live([true_false_question("own")], structure=drawing(bank))
    ada = world.enrolled("ada")
    attempt = world.begin(ada, exam)
    enter_section(ada, str(attempt.id), "only", at=NOON)
    names = asked(world, attempt)
    assert (len(names), names[0], asked(world, world.begin(ada, exam))) == (4, "own", names)
    for name in names:
        save_answer(ada, str(attempt.id), name, ChoiceResponse(choice="true"), revision=1, at=NOON)
    others = {question.id for question in world.questions(attempt.id).questions} - set(names)
    assert len(others) == 7
    for name in others:
        with pytest.raises(QuestionNotFound):
            save_answer(ada, str(attempt.id), name, ChoiceResponse(choice="true"), revision=1, at=NOON)
        with pytest.raises(QuestionNotFound):
            flag_question(ada, str(attempt.id), name, flagged=True, at=NOON)
    submit_attempt(ada, str(attempt.id), at=NOON)
    kept = world.kept(attempt)
    assert kept.score is not None
    assert (kept.score.points, kept.score.maximum, len(kept.marks)) == (7, 7, 4)
    tutor = world.caller("tutor", "instructor")
    with pytest.raises(QuestionNotFound):
        grade_response(
            tutor, str(attempt.id), others.pop(), points=Decimal(1), feedback="", expected_revision=None, at=NOON
        )


def test_other_attempts_draw_others(world: World, bank: Bank) -> None:
    exam = world.live([true_false_question("own")], structure=drawing(bank))
    found = {tuple(asked(world, world.begin(world.enrolled(f"l{number}"), exam))) for number in range(8)}
    assert len(found) > 1


def test_pinned_until_the_structure_is_written_again(world: World, author: Caller, bank: Bank) -> None:
    exam = world.draft([true_false_question("own")], structure=drawing(bank))
    made = find_assessment(author, world.course, exam)
    assert (made.assessment.questions, made.assessment.maximum, len(made.questions)) == (4, 7, 1)
    (first, *_) = made.structure.sections[0].draws[0].pinned
    question = bank_questions.find(world.tenant, bank.id, first.question)
    change(author, question, authored=true_false_question("q0", points=9))
    colleague = world.caller("colleague", "instructor")
    other = Change(questions=[true_false_question("own", points=5)])
    kept = change_assessment(colleague, world.course, exam, other, expected_revision=None, at=NOON)
    assert kept.structure == made.structure
    again = Change(structure=drawing(bank))
    anew = change_assessment(author, world.course, exam, again, expected_revision=None, at=NOON)
    assert anew.structure.sections[0].draws[0].pinned[0].version == 2
    assert anew.assessment.newest == kept.assessment.newest + 1
    same = change_assessment(author, world.course, exam, again, expected_revision=None, at=NOON)
    assert same.assessment == anew.assessment


def test_what_cannot_be_drawn(world: World, author: Caller, bank: Bank) -> None:
    with pytest.raises(InvalidDraw):
        world.draft([true_false_question("own")], structure=drawing(bank, 11))
    foreign = bank_of(world.caller("colleague", "instructor"))
    with pytest.raises(BankNotFound):
        world.draft([true_false_question("own")], structure=drawing(foreign))


def test_a_regrade_is_of_those_who_had_the_question(world: World, tutor: Caller, bank: Bank) -> None:
    exam = world.live([true_false_question("own")], structure=drawing(bank))
    learners = [enrolled(world, f"l{number}") for number in range(8)]
    sittings = [world.begin(learner, exam) for learner in learners]
    for learner, attempt in zip(learners, sittings, strict=True):
        submit_attempt(learner, str(attempt.id), at=NOON)
    before = [world.kept(attempt) for attempt in sittings]
    question = asked(world, sittings[0])[1]
    had = {attempt.id.learner for attempt in sittings if question in asked(world, attempt)}
    regrade = applied(world, tutor, exam, CREDIT, question)
    assert changes(tutor, regrade) == sorted((learner, Decimal(0), Decimal(2)) for learner in had)
    for attempt in sittings:
        kept = world.kept(attempt)
        assert kept.score is not None
        assert (kept.score.points, kept.score.maximum) == (2 if attempt.id.learner in had else 0, 7)
        assert len(kept.marks) == 4
    undone(world, tutor, regrade)
    assert [world.kept(attempt).marks for attempt in sittings] == [attempt.marks for attempt in before]
