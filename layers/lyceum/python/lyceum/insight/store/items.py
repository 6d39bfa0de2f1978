"""The items of insight, and the parts that it reads of others' items."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from lyceum.kernel.table import CompressedJSONAttribute, DecimalAttribute, InstantAttribute, Item, Key, tenant_key
from lyceum.kernel.table.items import RawMapAttribute


class ReportItem(Item):
    """`T#t#J#j / JOB`: a report, listed in `T#t#U#u#JOBS`."""

    KIND = "report"

    requester = UnicodeAttribute(attr_name="u")
    report_kind = UnicodeAttribute(attr_name="k")
    course = UnicodeAttribute(attr_name="c")
    """Empty for a report of the whole school."""
    first = UnicodeAttribute(attr_name="fi", null=True)
    last = UnicodeAttribute(attr_name="la", null=True)
    format = UnicodeAttribute(attr_name="f")
    language = UnicodeAttribute(attr_name="l")
    requested_at = InstantAttribute(attr_name="at")
    state = UnicodeAttribute(attr_name="s")
    attempts = NumberAttribute(attr_name="n", null=True)
    reason = UnicodeAttribute(attr_name="why", null=True)
    finished_at = InstantAttribute(attr_name="end", null=True)


class DayItem(Item):
    """`T#t#C#c / DAY#<date>` sealed, `DAY#<date>#<stream shard>` open: what happened in a course on one day (UTC)."""

    KIND = "day"

    enrollments = NumberAttribute(attr_name="e", null=True)
    lessons_completed = NumberAttribute(attr_name="l", null=True)
    attempts_submitted = NumberAttribute(attr_name="a", null=True)
    courses_completed = NumberAttribute(attr_name="c", null=True)
    sequence = UnicodeAttribute(attr_name="q", null=True)
    """Open ones: sequence number of the newest record that was counted, padded so that text order is its order."""


class CourseItem(Item):
    """`T#t#C#c / COURSE`: catalog's item, only looked at."""

    KIND = "course"


class OutlineItem(Item):
    """`T#t#C#c / OUTLINE`, `DRAFT`: catalog's outline of a course, as it is published and as authors work on it."""

    KIND = "outline"

    document = CompressedJSONAttribute(attr_name="doc")


class GradebookItem(Item):
    """`T#t#C#c / GRADEBOOK`: assessment's; its columns say which number an assessment has in packed rows."""

    KIND = "gradebook"

    document = CompressedJSONAttribute(attr_name="d")


class TenantItem(Item):
    """`T#t / TENANT`: tenancy's record of the school."""

    KIND = "tenant"

    name = RawMapAttribute(attr_name="n", null=True)


class TitledItem(Item):
    """`T#t#C#c / OFFER`: of what is sold, its title."""

    KIND = "offer"

    title = RawMapAttribute(attr_name="ti", null=True)


class AssessmentItem(Item):
    """`T#t#A#a / ASSESSMENT`: assessment's settings."""

    KIND = "assessment"

    title = RawMapAttribute(attr_name="ti")
    settings = UnicodeAttribute(attr_name="st")
    maximum = DecimalAttribute(attr_name="mx")


def report_key(tenant: str, report: str) -> Key:
    """Where a report lies."""
    return Key(tenant_key(tenant, "J", report), "JOB")


def part_key(tenant: str, course: str, part: str) -> Key:
    """Where `COURSE`, `OUTLINE`, `DRAFT` of a course lie."""
    return Key(tenant_key(tenant, "C", course), part)


def tenant_item_key(tenant: str) -> Key:
    """Where the school's record lies."""
    return Key(tenant_key(tenant), "TENANT")


def assessment_key(tenant: str, assessment: str) -> Key:
    """Where an assessment lies."""
    return Key(tenant_key(tenant, "A", assessment), "ASSESSMENT")


def day_key(tenant: str, course: str, day: str, stream_shard: str | None = None) -> Key:
    """Where a course's counters of a day lie: the sealed ones, or the open ones of one shard of the stream."""
    parts = ["DAY", day, stream_shard] if stream_shard is not None else ["DAY", day]
    return Key(tenant_key(tenant, "C", course), "#".join(parts))
