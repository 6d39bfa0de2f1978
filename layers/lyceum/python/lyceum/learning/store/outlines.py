"""Outlines and lessons as catalog published them. A published version never changes, so it is remembered."""

import json
from dataclasses import dataclass
from typing import Any, cast

from lyceum.content.outline import LessonDocument
from lyceum.content.published import Outline, OutlineLesson
from lyceum.kernel.settings import settings
from lyceum.kernel.table import get
from lyceum.learning.errors import CourseNotPublished, LessonNotFound
from lyceum.learning.store.items import LessonItem, OutlineItem, lesson_key, outline_key, version_key

_REMEMBERED = 64
_ADDRESS_SECONDS = 3600

_outlines: dict[tuple[str, str, int], Outline] = {}
_current: dict[tuple[str, str], int] = {}
"""The version of a course that this process last saw as the current one."""


@dataclass(frozen=True, slots=True)
class Content:
    """A lesson's content and the files that it refers to."""

    document: LessonDocument
    assets: dict[str, str]
    """Path below `/static/` → key in the content bucket."""


def taken_in(tenant: str, course: str, item: OutlineItem | None) -> Outline | None:
    """The current outline from its item, remembered."""
    if item is None:
        return None
    outline = _remember(tenant, course, Outline.model_validate(item.document))
    if len(_current) >= _REMEMBERED:
        _current.clear()
    _current[tenant, course] = outline.version
    return outline


def remembered(tenant: str, course: str) -> Outline | None:
    """The version that this process last saw as the current one."""
    version = _current.get((tenant, course))
    return _outlines.get((tenant, course, version)) if version is not None else None


def current(tenant: str, course: str) -> Outline:
    """The current outline, as it was a moment ago. 1 round trip. Raises CourseNotPublished."""
    outline = taken_in(tenant, course, get(OutlineItem, outline_key(tenant, course)))
    if outline is None:
        raise CourseNotPublished(course=course)
    return outline


def of_version(tenant: str, course: str, version: int) -> Outline:
    """The outline of one version. 0 round trips where this process knows it, else 1. Raises CourseNotPublished."""
    known = _outlines.get((tenant, course, version))
    if known is not None:
        return known
    item = get(OutlineItem, version_key(tenant, course, version))
    if item is None:
        raise CourseNotPublished(course=course, version=version)
    return _remember(tenant, course, Outline.model_validate(item.document))


def content(tenant: str, course: str, lesson: OutlineLesson) -> Content:
    """A lesson's content. 1 round trip, 2 where it lies in the content bucket. Raises LessonNotFound."""
    item = get(LessonItem, lesson_key(tenant, course, lesson.id, lesson.content))
    if item is None:
        raise LessonNotFound(lesson=lesson.id)
    document = item.document
    if item.s3_key is not None:
        document = _large(item.s3_key)
    parts = {name: value for name, value in document.items() if name != "assets"}
    assets = {asset["path"]: asset["key"] for asset in document.get("assets", ())}
    return Content(LessonDocument.model_validate(parts), assets)


def _large(key: str) -> dict[str, Any]:
    # boto3 costs a cold start what only lessons need.
    from lyceum.kernel.aws import busy_where, client

    with busy_where("The bucket"):
        answer = client("s3").get_object(Bucket=settings().content, Key=key)
        return cast("dict[str, Any]", json.loads(answer["Body"].read()))


def address(key: str) -> str:
    """Where a file of the content bucket can be fetched for an hour, by whoever has the address. 0 round trips."""
    from lyceum.kernel.aws import client

    where = {"Bucket": settings().content, "Key": key}
    return str(client("s3").generate_presigned_url("get_object", Params=where, ExpiresIn=_ADDRESS_SECONDS))


def _remember(tenant: str, course: str, outline: Outline) -> Outline:
    if len(_outlines) >= _REMEMBERED:
        _outlines.clear()
    return _outlines.setdefault((tenant, course, outline.version), outline)


def forget() -> None:
    """Forget every outline, as a new process would have."""
    _outlines.clear()
    _current.clear()
