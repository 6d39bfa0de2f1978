"""Contents of lessons: immutable items, numbered by what they hold; large ones lie in the content bucket."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from lyceum.catalog.errors import LessonTooLarge
from lyceum.catalog.model.course import content_hash
from lyceum.catalog.model.importing import LessonContent
from lyceum.catalog.store import documents
from lyceum.catalog.store.items import LessonItem, lesson_key
from lyceum.kernel.errors import Conflict, DomainError
from lyceum.kernel.table import CompressedJSONAttribute, get, transaction
from lyceum.kernel.table.read import in_parallel

_MOST_ITEM_BYTES = 300_000
_MOST_LESSON_BYTES = 20_000_000


class ContentNumberTaken(Conflict):
    """Another content of this lesson has the same number; any change of the lesson gives it another one."""

    title = {"en": "The content cannot be numbered", "th": "ไม่สามารถกำหนดหมายเลขเนื้อหาได้"}


def keep(tenant: str, course: str, contents: Sequence[tuple[int, LessonContent]], *, actor: str, at: datetime) -> None:
    """Write contents that are not there yet; those that are stay as they are. 1 round trip per 16, 1 WCU per KB each.

    Raises LessonTooLarge.
    """
    calls = [partial(_keep, tenant, course, number, content, actor, at) for number, content in contents]
    if calls:
        in_parallel(*calls)


def _keep(tenant: str, course: str, number: int, content: LessonContent, actor: str, at: datetime) -> None:
    key = lesson_key(tenant, course, content.id, number)
    fingerprint = content_hash(content)
    item = LessonItem(key.pk, key.sk, hash=fingerprint)
    document = content.model_dump(mode="json")
    size = len(CompressedJSONAttribute().serialize(document))
    if size > _MOST_LESSON_BYTES:
        raise LessonTooLarge(lesson=content.id)
    if size > _MOST_ITEM_BYTES:
        item.s3 = f"lessons/{tenant}/{course}/{content.id}/{number}.json"
        documents.write(item.s3, document)
    else:
        item.doc = document

    def explain(old: LessonItem | None) -> DomainError | None:
        return None if old is not None and old.hash == fingerprint else ContentNumberTaken(lesson=content.id)

    with transaction(tenant=tenant, at=at, actor=actor) as write:
        write.put(item, when=LessonItem.absent(), otherwise=explain)


def find(tenant: str, course: str, lesson: str, number: int) -> LessonContent | None:
    """The content of a lesson, or None. 1 round trip; one to the bucket more for a large one."""
    item = get(LessonItem, lesson_key(tenant, course, lesson, number))
    if item is None:
        return None
    return LessonContent.model_validate(documents.read(item.s3) if item.s3 else item.doc)
