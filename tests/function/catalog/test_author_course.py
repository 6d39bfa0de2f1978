"""POST and GET …/courses, GET and PATCH …/courses/{course}."""

from typing import Any

import pytest

from tests.authoring import COURSE, COURSES, make_chapter, make_course, publish, read, send
from tests.http import Person, person

pytestmark = [pytest.mark.store, pytest.mark.usefixtures("files")]


@pytest.fixture
def ada(tenant: str) -> Person:
    return person("ada", tenant, "instructor")


def create(ada: Person, tenant: str, **wish: Any) -> Any:
    return send(ada, f"POST {COURSES}", {"title": {"en": "A course"}, **wish}, tenant=tenant)


def change(ada: Person, tenant: str, course: str, body: dict[str, Any], **headers: str) -> Any:
    return send(ada, f"PATCH {COURSE}", body, tenant=tenant, course=course, **headers)


def test_a_course_begins_as_a_draft(ada: Person, tenant: str) -> None:
    made = create(
        ada,
        tenant,
        title={"en": "Tests", "th": "การทดสอบ"},
        code="T-1",
        summary={"en": "Short."},
        level="beginner",
        price={"amount": 9900, "currency": "THB"},
        seats=20,
        sequential=True,
    )

    assert made.status == 201
    assert made.headers["Location"] == f"/v1/{tenant}/courses/{made.json['id']}"
    assert made.headers["ETag"] == '"1"'
    kept = {name: made.json[name] for name in ("slug", "code", "status", "unpublished_changes", "seats", "price")}
    assert kept == {
        "slug": "tests",
        "code": "T-1",
        "status": "draft",
        "unpublished_changes": True,
        "seats": 20,
        "price": {"amount": 9900, "currency": "THB"},
    }
    assert read(ada, tenant, made.json["id"]).json == made.json


def test_a_slug_is_unique_and_one_that_nobody_chose_makes_way(ada: Person, tenant: str) -> None:
    create(ada, tenant, slug="taken")

    refused = create(ada, tenant, slug="taken")
    assert (refused.status, refused.json["facts"]) == (409, {"slug": "taken"})
    assert create(ada, tenant).json["slug"] == "a-course"
    assert create(ada, tenant).json["slug"].startswith("a-course-")


def test_a_code_is_unique_in_its_school_only(ada: Person, tenant: str) -> None:
    other = person("ada", f"{tenant}x", "instructor")
    assert create(ada, tenant, code="C-1").status == 201
    assert create(ada, tenant, code="C-1").json["type"].endswith("/code-taken")
    assert create(other, f"{tenant}x", code="C-1").status == 201


def test_a_freed_slug_can_be_taken(ada: Person, tenant: str) -> None:
    course = create(ada, tenant, slug="first", code="A").json["id"]
    renamed = change(ada, tenant, course, {"slug": "second", "code": None, "title": {"en": "Anew"}})

    assert (renamed.json["slug"], renamed.json["code"], renamed.json["title"]) == ("second", None, {"en": "Anew"})
    assert create(ada, tenant, slug="first", code="A").status == 201
    assert create(ada, tenant, slug="second").status == 409


def test_the_slug_of_a_published_course_changes_in_the_catalogue(ada: Person, tenant: str) -> None:
    from catalog.browse_catalog import handler
    from tests.http import request

    course = make_course(ada, tenant, slug="before", code="X")
    publish(ada, tenant, course)
    change(ada, tenant, course, {"slug": "after", "title": {"en": "Not yet"}})

    cards = request(handler, "GET /v1/{tenant}/catalog", tenant=tenant).json["items"]
    assert [(card["slug"], card["code"], card["title"]["text"]) for card in cards] == [("after", "X", "Course")]
    details = "GET /v1/{tenant}/catalog/{slug}"
    assert request(handler, details, tenant=tenant, slug="after").status == 200
    assert request(handler, details, tenant=tenant, slug="before").status == 404


def test_what_is_absent_stays_and_null_takes_away(ada: Person, tenant: str) -> None:
    course = create(ada, tenant, summary={"en": "Short."}, seats=3, level="expert").json["id"]
    changed = change(ada, tenant, course, {"seats": None}).json

    assert (changed["seats"], changed["level"], changed["summary"]) == (None, "expert", {"en": "Short."})


@pytest.mark.parametrize("field", ["title", "slug", "language", "sequential", "chapters"])
def test_what_a_course_needs_is_not_taken_away(ada: Person, tenant: str, field: str) -> None:
    made = create(ada, tenant)
    refused = change(ada, tenant, made.json["id"], {field: None, "seats": 3})

    assert refused.status == 422
    assert field in refused.text
    kept = read(ada, tenant, made.json["id"])
    assert (kept.json, kept.headers["ETag"]) == (made.json, made.headers["ETag"])


def test_html_is_made_safe(ada: Person, tenant: str) -> None:
    html = {"en": '<p onclick="x()">Hi<script>alert(1)</script><a href="javascript:x()">y</a></p>'}
    made = create(ada, tenant, description_html=html).json

    assert made["description_html"] == {"en": '<p>Hi<a rel="noopener noreferrer">y</a></p>'}
    changed = change(ada, tenant, made["id"], {"description_html": {"th": "<iframe src=x></iframe>ok"}}).json
    assert changed["description_html"] == {"th": "ok"}


def test_chapters_are_put_into_another_order(ada: Person, tenant: str) -> None:
    course = make_course(ada, tenant, lessons=0)
    one, two = make_chapter(ada, tenant, course, "One"), make_chapter(ada, tenant, course, "Two")

    changed = change(ada, tenant, course, {"chapters": [two, one]})
    assert [chapter["id"] for chapter in changed.json["chapters"]] == [two, one]
    assert change(ada, tenant, course, {"chapters": [two]}).status == 422
    assert change(ada, tenant, course, {"chapters": [two, two]}).status == 422


def test_a_change_of_an_older_revision_is_refused(ada: Person, tenant: str) -> None:
    made = create(ada, tenant)
    course = made.json["id"]
    first = change(ada, tenant, course, {"title": {"en": "First"}}, if_match=made.headers["ETag"])
    second = change(ada, tenant, course, {"title": {"en": "Second"}}, if_match=made.headers["ETag"])
    slug = change(ada, tenant, course, {"slug": "another"}, if_match=made.headers["ETag"])

    assert first.headers["ETag"] == '"2"'
    assert (second.status, slug.status) == (412, 412)
    assert read(ada, tenant, course).json["title"] == {"en": "First"}


def test_a_change_of_nothing_writes_nothing(ada: Person, tenant: str) -> None:
    made = create(ada, tenant)

    assert change(ada, tenant, made.json["id"], {"title": {"en": "A course"}}).headers["ETag"] == made.headers["ETag"]
    assert change(ada, tenant, made.json["id"], {}).headers["ETag"] == made.headers["ETag"]


def test_the_same_wish_with_the_same_key_is_one_course(ada: Person, tenant: str) -> None:
    wish = {"title": {"en": "Once"}, "slug": "once", "code": "O"}
    first, second = (send(ada, f"POST {COURSES}", wish, tenant=tenant, key="only-once") for _ in range(2))
    other = send(ada, f"POST {COURSES}", {**wish, "seats": 5}, tenant=tenant, key="only-once")

    assert (first.status, second.status, first.json) == (201, 201, second.json)
    assert other.status == 422


def test_staff_see_drafts_and_published_ones_in_pages(ada: Person, tenant: str) -> None:
    drafts = {make_course(ada, tenant, lessons=0, title={"en": f"Draft {n}"}) for n in range(2)}
    published = make_course(ada, tenant)
    publish(ada, tenant, published)

    first = send(ada, f"GET {COURSES}", tenant=tenant, query={"limit": "2"}).json
    rest = send(ada, f"GET {COURSES}", tenant=tenant, query={"cursor": first["next_cursor"]}).json
    entries = [*first["items"], *rest["items"]]
    assert {(entry["id"], entry["status"]) for entry in entries} == {
        *((draft, "draft") for draft in drafts),
        (published, "published"),
    }
    assert rest["next_cursor"] is None


@pytest.mark.parametrize(
    "wish",
    [
        {"title": {}},
        {"title": {"en": ""}},
        {"title": "Course"},
        {"slug": "Not a slug"},
        {"seats": 0},
        {"seats": "5"},
        {"seats": True},
        {"price": {"amount": -1, "currency": "THB"}},
        {"price": {"amount": 1, "currency": "baht"}},
        {"level": "divine"},
        {"unknown": 1},
    ],
)
def test_a_wish_of_the_wrong_form_is_refused(ada: Person, tenant: str, wish: dict[str, Any]) -> None:
    assert create(ada, tenant, **wish).status == 422
