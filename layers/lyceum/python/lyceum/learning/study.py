"""Study: the outline with one's own progress, and the content of a lesson."""

from dataclasses import dataclass
from datetime import datetime

from lyceum.content.outline import LessonDocument
from lyceum.content.published import Outline, OutlineLesson
from lyceum.kernel.access import Caller
from lyceum.kernel.clock import iso
from lyceum.learning.errors import AccessEnded, CourseNotPublished, LessonLocked, LessonNotFound
from lyceum.learning.model.addresses import with_addresses
from lyceum.learning.model.locks import Lock, locks
from lyceum.learning.model.progress import Position, Study
from lyceum.learning.open_access import open_access
from lyceum.learning.store import outlines, progress

PERMISSION = "learning.study"


@dataclass(frozen=True, slots=True)
class OpenLesson:
    """A lesson that the caller may read, with its content."""

    outline: Outline
    lesson: OutlineLesson
    document: LessonDocument
    position: Position | None = None
    completed_at: datetime | None = None


def course_outline(caller: Caller, course: str, *, at: datetime) -> tuple[Study, dict[str, Lock]]:
    """The caller's progress in the version that they are on, and which lessons are locked.

    1 round trip, ≤ 2.5 RCU for 200 lessons; one more on an older version that this process does not know, and one more
    to open a course that the enrollment's event has not reached. Raises CourseNotPublished, NotEnrolled, AccessEnded.
    Source: RULES S1-12, S2-7, S3-7.
    """
    study, current = progress.find(caller.tenant, caller.person, course)
    study = _open(caller, course, study, current, at=at)
    return study, locks(study.outline, study.progress, now=at)


def read_lesson(caller: Caller, course: str, lesson: str, *, at: datetime) -> OpenLesson:
    """The content of a lesson that is open to the caller; a preview lesson is open to every member (RULES S1-13).

    2 round trips. Raises CourseNotPublished, LessonNotFound, PermissionDenied, NotEnrolled, AccessEnded, LessonLocked.
    """
    study, current = progress.find(caller.tenant, caller.person, course)
    outline = study.outline if study is not None else current
    if outline is None:
        raise CourseNotPublished(course=course)
    found = _lesson(outline, lesson)
    if not found.preview:
        caller.demand(PERMISSION, at=at, scope=f"course:{course}")
        study = _open(caller, course, study, current, at=at)
        found = _lesson(study.outline, lesson)
        _refuse_locked(locks(study.outline, study.progress, now=at).get(lesson), lesson)
        outline = study.outline
    content = outlines.content(caller.tenant, course, found)
    document = with_addresses(content.document, content.assets, outlines.address)
    if study is None:
        return OpenLesson(outline, found, document)
    done = study.progress
    return OpenLesson(outline, found, document, done.positions.get(lesson), done.completions.get(lesson))


def _open(caller: Caller, course: str, study: Study | None, current: Outline | None, *, at: datetime) -> Study:
    if study is None:
        study = open_access(caller.tenant, caller.person, course, at=at, outline=current)
    if not study.progress.has_access(at):
        raise AccessEnded(course=course)
    return study


def _lesson(outline: Outline, lesson: str) -> OutlineLesson:
    found = outline.lessons().get(lesson)
    if found is None:
        raise LessonNotFound(lesson=lesson)
    return found


def _refuse_locked(lock: Lock | None, lesson: str) -> None:
    if lock is None:
        return
    facts = {"lesson": lesson, "reason": str(lock.reason)}
    if lock.until is not None:
        facts["until"] = iso(lock.until)
    if lock.lessons:
        facts["lessons"] = ",".join(lock.lessons)
    if lock.assessments:
        facts["assessments"] = ",".join(lock.assessments)
    raise LessonLocked(**facts)
