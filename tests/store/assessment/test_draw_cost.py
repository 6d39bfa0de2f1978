"""What drawing from a bank costs, against docs/access-patterns/assessment.md."""

import pytest

from lyceum.assessment.model.sections import Draw, Section, Structure
from lyceum.assessment.store import question_sets
from tests.access_patterns import assert_as_stated
from tests.meter import metered
from tests.store.assessment.test_banks import bank_of, keep
from tests.store.assessment.world import World
from tests.unit.assessment.samples import choice_question

pytestmark = pytest.mark.store

CONTEXT = "assessment"


def test_drawn_from_a_bank(world: World) -> None:
    author = world.caller("author", "instructor")
    bank = bank_of(author)
    for number in range(100):
        keep(author, bank, choice_question(f"q{number}"))
    draw = Draw(bank=bank.id, count=10, difficulty="medium")
    with metered() as cost:
        exam = world.draft([], structure=Structure(sections=(Section(id="only", draws=(draw,)),)))
    assert_as_stated(CONTEXT, "make assessment that draws from a bank of 100", cost)
    world.publish()
    ada = world.enrolled("ada")
    question_sets._question_set.cache_clear()
    with metered() as cost:
        world.begin(ada, exam)
    assert_as_stated(CONTEXT, "start attempt, 10 of 100 questions drawn", cost)
