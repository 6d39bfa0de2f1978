"""Publishing: version, outline, offer, catalogue entry and event, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from pynamodb.attributes import NumberAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.operand import Path
from pynamodb.expressions.update import Action

from lyceum.catalog.errors import CourseNotFound, SeatsTaken
from lyceum.catalog.events import CoursePublished, CourseUnpublished
from lyceum.catalog.model.course import About, Course, Draft, Status, outline_hash
from lyceum.catalog.model.publication import Publication, Seats, Shown, card, sort_key
from lyceum.catalog.store.courses import course_of, draft_of
from lyceum.catalog.store.items import (
    CourseItem,
    DraftItem,
    OfferItem,
    OutlineItem,
    VersionItem,
    course_key,
    part_key,
    version_key,
    whole,
)
from lyceum.content.published import Outline
from lyceum.kernel.errors import ChangedInTheMeantime, DomainError
from lyceum.kernel.table import Item, Transaction, batch_get, get, tenant_key, transaction
from lyceum.kernel.table.read import LIST_SHARDS, in_parallel, query_index

COUNTING = 0
"""Seats of an offer whose enrollments, which nobody counted before, are being counted: nobody can enroll meanwhile."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A course as it is now."""

    course: Course
    draft: Draft
    seats: Seats | None
    """None: it was never offered."""
    told_at: datetime | None
    """When its publication was last told."""


def snapshot(tenant: str, course: str) -> Snapshot:
    """Course, draft and offer, as they are now. Raises CourseNotFound. 1 round trip."""
    found, draft, offer = batch_get(
        (CourseItem, course_key(tenant, course)),
        (DraftItem, part_key(tenant, course, "DRAFT")),
        (OfferItem, part_key(tenant, course, "OFFER")),
        consistent=True,
    )
    if found is None or draft is None:
        raise CourseNotFound(course=course)
    seats = _seats(offer) if offer is not None else None
    return Snapshot(course_of(tenant, found), draft_of(draft), seats, found.told_at)


def shown(tenant: str, course: str) -> Shown | None:
    """What the catalogue shows of a course, or None where it shows nothing. 1 round trip."""
    found, outline, offer = batch_get(
        (CourseItem, course_key(tenant, course)),
        (OutlineItem, part_key(tenant, course, "OUTLINE")),
        (OfferItem, part_key(tenant, course, "OFFER")),
    )
    if found is None or outline is None or offer is None or found.status != str(Status.PUBLISHED):
        return None
    return Shown(course_of(tenant, found), Outline.model_validate(outline.doc), _seats(offer), open=offer.open)


def publish(now: Snapshot, publication: Publication, *, taken: int, actor: str, at: datetime) -> None:
    """Publish what the snapshot holds, if it still is what is kept.

    `taken`: enrollments that the offer did not count yet. Raises ChangedInTheMeantime, SeatsTaken. 1 round trip.
    """
    course, outline = publication.course, publication.outline
    moved = ChangedInTheMeantime()
    told = CoursePublished(course=course.id, version=publication.version)
    with transaction(tenant=course.tenant, at=at, actor=actor) as write:
        write.update(
            CourseItem,
            course_key(course.tenant, course.id),
            [
                CourseItem.status.set(str(course.status)),
                CourseItem.version.set(publication.version),
                CourseItem.outline_hash.set(outline_hash(outline)),
                CourseItem.about.set(now.draft.about.model_dump(mode="json", exclude_defaults=True)),
                CourseItem.published_at.set(course.published_at or at),
                CourseItem.card.set(card(course, outline, now.draft.about)),
                CourseItem.gsi1sk.set(sort_key(course)),
                CourseItem.told_at.set(at),
            ],
            when=CourseItem.rev == now.course.revision,
            otherwise=moved,
            events=[told.changing(status=(now.course.status, course.status))],
        )
        draft = part_key(course.tenant, course.id, "DRAFT")
        write.check(DraftItem, draft, when=DraftItem.rev == now.draft.revision, otherwise=moved)
        if publication.is_new_version:
            _put_version(write, course, outline)
        _put_offer(write, now, publication, taken)


def tell_again(course: Course, *, actor: str, at: datetime) -> None:
    """Tell that a published course is published: what waits for that goes live. Raises ChangedInTheMeantime."""
    with transaction(tenant=course.tenant, at=at, actor=actor) as write:
        write.update(
            CourseItem,
            course_key(course.tenant, course.id),
            [CourseItem.told_at.set(at)],
            when=CourseItem.rev == course.revision,
            otherwise=ChangedInTheMeantime(),
            events=[CoursePublished(course=course.id, version=course.version or 0)],
        )


def _put_version(write: Transaction, course: Course, outline: Outline) -> None:
    doc = outline.model_dump(mode="json")
    key = version_key(course.tenant, course.id, outline.version)
    item = VersionItem(key.pk, key.sk, doc=doc, version=outline.version)
    write.put(item, when=VersionItem.absent(), otherwise=ChangedInTheMeantime())
    write.update(
        OutlineItem,
        part_key(course.tenant, course.id, "OUTLINE"),
        [OutlineItem.doc.set(doc), OutlineItem.version.set(outline.version)],
        upsert=True,
    )


def _put_offer(write: Transaction, now: Snapshot, publication: Publication, taken: int) -> None:
    course, outline, about = publication.course, publication.outline, now.draft.about
    seats, when, refusal = _seat_changes(now.seats, about, taken)

    def explain(old: OfferItem | None) -> DomainError:
        same = old is not None and now.seats is not None and _seats(old).total == now.seats.total
        return refusal if same else ChangedInTheMeantime()

    write.update(
        OfferItem,
        part_key(course.tenant, course.id, "OFFER"),
        [
            OfferItem.open.set(True),
            OfferItem.price.set(about.price.amount if about.price else 0),
            OfferItem.currency.set(about.price.currency) if about.price else OfferItem.currency.remove(),
            OfferItem.title.set(outline.title.root),
            OfferItem.version.set(outline.version),
            OfferItem.required.set(" ".join(about.prerequisites))
            if about.prerequisites
            else OfferItem.required.remove(),
            *seats,
        ],
        when=when,
        otherwise=explain,
        upsert=True,
    )


def _seat_changes(before: Seats | None, about: About, taken: int) -> tuple[Sequence[Action], Condition, DomainError]:
    """How the seats change, relative to what enrollments have taken meanwhile; under which condition; what refuses."""
    wanted, left, total = about.seats, OfferItem.seats_left, OfferItem.seats
    moved = ChangedInTheMeantime()
    if before is None:
        return ([total.set(wanted), left.set(wanted)] if wanted else []), OfferItem.absent(), moved
    if before.total == wanted:
        return [], (total == wanted) if wanted else total.does_not_exist(), moved
    if before.total is None:
        # The caller begins to count first: see `begin_counting`.
        return [], OfferItem.absent(), moved
    if wanted is None:
        return [total.remove(), left.remove()], total == before.total, moved
    more = wanted - before.total - taken
    enough = (total == before.total) & (left >= -more) if more < 0 else total == before.total
    counted = OfferItem.counting_since.remove()
    return [total.set(wanted), left.set(left + more), counted], enough, SeatsTaken(seats=wanted)


def begin_counting(tenant: str, course: str, *, at: datetime) -> datetime:
    """An offer without a limit gets one: from here on nobody can enroll until the seats taken so far are counted.

    Since when nobody can, which may be earlier: a publisher may have begun before and not come to the end.
    """
    since = at

    def explain(old: OfferItem | None) -> DomainError | None:
        nonlocal since
        if old is None or old.seats != COUNTING:
            return ChangedInTheMeantime()
        since = old.counting_since
        return None

    with transaction(tenant=tenant, at=at) as write:
        write.update(
            OfferItem,
            part_key(tenant, course, "OFFER"),
            [OfferItem.seats.set(COUNTING), OfferItem.seats_left.set(0), OfferItem.counting_since.set(at)],
            when=OfferItem.seats.does_not_exist(),
            otherwise=explain,
        )
    return since


def give_up_counting(tenant: str, course: str, *, at: datetime) -> None:
    """Back to no limit."""
    with transaction(tenant=tenant, at=at) as write:
        write.update(
            OfferItem,
            part_key(tenant, course, "OFFER"),
            [OfferItem.seats.remove(), OfferItem.seats_left.remove(), OfferItem.counting_since.remove()],
            when=OfferItem.seats == COUNTING,
            otherwise=lambda _: None,
        )


class HeldPartItem(Item):
    """The offer as far as commerce writes it."""

    reserved = NumberAttribute(attr_name="rs", null=True)


def seats_held(tenant: str, course: str) -> int:
    """How many are held for orders that were placed while seats were counted before. 1 round trip, 1 RCU."""
    item = get(HeldPartItem, part_key(tenant, course, "OFFER"), consistent=True)
    return (whole(item.reserved) or 0) if item is not None else 0


def seats_taken(tenant: str, course: str) -> int:
    """How many are enrolled, from the roster. It follows enrollments by milliseconds (an index is read)."""
    roster = tenant_key(tenant, "C", course, "ROSTER")
    return sum(in_parallel(*(partial(_count, f"{roster}#{shard}") for shard in range(LIST_SHARDS))))


def _count(list_key: str) -> int:
    count, after = 0, None
    while True:
        page = query_index(list_key, after=after, limit=1000)
        count += sum(not entry.sort.startswith("withdrawn#") for entry in page.items)
        after = page.next_key
        if after is None:
            return count


def unpublish(course: Course, *, actor: str, at: datetime) -> None:
    """Take a published course out of the catalogue and close its offer. Raises ChangedInTheMeantime. 1 round trip."""
    with transaction(tenant=course.tenant, at=at, actor=actor) as write:
        write.update(
            CourseItem,
            course_key(course.tenant, course.id),
            [
                CourseItem.status.set(str(course.status)),
                CourseItem.gsi1sk.set(sort_key(course)),
                Path(["card", "status"]).set(str(course.status)),
            ],
            when=CourseItem.rev == course.revision,
            otherwise=ChangedInTheMeantime(),
            events=[CourseUnpublished(course=course.id).changing(status=(Status.PUBLISHED, course.status))],
        )
        write.update(
            OfferItem,
            part_key(course.tenant, course.id, "OFFER"),
            [OfferItem.open.set(False)],
            otherwise=ChangedInTheMeantime(),
        )


def _seats(offer: OfferItem) -> Seats:
    return Seats(whole(offer.seats), whole(offer.seats_left))
