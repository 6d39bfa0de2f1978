"""The items of learning, and their keys."""

from typing import Any

from pynamodb.attributes import Attribute, BinaryAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.constants import MAP

from lyceum.kernel.table import CompressedJSONAttribute, DecimalAttribute, InstantAttribute, Item, Key, tenant_key
from lyceum.kernel.table.items import RawMapAttribute


class PackedMapAttribute(Attribute[dict[str, bytes]]):
    """A map of packed values, each of which a write can reach by its name."""

    attr_type = MAP

    def serialize(self, value: dict[str, bytes]) -> dict[str, Any]:
        """In DynamoDB's wire form."""
        return {name: {"B": packed} for name, packed in value.items()}

    def deserialize(self, value: dict[str, Any]) -> dict[str, bytes]:
        """From DynamoDB's wire form."""
        return {name: part["B"] for name, part in value.items()}


class ProgressItem(Item):
    """`T#t#U#u / PROGRESS#c`: at most 1 KB for a course of 100 lessons, its event included."""

    KIND = "progress"

    version = NumberAttribute(attr_name="n")
    opened_at = InstantAttribute(attr_name="o")
    access = UnicodeAttribute(attr_name="s")
    access_ends = InstantAttribute(attr_name="end", null=True)
    access_heard = NumberAttribute(attr_name="sr", null=True)
    """Revision of the enrollment that `access` was copied from: only a newer one is taken."""
    completions = BinaryAttribute(attr_name="c", null=True, legacy_encoding=False)
    positions = PackedMapAttribute(attr_name="w")
    results = BinaryAttribute(attr_name="a", null=True, legacy_encoding=False)
    percent = DecimalAttribute(attr_name="pc")
    completed_at = InstantAttribute(attr_name="done", null=True)
    evidence = RawMapAttribute(attr_name="ev", null=True)


class EnrollmentItem(Item):
    """What learning looks at in an enrollment: whether it opens the course."""

    KIND = "enrollment"

    status = UnicodeAttribute(attr_name="s", null=True)


class OutlineItem(Item):
    """`OUTLINE` (the current version) and `VERSION#n`: a published outline, compressed."""

    KIND = "outline"

    document = CompressedJSONAttribute(attr_name="doc")
    version = NumberAttribute(attr_name="n", null=True)


class LessonItem(Item):
    """`LESSON#l#n`: a lesson's content, compressed, or where it lies in the content bucket when it is large."""

    KIND = "lesson"

    document = CompressedJSONAttribute(attr_name="doc", null=True)
    s3_key = UnicodeAttribute(attr_name="s3", null=True)


def progress_key(tenant: str, learner: str, course: str) -> Key:
    """Where a learner's progress in a course lies."""
    return Key(tenant_key(tenant, "U", learner), f"PROGRESS#{course}")


def enrollment_key(tenant: str, learner: str, course: str) -> Key:
    """Where an enrollment lies."""
    return Key(tenant_key(tenant, "U", learner), f"ENROLLMENT#{course}")


def outline_key(tenant: str, course: str) -> Key:
    """Where the current outline of a course lies."""
    return Key(tenant_key(tenant, "C", course), "OUTLINE")


def version_key(tenant: str, course: str, version: int) -> Key:
    """Where the outline of one version lies."""
    return Key(tenant_key(tenant, "C", course), f"VERSION#{version:05d}")


def lesson_key(tenant: str, course: str, lesson: str, content: int) -> Key:
    """Where a lesson's content lies."""
    return Key(tenant_key(tenant, "C", course), f"LESSON#{lesson}#{content:05d}")
