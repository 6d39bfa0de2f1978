"""How much may be sent for a question, and until when: more, or later, is refused by name and changes nothing."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from lyceum.assessment.errors import AttemptClosed, DeadlinePassed, SectionOver
from lyceum.assessment.model.answer_file import MOST_FILES, MOST_TOGETHER
from lyceum.assessment.model.attempt import Attempt
from lyceum.assessment.model.sections import Structure
from lyceum.assessment.model.work_file import MOST_BYTES
from lyceum.assessment.navigate_attempt import enter_section, keep_position
from lyceum.assessment.sittings.errors import AnswerFileNotFound, QuestionTimeOver, TooManyAnswerFiles
from lyceum.assessment.store import sent_files
from lyceum.assessment.store.items import AnswerFileItem, AnswerFilesItem, answer_file_key, answer_files_key
from lyceum.assessment.submit_attempt import submit_attempt
from lyceum.assessment.upload_answer import complete_upload
from lyceum.kernel.access import Caller
from lyceum.kernel.aws import client
from lyceum.kernel.creation import Creation
from lyceum.kernel.errors import Busy, DomainError
from lyceum.kernel.ids import new_id
from lyceum.kernel.settings import settings
from lyceum.kernel.table import get
from tests.imports import post_form
from tests.store.assessment.test_answer_files import QUESTION, ask, save, send
from tests.store.assessment.test_races import at_once
from tests.store.assessment.work import PDF
from tests.store.assessment.world import World
from tests.unit.assessment.samples import NOON, choice_question, file_question, section

pytestmark = [pytest.mark.store, pytest.mark.usefixtures("files")]

SOON = NOON + timedelta(minutes=1)
SECOND_FILE = file_question().model_copy(
    update={"question": file_question().question.model_copy(update={"id": "more"})}
)


@pytest.fixture
def ada(world: World) -> Caller:
    return world.enrolled("ada")


@pytest.fixture
def attempt(world: World, ada: Caller) -> Attempt:
    return world.begin(ada, world.live((file_question(), choice_question(), SECOND_FILE), max_attempts=2))


def counted(world: World, attempt: Attempt, place: int = 0) -> tuple[int, int]:
    item = get(AnswerFilesItem, answer_files_key(world.tenant, attempt.id, place), consistent=True)
    return (int(item.number), int(item.size)) if item is not None else (0, 0)


def kept_files(world: World) -> int:
    return int(client("s3").list_objects_v2(Bucket=settings().content, Prefix=f"answers/{world.tenant}/")["KeyCount"])


def test_so_many_files_are_sent_for_a_question_and_no_more(world: World, ada: Caller, attempt: Attempt) -> None:
    creation = Creation(new_id(), "key", "body")
    first = ask(ada, attempt, creation=creation)
    for _ in range(MOST_FILES - 1):
        ask(ada, attempt)
    assert counted(world, attempt) == (MOST_FILES, MOST_FILES * 1000)
    with pytest.raises(TooManyAnswerFiles) as refused:
        ask(ada, attempt)
    assert refused.value.facts == {"most": str(MOST_FILES), "most_bytes": str(MOST_TOGETHER)}
    assert ask(ada, attempt, creation=creation)[0] == first[0], "the same wish once more has its form"
    assert counted(world, attempt) == (MOST_FILES, MOST_FILES * 1000)
    ask(ada, attempt, "more")
    submit_attempt(ada, str(attempt.id), at=NOON)
    ask(ada, world.begin(ada, attempt.id.assessment, at=SOON), at=SOON)


def test_so_large_they_are_together_and_no_larger(world: World, ada: Caller, attempt: Attempt) -> None:
    for _ in range(MOST_TOGETHER // MOST_BYTES - 1):
        ask(ada, attempt, size=MOST_BYTES)
    ask(ada, attempt, size=MOST_BYTES - 5)
    with pytest.raises(TooManyAnswerFiles):
        ask(ada, attempt, size=6)
    ask(ada, attempt, size=5)
    with pytest.raises(TooManyAnswerFiles):
        ask(ada, attempt, size=1)
    assert counted(world, attempt) == (MOST_TOGETHER // MOST_BYTES + 1, MOST_TOGETHER)


def test_many_at_once_are_not_more_either(world: World, ada: Caller, attempt: Attempt) -> None:
    for _ in range(MOST_FILES - 3):
        ask(ada, attempt)
    wishes = [Creation(new_id(), f"key-{number}", "body") for number in range(7)]

    def asking(creation: Creation) -> Callable[[], object]:
        return lambda: ask(ada, attempt, creation=creation)

    results = at_once([asking(each) for each in wishes])
    for each, result in zip(wishes, results, strict=True):
        if isinstance(result, Busy):  # the client asks again, as it is told to
            try:
                ask(ada, attempt, creation=each)
            except TooManyAnswerFiles:
                continue
    assert counted(world, attempt)[0] == MOST_FILES
    assert all(isinstance(each, TooManyAnswerFiles | Busy) for each in results if isinstance(each, DomainError))


def test_what_was_refused_counts_for_nothing(world: World, ada: Caller, attempt: Attempt) -> None:
    submit_attempt(ada, str(attempt.id), at=NOON)
    with pytest.raises(AttemptClosed):
        ask(ada, attempt)
    assert counted(world, attempt) == (0, 0)


def test_nothing_is_completed_once_the_attempt_was_handed_in(world: World, ada: Caller, attempt: Attempt) -> None:
    done, (upload, form) = send(ada, attempt), ask(ada, attempt)
    assert post_form(form, PDF) == 204
    submit_attempt(ada, str(attempt.id), at=SOON)
    with pytest.raises(AttemptClosed):
        complete_upload(ada, str(attempt.id), upload, at=SOON)
    item = get(AnswerFileItem, answer_file_key(world.tenant, ada.person, upload), consistent=True)
    assert item is not None
    assert (item.file, item.ttl is None) == (None, False)
    assert kept_files(world) == 1
    assert complete_upload(ada, str(attempt.id), done, at=SOON).key, "a repeat is a success"


def test_nothing_is_completed_once_its_time_is_over(world: World, ada: Caller) -> None:
    parts = Structure(sections=(section("one", QUESTION, minutes=5), section("two", "more")), time_limits={"more": 60})
    exam = world.live((file_question(), SECOND_FILE), structure=parts, time_limit_minutes=30)
    attempt = world.begin(ada, exam)
    id = str(attempt.id)
    enter_section(ada, id, "one", at=NOON)
    in_section, form = ask(ada, attempt)
    assert post_form(form, PDF) == 204
    with pytest.raises(SectionOver):
        complete_upload(ada, id, in_section, at=NOON + timedelta(minutes=5))
    enter_section(ada, id, "two", at=SOON)
    keep_position(ada, id, "more", at=SOON)
    in_time, form = ask(ada, attempt, "more", at=SOON)
    assert post_form(form, PDF) == 204
    with pytest.raises(QuestionTimeOver):
        complete_upload(ada, id, in_time, at=SOON + timedelta(seconds=60))
    with pytest.raises(QuestionTimeOver):
        ask(ada, attempt, "more", at=SOON + timedelta(seconds=60))
    with pytest.raises(DeadlinePassed):
        complete_upload(ada, id, in_time, at=NOON + timedelta(minutes=30))
    assert complete_upload(ada, id, in_time, at=SOON + timedelta(seconds=59)).key


def test_handing_in_between_looking_and_writing_is_found_out(
    world: World, ada: Caller, attempt: Attempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload, form = ask(ada, attempt)
    assert post_form(form, PDF) == 204
    take = sent_files.take

    def late(sent: str, kept: str, *, media_type: str, most: int, missing: DomainError) -> tuple[str, int]:
        taken = take(sent, kept, media_type=media_type, most=most, missing=missing)
        submit_attempt(ada, str(attempt.id), at=NOON)
        return taken

    with monkeypatch.context() as patch:
        patch.setattr(sent_files, "take", late)
        with pytest.raises(AttemptClosed):
            complete_upload(ada, str(attempt.id), upload, at=NOON)
    item = get(AnswerFileItem, answer_file_key(world.tenant, ada.person, upload), consistent=True)
    assert item is not None
    assert item.file is None


@pytest.mark.parametrize("round", range(3))
def test_completing_against_handing_in(world: World, ada: Caller, attempt: Attempt, round: int) -> None:
    upload, form = ask(ada, attempt)
    assert post_form(form, PDF) == 204
    results = at_once(
        [
            *[lambda: complete_upload(ada, str(attempt.id), upload, at=NOON)] * 2,
            lambda: submit_attempt(ada, str(attempt.id), at=NOON),
        ]
    )
    item = get(AnswerFileItem, answer_file_key(world.tenant, ada.person, upload), consistent=True)
    assert item is not None
    refused = [each for each in results[:2] if isinstance(each, DomainError)]
    assert all(isinstance(each, AttemptClosed) for each in refused)
    assert (item.file is None) == (len(refused) == 2)
    with pytest.raises((AttemptClosed, AnswerFileNotFound)):
        save(ada, attempt, upload)
