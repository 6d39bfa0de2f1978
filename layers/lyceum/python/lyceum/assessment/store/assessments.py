"""Assessments, their question sets and their keys."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from lyceum.assessment.errors import AssessmentNotFound, CourseNotFound, LessonTaken
from lyceum.assessment.events import AssessmentAuthored
from lyceum.assessment.model.assessment import Assessment, Version
from lyceum.assessment.model.settings import AssessmentSettings
from lyceum.assessment.store.items import (
    AssessmentItem,
    CourseItem,
    DraftItem,
    OutlineItem,
    assessment_key,
    course_key,
    draft_key,
    outline_key,
)
from lyceum.assessment.store.question_sets import halves
from lyceum.kernel.clock import iso
from lyceum.kernel.creation import Creation, repeated_or_lost
from lyceum.kernel.errors import ChangedInTheMeantime, Conflict
from lyceum.kernel.table import Page, Transaction, get, tenant_key, transaction
from lyceum.kernel.table.read import is_there, query_index
from lyceum.kernel.text import LocalizedText

if TYPE_CHECKING:
    from lyceum.content.published import Outline


class AssessmentExists(Conflict):
    """An assessment with this id is there already."""

    title = {"en": "The assessment is there already", "th": "มีแบบทดสอบนี้อยู่แล้ว"}


def find(tenant: str, assessment: str, *, consistent: bool = False) -> Assessment:
    """An assessment. Raises AssessmentNotFound. 1 round trip, 0.5 RCU."""
    item = get(AssessmentItem, assessment_key(tenant, assessment), consistent=consistent)
    if item is None:
        raise AssessmentNotFound(assessment=assessment)
    return assessment_of(item)


def find_of_course(tenant: str, course: str, assessment: str) -> Assessment:
    """An assessment of this course as it is now. Raises AssessmentNotFound. 1 round trip, 1 RCU."""
    found = find(tenant, assessment, consistent=True)
    if found.course != course:
        raise AssessmentNotFound(assessment=assessment)
    return found


def find_if_there(tenant: str, assessment: str) -> Assessment | None:
    """An assessment as it is now, or None. 1 round trip, 1 RCU."""
    item = get(AssessmentItem, assessment_key(tenant, assessment), consistent=True)
    return assessment_of(item) if item is not None else None


def maker_of(tenant: str, course: str) -> str | None:
    """Whose the course is, if that is known: who made it, until it was handed over.

    1 round trip, 0.5 RCU per started 4 KB of it.
    """
    item = get(CourseItem, course_key(tenant, course))
    return item.owner or item.created_by if item is not None else None


def has_course(tenant: str, course: str) -> bool:
    """Whether the school has the course. 1 round trip, 1 RCU per started 4 KB of it."""
    return is_there(course_key(tenant, course))


def published_outline(tenant: str, course: str) -> "Outline | None":
    """The outline that learners of a course see, or None where it is not published. 1 round trip."""
    from lyceum.content.published import Outline  # looked at while a first publication is on its way

    item = get(OutlineItem, outline_key(tenant, course), consistent=True)
    return Outline.model_validate(item.document) if item is not None else None


def files_of_course(tenant: str, course: str) -> dict[str, str]:
    """Files of a course: path below `/static/` → key in the content bucket. 1 round trip."""
    item = get(DraftItem, draft_key(tenant, course), consistent=True)
    about = (item.about if item is not None else None) or {}
    return {link["path"]: link["key"] for link in about.get("assets", ())}


def of_course(tenant: str, course: str, *, after: str | None = None, limit: int = 100) -> Page[dict[str, Any]]:
    """Cards of a course's assessments, by id. 1 round trip."""
    page = query_index(_list(tenant, course), after=after, limit=limit)
    return Page([entry.card for entry in page.items], page.next_key)


def add(tenant: str, assessment: Assessment, version: Version, creation: Creation | None, *, actor: str) -> None:
    """Keep a new assessment with its first question set and key, in one transaction.

    The same creation again is a success. Raises AssessmentExists, CourseNotFound, LessonTaken,
    QuestionSetTooLarge.
    """
    item = _item(tenant, assessment)
    refusal = AssessmentExists(assessment=assessment.id)
    explain: Any = refusal
    if creation is not None:
        item.key_hash, item.body_hash = creation.key_hash, creation.body_hash
        explain = repeated_or_lost(creation, refusal)
    with transaction(tenant=tenant, at=assessment.changed_at, actor=actor) as write:
        write.put(item, when=AssessmentItem.absent(), otherwise=explain, events=[_told(assessment)])
        for half in halves(tenant, assessment.id, version):
            write.put(half, when=type(half).absent(), otherwise=refusal)
        course = course_key(tenant, assessment.course)
        write.check(CourseItem, course, when=CourseItem.present(), otherwise=CourseNotFound(course=assessment.course))
        _check_lesson(write, tenant, assessment)


def _check_lesson(write: Transaction, tenant: str, assessment: Assessment) -> None:
    """A lesson with an assignment takes no assessment (RULES S3-8)."""
    # It costs a cold start what only authors need.
    from lyceum.assessment.store.lesson_items import LessonWorkItem, lesson_work_key

    place = lesson_work_key(tenant, assessment.course, assessment.lesson)
    taken = LessonTaken(lesson=assessment.lesson)
    write.check(LessonWorkItem, place, when=LessonWorkItem.absent(), otherwise=taken)


def change(
    tenant: str, assessment: Assessment, version: Version | None, *, actor: str, at: datetime, moved: bool = False
) -> None:
    """Write a changed assessment in the place of the revision that it was made from, with a new question set if any.

    `moved`: it is to belong to another lesson. Raises ChangedInTheMeantime, LessonTaken, QuestionSetTooLarge.
    """
    item = _item(tenant, assessment)
    with transaction(tenant=tenant, at=at, actor=actor) as write:
        write.update(
            AssessmentItem,
            item.key,
            _changes(item),
            when=AssessmentItem.rev == assessment.rev,
            otherwise=_explain_change(assessment),
            events=[_told(assessment)],
        )
        for half in halves(tenant, assessment.id, version) if version is not None else ():
            write.put(half, when=type(half).absent(), otherwise=ChangedInTheMeantime())
        if moved:
            _check_lesson(write, tenant, assessment)


def activate(tenant: str, assessment: Assessment, *, at: datetime) -> None:
    """Let learners have the version that `active` names. Raises ChangedInTheMeantime."""
    item = _item(tenant, assessment)
    with transaction(tenant=tenant, at=at) as write:
        write.update(
            AssessmentItem,
            item.key,
            [AssessmentItem.active.set(item.active), AssessmentItem.card.set(item.card)],
            when=AssessmentItem.rev == assessment.rev,
            otherwise=ChangedInTheMeantime(),
        )


def _explain_change(written: Assessment) -> Any:
    """Finding there what this very write would have left means that only its answer was lost."""

    def explain(old: AssessmentItem | None) -> ChangedInTheMeantime | None:
        mine = replace(written, rev=written.rev + 1)
        return None if old is not None and assessment_of(old) == mine else ChangedInTheMeantime()

    return explain


def _changes(item: AssessmentItem) -> list[Any]:
    names = ("lesson", "title", "settings", "newest", "changed_at", "digest", "questions", "maximum", "card")
    actions = [getattr(AssessmentItem, name).set(getattr(item, name)) for name in names]
    known = [name for name in ("chapter", "source") if getattr(item, name) is not None]
    return actions + [getattr(AssessmentItem, name).set(getattr(item, name)) for name in known]


def _told(assessment: Assessment) -> AssessmentAuthored:
    return AssessmentAuthored(
        assessment=assessment.id,
        course=assessment.course,
        lesson=assessment.lesson,
        question_set=assessment.newest,
        graded=assessment.settings.graded,
    )


def _list(tenant: str, course: str) -> str:
    return tenant_key(tenant, "C", course, "ASSESSMENTS")


def _card(assessment: Assessment) -> dict[str, Any]:
    chosen = assessment.settings
    dates = {"due": chosen.due_at, "until": chosen.available_until} if chosen.results.withholds else {}
    return {name: iso(date) for name, date in dates.items() if date is not None} | {
        "id": assessment.id,
        "title": dict(assessment.title.root),
        "lesson": assessment.lesson,
        "kind": str(chosen.kind),
        "weight": chosen.weight,
        "graded": chosen.graded,
        "questions": assessment.questions,
        "maximum": assessment.maximum,
        "newest": assessment.newest,
        "active": assessment.active,
        "changed": iso(assessment.changed_at),
        "results": str(chosen.results),
    }


def _item(tenant: str, assessment: Assessment) -> AssessmentItem:
    key = assessment_key(tenant, assessment.id)
    return AssessmentItem(
        key.pk,
        key.sk,
        course=assessment.course,
        lesson=assessment.lesson,
        chapter=assessment.chapter,
        title=dict(assessment.title.root),
        settings=assessment.settings.model_dump_json(),
        active=assessment.active,
        newest=assessment.newest,
        changed_at=assessment.changed_at,
        digest=assessment.digest,
        source=assessment.source,
        questions=assessment.questions,
        maximum=assessment.maximum,
        gsi1pk=_list(tenant, assessment.course),
        gsi1sk=assessment.id,
        card=_card(assessment),
    )


def assessment_of(item: AssessmentItem) -> Assessment:
    """The assessment that an item keeps."""
    title: Mapping[str, str] = item.title
    return Assessment(
        id=item.pk.rsplit("#", 1)[1],
        course=item.course,
        lesson=item.lesson,
        chapter=item.chapter,
        title=LocalizedText(dict(title)),
        settings=AssessmentSettings.model_validate_json(item.settings),
        newest=int(item.newest),
        active=int(item.active) if item.active else None,
        changed_at=item.changed_at,
        digest=item.digest,
        source=item.source,
        questions=int(item.questions),
        maximum=item.maximum,
        rev=item.revision,
    )
