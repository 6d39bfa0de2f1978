"""What a course report is made from: lists and documents that other contexts keep, read where they lie."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from lyceum.content.published import Outline
from lyceum.insight.errors import CourseNotFound
from lyceum.insight.store.items import (
    AssessmentItem,
    GradebookItem,
    OutlineItem,
    TenantItem,
    TitledItem,
    assessment_key,
    part_key,
    tenant_item_key,
)
from lyceum.kernel.table import Entry, batch_get, tenant_key
from lyceum.kernel.table.read import LIST_SHARDS, in_parallel, query_index
from lyceum.kernel.text import LocalizedText

type Card = dict[str, Any]

_PAGE = 1000
_BATCH = 100


@dataclass(frozen=True, slots=True)
class CourseSource:
    """A course and its school."""

    outline: Outline
    tenant_name: dict[str, str] | None
    columns: dict[str, int]
    """Assessment → its number in the packed rows of the gradebook."""


@dataclass(frozen=True, slots=True)
class AssessmentSource:
    """What a report shows of an assessment."""

    title: dict[str, str]
    points: Decimal
    pass_mark: Decimal


def course(tenant: str, course: str) -> CourseSource:
    """The course as learners see it; as its authors do where it was never published. Raises CourseNotFound.

    1 round trip.
    """
    published, draft, school, book = batch_get(
        (OutlineItem, part_key(tenant, course, "OUTLINE")),
        (OutlineItem, part_key(tenant, course, "DRAFT")),
        (TenantItem, tenant_item_key(tenant)),
        (GradebookItem, part_key(tenant, course, "GRADEBOOK")),
    )
    item = published or draft
    if item is None:
        raise CourseNotFound(course=course)
    columns = {str(column["a"]): int(column["n"]) for column in book.document["c"]} if book is not None else {}
    return CourseSource(Outline.model_validate(item.document), school.name if school is not None else None, columns)


def school(tenant: str, courses: Sequence[str]) -> tuple[dict[str, str] | None, dict[str, LocalizedText]]:
    """The school's name, and titles of courses; those that are not there are left out. 1 round trip and 1 for
    each hundred courses.
    """
    titles: dict[str, LocalizedText] = {}
    (found,) = batch_get((TenantItem, tenant_item_key(tenant)))
    for start in range(0, len(courses), _BATCH):
        batch = courses[start : start + _BATCH]
        offers = batch_get(*((TitledItem, part_key(tenant, course, "OFFER")) for course in batch))
        titles |= {id: LocalizedText(one.title) for id, one in zip(batch, offers, strict=True) if one and one.title}
    return (found.name if found is not None else None), titles


def roster(tenant: str, course: str) -> list[Card]:
    """Cards of everybody who ever enrolled: learner, status, percent, at, done, seen. Over eight shards at once."""
    return [entry.card for entry in _lists([tenant_key(tenant, "C", course, "ROSTER")])]


def grades(tenant: str, course: str) -> list[Card]:
    """Cards of the gradebook: u(learner), and p(acked percentages by the columns' numbers), or g of the release before:
    assessment → p(olicy) and t(he percent of each attempt). As above.
    """
    return [entry.card for entry in _lists([tenant_key(tenant, "C", course, "GRADES")])]


def awaiting_grading(tenant: str, assessments: Sequence[str]) -> list[tuple[str, str]]:
    """`(assessment, learner)` of every attempt that waits for a grader. All lists at once."""
    found = _lists([tenant_key(tenant, "A", assessment, "QUEUE") for assessment in assessments])
    queued = {tenant_key(tenant, "A", assessment): assessment for assessment in assessments}
    return [(queued[entry.list_key.rsplit("#", 2)[0]], str(entry.card["learner"])) for entry in found]


def assessments(tenant: str, ids: Sequence[str]) -> dict[str, AssessmentSource]:
    """Assessments by id; those that are not there are left out. 1 round trip per 100."""
    found: dict[str, AssessmentSource] = {}
    for start in range(0, len(ids), _BATCH):
        batch = ids[start : start + _BATCH]
        items = batch_get(*((AssessmentItem, assessment_key(tenant, id)) for id in batch))
        found |= {id: _assessment(item) for id, item in zip(batch, items, strict=True) if item is not None}
    return found


def _assessment(item: AssessmentItem) -> AssessmentSource:
    settings = json.loads(item.settings, parse_float=Decimal)
    return AssessmentSource(title=item.title, points=item.maximum, pass_mark=Decimal(settings["pass_mark"]))


@dataclass(frozen=True, slots=True)
class _Listed:
    list_key: str
    card: Card


def _lists(names: Iterable[str]) -> list[_Listed]:
    """Everything in lists that are spread over shards, in no order."""
    keys = [f"{name}#{shard}" for name in names for shard in range(LIST_SHARDS)]
    if not keys:
        return []
    whole: list[list[Entry]] = in_parallel(*(partial(_whole_list, key) for key in keys))
    return [_Listed(key, entry.card) for key, entries in zip(keys, whole, strict=True) for entry in entries]


def _whole_list(key: str) -> list[Entry]:
    entries: list[Entry] = []
    after: str | None = None
    while True:
        page = query_index(key, after=after, limit=_PAGE)
        entries += page.items
        after = page.next_key
        if after is None:
            return entries
