"""Write what an import brought into a draft. The published version stays what it is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from lyceum.catalog.drafts import attempts
from lyceum.catalog.errors import CourseNotFound, SlugTaken
from lyceum.catalog.model.course import Course, Draft, Status, imported_course_id, second_slug, slug_from
from lyceum.catalog.model.importing import (
    LessonContent,
    check_chapters,
    content_number,
    contents_of,
    is_unchanged,
    new_outline,
    with_course,
    with_lesson,
)
from lyceum.catalog.model.job import Effect, Format
from lyceum.catalog.store import courses, documents, lessons
from lyceum.content.outline import CourseDocument
from lyceum.kernel.creation import Creation
from lyceum.kernel.errors import Busy, ChangedInTheMeantime


@dataclass(frozen=True, slots=True)
class Arrival:
    """A document that arrived for a course."""

    tenant: str
    requester: str
    course: str
    format: Format
    document: CourseDocument
    contents: dict[str, LessonContent]

    @property
    def numbers(self) -> dict[str, int]:
        """Content numbers by lesson."""
        return {lesson: content_number(content) for lesson, content in self.contents.items()}


def write_import(
    tenant: str,
    *,
    requester: str,
    format: Format,
    document: str,
    course: str | None,
    dry_run: bool,
    at: datetime,
) -> tuple[str, Effect]:
    """The course that the document in the content bucket became, and what that changed: nothing, the second time.

    A dry run says the same and writes nothing. Raises CourseNotFound, ChapterNotFound, CourseTooLarge, LessonTooLarge.
    """
    arrived = CourseDocument.model_validate(documents.read(document))
    place = course or imported_course_id(tenant, arrived.source)
    arrival = Arrival(tenant, requester, place, format, arrived, contents_of(arrived))
    for _ in attempts():
        try:
            return place, _write(arrival, named=course is not None, dry_run=dry_run, at=at)
        except (ChangedInTheMeantime, courses.CourseExists):
            # An author or another import was faster: what they did is looked at anew.
            continue
    raise Busy("Others are changing the course.")


def _write(arrival: Arrival, *, named: bool, dry_run: bool, at: datetime) -> Effect:
    try:
        found, draft = courses.find(arrival.tenant, arrival.course)
    except CourseNotFound:
        if named:
            raise
        return _create(arrival, dry_run=dry_run, at=at)
    if arrival.format.brings_questions:
        check_chapters(draft, arrival.document)
    if is_unchanged(draft, arrival.document):
        return Effect.NONE
    change = with_lesson if arrival.format.brings_questions else with_course
    if not dry_run:
        changed = change(draft, arrival.document, arrival.numbers)
        _keep_contents(arrival, draft, at=at)
        courses.save_draft(found, changed, actor=arrival.requester, at=at)
    return Effect.CHANGED


def _keep_contents(arrival: Arrival, draft: Draft | None, *, at: datetime) -> None:
    """Contents come first: a draft never names one that is not there."""
    there = {lesson.content for lesson in draft.outline.lessons().values()} if draft is not None else set()
    numbers = arrival.numbers
    new = [(numbers[name], content) for name, content in arrival.contents.items() if numbers[name] not in there]
    lessons.keep(arrival.tenant, arrival.course, new, actor=arrival.requester, at=at)


def _create(arrival: Arrival, *, dry_run: bool, at: datetime) -> Effect:
    document = arrival.document
    draft = Draft(outline=new_outline(arrival.course, document, arrival.numbers))
    draft = with_course(draft, document, arrival.numbers)
    if dry_run:
        return Effect.CREATED
    _keep_contents(arrival, None, at=at)
    slug = slug_from(document.title, arrival.course)

    def add(slug: str) -> None:
        course = Course(arrival.tenant, arrival.course, slug, Status.DRAFT, arrival.requester, at)
        courses.add(course, draft, Creation(arrival.course))

    _with_free_slug(slug, arrival.course, add)
    return Effect.CREATED


def _with_free_slug(slug: str, course: str, add: Callable[[str], None]) -> None:
    try:
        add(slug)
    except SlugTaken:
        add(second_slug(slug, course))
