"""Files that no answer of a finished attempt names go; those that are named stay, whoever dies in between."""

import json

import pytest

from assessment import discard_prepared
from lyceum.assessment.abandon_attempts import abandon_attempts
from lyceum.assessment.discard_files import discard_files, discard_files_of_course
from lyceum.assessment.events import AttemptSubmitted
from lyceum.assessment.model.attempt import Attempt
from lyceum.assessment.responses import AnswerFile, FilesResponse
from lyceum.assessment.save_answer import save_answer
from lyceum.assessment.store import answer_files
from lyceum.assessment.store.items import AnswerFileItem, AttemptItem, answer_file_key, attempt_key
from lyceum.assessment.submit_attempt import submit_attempt, submit_due_attempt
from lyceum.kernel.access import Caller
from lyceum.kernel.aws import client
from lyceum.kernel.ids import new_id
from lyceum.kernel.settings import settings
from lyceum.kernel.table import get
from lyceum.kernel.table.write import Transaction
from tests.function.assessment.test_consumers import event
from tests.store.assessment.test_answer_files import QUESTION, ask, fetched, save, send, shown
from tests.store.assessment.test_races import at_once
from tests.store.assessment.work import PDF
from tests.store.assessment.world import World
from tests.unit.assessment.samples import MINUTE, NOON, choice_question, file_question

pytestmark = [pytest.mark.store, pytest.mark.usefixtures("files")]


class Died(Exception):
    """The process has ended."""


@pytest.fixture
def ada(world: World) -> Caller:
    return world.enrolled("ada")


@pytest.fixture
def attempt(world: World, ada: Caller) -> Attempt:
    exam = world.live((file_question(), choice_question()), max_attempts=None, time_limit_minutes=30)
    return world.begin(ada, exam)


def objects(world: World) -> int:
    return int(client("s3").list_objects_v2(Bucket=settings().content, Prefix=f"answers/{world.tenant}/")["KeyCount"])


def uploads(world: World, learner: Caller) -> set[str]:
    return {each.id for each in answer_files.completed(world.tenant, learner.person)}


def test_what_no_answer_names_goes_once_it_is_handed_in(world: World, ada: Caller, attempt: Attempt) -> None:
    named, replaced, unnamed = send(ada, attempt), send(ada, attempt), send(ada, attempt)
    asked, _ = ask(ada, attempt)
    save(ada, attempt, replaced)
    save(ada, attempt, named, revision=2)
    assert discard_files(world.tenant, str(attempt.id), at=NOON) == 0, "an answer can still name them"
    assert uploads(world, ada) == {named, replaced, unnamed}
    submit_attempt(ada, str(attempt.id), at=NOON)
    assert [discard_files(world.tenant, str(attempt.id), at=NOON) for _ in range(2)] == [2, 0]
    assert (uploads(world, ada), objects(world)) == ({named}, 1)
    assert [fetched(file) for file in shown(ada, attempt)] == [PDF]
    item = get(AnswerFileItem, answer_file_key(world.tenant, ada.person, asked), consistent=True)
    assert item is not None
    assert item.ttl, "what was never completed goes by itself"


def test_all_that_a_long_answer_names_stays(world: World, ada: Caller, attempt: Attempt) -> None:
    """It is an item of its own."""
    named = send(ada, attempt)
    response = FilesResponse(files=(AnswerFile(upload=named, name="น" * 100),))
    save_answer(ada, str(attempt.id), QUESTION, response, revision=1, at=NOON)
    assert world.kept(attempt).answers[0].elsewhere
    send(ada, attempt)
    submit_due_attempt(world.tenant, str(attempt.id), at=NOON + 30 * MINUTE)
    assert discard_files(world.tenant, str(attempt.id), at=NOON) == 1
    assert uploads(world, ada) == {named}


def test_other_attempts_keep_theirs(world: World, ada: Caller, attempt: Attempt) -> None:
    submit_attempt(ada, str(attempt.id), at=NOON)
    second = world.begin(ada, attempt.id.assessment, at=NOON + MINUTE)
    here = send(ada, second)
    assert discard_files(world.tenant, str(attempt.id), at=NOON) == 0
    assert discard_files_of_course(world.tenant, ada.person, world.course, at=NOON) == 0
    assert uploads(world, ada) == {here}


def test_what_was_sent_for_what_is_given_up_goes_with_the_place(world: World, ada: Caller, attempt: Attempt) -> None:
    named, _ = send(ada, attempt), send(ada, attempt)
    save(ada, attempt, named)
    assert abandon_attempts(world.tenant, ada.person, world.course, left_at=NOON, at=NOON) == 1
    assert discard_files_of_course(world.tenant, ada.person, new_id(), at=NOON) == 0
    left = {"learner": ada.person, "course": world.course}
    for _ in range(2):
        discard_prepared.handler(event(world, "LearnerWithdrawn", left, context="enrollment"), None)
    assert (uploads(world, ada), objects(world)) == ({named}, 1)


def test_handing_in_tells_whether_there_may_be_any(world: World, ada: Caller) -> None:
    exams = {world.draft((choice_question(), file_question())): True, world.draft((choice_question(),)): False}
    world.publish()
    for exam, files in exams.items():
        each = world.begin(ada, exam)
        submit_attempt(ada, str(each.id), at=NOON)
        item = get(AttemptItem, attempt_key(world.tenant, each.id), consistent=True)
        assert item is not None
        told = next(one for one in item.events if one["n"] == AttemptSubmitted.__name__)
        assert json.loads(told["d"])["files"] is files


def test_the_news_of_it_takes_them_away(world: World, ada: Caller, attempt: Attempt) -> None:
    send(ada, attempt)
    submit_attempt(ada, str(attempt.id), at=NOON)
    for _ in range(2):
        discard_prepared.handler(event(world, "AttemptSubmitted", {"attempt": str(attempt.id), "files": True}), None)
    assert (uploads(world, ada), objects(world)) == (set(), 0)


@pytest.mark.parametrize("committed", [False, True], ids=["before the write", "after it"])
def test_a_death_between_bucket_and_table_is_repaired(
    world: World, ada: Caller, attempt: Attempt, committed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        send(ada, attempt)
    submit_attempt(ada, str(attempt.id), at=NOON)
    send_on, writes = Transaction._send, list[int]()

    def dying(transaction: Transaction) -> None:
        writes.append(1)
        if len(writes) != 2 or committed:
            send_on(transaction)
        if len(writes) == 2:
            raise Died

    with monkeypatch.context() as patch:
        patch.setattr(Transaction, "_send", dying)
        with pytest.raises(Died):
            discard_files(world.tenant, str(attempt.id), at=NOON)
    assert discard_files(world.tenant, str(attempt.id), at=NOON) == 2 - committed
    assert (uploads(world, ada), objects(world)) == (set(), 0)


def test_two_at_once_do_no_harm(world: World, ada: Caller, attempt: Attempt) -> None:
    named = send(ada, attempt)
    for _ in range(3):
        send(ada, attempt)
    save(ada, attempt, named)
    submit_attempt(ada, str(attempt.id), at=NOON)
    results = at_once([lambda: discard_files(world.tenant, str(attempt.id), at=NOON)] * 3)
    assert all(isinstance(each, int) for each in results)
    assert (uploads(world, ada), objects(world)) == ({named}, 1)
    assert discard_files(world.tenant, str(attempt.id), at=NOON) == 0
