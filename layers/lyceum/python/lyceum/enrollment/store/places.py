"""What enrollment keeps: `T#t#U#u / ENROLLMENT#c` with its roster entry, and the course's `OFFER`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pynamodb.expressions.condition import Condition

from lyceum.enrollment.errors import (
    AlreadyEnrolled,
    BannedFromCourse,
    BranchRefused,
    CourseFull,
    CourseNotFound,
    EnrollmentNotFound,
    LearnerNotFound,
    PrerequisiteMissing,
)
from lyceum.enrollment.events import EnrollmentCompleted, LearnerEnrolled, LearnerWithdrawn
from lyceum.enrollment.model import Enrollment, Offer, WithdrawalReason, refusal
from lyceum.enrollment.store.items import (
    LIFTED,
    PREFIX,
    BranchPartItem,
    EnrollmentItem,
    OfferDemandsBranch,
    OfferDemandsCourses,
    OfferHasSeats,
    OfferItem,
    enrollment_key,
    entity,
    kept_ban,
    offer_key,
    offer_of,
    roster_card,
    roster_sort,
)
from lyceum.kernel.creation import Creation, repeated
from lyceum.kernel.directory import MemberItem, member_key
from lyceum.kernel.errors import Busy, Conflict, DomainError
from lyceum.kernel.ids import shard_of
from lyceum.kernel.table import (
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
from lyceum.kernel.table.read import LIST_SHARDS


def add(
    enrollment: Enrollment,
    creation: Creation,
    *,
    seats_are_counted: bool,
    by: str | None = None,
    required: Sequence[str] = (),
) -> Enrollment:
    """Keep a new enrollment and take its seat, in one transaction; what is kept (an earlier one for a repeat).

    Raises the refusal of the offer, AlreadyEnrolled, BranchRefused, OfferDemandsBranch where the enrollment names no
    branch, or OfferHasSeats and OfferDemandsCourses where the guess about seats or about `required` courses was wrong.
    Who has not completed one of these: PrerequisiteMissing, but for a place that staff give. 2 WCU for each.
    `by`: who gives the place to another; then the learner has to be an active member, or LearnerNotFound: 2 WCU more.
    Limited: 4 WCU + 1 roster; unlimited: put and check, 4 WCU + 1. Through a branch 6 WCU more, for three checks.
    """
    kept = enrollment
    again = repeated(creation, AlreadyEnrolled(course=enrollment.course))

    def explain_presence(old: EnrollmentItem | None) -> DomainError | None:
        nonlocal kept
        banned: object = old.ban if old is not None else None
        if banned is not None:
            return BannedFromCourse(course=enrollment.course)
        verdict = again(old)
        if verdict is None and old is not None:
            kept = entity(enrollment.tenant, old)
        return verdict

    key = offer_key(enrollment.tenant, enrollment.course)
    demanded = None if by is not None else required
    free = _takeable(enrollment, demanded)
    explain_offer = _explain_offer(enrollment, counted=seats_are_counted, required=demanded)
    with transaction(tenant=enrollment.tenant, at=enrollment.enrolled_at, actor=by or enrollment.learner) as write:
        write.put(
            new_item(enrollment, creation),
            when=EnrollmentItem.absent() | (EnrollmentItem.status == LIFTED),
            otherwise=explain_presence,
            events=[told_of(enrollment)],
        )
        _take_seat(write, key, free, counted=seats_are_counted, otherwise=explain_offer)
        if enrollment.branch is not None:
            check_branch(write, enrollment, enrollment.branch)
        _check_completed(write, enrollment, demanded or ())
        if by is not None:
            write.check(
                MemberItem,
                member_key(enrollment.tenant, enrollment.learner),
                when=MemberItem.status == "active",
                otherwise=LearnerNotFound(person=enrollment.learner),
            )
    return kept


def _take_seat(write: Transaction, key: Key, free: Condition, *, counted: bool, otherwise: Any) -> None:
    if not counted:
        write.check(OfferItem, key, when=free & OfferItem.seats_left.does_not_exist(), otherwise=otherwise)
        return
    has_seats = (OfferItem.seats_left > 0) & (OfferItem.waiting.does_not_exist() | (OfferItem.waiting <= 0))
    one_less = [OfferItem.seats_left.set(OfferItem.seats_left - 1)]
    write.update(OfferItem, key, one_less, when=free & has_seats, otherwise=otherwise)


def _takeable(enrollment: Enrollment, required: Sequence[str] | None) -> Condition:
    """`required`: courses that the offer is taken to demand; None: it may demand what it wants."""
    # PynamoDB makes a condition of `==`, whatever stands on its right.
    free: Condition = (OfferItem.open == True) & (OfferItem.price == 0)  # noqa: E712
    if enrollment.branch is None:
        free &= OfferItem.branches_only.does_not_exist() | (OfferItem.branches_only == False)  # noqa: E712
    if required is not None:
        free &= (OfferItem.required == " ".join(required)) if required else OfferItem.required.does_not_exist()
    return free


def _check_completed(write: Transaction, enrollment: Enrollment, courses: Sequence[str]) -> None:
    for course in courses:
        write.check(
            EnrollmentItem,
            enrollment_key(enrollment.tenant, enrollment.learner, course),
            when=EnrollmentItem.completed_at.exists(),
            otherwise=PrerequisiteMissing(course=enrollment.course, requires=course),
        )


def told_of(enrollment: Enrollment) -> LearnerEnrolled:
    """What is told of it."""
    return LearnerEnrolled(
        learner=enrollment.learner, course=enrollment.course, source=enrollment.source, branch=enrollment.branch
    )


def _explain_offer(enrollment: Enrollment, *, counted: bool, required: Sequence[str] | None) -> Any:
    course = enrollment.course

    def explain(old: OfferItem | None) -> DomainError | None:
        offer = offer_of(old) if old is not None else None
        verdict = refusal(offer, course)
        if verdict is None and offer is not None and offer.branches_only and enrollment.branch is None:
            return OfferDemandsBranch()
        if verdict is None and offer is not None and required is not None and offer.required != tuple(required):
            return OfferDemandsCourses(offer.required)
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


def withdraw(
    before: Enrollment,
    after: Enrollment,
    *,
    at: datetime,
    seats_are_counted: bool,
    actor: str | None = None,
    frees_seat: bool = True,
) -> None:
    """Keep a withdrawn enrollment and give its seat back, in one transaction; tells LearnerWithdrawn.

    `actor`: who did it, where it was not the learner. `frees_seat`: not where the order has given its seat back.
    Raises EnrollmentChanged, CourseNotFound, Busy while catalog counts seats, or OfferHasSeats where the guess about
    seats was wrong. 1 round trip, 4 WCU; its entry in the roster moves.
    """

    def explain_enrollment(old: EnrollmentItem | None) -> DomainError | None:
        kept = entity(after.tenant, old) if old is not None else None
        return EnrollmentChanged(kept)

    reason = str(after.reason or WithdrawalReason.OTHER)
    told = LearnerWithdrawn(learner=after.learner, course=after.course, reason=reason)
    key = offer_key(after.tenant, after.course)
    with transaction(tenant=after.tenant, at=at, actor=actor or after.learner) as write:
        write.update(
            EnrollmentItem,
            enrollment_key(after.tenant, after.learner, after.course),
            [
                EnrollmentItem.status.set(after.status),
                EnrollmentItem.withdrawn_at.set(after.withdrawn_at or at),
                EnrollmentItem.reason.set(reason),
                EnrollmentItem.gsi1sk.set(roster_sort(after)),
                EnrollmentItem.card.set(roster_card(after)),
                *([EnrollmentItem.ban.set(kept_ban(after.ban))] if after.ban else []),
            ],
            when=EnrollmentItem.rev == before.rev,
            otherwise=explain_enrollment,
            events=[told],
        )
        explain = _explain_return(after.course, counted=seats_are_counted)
        if not frees_seat:
            return
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
    return offer_of(item) if item is not None else None


def of_learner(tenant: str, learner: str, *, after: str | None, limit: int) -> Page[Enrollment]:
    """A learner's enrollments by course id. 1 round trip."""
    page = query(EnrollmentItem, tenant_key(tenant, "U", learner), prefix=PREFIX, after=after, limit=limit)
    taken = (item for item in page.items if item.status != LIFTED and not (item.ban and "s" not in item.ban))
    return Page([entity(tenant, item) for item in taken], page.next_key)


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
                EnrollmentItem.gsi1sk.set(roster_sort(after)),
                EnrollmentItem.card.set(roster_card(after) | {"seen": at}),  # when learning last moved: reports show it
                *([EnrollmentItem.completed_at.set(after.completed_at)] if after.completed_at else []),
                *([EnrollmentItem.ban.set(kept_ban(after.ban))] if after.ban else []),
            ],
            when=EnrollmentItem.rev == before.rev,
            otherwise=lambda old: EnrollmentChanged(entity(after.tenant, old) if old else None),
            events=events,
        )


def find(tenant: str, learner: str, course: str) -> Enrollment | None:
    """One enrollment, as it is now. 1 round trip, 1 RCU."""
    item = get(EnrollmentItem, enrollment_key(tenant, learner, course), consistent=True)
    return entity(tenant, item) if item is not None and item.status != LIFTED else None


def new_item(enrollment: Enrollment, creation: Creation) -> EnrollmentItem:
    """A new enrollment as it is kept."""
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
        gsi1sk=roster_sort(enrollment),
        card=roster_card(enrollment),
        key_hash=creation.key_hash,
        body_hash=creation.body_hash,
    )
