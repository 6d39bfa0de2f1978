"""What enrollment keeps: `T#t#U#u / ENROLLMENT#c` with its roster entry, and the course's `OFFER`."""

from datetime import datetime
from typing import Any

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute

from lyceum.enrollment.errors import AlreadyEnrolled, BranchRefused, CourseFull, CourseNotFound, EnrollmentNotFound
from lyceum.enrollment.events import EnrollmentCompleted, LearnerEnrolled, LearnerWithdrawn
from lyceum.enrollment.model import ZERO, Enrollment, Offer, Reason, Source, Status, refusal
from lyceum.kernel.creation import Creation, repeated
from lyceum.kernel.errors import Busy, Conflict, DomainError
from lyceum.kernel.ids import shard_of
from lyceum.kernel.table import (
    DecimalAttribute,
    InstantAttribute,
    Item,
    Key,
    Page,
    Transaction,
    batch_get,
    get,
    query,
    query_shards,
    tenant_key,
    transaction,
)
from lyceum.kernel.table.items import RawMapAttribute
from lyceum.kernel.table.read import LIST_SHARDS

PREFIX = "ENROLLMENT#"


class EnrollmentItem(Item):
    """An enrollment as it is kept."""

    KIND = "enrollment"

    course = UnicodeAttribute(attr_name="c")
    learner = UnicodeAttribute(attr_name="u")
    source = UnicodeAttribute(attr_name="src")
    status = UnicodeAttribute(attr_name="s")
    enrolled_at = InstantAttribute(attr_name="at")
    version = NumberAttribute(attr_name="n", null=True)
    title = RawMapAttribute(attr_name="ti", null=True)
    percent = DecimalAttribute(attr_name="pc", null=True)
    progress_rev = NumberAttribute(attr_name="pr", null=True)
    """Revision of the progress that `percent` was copied from: only a newer one is taken."""
    completed_at = InstantAttribute(attr_name="done", null=True)
    branch = UnicodeAttribute(attr_name="br", null=True)
    withdrawn_at = InstantAttribute(attr_name="out", null=True)
    reason = UnicodeAttribute(attr_name="why", null=True)


class OfferItem(Item):
    """The offer of a course: catalog opens and prices it, enrollment takes seats from it."""

    KIND = "offer"

    open = BooleanAttribute(attr_name="o")
    price = NumberAttribute(attr_name="p", default=0)
    currency = UnicodeAttribute(attr_name="cur", null=True)
    seats = NumberAttribute(attr_name="cap", null=True)
    """In all; 0 while catalog counts those that were taken without a limit."""
    seats_left = NumberAttribute(attr_name="sl", null=True)
    waiting = NumberAttribute(attr_name="w", null=True)
    title = RawMapAttribute(attr_name="ti", null=True)
    version = NumberAttribute(attr_name="n", null=True)
    branches_only = BooleanAttribute(attr_name="br", null=True)
    """Tenancy says so."""


class BranchPartItem(Item):
    """A branch, a person at it, or a course that it may use, as far as their state; tenancy writes them."""

    state = UnicodeAttribute(attr_name="s")


class OfferDemandsBranch(Conflict):
    """The offer is for branches although the write named none."""

    title = {"en": "The course demands a branch", "th": "หลักสูตรนี้ต้องลงทะเบียนผ่านสาขา"}


class OfferHasSeats(Conflict):
    """The offer counts seats although the write took it for one without a limit, or the other way round."""

    title = {"en": "The course's seats are counted otherwise", "th": "การนับที่นั่งของหลักสูตรเปลี่ยนไป"}


def enrollment_key(tenant: str, learner: str, course: str) -> Key:
    """Where an enrollment lies."""
    return Key(tenant_key(tenant, "U", learner), PREFIX + course)


def offer_key(tenant: str, course: str) -> Key:
    """Where an offer lies."""
    return Key(tenant_key(tenant, "C", course), "OFFER")


def add(enrollment: Enrollment, creation: Creation, *, seats_are_counted: bool) -> Enrollment:
    """Keep a new enrollment and take its seat, in one transaction; what is kept (an earlier one for a repeat).

    Raises the refusal of the offer, AlreadyEnrolled, BranchRefused, OfferDemandsBranch where the enrollment names no
    branch, or OfferHasSeats where the guess about seats was wrong.
    Limited: 4 WCU + 1 roster; unlimited: put and check, 4 WCU + 1. Through a branch 6 WCU more, for three checks.
    """
    kept = enrollment
    again = repeated(creation, AlreadyEnrolled(course=enrollment.course))

    def explain_presence(old: EnrollmentItem | None) -> DomainError | None:
        nonlocal kept
        verdict = again(old)
        if verdict is None and old is not None:
            kept = _entity(enrollment.tenant, old)
        return verdict

    key = offer_key(enrollment.tenant, enrollment.course)
    free = (OfferItem.open == True) & (OfferItem.price == 0)  # noqa: E712 - PynamoDB builds a condition from it
    if enrollment.branch is None:
        free &= OfferItem.branches_only.does_not_exist() | (OfferItem.branches_only == False)  # noqa: E712
    explain_offer = _explain_offer(enrollment, counted=seats_are_counted)
    with transaction(tenant=enrollment.tenant, at=enrollment.enrolled_at, actor=enrollment.learner) as write:
        write.put(
            _item(enrollment, creation),
            when=EnrollmentItem.absent(),
            otherwise=explain_presence,
            events=[_told(enrollment)],
        )
        if seats_are_counted:
            has_seats = (OfferItem.seats_left > 0) & (OfferItem.waiting.does_not_exist() | (OfferItem.waiting <= 0))
            write.update(
                OfferItem,
                key,
                [OfferItem.seats_left.set(OfferItem.seats_left - 1)],
                when=free & has_seats,
                otherwise=explain_offer,
            )
        else:
            unlimited = free & OfferItem.seats_left.does_not_exist()
            write.check(OfferItem, key, when=unlimited, otherwise=explain_offer)
        if enrollment.branch is not None:
            check_branch(write, enrollment, enrollment.branch)
    return kept


def _told(enrollment: Enrollment) -> LearnerEnrolled:
    return LearnerEnrolled(
        learner=enrollment.learner, course=enrollment.course, source=enrollment.source, branch=enrollment.branch
    )


def _explain_offer(enrollment: Enrollment, *, counted: bool) -> Any:
    course = enrollment.course

    def explain(old: OfferItem | None) -> DomainError | None:
        offer = _offer(old) if old is not None else None
        verdict = refusal(offer, course)
        if verdict is None and offer is not None and offer.branches_only and enrollment.branch is None:
            return OfferDemandsBranch()
        if offer is not None and (offer.seats_left is not None) is not counted:
            return verdict or OfferHasSeats()
        return verdict or CourseFull(course=course)

    return explain


def check_branch(write: Transaction, enrollment: Enrollment, branch: str) -> None:
    """The learner belongs to the branch, it may use the course, and it is open: three checks, 6 WCU, 0 round trips."""
    tenant, refused = enrollment.tenant, BranchRefused(branch=branch)
    member = Key(tenant_key(tenant, "U", enrollment.learner), f"BRANCH#{branch}")
    for key, state in (
        (member, "active"),
        (_branch_course_key(tenant, branch, enrollment.course), "active"),
        (Key(tenant_key(tenant), f"BRANCH#{branch}"), "open"),
    ):
        write.check(BranchPartItem, key, when=BranchPartItem.state == state, otherwise=refused)


def way_in(tenant: str, learner: str, course: str) -> str | None:
    """A branch of the learner's that may use the course, or None. 2 round trips, 1 where they belong to none."""
    mine = query(BranchPartItem, tenant_key(tenant, "U", learner), prefix="BRANCH#").items
    branches = [item.sk.partition("#")[2] for item in mine if item.state == "active"]
    if not branches:
        return None
    found = batch_get(*((BranchPartItem, _branch_course_key(tenant, branch, course)) for branch in branches))
    usable = (branch for branch, item in zip(branches, found, strict=True) if item and item.state == "active")
    return next(usable, None)


def _branch_course_key(tenant: str, branch: str, course: str) -> Key:
    return Key(tenant_key(tenant, "B", branch), f"COURSE#{course}")


def withdraw(before: Enrollment, after: Enrollment, *, at: datetime, seats_are_counted: bool) -> None:
    """Keep a withdrawn enrollment and give its seat back, in one transaction; tells LearnerWithdrawn.

    Raises EnrollmentChanged, CourseNotFound, Busy while catalog counts seats, or OfferHasSeats where the guess about
    seats was wrong. 1 round trip, 4 WCU; its entry in the roster moves.
    """

    def explain_enrollment(old: EnrollmentItem | None) -> DomainError | None:
        kept = _entity(after.tenant, old) if old is not None else None
        return EnrollmentChanged(kept)

    reason = str(after.reason or Reason.OTHER)
    told = LearnerWithdrawn(learner=after.learner, course=after.course, reason=reason)
    key = offer_key(after.tenant, after.course)
    with transaction(tenant=after.tenant, at=at, actor=after.learner) as write:
        write.update(
            EnrollmentItem,
            enrollment_key(after.tenant, after.learner, after.course),
            [
                EnrollmentItem.status.set(after.status),
                EnrollmentItem.withdrawn_at.set(after.withdrawn_at or at),
                EnrollmentItem.reason.set(reason),
                EnrollmentItem.gsi1sk.set(_roster_sort(after)),
                EnrollmentItem.card.set(_card(after)),
            ],
            when=EnrollmentItem.rev == before.rev,
            otherwise=explain_enrollment,
            events=[told],
        )
        explain = _explain_return(after.course, counted=seats_are_counted)
        if seats_are_counted:
            settled = OfferItem.seats.does_not_exist() | (OfferItem.seats > 0)
            one_more = [OfferItem.seats_left.set(OfferItem.seats_left + 1)]
            write.update(OfferItem, key, one_more, when=OfferItem.seats_left.exists() & settled, otherwise=explain)
        else:
            write.check(
                OfferItem, key, when=OfferItem.present() & OfferItem.seats_left.does_not_exist(), otherwise=explain
            )


def _explain_return(course: str, *, counted: bool) -> Any:
    def explain(old: OfferItem | None) -> DomainError:
        if old is None:
            return CourseNotFound(course=course)
        if (old.seats_left is not None) is not counted:
            return OfferHasSeats()
        return Busy("The course's seats are being counted.")

    return explain


def find_offer(tenant: str, course: str) -> Offer | None:
    """The offer as it was a moment ago. 1 round trip, 0.5 RCU."""
    item = get(OfferItem, offer_key(tenant, course))
    return _offer(item) if item is not None else None


def of_learner(tenant: str, learner: str, *, after: str | None, limit: int) -> Page[Enrollment]:
    """A learner's enrollments by course id. 1 round trip."""
    page = query(EnrollmentItem, tenant_key(tenant, "U", learner), prefix=PREFIX, after=after, limit=limit)
    return Page([_entity(tenant, item) for item in page.items], page.next_key)


def of_course(tenant: str, course: str, *, after: str | None, limit: int) -> Page[dict[str, Any]]:
    """Roster cards of a course by status and learner. 1 round trip over eight shards."""
    page = query_shards(tenant_key(tenant, "C", course, "ROSTER"), after=after, limit=limit)
    return Page([entry.card for entry in page.items], page.next_key)


def describe(
    tenant: str, learner: str, course: str, *, version: int, title: dict[str, str] | None, at: datetime
) -> None:
    """Write down the version that the learner is on, and the course's title for the learner's list. The first stays.

    1 round trip. Raises EnrollmentNotFound.
    """
    actions = [EnrollmentItem.version.set(version)]
    if title:
        actions.append(EnrollmentItem.title.set(title))
    with transaction(tenant=tenant, at=at) as write:
        write.update(
            EnrollmentItem,
            enrollment_key(tenant, learner, course),
            actions,
            when=EnrollmentItem.version.does_not_exist(),
            otherwise=lambda old: None if old else EnrollmentNotFound(course=course),
        )


class EnrollmentChanged(Conflict):
    """Somebody else changed the enrollment first; `enrollment` is what is there now."""

    title = {"en": "The enrollment was changed elsewhere", "th": "การลงทะเบียนถูกเปลี่ยนจากที่อื่น"}

    def __init__(self, enrollment: Enrollment | None) -> None:
        super().__init__()
        self.enrollment = enrollment


def follow(before: Enrollment, after: Enrollment, *, at: datetime) -> None:
    """Write percent and state, if nothing else was written since `before`; tells EnrollmentCompleted at the end.

    1 round trip, 1 WCU and the roster's entry. Raises EnrollmentChanged.
    """
    ends = before.completed_at is None and after.completed_at is not None
    events = [EnrollmentCompleted(learner=after.learner, course=after.course)] if ends else []
    with transaction(tenant=after.tenant, at=at) as write:
        write.update(
            EnrollmentItem,
            enrollment_key(after.tenant, after.learner, after.course),
            [
                EnrollmentItem.status.set(after.status),
                EnrollmentItem.percent.set(after.percent),
                EnrollmentItem.progress_rev.set(after.progress_rev),
                EnrollmentItem.gsi1sk.set(_roster_sort(after)),
                EnrollmentItem.card.set(_card(after) | {"seen": at}),  # when learning last moved: reports show it
                *([EnrollmentItem.completed_at.set(after.completed_at)] if after.completed_at else []),
            ],
            when=EnrollmentItem.rev == before.rev,
            otherwise=lambda old: EnrollmentChanged(_entity(after.tenant, old) if old else None),
            events=events,
        )


def find(tenant: str, learner: str, course: str) -> Enrollment | None:
    """One enrollment, as it is now. 1 round trip, 1 RCU."""
    item = get(EnrollmentItem, enrollment_key(tenant, learner, course), consistent=True)
    return _entity(tenant, item) if item is not None else None


def _roster_sort(enrollment: Enrollment) -> str:
    return f"{enrollment.status}#{enrollment.learner}"


def _card(enrollment: Enrollment) -> dict[str, Any]:
    card: dict[str, Any] = {
        "learner": enrollment.learner,
        "status": str(enrollment.status),
        "source": str(enrollment.source),
        "at": enrollment.enrolled_at,
        "percent": enrollment.percent,
    }
    return card | ({"done": enrollment.completed_at} if enrollment.completed_at else {})


def _item(enrollment: Enrollment, creation: Creation) -> EnrollmentItem:
    key = enrollment_key(enrollment.tenant, enrollment.learner, enrollment.course)
    shard = shard_of(enrollment.learner, LIST_SHARDS)
    return EnrollmentItem(
        key.pk,
        key.sk,
        course=enrollment.course,
        learner=enrollment.learner,
        source=str(enrollment.source),
        status=str(enrollment.status),
        enrolled_at=enrollment.enrolled_at,
        branch=enrollment.branch,
        gsi1pk=tenant_key(enrollment.tenant, "C", enrollment.course, "ROSTER", str(shard)),
        gsi1sk=_roster_sort(enrollment),
        card=_card(enrollment),
        key_hash=creation.key_hash,
        body_hash=creation.body_hash,
    )


def _entity(tenant: str, item: EnrollmentItem) -> Enrollment:
    return Enrollment(
        tenant=tenant,
        learner=item.learner,
        course=item.course,
        source=Source(item.source),
        status=Status(item.status),
        enrolled_at=item.enrolled_at,
        version=int(item.version) if item.version is not None else None,
        title=item.title,
        percent=item.percent if item.percent is not None else ZERO,
        completed_at=item.completed_at,
        withdrawn_at=item.withdrawn_at,
        reason=Reason(item.reason) if item.reason is not None else None,
        progress_rev=int(item.progress_rev or 0),
        branch=item.branch,
        rev=item.revision,
    )


def _offer(item: OfferItem) -> Offer:
    return Offer(
        open=item.open,
        price=int(item.price),
        seats_left=int(item.seats_left) if item.seats_left is not None else None,
        waiting=int(item.waiting or 0),
        title=item.title,
        version=int(item.version) if item.version is not None else None,
        branches_only=bool(item.branches_only),
    )
