"""Enrollments and offers as they are kept: `T#t#U#u / ENROLLMENT#c` with its roster entry, and the course's `OFFER`."""

from typing import Any

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute

from lyceum.enrollment.model import ZERO, Ban, Enrollment, Offer, Source, Status, WithdrawalReason
from lyceum.kernel.clock import iso, parse
from lyceum.kernel.errors import Conflict
from lyceum.kernel.table import DecimalAttribute, InstantAttribute, Item, Key, tenant_key
from lyceum.kernel.table.items import RawMapAttribute

PREFIX = "ENROLLMENT#"
LIFTED = "lifted"
"""State of what kept somebody out who had no place: it is there until its event was told, and makes room for one."""


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
    ban = RawMapAttribute(attr_name="bn", null=True)
    """`r` reason, `b` by, `a` at, `u` until, `s` the state before; without that the learner never had a place;
    `o` the order that is disputed, where that is why."""


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
    required = UnicodeAttribute(attr_name="rq", null=True)
    """Courses to complete before, by id, with spaces between."""
    branches_only = BooleanAttribute(attr_name="br", null=True)
    """Tenancy says so."""


class BranchPartItem(Item):
    """A branch, a person at it, or a course that it may use, as far as their state; tenancy writes them."""

    state = UnicodeAttribute(attr_name="s")


class OfferDemandsBranch(Conflict):
    """The offer is for branches although the write named none."""

    title = {"en": "The course demands a branch", "th": "หลักสูตรนี้ต้องลงทะเบียนผ่านสาขา"}


class OfferDemandsCourses(Conflict):
    """The offer demands other courses than the write took it for."""

    title = {"en": "The course demands other courses", "th": "หลักสูตรนี้ต้องเรียนหลักสูตรอื่นก่อน"}

    def __init__(self, courses: tuple[str, ...]) -> None:
        super().__init__()
        self.courses = courses


class OfferHasSeats(Conflict):
    """The offer counts seats although the write took it for one without a limit, or the other way round."""

    title = {"en": "The course's seats are counted otherwise", "th": "การนับที่นั่งของหลักสูตรเปลี่ยนไป"}


def enrollment_key(tenant: str, learner: str, course: str) -> Key:
    """Where an enrollment lies."""
    return Key(tenant_key(tenant, "U", learner), PREFIX + course)


def offer_key(tenant: str, course: str) -> Key:
    """Where an offer lies."""
    return Key(tenant_key(tenant, "C", course), "OFFER")


def roster_sort(enrollment: Enrollment) -> str:
    """Its place in the roster."""
    return f"{enrollment.status}#{enrollment.learner}"


def roster_card(enrollment: Enrollment) -> dict[str, Any]:
    """What the roster shows of it."""
    card: dict[str, Any] = {
        "learner": enrollment.learner,
        "status": str(enrollment.status),
        "source": str(enrollment.source),
        "at": enrollment.enrolled_at,
        "percent": enrollment.percent,
    }
    return card | ({"done": enrollment.completed_at} if enrollment.completed_at else {})


def entity(tenant: str, item: EnrollmentItem) -> Enrollment:
    """What an item says."""
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
        reason=WithdrawalReason(item.reason) if item.reason is not None else None,
        progress_rev=int(item.progress_rev or 0),
        branch=item.branch,
        rev=item.revision,
        ban=_ban(item.ban) if item.ban else None,
    )


def kept_ban(ban: Ban) -> dict[str, str]:
    """A ban as it is kept."""
    kept = {"r": ban.reason, "b": ban.by, "a": iso(ban.at)}
    kept |= {"u": iso(ban.until)} if ban.until else {}
    kept |= {"s": str(ban.before)} if ban.before else {}
    return kept | ({"o": ban.order} if ban.order else {})


def _ban(kept: dict[str, str]) -> Ban:
    return Ban(
        reason=kept["r"],
        by=kept["b"],
        at=parse(kept["a"]),
        until=parse(kept["u"]) if "u" in kept else None,
        before=Status(kept["s"]) if "s" in kept else None,
        order=kept.get("o"),
    )


def offer_of(item: OfferItem) -> Offer:
    """What an offer's item says."""
    return Offer(
        open=item.open,
        price=int(item.price),
        seats_left=int(item.seats_left) if item.seats_left is not None else None,
        waiting=int(item.waiting or 0),
        title=item.title,
        version=int(item.version) if item.version is not None else None,
        branches_only=bool(item.branches_only),
        required=tuple(item.required.split()) if item.required else (),
    )
