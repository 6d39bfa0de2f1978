"""The items of catalog and where they lie."""

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute

from lyceum.kernel.table import CompressedJSONAttribute, InstantAttribute, Item, Key, tenant_key
from lyceum.kernel.table.items import RawMapAttribute


class CourseItem(Item):
    """`T#t#C#c / COURSE`: the course, listed in `T#t#CATALOG` by state."""

    KIND = "course"

    slug = UnicodeAttribute(attr_name="sg")
    code = UnicodeAttribute(attr_name="cd", null=True)
    status = UnicodeAttribute(attr_name="s")
    created_by = UnicodeAttribute(attr_name="by")
    owner = UnicodeAttribute(attr_name="ow", null=True)
    """Whose it is; of older ones who made it, until it is handed over."""
    created_at = InstantAttribute(attr_name="at")
    version = NumberAttribute(attr_name="n", null=True)
    outline_hash = UnicodeAttribute(attr_name="oh", null=True)
    about = CompressedJSONAttribute(attr_name="ab", null=True)
    published_at = InstantAttribute(attr_name="pat", null=True)
    told_at = InstantAttribute(attr_name="tat", null=True)
    """When its publication was last told: what was written before that goes live without being told again."""
    operation = UnicodeAttribute(attr_name="op", null=True)
    """Id of the last write: finding one's own tells that it had succeeded."""


class DraftItem(Item):
    """`T#t#C#c / DRAFT`: what authors work on; its revision is the ETag."""

    KIND = "draft"

    doc = CompressedJSONAttribute()
    """The outline, version 0."""
    about = CompressedJSONAttribute(attr_name="ab", null=True)
    marks = CompressedJSONAttribute(attr_name="mk", null=True)
    """What imports wrote, and parts made with an idempotency key."""
    operation = UnicodeAttribute(attr_name="op", null=True)


class VersionItem(Item):
    """`T#t#C#c / VERSION#<n>`: a published outline, for ever."""

    KIND = "version"

    doc = CompressedJSONAttribute()
    version = NumberAttribute(attr_name="n")


class OutlineItem(Item):
    """`T#t#C#c / OUTLINE`: a copy of the version that is published."""

    KIND = "outline"

    doc = CompressedJSONAttribute()
    version = NumberAttribute(attr_name="n")


class OfferItem(Item):
    """`T#t#C#c / OFFER`: catalog opens and prices it, enrollment takes its seats."""

    KIND = "offer"

    open = BooleanAttribute(attr_name="o")
    price = NumberAttribute(attr_name="p", default=0)
    currency = UnicodeAttribute(attr_name="cur", null=True)
    seats = NumberAttribute(attr_name="cap", null=True)
    """How many seats there are in all; seats left are `seats` less those taken."""
    seats_left = NumberAttribute(attr_name="sl", null=True)
    counting_since = InstantAttribute(attr_name="cs", null=True)
    """Since when nobody can enroll because those who have are being counted."""
    title = RawMapAttribute(attr_name="ti", null=True)
    required = UnicodeAttribute(attr_name="rq", null=True)
    """Courses to complete before, by id, with spaces between."""
    version = NumberAttribute(attr_name="n", null=True)


class LessonItem(Item):
    """`T#t#C#c / LESSON#<l>#<content>`: the content of a lesson, for ever; in the bucket where it is large."""

    KIND = "lesson"

    doc = CompressedJSONAttribute(null=True)
    s3 = UnicodeAttribute(null=True)
    hash = UnicodeAttribute(attr_name="h")


class ClaimItem(Item):
    """`T#t#UNIQUE#<KIND>#<value> / CLAIM`: whose slug or code it is."""

    KIND = "claim"

    owner = UnicodeAttribute(attr_name="o")


class UploadItem(Item):
    """`T#t#J#<upload> / UPLOAD`: a file that somebody was allowed to send."""

    KIND = "upload"

    owner = UnicodeAttribute(attr_name="u")
    name = UnicodeAttribute(attr_name="n")
    size = NumberAttribute(attr_name="z")
    media_type = UnicodeAttribute(attr_name="mt")
    expires_at = InstantAttribute(attr_name="x")


class ImportItem(Item):
    """`T#t#J#j / JOB`: an import, listed in `T#t#U#u#JOBS`."""

    KIND = "import"

    requester = UnicodeAttribute(attr_name="u")
    format = UnicodeAttribute(attr_name="f")
    upload = UnicodeAttribute(attr_name="up")
    state = UnicodeAttribute(attr_name="s")
    requested_at = InstantAttribute(attr_name="at")
    course = UnicodeAttribute(attr_name="c", null=True)
    assessment = RawMapAttribute(attr_name="as", null=True)
    bank = UnicodeAttribute(attr_name="b", null=True)
    language = UnicodeAttribute(attr_name="l", null=True)
    warden = BooleanAttribute(attr_name="wd", null=True)
    """Whether the requester looks after every bank of the school."""
    dry_run = BooleanAttribute(attr_name="dry", null=True)
    execution = UnicodeAttribute(attr_name="ex", null=True)
    """The workflow that claimed it; another one ends at once."""
    effect = UnicodeAttribute(attr_name="ef", null=True)
    counts = RawMapAttribute(attr_name="n", null=True)
    reason = RawMapAttribute(attr_name="why", null=True)
    report = UnicodeAttribute(attr_name="rp", null=True)
    """Key of the report in the content bucket."""
    finished_at = InstantAttribute(attr_name="end", null=True)


class BankItem(Item):
    """`T#t#BANK#b / BANK`: assessment's item, only looked at."""

    KIND = "bank"

    owner = UnicodeAttribute(attr_name="o")
    sharing = UnicodeAttribute(attr_name="sh")
    shared_with = RawMapAttribute(attr_name="w")
    retired = BooleanAttribute(attr_name="x")


class BankFileItem(Item):
    """`T#t#BANK#b / FILE#<path>`: a file that questions of a bank may show; assessment looks at it."""

    KIND = "bank_file"

    path = UnicodeAttribute(attr_name="p")
    file = UnicodeAttribute(attr_name="k")
    """Its key in the content bucket."""
    media_type = UnicodeAttribute(attr_name="mt")


def whole(value: float | None) -> int | None:
    """A number attribute that may be absent, as a whole number."""
    return None if value is None else int(value)


def course_key(tenant: str, course: str) -> Key:
    """Where a course lies."""
    return Key(tenant_key(tenant, "C", course), "COURSE")


def part_key(tenant: str, course: str, part: str) -> Key:
    """Where `DRAFT`, `OUTLINE`, `OFFER` of a course lie."""
    return Key(tenant_key(tenant, "C", course), part)


def version_key(tenant: str, course: str, version: int) -> Key:
    """Where a published version lies."""
    return Key(tenant_key(tenant, "C", course), f"VERSION#{version:05d}")


def lesson_key(tenant: str, course: str, lesson: str, content: int) -> Key:
    """Where a lesson's content lies."""
    return Key(tenant_key(tenant, "C", course), f"LESSON#{lesson}#{content:05d}")


def claim_key(tenant: str, kind: str, value: str) -> Key:
    """Where the claim of a slug (`SLUG`) or code (`CODE`) lies."""
    return Key(tenant_key(tenant, "UNIQUE", kind, value), "CLAIM")


def upload_key(tenant: str, upload: str) -> Key:
    """Where an upload lies."""
    return Key(tenant_key(tenant, "J", upload), "UPLOAD")


def bank_key(tenant: str, bank: str) -> Key:
    """Where a question bank lies."""
    return Key(tenant_key(tenant, "BANK", bank), "BANK")


def bank_file_key(tenant: str, bank: str, path: str) -> Key:
    """Where a file of a question bank lies."""
    return Key(tenant_key(tenant, "BANK", bank), f"FILE#{path}")


def import_key(tenant: str, job: str) -> Key:
    """Where an import lies."""
    return Key(tenant_key(tenant, "J", job), "JOB")
