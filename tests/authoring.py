"""Courses made by hand, for tests."""

from typing import Any

from catalog.author_chapter import handler as chapters
from catalog.author_course import handler as courses
from catalog.author_lesson import handler as lessons
from catalog.publish_course import handler as publications
from lyceum.catalog.drafts import change_draft
from lyceum.catalog.model.drafting import add_chapter
from lyceum.content.published import OutlineChapter, OutlineLesson
from lyceum.kernel.access import Caller
from lyceum.kernel.clock import now
from lyceum.kernel.directory import MemberItem, member_key
from lyceum.kernel.errors import Conflict
from lyceum.kernel.ids import new_id
from lyceum.kernel.table import transaction
from lyceum.kernel.text import LocalizedText
from tests.http import Answer, Person, request

COURSES = "/v1/{tenant}/courses"
COURSE = f"{COURSES}/{{course}}"
CHAPTERS = f"{COURSE}/chapters"
CHAPTER = f"{CHAPTERS}/{{chapter}}"
LESSONS = f"{CHAPTER}/lessons"
LESSON = f"{LESSONS}/{{lesson}}"
PUBLICATION = f"{COURSE}/publication"


def send(caller: Person | None, route: str, body: Any = None, **given: Any) -> Answer:
    """A request to whichever function has the route. `if_match` and `key` become headers."""
    headers = {"If-Match": given.pop("if_match", None), "Idempotency-Key": given.pop("key", None)}
    place = route.partition(" ")[2]
    handler = lessons if "/lessons" in place else chapters if "/chapters" in place else courses
    handler = publications if place.endswith("/publication") else handler
    sent = {name: value for name, value in headers.items() if value}
    return request(handler, route, caller=caller, body=body, headers=sent, **given)


def make_course(ada: Person, tenant: str, *, lessons: int = 1, **wish: Any) -> str:
    """A course with one chapter; its id."""
    made = send(ada, f"POST {COURSES}", {"title": {"en": "Course"}, **wish}, tenant=tenant)
    assert made.status == 201, made.text
    course = str(made.json["id"])
    if lessons:
        chapter = make_chapter(ada, tenant, course)
        for number in range(lessons):
            make_lesson(ada, tenant, course, chapter, f"Lesson {number + 1}")
    return course


def make_chapter(ada: Person, tenant: str, course: str, title: str = "Chapter") -> str:
    """A chapter at the end; its id."""
    made = send(ada, f"POST {CHAPTERS}", {"title": {"en": title}}, tenant=tenant, course=course)
    assert made.status == 201, made.text
    return str(made.json["id"])


def make_lesson(ada: Person, tenant: str, course: str, chapter: str, title: str = "Lesson", **wish: Any) -> str:
    """A lesson at the end; its id."""
    body = {"title": {"en": title}, **wish}
    made = send(ada, f"POST {LESSONS}", body, tenant=tenant, course=course, chapter=chapter)
    assert made.status == 201, made.text
    return str(made.json["id"])


def publish(ada: Person, tenant: str, course: str) -> Answer:
    """Publish a course."""
    return send(ada, f"PUT {PUBLICATION}", tenant=tenant, course=course)


def read(ada: Person, tenant: str, course: str) -> Answer:
    """A course with its draft."""
    return send(ada, f"GET {COURSE}", tenant=tenant, course=course)


def fill(caller: Caller, course: str) -> None:
    """A chapter with a lesson, straight into the draft."""
    lesson = OutlineLesson(id="l1", title=LocalizedText.of("One"), content=1)
    chapter = OutlineChapter(id="c1", title=LocalizedText.of("One"), lessons=(lesson,))
    change_draft(caller, course, lambda _, draft: add_chapter(draft, chapter), expected=None, at=now())


def member(tenant: str, person: str = "", *, status: str = "active") -> str:
    """An active member of the school, as identity keeps one; their id."""
    id = person or new_id()
    key = member_key(tenant, id)
    with transaction(tenant=tenant, at=now()) as write:
        write.put(MemberItem(key.pk, key.sk, person=id, status=status), when=MemberItem.absent(), otherwise=Conflict())
    return id
