import pytest

from tests.function.assessment.client import Client
from tests.store.assessment.world import LESSON, World
from tests.unit.assessment.samples import choice_question

pytestmark = [pytest.mark.store, pytest.mark.security]


def test_learners_neither_read_nor_write_what_authors_do(world: World, ada: Client) -> None:
    exam = world.live()
    wish = {"title": {"en": "Mine"}, "lesson": LESSON, "questions": [choice_question().model_dump(mode="json")]}
    for answer in (
        ada.make(world.course, wish),
        ada.listed(world.course),
        ada.assessment(world.course, exam),
        ada.change(world.course, exam, {"settings": {"pass_mark": 0}}),
    ):
        assert answer.status == 403
        assert "share" not in answer.text
