"""Assignments, files and hand-ins for tests that need a table."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from lyceum.assessment.activate_assignments import activate_assignments
from lyceum.assessment.author_assignment import author_assignment
from lyceum.assessment.grade_submission import GradeWish, grade_submission, list_submissions, return_submission
from lyceum.assessment.hand_in import hand_in
from lyceum.assessment.model.course_assignment import (
    AcceptedFiles,
    AcceptedForms,
    AssignmentContent,
    AssignmentSettings,
    CourseAssignment,
)
from lyceum.assessment.model.rubric import Rubric
from lyceum.assessment.model.submission import Submission, SubmissionState, WorkForm
from lyceum.assessment.model.work_file import FileKind
from lyceum.assessment.store import submissions
from lyceum.assessment.store.items import OutlineItem, outline_key
from lyceum.assessment.store.work_items import SubmissionItem, submission_key
from lyceum.assessment.upload_work import upload_work
from lyceum.content.published import Outline, OutlineChapter, OutlineLesson
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation
from lyceum.kernel.ids import new_id
from lyceum.kernel.text import LocalizedText
from tests.imports import post_form
from tests.store.assessment.world import LESSON, World, events_of, keep
from tests.unit.assessment.samples import NOON
from tests.unit.assessment.test_rubric import rubric

ESSAY_RUBRIC = rubric({"reasons": {"poor": 1, "good": 4}, "style": {"poor": 1, "good": 4}})
PDF = b"%PDF-1.7\n" + b"x" * 100
FILES = AcceptedForms(files=AcceptedFiles(kinds=(FileKind.PDF, FileKind.IMAGE), most_bytes=1000))


def assignment_content(title: str = "Essay", judged_by: Rubric | None = None) -> AssignmentContent:
    return AssignmentContent(
        title=LocalizedText({"en": title, "th": "เรียงความ"}),
        instructions=LocalizedText.of("Write a page."),
        rubric=judged_by,
    )


def draft_assignment(
    world: World,
    *,
    lesson: str | None = None,
    judged_by: Rubric | None = None,
    creation: Creation | None = None,
    copied: str | None = None,
    **settings: Any,
) -> CourseAssignment:
    return author_assignment(
        world.caller("author", "instructor"),
        world.course,
        content=assignment_content(judged_by=judged_by),
        lesson=lesson,
        settings=AssignmentSettings(**settings),
        creation=creation or Creation(new_id()),
        at=NOON,
        copied=copied,
    )


def publish_assignments(world: World, *, at: datetime = NOON) -> None:
    """What learners see of the course, and what CoursePublished does; once in a world."""
    title = LocalizedText.of("Course")
    lessons = (OutlineLesson(id=LESSON, title=title, content=1),)
    chapters = (OutlineChapter(id="chapter-1", title=title, lessons=lessons),)
    outline = Outline(course=world.course, version=1, title=title, chapters=chapters)
    key = outline_key(world.tenant, world.course)
    keep(world.tenant, OutlineItem(key.pk, key.sk, document=outline.model_dump(mode="json")))
    assert activate_assignments(world.tenant, world.course, published_at=at, at=at) > 0


def assign(world: World, **more: Any) -> str:
    """An assignment that learners have."""
    made = draft_assignment(world, **more)
    publish_assignments(world)
    return made.id


def hand(caller: Caller, assignment: str, text: str = "My work.", **more: Any) -> Submission:
    asked: dict[str, Any] = {"creation": Creation(new_id()), "at": NOON} | more
    return hand_in(caller, assignment, WorkForm.TEXT, text, **asked)


def send(caller: Caller, assignment: str, body: bytes = PDF, media_type: str = "application/pdf") -> str:
    """The id of an upload whose file was sent."""
    upload, url, fields = upload_work(
        caller,
        assignment,
        name="work.pdf",
        size=len(body),
        media_type=media_type,
        creation=Creation(new_id()),
        at=NOON,
    )
    assert post_form({"url": url, "fields": fields}, body) == 204
    return upload.id


def hand_file(caller: Caller, assignment: str, upload: str, **more: Any) -> Submission:
    asked: dict[str, Any] = {"creation": Creation(new_id()), "at": NOON} | more
    return hand_in(caller, assignment, WorkForm.FILE, upload, **asked)


def grade(
    caller: Caller,
    submission: Submission,
    points: Decimal | int | None = 80,
    *,
    expected: int | None = None,
    **wish: Any,
) -> Submission:
    given = Decimal(points) if points is not None else None
    said: dict[str, Any] = {"version": submission.newest.number, "points": given, "feedback": "Good."} | wish
    return grade_submission(caller, str(submission.id), GradeWish(**said), expected_revision=expected, at=NOON)


def give_back(caller: Caller, submission: Submission) -> Submission:
    return return_submission(caller, str(submission.id), expected_revision=None, at=NOON)


def kept(world: World, submission: Submission) -> Submission:
    return submissions.find(world.tenant, submission.id)


def told(world: World, submission: Submission) -> list[str]:
    return events_of(world.tenant, SubmissionItem, submission_key(world.tenant, submission.id))


def states(caller: Caller, assignment: str, state: SubmissionState | None = None) -> list[tuple[str, str]]:
    found = list_submissions(caller, assignment, state=state, after=None, limit=100, at=NOON)
    return [(card["learner"], card["state"]) for card in found.cards]
