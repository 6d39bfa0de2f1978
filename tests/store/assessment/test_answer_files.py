"""Files for questions of an attempt: asked for, sent, completed once, named by an answer, fetched by who reads it."""

import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier

import pytest

from lyceum.assessment.errors import (
    AttemptClosed,
    AttemptNotFound,
    DeadlinePassed,
    FileNotWhatItSays,
    FileTooLarge,
    QuestionNotFound,
    SectionNotEntered,
    SectionOver,
    WrongResponseKind,
)
from lyceum.assessment.model.attempt import Attempt
from lyceum.assessment.model.sections import Structure
from lyceum.assessment.model.sight import SentFile
from lyceum.assessment.model.work_file import MOST_BYTES
from lyceum.assessment.navigate_attempt import enter_section
from lyceum.assessment.responses import AnswerFile, FilesResponse
from lyceum.assessment.save_answer import save_answer
from lyceum.assessment.sittings.errors import AnswerFileNotAccepted, AnswerFileNotFound
from lyceum.assessment.store.items import AnswerFileItem, answer_file_key
from lyceum.assessment.submit_attempt import submit_attempt
from lyceum.assessment.upload_answer import ask_upload, complete_upload
from lyceum.assessment.view_attempt import view_attempt
from lyceum.kernel.access import Caller
from lyceum.kernel.aws import client
from lyceum.kernel.creation import Creation
from lyceum.kernel.errors import IdempotencyKeyReused
from lyceum.kernel.ids import new_id
from lyceum.kernel.settings import settings
from lyceum.kernel.table import get
from tests.imports import post_form
from tests.store.assessment.work import PDF
from tests.store.assessment.world import World
from tests.unit.assessment.samples import NOON, choice_question, essay_question, file_question, section

pytestmark = [pytest.mark.store, pytest.mark.usefixtures("files")]

QUESTION = "file_upload"
OTHER_PDF = b"%PDF-1.4\n" + b"y" * 50
SOON = NOON + timedelta(minutes=1)


@pytest.fixture
def ada(world: World) -> Caller:
    return world.enrolled("ada")


@pytest.fixture
def exam(world: World) -> str:
    return world.live((file_question(), choice_question(), essay_question()), time_limit_minutes=30)


@pytest.fixture
def attempt(world: World, ada: Caller, exam: str) -> Attempt:
    return world.begin(ada, exam)


type Form = dict[str, object]


def ask(
    caller: Caller,
    attempt: Attempt | str,
    question: str = QUESTION,
    *,
    name: str = "notes.pdf",
    size: int = 1000,
    media_type: str = "application/pdf",
    creation: Creation | None = None,
    at: datetime = NOON,
) -> tuple[str, Form]:
    """The id of an upload and its form."""
    id = attempt if isinstance(attempt, str) else str(attempt.id)
    made, url, fields = ask_upload(
        caller,
        id,
        question,
        name=name,
        size=size,
        media_type=media_type,
        creation=creation or Creation(new_id()),
        at=at,
    )
    return made.id, {"url": url, "fields": fields}


def send(caller: Caller, attempt: Attempt, content: bytes = PDF) -> str:
    """The id of an upload whose file was sent and completed."""
    upload, form = ask(caller, attempt)
    assert post_form(form, content) == 204
    complete_upload(caller, str(attempt.id), upload, at=NOON)
    return upload


def answer(*uploads: str) -> FilesResponse:
    return FilesResponse(files=tuple(AnswerFile(upload=upload, name="บันทึก.pdf") for upload in uploads))


def save(caller: Caller, attempt: Attempt, *uploads: str, revision: int = 1, at: datetime = NOON) -> None:
    save_answer(caller, str(attempt.id), QUESTION, answer(*uploads), revision=revision, at=at)


def shown(caller: Caller, attempt: Attempt) -> list[SentFile]:
    sight = view_attempt(caller, str(attempt.id), at=SOON)
    return [sight.sent[upload] for upload in sight.uploads(0) if upload in sight.sent]


def fetched(file: SentFile) -> bytes:
    with urllib.request.urlopen(file.url) as answered:
        assert answered.headers["Content-Disposition"] == "attachment"
        return bytes(answered.read())


def test_a_file_is_sent_completed_answered_with_and_fetched(world: World, ada: Caller, attempt: Attempt) -> None:
    upload = send(ada, attempt)
    save(ada, attempt, upload)
    submit_attempt(ada, str(attempt.id), at=SOON)
    for reader in (ada, world.caller("tutor", "instructor")):
        (file,) = shown(reader, attempt)
        assert (file.upload, file.name) == (upload, "notes.pdf"), "not what the answer calls it"
        assert (file.size, file.media_type) == (len(PDF), "application/pdf")
        assert file.expires_at == SOON + timedelta(minutes=5)
        assert fetched(file) == PDF


def test_what_was_not_completed_is_no_answer(ada: Caller, attempt: Attempt) -> None:
    asked, form = ask(ada, attempt)
    for upload in (asked, new_id()):
        with pytest.raises(AnswerFileNotFound):
            complete_upload(ada, str(attempt.id), upload, at=NOON)
        with pytest.raises(AnswerFileNotFound):
            save(ada, attempt, upload)
    assert post_form(form, PDF) == 204
    with pytest.raises(AnswerFileNotFound):
        save(ada, attempt, send(ada, attempt), asked)
    assert view_attempt(ada, str(attempt.id), at=NOON).attempt.answers == {}


def test_what_was_completed_never_changes(world: World, ada: Caller, attempt: Attempt) -> None:
    upload, form = ask(ada, attempt)
    assert post_form(form, PDF) == 204
    first = complete_upload(ada, str(attempt.id), upload, at=NOON)
    assert post_form(form, OTHER_PDF) == 204
    assert complete_upload(ada, str(attempt.id), upload, at=SOON) == first
    save(ada, attempt, upload)
    (file,) = shown(ada, attempt)
    assert fetched(file) == PDF
    kept = client("s3").list_objects_v2(Bucket=settings().content, Prefix=f"answers/{world.tenant}/")
    assert kept["KeyCount"] == 1
    item = get(AnswerFileItem, answer_file_key(world.tenant, ada.person, upload), consistent=True)
    assert item is not None
    assert item.ttl is None


def test_of_two_completions_at_once_one_file_stays(world: World, ada: Caller, attempt: Attempt) -> None:
    for _ in range(5):
        upload, form = ask(ada, attempt)
        assert post_form(form, PDF) == 204
        barrier = Barrier(4)

        def race(_: int, upload: str = upload, barrier: Barrier = barrier) -> object:
            barrier.wait()
            return complete_upload(ada, str(attempt.id), upload, at=NOON)

        with ThreadPoolExecutor(4) as pool:
            results = list(pool.map(race, range(4)))
        assert results == [results[0]] * 4


def test_a_file_belongs_to_one_question_of_one_attempt_of_its_learner(world: World, ada: Caller) -> None:
    second = file_question().model_copy(update={"question": file_question().question.model_copy(update={"id": "more"})})
    exam = world.live((file_question(), second), max_attempts=None)
    attempt = world.begin(ada, exam)
    upload = send(ada, attempt)
    with pytest.raises(AnswerFileNotFound):
        save_answer(ada, str(attempt.id), "more", answer(upload), revision=1, at=NOON)
    submit_attempt(ada, str(attempt.id), at=NOON)
    next_one = world.begin(ada, exam, at=SOON)
    with pytest.raises(AnswerFileNotFound):
        save(ada, next_one, upload, at=SOON)
    with pytest.raises(AnswerFileNotFound):
        complete_upload(ada, str(next_one.id), upload, at=SOON)
    bo = world.enrolled("bo")
    theirs = world.begin(bo, exam, at=SOON)
    with pytest.raises(AnswerFileNotFound):
        save(bo, theirs, upload, at=SOON)
    with pytest.raises(AttemptNotFound):
        ask(bo, attempt)
    with pytest.raises(AttemptNotFound):
        complete_upload(bo, str(attempt.id), upload, at=SOON)


def test_files_are_taken_back_and_named_twice(ada: Caller, attempt: Attempt) -> None:
    one, other = send(ada, attempt), send(ada, attempt, OTHER_PDF)
    save(ada, attempt, one, one)
    assert [fetched(file) for file in shown(ada, attempt)] == [PDF, PDF]
    save(ada, attempt, other, one, revision=2)
    assert [fetched(file) for file in shown(ada, attempt)] == [OTHER_PDF, PDF]
    save(ada, attempt, revision=3)
    assert shown(ada, attempt) == []


def test_only_what_is_open_is_sent_files_for(world: World, ada: Caller, attempt: Attempt) -> None:
    upload = send(ada, attempt)
    with pytest.raises(DeadlinePassed):
        ask(ada, attempt, at=NOON + timedelta(minutes=30))
    submit_attempt(ada, str(attempt.id), at=SOON)
    with pytest.raises(AttemptClosed):
        ask(ada, attempt, at=SOON)
    with pytest.raises(AttemptClosed):
        save(ada, attempt, upload, at=SOON)
    with pytest.raises(AttemptNotFound):
        ask(ada, str(replace(attempt.id, number=7)))


def test_only_sections_that_were_entered_are_sent_files_for(world: World, ada: Caller) -> None:
    parts = Structure(sections=(section("later", QUESTION, minutes=5), section("now", "capital")))
    attempt = world.begin(ada, world.live((file_question(), choice_question()), structure=parts))
    with pytest.raises(SectionNotEntered):
        ask(ada, attempt)
    enter_section(ada, str(attempt.id), "later", at=NOON)
    save(ada, attempt, send(ada, attempt))
    with pytest.raises(SectionOver):
        ask(ada, attempt, at=NOON + timedelta(minutes=5))


def test_only_what_the_question_takes_is_asked_for(ada: Caller, attempt: Attempt) -> None:
    with pytest.raises(QuestionNotFound):
        ask(ada, attempt, "nothing")
    for question, expected in (("capital", "choice"), ("essay", "text")):
        with pytest.raises(WrongResponseKind) as refused:
            ask(ada, attempt, question)
        assert refused.value.facts["expected"] == expected
    with pytest.raises(AnswerFileNotAccepted):
        ask(ada, attempt, name="a.png", media_type="image/png")
    with pytest.raises(FileTooLarge):
        ask(ada, attempt, size=MOST_BYTES + 1)


def test_the_form_takes_what_was_said_and_completing_looks_at_it(ada: Caller, attempt: Attempt) -> None:
    upload, form = ask(ada, attempt, size=10)
    assert post_form(form, PDF) in (400, 403)
    assert post_form(form, b"MZ\x90\x00") == 204
    with pytest.raises(FileNotWhatItSays):
        complete_upload(ada, str(attempt.id), upload, at=NOON)
    assert post_form(form, b"%PDF-1.7\n") == 204
    assert complete_upload(ada, str(attempt.id), upload, at=NOON).size == 9


def test_the_same_wish_is_one_upload(ada: Caller, attempt: Attempt) -> None:
    creation = Creation(new_id(), "key", "body")
    assert ask(ada, attempt, creation=creation)[0] == ask(ada, attempt, creation=creation)[0]
    with pytest.raises(IdempotencyKeyReused):
        ask(ada, attempt, creation=Creation(creation.id, "key", "other"))
