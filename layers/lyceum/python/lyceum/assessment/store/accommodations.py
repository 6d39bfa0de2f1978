"""Accommodations in the table: beside the learner's attempts, listed by course."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from itertools import batched
from typing import Any

from lyceum.assessment.errors import CourseLearnerNotFound
from lyceum.assessment.events import AccommodationChanged
from lyceum.assessment.model.accommodation import Accommodation
from lyceum.assessment.store.items import EnrollmentItem, enrollment_key
from lyceum.assessment.store.terms_items import (
    ACCOMMODATION,
    AccommodationItem,
    accommodation_key,
    accommodations_list,
    kept_terms,
    terms_of,
)
from lyceum.kernel.clock import parse
from lyceum.kernel.errors import ChangedInTheMeantime
from lyceum.kernel.table import Page, batch_get, get, query, tenant_key, transaction
from lyceum.kernel.table.read import query_index


def find(tenant: str, learner: str, course: str, assessment: str | None) -> Accommodation | None:
    """What was granted in just this place, as it is now, or None. 1 round trip, 1 RCU."""
    item = get(AccommodationItem, accommodation_key(tenant, learner, course, assessment), consistent=True)
    return accommodation_of(item) if item is not None else None


def of_learner(tenant: str, learner: str, *, consistent: bool = False) -> list[Accommodation]:
    """All that a learner was ever granted. 1 round trip for each hundred, 0.5 RCU for a dozen."""
    found: list[Accommodation] = []
    after: str | None = None
    while True:
        page = query(
            AccommodationItem,
            tenant_key(tenant, "U", learner),
            prefix=ACCOMMODATION,
            after=after,
            consistent=consistent,
        )
        found += map(accommodation_of, page.items)
        after = page.next_key
        if after is None:
            return found


def in_course(tenant: str, learner: str, course: str, assessments: Collection[str]) -> list[Accommodation]:
    """What a learner was granted in a course and in some of its assessments. 1 round trip for each hundred."""
    keys = (accommodation_key(tenant, learner, course, each) for each in (None, *sorted(assessments)))
    wanted = ((AccommodationItem, key) for key in keys)
    return [
        accommodation_of(item)
        for some in batched(wanted, 100, strict=False)
        for item in batch_get(*some)
        if item is not None
    ]


def of_course(tenant: str, course: str, *, after: str | None, limit: int) -> Page[Accommodation]:
    """What makes a difference in a course, by learner. 1 round trip."""
    page = query_index(accommodations_list(tenant, course), after=after, limit=limit)
    return Page([_of_card(course, entry.card) for entry in page.items], page.next_key)


def keep(tenant: str, accommodation: Accommodation) -> None:
    """Write it in the place of the revision that it was made from, if the learner is enrolled in the course.

    Raises ChangedInTheMeantime, CourseLearnerNotFound. 1 round trip, 4 WCU and 1 for the list.
    """
    item, kept = _item(tenant, accommodation), accommodation.rev
    with transaction(tenant=tenant, at=accommodation.granted_at, actor=accommodation.granted_by) as write:
        write.update(
            AccommodationItem,
            item.key,
            _changes(item),
            when=AccommodationItem.rev == kept if kept else AccommodationItem.absent(),
            otherwise=_explain(accommodation),
            events=[_told(accommodation)],
            upsert=True,
        )
        place = enrollment_key(tenant, accommodation.learner, accommodation.course)
        write.check(EnrollmentItem, place, when=EnrollmentItem.present(), otherwise=CourseLearnerNotFound())


def _explain(written: Accommodation) -> Any:
    """Finding there what this very write would have left means that only its answer was lost."""

    def explain(old: AccommodationItem | None) -> ChangedInTheMeantime | None:
        mine = replace(written, rev=written.rev + 1)
        return None if old is not None and accommodation_of(old) == mine else ChangedInTheMeantime()

    return explain


def _changes(item: AccommodationItem) -> list[Any]:
    names = ("course", "terms", "granted_by", "granted_at") + (("assessment",) if item.assessment is not None else ())
    listed = [AccommodationItem.gsi1pk.remove(), AccommodationItem.gsi1sk.remove(), AccommodationItem.card.remove()]
    if item.card is not None:
        listed = [getattr(AccommodationItem, name).set(getattr(item, name)) for name in ("gsi1pk", "gsi1sk", "card")]
    return [getattr(AccommodationItem, name).set(getattr(item, name)) for name in names] + listed


def _told(accommodation: Accommodation) -> AccommodationChanged:
    terms = accommodation.terms
    return AccommodationChanged(
        learner=accommodation.learner,
        course=accommodation.course,
        assessment=accommodation.assessment,
        time_factor=terms.time_factor,
        extra_attempts=terms.extra_attempts,
        other_dates=any((terms.available_from, terms.available_until, terms.due_at)),
    )


def _item(tenant: str, accommodation: Accommodation) -> AccommodationItem:
    learner, course, assessment = accommodation.learner, accommodation.course, accommodation.assessment
    key = accommodation_key(tenant, learner, course, assessment)
    item = AccommodationItem(
        key.pk,
        key.sk,
        course=course,
        assessment=assessment,
        terms=kept_terms(accommodation.terms),
        granted_by=accommodation.granted_by,
        granted_at=accommodation.granted_at,
    )
    if accommodation.gives_something:
        item.gsi1pk = accommodations_list(tenant, course)
        item.gsi1sk = f"{learner}#{assessment or ''}"
        item.card = {
            "u": learner,
            "a": assessment,
            "t": item.terms,
            "b": item.granted_by,
            "at": item.granted_at,
        }
    return item


def accommodation_of(item: AccommodationItem) -> Accommodation:
    """What an item keeps."""
    return Accommodation(
        learner=item.pk.rsplit("#", 1)[1],
        course=item.course,
        assessment=item.assessment,
        terms=terms_of(item.terms),
        granted_by=item.granted_by,
        granted_at=item.granted_at,
        rev=item.revision,
    )


def _of_card(course: str, card: Mapping[str, Any]) -> Accommodation:
    return Accommodation(
        learner=card["u"],
        course=course,
        assessment=card["a"],
        terms=terms_of(card["t"]),
        granted_by=card["b"],
        granted_at=parse(card["at"]),
    )
