"""POST and GET /v1/{tenant}/imports: from a file to a draft, with a report."""

import json
from typing import Any

import pytest

from catalog.author_course import handler as courses
from catalog.browse_catalog import handler as catalog
from catalog.finish_import import handler as finish
from catalog.import_course import handler
from catalog.publish_course import handler as publications
from interop.parse_source import handler as parse
from lyceum.catalog.errors import ChapterNotFound
from lyceum.interop.errors import ArchiveUnreadable, ImportClaimed
from lyceum.kernel.ids import new_id
from tests.http import Person, person, request
from tests.imports import ask, import_file, look, packed, send_file

pytestmark = [pytest.mark.store, pytest.mark.usefixtures("files")]
GIFT = b"::Sky:: Which colour? {=blue ~green}\n\n::Why:: Say why. {}\n"


@pytest.fixture
def ada(tenant: str) -> Person:
    return person("ada", tenant, "instructor")


def read(ada: Person, tenant: str, course: str) -> Any:
    return request(courses, "GET /v1/{tenant}/courses/{course}", caller=ada, tenant=tenant, course=course)


def publish(ada: Person, tenant: str, course: str) -> Any:
    place = "PUT /v1/{tenant}/courses/{course}/publication"
    return request(publications, place, caller=ada, tenant=tenant, course=course).json


def gift(ada: Person, tenant: str, course: str, chapter: str, content: bytes = GIFT, **wish: Any) -> Any:
    assessment = {"title": {"en": "Final test"}, "chapter": chapter, "pass_mark": 50, "time_limit": 30}
    given = {"format": "gift", "course": course, "assessment": assessment, **wish}
    return import_file(ada, tenant, content, name="test.gift", **given)


def test_a_course_goes_from_file_to_catalogue(ada: Person, tenant: str) -> None:
    ended = import_file(ada, tenant, packed())

    assert (ended["state"], ended["effect"], ended["complete"]) == ("finished", "created", True)
    made = {name: ended["counts"][name] for name in ("chapters", "lessons", "assessments", "questions", "assets")}
    assert made == {"chapters": 2, "lessons": 2, "assessments": 1, "questions": 1, "assets": 1}
    published = publish(ada, tenant, ended["course"])
    assert published["version"] == 1
    shown = request(catalog, "GET /v1/{tenant}/catalog/{slug}", tenant=tenant, slug=published["slug"])
    assert shown.json["title"]["text"] == "Testing in small steps"
    assert [len(chapter["lessons"]) for chapter in shown.json["chapters"]] == [1, 1]
    page = request(catalog, "GET /v1/{tenant}/catalog", tenant=tenant)
    assert [card["slug"] for card in page.json["items"]] == ["testing-in-small-steps"]


def test_the_answer_names_where_to_look(ada: Person, tenant: str) -> None:
    asked = ask(ada, tenant, format="olx", upload=send_file(ada, tenant, packed()))

    assert asked.status == 202
    assert asked.headers["Location"] == f"/v1/{tenant}/imports/{asked.json['id']}"
    found = look(ada, tenant, asked.json["id"])
    assert (found["state"], found["complete"], found["report"]) == ("requested", None, [])


def test_the_report_has_each_element_once_page_by_page(ada: Person, tenant: str) -> None:
    ended = import_file(ada, tenant, packed())
    whole = ended["report"]
    pages: list[Any] = []
    cursor = None
    while not pages or cursor:
        page = look(ada, tenant, ended["id"], limit="3", **({"cursor": cursor} if cursor else {}))
        pages += page["report"]
        cursor = page.get("next_cursor")

    assert pages == whole
    assert len({line["element"] for line in whole}) == len(whole) > 3
    assert len(whole) == sum(ended["counts"][name] for name in ("taken", "changed", "refused"))


def test_a_dry_run_tells_what_would_happen_and_writes_nothing(ada: Person, tenant: str) -> None:
    ended = import_file(ada, tenant, packed(), dry_run=True)

    assert (ended["state"], ended["effect"]) == ("finished", "created")
    assert ended["report"]
    assert read(ada, tenant, ended["course"]).status == 404


def test_the_same_import_again_changes_nothing(ada: Person, tenant: str) -> None:
    first = import_file(ada, tenant, packed())
    before = read(ada, tenant, first["course"])
    again = import_file(ada, tenant, packed())

    assert (again["effect"], again["course"]) == ("none", first["course"])
    after = read(ada, tenant, first["course"])
    assert (after.json, after.headers["ETag"]) == (before.json, before.headers["ETag"])


def test_a_changed_course_becomes_a_draft_and_the_published_one_stays(ada: Person, tenant: str) -> None:
    first = import_file(ada, tenant, packed())
    slug = publish(ada, tenant, first["course"])["slug"]
    changed = import_file(
        ada, tenant, packed(chapter__one_dot_xml='<chapter display_name="Anew"><sequential url_name="s1"/></chapter>')
    )

    assert (changed["effect"], changed["course"]) == ("changed", first["course"])
    draft = read(ada, tenant, first["course"]).json
    assert draft["unpublished_changes"] is True
    assert [chapter["title"]["en"] for chapter in draft["chapters"]] == ["Anew", "Second"]
    shown = request(catalog, "GET /v1/{tenant}/catalog/{slug}", tenant=tenant, slug=slug).json
    assert [chapter["title"]["text"] for chapter in shown["chapters"]] == ["First", "Second"]


def test_questions_become_a_lesson_at_the_end_of_their_chapter(ada: Person, tenant: str) -> None:
    course = import_file(ada, tenant, packed())["course"]
    chapter = read(ada, tenant, course).json["chapters"][1]["id"]
    ended = gift(ada, tenant, course, chapter)

    assert (ended["state"], ended["effect"], ended["counts"]["questions"]) == ("finished", "changed", 2)
    lessons = read(ada, tenant, course).json["chapters"][1]["lessons"]
    assert [(lesson["title"]["en"], lesson["kind"]) for lesson in lessons][-1] == ("Final test", "quiz")
    assert lessons[-1]["assessment"]
    assert gift(ada, tenant, course, chapter)["effect"] == "none"
    more = gift(ada, tenant, course, chapter, GIFT + b"\n::More:: 1 + 1? {#2}\n")
    assert more["effect"] == "changed"
    assert len(read(ada, tenant, course).json["chapters"][1]["lessons"]) == len(lessons)


def test_importing_the_changed_course_again_keeps_the_questions_and_what_authors_added(
    ada: Person, tenant: str
) -> None:
    course = import_file(ada, tenant, packed())["course"]
    gift(ada, tenant, course, read(ada, tenant, course).json["chapters"][0]["id"])
    anew = '<chapter display_name="Second, anew"><sequential url_name="s2"/></chapter>'
    import_file(ada, tenant, packed(chapter__two_dot_xml=anew))

    draft = read(ada, tenant, course).json
    assert [chapter["title"]["en"] for chapter in draft["chapters"]] == ["First", "Second, anew"]
    titles = [lesson["title"]["en"] for chapter in draft["chapters"] for lesson in chapter["lessons"]]
    assert titles == ["Read", "Final test", "Try"]


def test_questions_for_a_chapter_that_is_not_there_are_refused_by_name(ada: Person, tenant: str) -> None:
    course = import_file(ada, tenant, packed())["course"]

    with pytest.raises(ChapterNotFound):
        gift(ada, tenant, course, "nowhere")


def test_only_one_execution_carries_an_import_out(ada: Person, tenant: str) -> None:
    job = ask(ada, tenant, format="olx", upload=send_file(ada, tenant, packed())).json["id"]
    task = {"tenant": tenant, "job": job}

    first = parse({**task, "execution": "one"}, None)
    with pytest.raises(ImportClaimed):
        parse({**task, "execution": "two"}, None)
    assert parse({**task, "execution": "one"}, None) == first


def test_a_refused_import_says_why_and_keeps_its_state(ada: Person, tenant: str) -> None:
    job = ask(ada, tenant, format="olx", upload=send_file(ada, tenant, b"no archive at all")).json["id"]
    with pytest.raises(ArchiveUnreadable, match="no zip, tar") as refused:
        parse({"tenant": tenant, "job": job, "execution": "one"}, None)
    caught = {
        "Error": type(refused.value).__name__,
        "Cause": json.dumps({"errorMessage": str(refused.value), "errorType": "ArchiveUnreadable"}),
    }
    finish({"tenant": tenant, "job": job, "state": "refused", "error": caught}, None)
    finish({"tenant": tenant, "job": job, "state": "refused", "error": caught}, None)

    found = look(ada, tenant, job)
    assert (found["state"], found["reason"]["code"]) == ("refused", "archive-unreadable")
    assert "no zip, tar" in found["reason"]["detail"]
    assert found["finished_at"]


def test_a_fault_of_ours_is_not_described(ada: Person, tenant: str) -> None:
    job = ask(ada, tenant, format="olx", upload=send_file(ada, tenant, packed())).json["id"]
    caught = {"Error": "KeyError", "Cause": json.dumps({"errorMessage": "'secret'", "stackTrace": ["line 1"]})}
    finish({"tenant": tenant, "job": job, "state": "failed", "error": caught}, None)

    found = look(ada, tenant, job)
    assert (found["state"], found["reason"]["code"]) == ("failed", "internal-error")
    assert "secret" not in json.dumps(found)


def test_imports_are_listed_newest_first(ada: Person, tenant: str) -> None:
    upload = send_file(ada, tenant, packed())
    jobs = [ask(ada, tenant, format="olx", upload=upload, dry_run=dry).json["id"] for dry in (False, True)]

    page = request(handler, "GET /v1/{tenant}/imports", caller=ada, tenant=tenant, query={"limit": "1"}).json
    rest = request(
        handler, "GET /v1/{tenant}/imports", caller=ada, tenant=tenant, query={"cursor": page["next_cursor"]}
    ).json
    assert {entry["id"] for entry in [*page["items"], *rest["items"]]} == set(jobs)
    assert all(entry["state"] == "requested" for entry in page["items"])


def test_the_same_wish_with_the_same_key_is_one_import(ada: Person, tenant: str) -> None:
    upload = send_file(ada, tenant, packed())
    wish = {"format": "olx", "upload": upload}
    headers = {"Idempotency-Key": "one-import"}
    place = "POST /v1/{tenant}/imports"
    first, second = (
        request(handler, place, caller=ada, tenant=tenant, body=wish, headers=headers).json for _ in range(2)
    )
    other = request(handler, place, caller=ada, tenant=tenant, body={**wish, "dry_run": True}, headers=headers)

    assert first == second
    assert other.status == 422
    assert other.json["type"].endswith("/idempotency-key-reused")


@pytest.mark.parametrize(
    ("wish", "status"),
    [
        ({"format": "scorm"}, 422),
        ({"format": "gift"}, 422),
        ({"format": "olx", "assessment": {}}, 422),
        ({"format": "olx", "upload": new_id()}, 404),
        ({"format": "olx", "course": new_id()}, 404),
    ],
)
def test_what_cannot_be_imported_is_refused_at_once(
    ada: Person, tenant: str, wish: dict[str, Any], status: int
) -> None:
    upload = send_file(ada, tenant, packed())

    assert ask(ada, tenant, **{"upload": upload, **wish}).status == status
