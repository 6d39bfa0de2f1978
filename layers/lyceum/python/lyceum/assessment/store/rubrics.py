"""Rubrics that are used again, in the table."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute

from lyceum.assessment.assignments.events import RubricChanged
from lyceum.assessment.errors import AssignmentTooLarge, CourseNotFound, RubricNotFound
from lyceum.assessment.model.kept_rubric import KeptRubric
from lyceum.assessment.model.rubric import Rubric
from lyceum.assessment.store.items import CourseItem, course_key
from lyceum.kernel.creation import Creation, repeated_or_lost
from lyceum.kernel.errors import ChangedInTheMeantime
from lyceum.kernel.table import (
    CompressedJSONAttribute,
    InstantAttribute,
    Item,
    Key,
    Page,
    get,
    tenant_key,
    transaction,
)
from lyceum.kernel.table.items import RawMapAttribute
from lyceum.kernel.table.read import query_index
from lyceum.kernel.text import LocalizedText

_MOST_BYTES = 100_000
"""Compressed: an assignment takes no more either."""


class RubricItem(Item):
    """`T#t#RUBRIC#r / RUBRIC`: criteria with levels; listed by school or by course."""

    KIND = "rubric"

    title = RawMapAttribute(attr_name="ti")
    course = UnicodeAttribute(attr_name="c", null=True)
    document = CompressedJSONAttribute(attr_name="r")
    retired = BooleanAttribute(attr_name="x")
    made_at = InstantAttribute(attr_name="ca")


def rubric_key(tenant: str, rubric: str) -> Key:
    """Where a rubric lies."""
    return Key(tenant_key(tenant, "RUBRIC", rubric), "RUBRIC")


def find(tenant: str, rubric: str) -> KeptRubric:
    """A rubric as it is now. Raises RubricNotFound. 1 round trip."""
    item = get(RubricItem, rubric_key(tenant, rubric), consistent=True)
    if item is None:
        raise RubricNotFound(rubric=rubric)
    return _rubric(item)


def listed(tenant: str, course: str | None, *, after: str | None, limit: int) -> Page[Mapping[str, Any]]:
    """Cards of the school's rubrics, or of a course's, by id. 1 round trip."""
    page = query_index(_list(tenant, course), after=after, limit=limit)
    return Page([entry.card for entry in page.items], page.next_key)


def add(tenant: str, rubric: KeptRubric, creation: Creation, *, actor: str) -> None:
    """Keep a new rubric; the same creation again is a success.

    Raises CourseNotFound, AssignmentTooLarge, IdempotencyKeyReused. 1 round trip.
    """
    item = _item(tenant, rubric)
    item.key_hash, item.body_hash = creation.key_hash, creation.body_hash
    again = repeated_or_lost(creation, ChangedInTheMeantime())
    with transaction(tenant=tenant, at=rubric.made_at, actor=actor) as write:
        write.put(item, when=RubricItem.absent(), otherwise=again, events=[_told(rubric)])
        if rubric.course is not None:
            refusal = CourseNotFound(course=rubric.course)
            write.check(CourseItem, course_key(tenant, rubric.course), when=CourseItem.present(), otherwise=refusal)


def change(tenant: str, rubric: KeptRubric, *, actor: str, at: datetime) -> None:
    """Write a changed rubric in the place of the revision that it was made from.

    Raises ChangedInTheMeantime, AssignmentTooLarge. 1 round trip.
    """
    item, mine = _item(tenant, rubric), replace(rubric, rev=rubric.rev + 1)

    def explain(old: RubricItem | None) -> ChangedInTheMeantime | None:
        """Finding what this very write would have left means that only its answer was lost."""
        return None if old is not None and _rubric(old) == mine else ChangedInTheMeantime()

    names = ("title", "document", "retired", "card")
    with transaction(tenant=tenant, at=at, actor=actor) as write:
        write.update(
            RubricItem,
            item.key,
            [getattr(RubricItem, name).set(getattr(item, name)) for name in names],
            when=RubricItem.rev == rubric.rev,
            otherwise=explain,
            events=[_told(rubric)],
        )


def _list(tenant: str, course: str | None) -> str:
    return tenant_key(tenant, "RUBRICS") if course is None else tenant_key(tenant, "C", course, "RUBRICS")


def _told(rubric: KeptRubric) -> RubricChanged:
    return RubricChanged(rubric=rubric.id, course=rubric.course, retired=rubric.retired)


def _item(tenant: str, rubric: KeptRubric) -> RubricItem:
    key, title = rubric_key(tenant, rubric.id), dict(rubric.title.root)
    document = rubric.rubric.model_dump(mode="json")
    size = len(CompressedJSONAttribute().serialize(document))
    if size > _MOST_BYTES:
        raise AssignmentTooLarge(bytes=size, limit=_MOST_BYTES)
    return RubricItem(
        key.pk,
        key.sk,
        title=title,
        course=rubric.course,
        document=document,
        retired=rubric.retired,
        made_at=rubric.made_at,
        gsi1pk=_list(tenant, rubric.course),
        gsi1sk=rubric.id,
        card={
            "id": rubric.id,
            "title": title,
            "course": rubric.course,
            "criteria": len(rubric.rubric.criteria),
            "maximum": rubric.rubric.maximum,
            "retired": rubric.retired,
        },
    )


def _rubric(item: RubricItem) -> KeptRubric:
    return KeptRubric(
        id=item.pk.rpartition("#")[2],
        title=LocalizedText(dict(item.title)),
        course=item.course,
        rubric=Rubric.model_validate(item.document, strict=False),
        retired=bool(item.retired),
        made_at=item.made_at,
        rev=item.revision,
    )
