"""The time of each answer on a real table: short and long ones, newer and older revisions, two devices at once."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from lyceum.assessment.api.attempts import AttemptView
from lyceum.assessment.errors import AnswerOutdated
from lyceum.assessment.model.sections import Structure
from lyceum.assessment.navigate_attempt import enter_section
from lyceum.assessment.responses import ChoiceResponse, ResponseValue, TextResponse
from lyceum.assessment.save_answer import save_answer
from lyceum.assessment.start_attempt import start_attempt
from lyceum.assessment.store.items import AnswerItem, AttemptItem, answer_key, attempt_key
from lyceum.assessment.submit_attempt import submit_attempt
from lyceum.assessment.view_attempt import view_attempt
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation
from lyceum.kernel.errors import DomainError
from lyceum.kernel.ids import new_id
from lyceum.kernel.table import get
from tests.store.assessment.test_races import at_once
from tests.store.assessment.world import World
from tests.unit.assessment.samples import NOON, essay_question, section, true_false_question

pytestmark = pytest.mark.store

LONG = TextResponse(text="Because three arguments say so. " * 20)
SHORT = TextResponse(text="Short.")
QUESTIONS = (true_false_question(), essay_question())
ESSAY = 1


@pytest.fixture
def ada(world: World) -> Caller:
    return world.enrolled("ada")


@pytest.fixture
def attempt(world: World, ada: Caller) -> str:
    return str(world.begin(ada, world.live(QUESTIONS, max_attempts=1)).id)


def seen(viewer: Caller, attempt: str) -> dict[str, int | None]:
    """Seconds by question."""
    shown = AttemptView.of(view_attempt(viewer, attempt, at=NOON)).answers
    return {answer.question: answer.seconds for answer in shown or ()}


@pytest.mark.parametrize("response", [SHORT, LONG, None], ids=["short", "long", "taken back"])
def test_the_seconds_belong_to_the_revision(ada: Caller, attempt: str, response: ResponseValue | None) -> None:
    def save(revision: int, seconds: int | None) -> None:
        save_answer(ada, attempt, "essay", response, revision=revision, seconds=seconds, at=NOON)

    save(2, 40)
    assert seen(ada, attempt) == {"essay": 40}
    save(2, 47)  # its answer was lost, and the client has counted on
    assert seen(ada, attempt) == {"essay": 40}
    with pytest.raises(AnswerOutdated):
        save(1, 99)
    assert seen(ada, attempt) == {"essay": 40}
    save(3, 0)
    assert seen(ada, attempt) == {"essay": 0}
    save(4, None)
    assert seen(ada, attempt) == {"essay": None}


def test_they_go_with_an_answer_that_moves_out_and_back_in(ada: Caller, attempt: str) -> None:
    shown: list[int | None] = []
    for revision, (response, seconds) in enumerate([(SHORT, 5), (LONG, 60), (SHORT, 61), (LONG, None), (LONG, 90)], 1):
        save_answer(ada, attempt, "essay", response, revision=revision, seconds=seconds, at=NOON)
        shown.append(seen(ada, attempt)["essay"])
        assert view_attempt(ada, attempt, at=NOON).response(ESSAY) == response
    assert shown == [5, 60, 61, None, 90]


def test_staff_see_them_too_and_handing_in_keeps_them(world: World, ada: Caller, attempt: str) -> None:
    save_answer(ada, attempt, "round", ChoiceResponse(choice="true"), revision=1, seconds=12, at=NOON)
    save_answer(ada, attempt, "essay", LONG, revision=1, seconds=340, at=NOON)
    submit_attempt(ada, attempt, at=NOON + timedelta(seconds=400, milliseconds=900))
    tutor = world.caller("tutor", "instructor")
    assert seen(tutor, attempt) == seen(ada, attempt) == {"round": 12, "essay": 340}
    for viewer in (tutor, ada):
        assert AttemptView.of(view_attempt(viewer, attempt, at=NOON)).time_spent_seconds == 400


def test_who_goes_on_elsewhere_sees_how_long_they_were_at_each(world: World, ada: Caller) -> None:
    exam = world.live(QUESTIONS, structure=Structure(sections=(section("a", "round", "essay"),)))
    begun = world.begin(ada, exam)
    enter_section(ada, str(begun.id), "a", at=NOON)
    save_answer(ada, str(begun.id), "essay", LONG, revision=1, seconds=340, at=NOON)
    again = [
        start_attempt(ada, exam, creation=Creation(new_id()), at=NOON).sight,
        enter_section(ada, str(begun.id), "a", at=NOON),
    ]
    for sight in again:
        (answer,) = AttemptView.of(sight).answers or []
        assert (answer.seconds, answer.response) == (340, LONG)


def test_items_of_before_have_none_and_go_on(world: World, ada: Caller) -> None:
    """As the writers of before left them: [revision, text], and [revision] with an item of its own."""
    begun = world.begin(ada, world.live(QUESTIONS))
    attempt = str(begun.id)
    save_answer(ada, attempt, "round", ChoiceResponse(choice="true"), revision=1, at=NOON)
    save_answer(ada, attempt, "essay", LONG, revision=1, at=NOON)
    item = get(AttemptItem, attempt_key(world.tenant, begun.id), consistent=True)
    apart = get(AnswerItem, answer_key(world.tenant, begun.id, ESSAY), consistent=True)
    assert item is not None
    assert apart is not None
    assert sorted(len(kept) for kept in item.answers.values()) == [1, 2]
    assert "t" not in apart.to_wire()
    assert seen(ada, attempt) == {"round": None, "essay": None}
    save_answer(ada, attempt, "essay", LONG, revision=2, seconds=9, at=NOON)
    assert seen(ada, attempt) == {"round": None, "essay": 9}


@pytest.mark.parametrize("round", range(2))
def test_two_devices_at_once_end_with_the_newest_answer_and_its_own_time(ada: Caller, attempt: str, round: int) -> None:
    """Long and short ones: the seconds are never those of another revision."""

    def save(revision: int) -> Callable[[], object]:
        text = TextResponse(text=f"{revision} " * (300 if revision % 2 else 1))
        return lambda: save_answer(ada, attempt, "essay", text, revision=revision, seconds=revision * 100, at=NOON)

    results = at_once([save(revision) for revision in (4, 7, 1, 6, 2, 5, 3)])
    assert all(isinstance(each, AnswerOutdated) for each in results if isinstance(each, DomainError))
    assert seen(ada, attempt) == {"essay": 700}
