"""Files of learners: sent by a form of their own, taken once they are handed in, fetched by an address that ends."""

import urllib.request
from datetime import timedelta

import pytest

from lyceum.assessment.author_assignment import AssignmentChange, change_assignment
from lyceum.assessment.errors import (
    AssignmentClosed,
    CourseAssignmentNotFound,
    FileKindNotAccepted,
    FileNotWhatItSays,
    FileTooLarge,
    FormNotAccepted,
    NotEnrolled,
    WorkUploadNotFound,
)
from lyceum.assessment.model.course_assignment import AcceptedForms
from lyceum.assessment.model.submission import Submission
from lyceum.assessment.upload_work import upload_work
from lyceum.assessment.view_submission import view_version
from lyceum.kernel.access import Caller
from lyceum.kernel.aws import client
from lyceum.kernel.creation import Creation
from lyceum.kernel.errors import IdempotencyKeyReused
from lyceum.kernel.ids import new_id
from lyceum.kernel.settings import settings
from tests.imports import post_form
from tests.store.assessment.work import FILES, PDF, assign, draft_assignment, hand_file, publish_assignments, send
from tests.store.assessment.world import World
from tests.unit.assessment.samples import NOON

pytestmark = [pytest.mark.store, pytest.mark.usefixtures("files")]
OTHER_PDF = b"%PDF-1.4\n" + b"y" * 50


@pytest.fixture
def ada(world: World) -> Caller:
    return world.enrolled("ada")


@pytest.fixture
def assignment(world: World) -> str:
    return assign(world, accepts=FILES, resubmissions=5)


def fetched(caller: Caller, submission: Submission, number: int = 1) -> bytes:
    sight = view_version(caller, str(submission.id), number, at=NOON)
    assert sight.url is not None
    with urllib.request.urlopen(sight.url) as answer:
        assert answer.headers["Content-Disposition"] == "attachment"
        return bytes(answer.read())


def ask(
    caller: Caller,
    assignment: str,
    creation: Creation | None = None,
    *,
    size: int = 10,
    media_type: str = "application/pdf",
) -> str:
    made, _, _ = upload_work(
        caller,
        assignment,
        name="work.pdf",
        size=size,
        media_type=media_type,
        creation=creation or Creation(new_id()),
        at=NOON,
    )
    return made.id


def test_a_file_is_handed_in_and_fetched(ada: Caller, assignment: str) -> None:
    handed_in = hand_file(ada, assignment, send(ada, assignment))
    sight = view_version(ada, str(handed_in.id), 1, at=NOON)
    assert sight.work.file is not None
    assert (sight.work.file.name, sight.work.file.size, sight.work.file.media_type) == (
        "work.pdf",
        len(PDF),
        "application/pdf",
    )
    assert sight.expires_at == NOON + timedelta(minutes=5)
    assert fetched(ada, handed_in) == PDF


def test_a_file_that_was_never_sent_is_not_handed_in(ada: Caller, assignment: str) -> None:
    for upload in (ask(ada, assignment), new_id()):
        with pytest.raises(WorkUploadNotFound):
            hand_file(ada, assignment, upload)


def test_a_file_for_one_assignment_is_not_handed_in_for_another(world: World, ada: Caller) -> None:
    first, second = (draft_assignment(world, accepts=FILES).id for _ in range(2))
    publish_assignments(world)
    with pytest.raises(WorkUploadNotFound):
        hand_file(ada, second, send(ada, first))


def test_the_form_takes_no_more_than_was_said(ada: Caller, assignment: str) -> None:
    made, url, fields = upload_work(
        ada, assignment, name="a.pdf", size=10, media_type="application/pdf", creation=Creation(new_id()), at=NOON
    )
    assert post_form({"url": url, "fields": fields}, b"%PDF-123456") in (400, 403)
    assert post_form({"url": url, "fields": fields | {"Content-Type": "text/html"}}, b"%PDF-12345") in (400, 403)
    with pytest.raises(WorkUploadNotFound):
        hand_file(ada, assignment, made.id)


def test_kind_and_size_are_the_assignments(ada: Caller, assignment: str) -> None:
    with pytest.raises(FileTooLarge):
        ask(ada, assignment, size=1001)
    with pytest.raises(FileKindNotAccepted):
        ask(ada, assignment, media_type="application/zip")
    with pytest.raises(FileNotWhatItSays):
        hand_file(ada, assignment, send(ada, assignment, b"MZ\x90\x00"))


def test_rules_that_became_narrower_hold_for_what_was_sent_before(world: World, ada: Caller, assignment: str) -> None:
    upload = send(ada, assignment)
    assert FILES.files is not None
    for narrower, refusal in (
        (FILES.model_copy(update={"files": FILES.files.model_copy(update={"most_bytes": 50})}), FileTooLarge),
        (AcceptedForms(), FormNotAccepted),
    ):
        wish = AssignmentChange(content={}, settings={"accepts": narrower}, place={})
        author = world.caller("author", "instructor")
        change_assignment(author, world.course, assignment, wish, expected_revision=None, at=NOON)
        with pytest.raises(refusal):
            hand_file(ada, assignment, upload)


def test_only_learners_of_an_open_assignment_send_files(world: World, ada: Caller) -> None:
    draft = draft_assignment(world, accepts=FILES, due_at=NOON - timedelta(hours=1), late_allowed=False)
    with pytest.raises(CourseAssignmentNotFound):
        ask(ada, draft.id)
    texts = draft_assignment(world)
    open_one = draft_assignment(world, accepts=FILES)
    publish_assignments(world)
    with pytest.raises(AssignmentClosed):
        ask(ada, draft.id)
    with pytest.raises(FormNotAccepted):
        ask(ada, texts.id)
    with pytest.raises(NotEnrolled):
        ask(world.caller("stranger"), open_one.id)


def test_the_same_wish_is_one_upload(ada: Caller, assignment: str) -> None:
    creation = Creation(new_id(), "key", "body")
    assert ask(ada, assignment, creation) == ask(ada, assignment, creation)
    with pytest.raises(IdempotencyKeyReused):
        ask(ada, assignment, Creation(creation.id, "key", "other"))


def test_what_was_handed_in_does_not_change_when_its_form_is_used_again(ada: Caller, assignment: str) -> None:
    made, url, fields = upload_work(
        ada, assignment, name="a.pdf", size=1000, media_type="application/pdf", creation=Creation(new_id()), at=NOON
    )
    form = {"url": url, "fields": fields}
    assert post_form(form, PDF) == 204
    first = hand_file(ada, assignment, made.id)
    assert post_form(form, OTHER_PDF) == 204
    assert fetched(ada, first) == PDF
    second = hand_file(ada, assignment, made.id)
    assert (fetched(ada, second, 1), fetched(ada, second, 2)) == (PDF, OTHER_PDF)


def test_a_repeat_takes_the_file_once(world: World, ada: Caller, assignment: str) -> None:
    upload, creation = send(ada, assignment), Creation(new_id(), "key", "body")
    first = hand_file(ada, assignment, upload, creation=creation)
    assert hand_file(ada, assignment, upload, creation=creation) == first
    kept = client("s3").list_objects_v2(Bucket=settings().content, Prefix=f"submissions/{world.tenant}/{assignment}/")
    assert kept["KeyCount"] == 1
