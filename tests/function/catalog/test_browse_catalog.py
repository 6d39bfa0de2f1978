"""GET /v1/{tenant}/catalog and …/catalog/{slug}."""

from typing import Any

import pytest

from catalog.browse_catalog import handler
from tests.authoring import COURSE, PUBLICATION, make_course, publish, read, send
from tests.http import Answer, Person, person, request

pytestmark = [pytest.mark.store, pytest.mark.usefixtures("files")]


@pytest.fixture
def ada(tenant: str) -> Person:
    return person("ada", tenant, "instructor")


def browse(tenant: str, *, headers: dict[str, str] | None = None, **query: str) -> Answer:
    return request(handler, "GET /v1/{tenant}/catalog", tenant=tenant, query=query, headers=headers)


def look(tenant: str, slug: str, **headers: str) -> Answer:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return request(handler, "GET /v1/{tenant}/catalog/{slug}", tenant=tenant, slug=slug, headers=sent)


def offered(ada: Person, tenant: str, **wish: Any) -> str:
    course = make_course(ada, tenant, **wish)
    assert publish(ada, tenant, course).status == 200
    return course


def test_only_published_courses_are_shown_newest_first_in_pages(ada: Person, tenant: str) -> None:
    make_course(ada, tenant, slug="draft")
    for slug in ("one", "two", "three"):
        offered(ada, tenant, slug=slug)

    first = browse(tenant, limit="2").json
    rest = browse(tenant, limit="2", cursor=first["next_cursor"]).json
    assert [card["slug"] for card in (*first["items"], *rest["items"])] == ["three", "two", "one"]
    assert rest["next_cursor"] is None


def test_a_text_comes_in_the_wanted_language_and_in_all(ada: Person, tenant: str) -> None:
    offered(ada, tenant, slug="both", title={"en": "Tests", "th": "การทดสอบ"}, language="th")
    both = {"en": "Tests", "th": "การทดสอบ"}

    wanted = look(tenant, "both", accept_language="en-GB, th;q=0.5").json["title"]
    other = look(tenant, "both", accept_language="de").json["title"]
    assert wanted == {"language": "en", "text": "Tests", "all": both}
    assert other == {"language": "th", "text": "การทดสอบ", "all": both}
    assert browse(tenant, headers={"Accept-Language": "en"}).json["items"][0]["title"]["text"] == "Tests"


def test_a_course_that_did_not_change_is_not_sent_again(ada: Person, tenant: str) -> None:
    course = offered(ada, tenant, slug="same")
    first = look(tenant, "same")

    assert first.headers["Cache-Control"] == "public, max-age=60"
    assert first.headers["Vary"] == "Accept-Language"
    again = look(tenant, "same", if_none_match=first.headers["ETag"])
    assert (again.status, again.text) == (304, "")
    assert again.headers["ETag"] == first.headers["ETag"]
    page = browse(tenant)
    assert browse(tenant, headers={"If-None-Match": f"W/{page.headers['ETag']}"}).status == 304
    send(ada, f"PATCH {COURSE}", {"title": {"en": "Anew"}}, tenant=tenant, course=course)
    assert look(tenant, "same", if_none_match=first.headers["ETag"]).status == 304
    publish(ada, tenant, course)
    assert look(tenant, "same", if_none_match=first.headers["ETag"]).status == 200


def test_the_details_show_price_seats_and_what_may_be_previewed(ada: Person, tenant: str) -> None:
    from tests.authoring import make_chapter, make_lesson

    course = make_course(
        ada, tenant, lessons=0, slug="full", seats=2, price={"amount": 100, "currency": "USD"}, level="expert"
    )
    chapter = make_chapter(ada, tenant, course)
    make_lesson(ada, tenant, course, chapter, "Free", preview=True)
    make_lesson(ada, tenant, course, chapter, "Paid")
    publish(ada, tenant, course)

    shown = look(tenant, "full").json
    assert (shown["price"], shown["seats_left"]) == ({"amount": 100, "currency": "USD"}, "few")
    assert (shown["level"], shown["open"]) == ("expert", True)
    lessons = shown["chapters"][0]["lessons"]
    assert [(lesson["title"]["text"], lesson["preview"]) for lesson in lessons] == [("Free", True), ("Paid", False)]
    assert "units" not in lessons[0]


def test_a_course_that_is_not_published_is_not_there(ada: Person, tenant: str) -> None:
    course = make_course(ada, tenant, slug="later")
    assert look(tenant, "later").status == 404
    publish(ada, tenant, course)
    assert look(tenant, "later").status == 200
    send(ada, f"DELETE {PUBLICATION}", tenant=tenant, course=course)
    assert look(tenant, "later").status == 404
    assert browse(tenant).json["items"] == []
    assert read(ada, tenant, course).status == 200


def test_an_unknown_school_has_an_empty_catalogue(table: str, tenant: str) -> None:
    assert (browse(tenant).status, browse(tenant).json["items"]) == (200, [])
