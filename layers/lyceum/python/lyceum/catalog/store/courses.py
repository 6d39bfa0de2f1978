"""Courses and their drafts."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from pynamodb.expressions.operand import Path
from pynamodb.expressions.update import Action

from lyceum.catalog.errors import CodeTaken, CourseNotFound, CourseTooLarge, SlugTaken
from lyceum.catalog.model.course import About, Course, Draft, Imported, Status
from lyceum.catalog.model.listing import Cards
from lyceum.catalog.model.publication import card, sort_key
from lyceum.catalog.store.items import (
    ClaimItem,
    CourseItem,
    DraftItem,
    claim_key,
    course_key,
    part_key,
    whole,
)
from lyceum.content.published import Outline
from lyceum.kernel.creation import Creation, repeated
from lyceum.kernel.errors import ChangedInTheMeantime, Conflict, DomainError
from lyceum.kernel.ids import new_id
from lyceum.kernel.owned_courses import OwnedCoursesItem, owned_key
from lyceum.kernel.table import CompressedJSONAttribute, Transaction, batch_get, tenant_key, transaction
from lyceum.kernel.table.read import get, query_index

_MOST_OUTLINE_BYTES = 180_000
"""Compressed. Publishing writes an outline twice, and an item holds 400 KB."""


class CourseExists(Conflict):
    """A course with this id is there already."""

    title = {"en": "The course is there already", "th": "มีหลักสูตรนี้อยู่แล้ว"}


def add(course: Course, draft: Draft, creation: Creation) -> None:
    """Keep a new course with its draft, and claim its slug and code, in one transaction.

    The same creation again is a success. Raises CourseExists, SlugTaken, CodeTaken, CourseTooLarge. 1 round trip.
    """
    item = course_item(course, draft)
    item.key_hash, item.body_hash = creation.key_hash, creation.body_hash
    key = part_key(course.tenant, course.id, "DRAFT")
    fields = draft_fields(draft, operation=new_id())
    with transaction(tenant=course.tenant, at=course.created_at, actor=course.created_by) as write:
        # The course comes first: a repeat must be recognised by it, not refused for its own claim.
        write.put(item, when=CourseItem.absent(), otherwise=repeated(creation, CourseExists(course=course.id)))
        write.put(DraftItem(key.pk, key.sk, **fields), when=DraftItem.absent(), otherwise=CourseExists())
        _claim(write, course, "SLUG", course.slug, SlugTaken(slug=course.slug))
        if course.code:
            _claim(write, course, "CODE", course.code, CodeTaken(code=course.code))
        count_owned(write, course.owner, 1)


def count_owned(write: Transaction, person: str, more: int) -> None:
    """Add to a transaction that somebody has so many courses more, or less. 2 WCU."""
    write.update(OwnedCoursesItem, owned_key(write.tenant, person), [OwnedCoursesItem.courses.add(more)], upsert=True)


def _claim(write: Transaction, course: Course, kind: str, value: str, refusal: DomainError) -> None:
    key = claim_key(course.tenant, kind, value)
    write.put(
        ClaimItem(key.pk, key.sk, owner=course.id),
        when=ClaimItem.absent() | (ClaimItem.owner == course.id),
        otherwise=refusal,
    )


def _release(write: Transaction, course: Course, kind: str, value: str) -> None:
    # A claim that is not there is given up already; to let the course's own change pass for done would lose it.
    free = ClaimItem.absent() | (ClaimItem.owner == course.id)
    write.delete(ClaimItem, claim_key(course.tenant, kind, value), when=free, otherwise=ChangedInTheMeantime())


def find(tenant: str, course: str) -> tuple[Course, Draft]:
    """A course and its draft as they are now. Raises CourseNotFound. 1 round trip."""
    found, draft = batch_get(
        (CourseItem, course_key(tenant, course)), (DraftItem, part_key(tenant, course, "DRAFT")), consistent=True
    )
    if found is None or draft is None:
        raise CourseNotFound(course=course)
    return course_of(tenant, found), draft_of(draft)


def prerequisites(tenant: str, courses: Collection[str]) -> dict[str, tuple[str, ...]]:
    """What drafts say comes before each of some courses; courses that are not there are left out. 1 round trip."""
    found = batch_get(*((DraftItem, part_key(tenant, course, "DRAFT")) for course in courses))
    return {
        course: About.model_validate(draft.about or {}).prerequisites
        for course, draft in zip(courses, found, strict=True)
        if draft is not None
    }


def owner_of_slug(tenant: str, slug: str) -> str | None:
    """The course whose slug it is, or None. 1 round trip, 0.5 RCU."""
    claim = get(ClaimItem, claim_key(tenant, "SLUG", slug))
    return claim.owner if claim is not None else None


def listed(tenant: str, *, prefix: str, after: str | None, limit: int, newest_first: bool) -> Cards:
    """Courses of a tenant by state (`published#`, `draft#`, …), as cards. 1 round trip."""
    list_key = tenant_key(tenant, "CATALOG")
    page = query_index(list_key, prefix=prefix, after=after, limit=limit, forward=not newest_first)
    return Cards([entry.card for entry in page.items], page.next_key)


def save_draft(course: Course, draft: Draft, *, actor: str, at: datetime) -> Draft:
    """Keep a changed draft in the place of the revision that it was made from; as it is kept now.

    Raises ChangedInTheMeantime where somebody else was first, CourseTooLarge.
    """
    with transaction(tenant=course.tenant, at=at, actor=actor) as write:
        put_draft(write, course, draft)
        if not course.is_published:
            # Authors find a course by what its draft says; the catalogue shows what was published.
            write.update(
                CourseItem,
                course_key(course.tenant, course.id),
                [CourseItem.card.set(card(course, draft.outline, draft.about))],
                when=CourseItem.status == str(course.status),
                otherwise=ChangedInTheMeantime(),
            )
    return replace(draft, revision=draft.revision + 1)


def put_draft(write: Transaction, course: Course, draft: Draft) -> None:
    """Add the write of a draft to a transaction."""
    operation = new_id()
    fields = draft_fields(draft, operation=operation)
    write.update(
        DraftItem,
        part_key(course.tenant, course.id, "DRAFT"),
        [getattr(DraftItem, name).set(value) for name, value in fields.items()],
        when=DraftItem.rev == draft.revision,
        otherwise=lambda old: None if old is not None and old.operation == operation else ChangedInTheMeantime(),
    )


def rename(before: Course, after: Course, draft: Draft, *, actor: str, at: datetime) -> None:
    """Give a course another slug or code; the draft is what it was, or changes with it.

    Raises SlugTaken, CodeTaken, ChangedInTheMeantime.
    """
    with transaction(tenant=before.tenant, at=at, actor=actor) as write:
        put_draft(write, after, draft)
        write.update(
            CourseItem,
            course_key(before.tenant, before.id),
            [
                CourseItem.slug.set(after.slug),
                CourseItem.code.set(after.code) if after.code else CourseItem.code.remove(),
                *_renamed_card(after, draft),
            ],
            when=CourseItem.rev == before.revision,
            otherwise=ChangedInTheMeantime(),
        )
        if after.slug != before.slug:
            _claim(write, after, "SLUG", after.slug, SlugTaken(slug=after.slug))
            _release(write, before, "SLUG", before.slug)
        if after.code != before.code and after.code:
            _claim(write, after, "CODE", after.code, CodeTaken(code=after.code))
        if after.code != before.code and before.code:
            _release(write, before, "CODE", before.code)


def _renamed_card(course: Course, draft: Draft) -> list[Action]:
    """A published course keeps the card of its publication, under its new names."""
    if not course.is_published:
        return [CourseItem.card.set(card(course, draft.outline, draft.about))]
    code = Path(["card", "code"])
    return [Path(["card", "slug"]).set(course.slug), code.set(course.code) if course.code else code.remove()]


def draft_fields(draft: Draft, *, operation: str) -> dict[str, Any]:
    """Attributes of a draft's item. Raises CourseTooLarge."""
    doc = draft.outline.model_dump(mode="json", warnings="error")  # what could not be read again is never written
    size = len(CompressedJSONAttribute().serialize(doc))
    if size > _MOST_OUTLINE_BYTES:
        raise CourseTooLarge(bytes=size, limit=_MOST_OUTLINE_BYTES)
    imports = {source: mark.model_dump(mode="json") for source, mark in draft.imports.items()}
    return {
        "doc": doc,
        "about": draft.about.model_dump(mode="json", warnings="error", exclude_defaults=True),
        "marks": {"imports": imports, "created": dict(draft.created)},
        "operation": operation,
    }


def draft_of(item: DraftItem) -> Draft:
    """The draft that an item keeps."""
    marks: Mapping[str, Any] = item.marks or {}
    return Draft(
        outline=Outline.model_validate(item.doc),
        about=About.model_validate(item.about or {}),
        imports={source: Imported.model_validate(mark) for source, mark in marks.get("imports", {}).items()},
        created=marks.get("created", {}),
        revision=item.revision,
    )


def course_item(course: Course, draft: Draft) -> CourseItem:
    """A new course as it is kept."""
    key = course_key(course.tenant, course.id)
    return CourseItem(
        key.pk,
        key.sk,
        slug=course.slug,
        code=course.code,
        status=str(course.status),
        created_by=course.created_by,
        owner=course.owner,
        created_at=course.created_at,
        gsi1pk=tenant_key(course.tenant, "CATALOG"),
        gsi1sk=sort_key(course),
        card=card(course, draft.outline, draft.about),
    )


def course_of(tenant: str, item: CourseItem) -> Course:
    """The course that an item keeps."""
    return Course(
        tenant=tenant,
        id=item.pk.rsplit("#", 1)[1],
        slug=item.slug,
        code=item.code,
        status=Status(item.status),
        created_by=item.created_by,
        handed_to=item.owner,
        created_at=item.created_at,
        version=whole(item.version),
        outline_hash=item.outline_hash,
        about=About.model_validate(item.about) if item.about is not None else None,
        published_at=item.published_at,
        revision=item.revision,
    )
