"""Which assignment a lesson has.

Apart from assignments' own items: whoever makes an assessment only looks whether there is one, and starts without them.
"""

from pynamodb.attributes import UnicodeAttribute

from lyceum.kernel.table import Item, Key, tenant_key


class LessonWorkItem(Item):
    """`T#t#C#c / WORK#l`: that a lesson has its one assignment (RULES S3-8)."""

    KIND = "lesson_work"

    assignment = UnicodeAttribute(attr_name="a")


def lesson_work_key(tenant: str, course: str, lesson: str) -> Key:
    """Where stands which assignment a lesson has."""
    return Key(tenant_key(tenant, "C", course), f"WORK#{lesson}")
