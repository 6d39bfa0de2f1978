"""The items of tenancy and where they lie."""

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute

from lyceum.kernel.table import CompressedJSONAttribute, InstantAttribute, Item, Key, tenant_key
from lyceum.kernel.table.items import RawMapAttribute


class TenantItem(Item):
    """`T#t / TENANT`: a school, listed in `TENANTS`."""

    KIND = "tenant"

    name = RawMapAttribute(attr_name="n")
    language = UnicodeAttribute(attr_name="l")
    self_registration = BooleanAttribute(attr_name="sr")
    status = UnicodeAttribute(attr_name="s", default="active")
    administrator = UnicodeAttribute(attr_name="a")
    founded_at = InstantAttribute(attr_name="at")
    profile = RawMapAttribute(attr_name="pr", null=True)
    """Languages, time zone, contact, branding; schools from before have none."""
    reason = UnicodeAttribute(attr_name="why", null=True)
    execution = UnicodeAttribute(attr_name="ox", null=True)
    """The workflow that sets it up."""


class TreeItem(Item):
    """`T#t / ORGANISATION`: all units in one document, so that a move is one conditional write."""

    KIND = "organisation"

    doc = CompressedJSONAttribute()


class PlaceItem(Item):
    """`T#t#U#p / UNIT#x`: a member in a unit, listed in `T#t#UNIT#x#MEMBERS#<0…7>`."""

    KIND = "unit_member"

    unit = UnicodeAttribute(attr_name="x")
    since = InstantAttribute(attr_name="at")


class PrimaryUnitItem(Item):
    """`T#t#U#p / UNIT`: which of a member's units is the primary one; one item, so there is one."""

    KIND = "primary_unit"

    unit = UnicodeAttribute(attr_name="x")


class BranchItem(Item):
    """`T#t / BRANCH#b`: a branch."""

    KIND = "branch"

    name = RawMapAttribute(attr_name="n")
    contact = RawMapAttribute(attr_name="ct", null=True)
    state = UnicodeAttribute(attr_name="s")
    opened_at = InstantAttribute(attr_name="at")


class BranchMemberItem(Item):
    """`T#t#U#p / BRANCH#b`: a person at a branch, listed in `T#t#B#b#MEMBERS#<0…7>`. Enrollment checks it."""

    KIND = "branch_member"

    state = UnicodeAttribute(attr_name="s")
    """`active`, or `removed` until its ttl."""
    since = InstantAttribute(attr_name="at")


class BranchCourseItem(Item):
    """`T#t#B#b / COURSE#c`: a course that a branch may use. Enrollment checks it, catalog lists it."""

    KIND = "branch_course"

    state = UnicodeAttribute(attr_name="s")
    since = InstantAttribute(attr_name="at")


class CourseHereItem(Item):
    """`T#t#C#c / COURSE` as far as it is there; catalog writes it."""

    KIND = "course"


class LimitItem(Item):
    """`T#t#C#c / OFFER` as far as its limit to branches; catalog opens it."""

    KIND = "offer"

    limited = BooleanAttribute(attr_name="br", null=True)


def tenant_item_key(tenant: str) -> Key:
    """Where a tenant's record lies."""
    return Key(tenant_key(tenant), "TENANT")


def tree_key(tenant: str) -> Key:
    """Where the organisation lies."""
    return Key(tenant_key(tenant), "ORGANISATION")


def branch_key(tenant: str, branch: str) -> Key:
    """Where a branch lies."""
    return Key(tenant_key(tenant), f"BRANCH#{branch}")


def branch_member_key(tenant: str, branch: str, person: str) -> Key:
    """Where a person's place at a branch lies."""
    return Key(tenant_key(tenant, "U", person), f"BRANCH#{branch}")


def branch_course_key(tenant: str, branch: str, course: str) -> Key:
    """Where a branch's right to a course lies."""
    return Key(tenant_key(tenant, "B", branch), f"COURSE#{course}")


def place_key(tenant: str, unit: str, person: str) -> Key:
    """Where a member's place in a unit lies."""
    return Key(tenant_key(tenant, "U", person), f"UNIT#{unit}")


def primary_key(tenant: str, person: str) -> Key:
    """Where a member's primary unit lies."""
    return Key(tenant_key(tenant, "U", person), "UNIT")
