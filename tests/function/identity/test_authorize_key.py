"""The authorizer of routes for keys, and what the HTTP edge makes of its answer."""

from datetime import timedelta
from typing import Any

import pytest

from enrollment.list_enrollments import handler as enrollments
from insight.request_report import handler as reports
from lyceum.kernel import clock
from lyceum.kernel.ids import derived_id
from tests.identity_school import School, kind, school
from tests.published_course import put
from tests.service import asked, with_key

pytestmark = pytest.mark.store
__all__ = ["school"]

COURSE = derived_id("course", "whose roster is read")
ROUTE = "GET /v1/{tenant}/service/courses/{course}/enrollments"


def made(school: School, *permissions: str, **said: Any) -> str:
    answer = school.make_key(*permissions, **said)
    assert answer.status == 201, answer.text
    return str(answer.json["key"])


def roster(school: School, key: str, **options: Any) -> Any:
    put(school.tenant, COURSE, "COURSE")
    return with_key(key, enrollments, ROUTE, tenant=school.tenant, course=COURSE, **options)


def test_a_key_does_what_it_may_and_hears_what_is_left(school: School) -> None:
    key = made(school, limits={"hour": 5})
    first, second = roster(school, key), roster(school, key)
    assert (first.status, first.json["items"]) == (200, [])
    assert (first.headers["RateLimit-Limit"], first.headers["RateLimit-Remaining"]) == ("5", "4")
    assert second.headers["RateLimit-Remaining"] == "3"
    assert 1 <= int(first.headers["RateLimit-Reset"]) <= 3_600
    assert school.keys("GET").json["items"][0]["last_used_at"] is not None


def test_the_context_is_flat_text(school: School) -> None:
    found = asked(made(school, "enrollment.list", "grade.view"), ROUTE, tenant=school.tenant, course="x")
    assert found["isAuthorized"] is True
    assert all(isinstance(value, str) for value in found["context"].values())
    assert found["context"]["permissions"] == "enrollment.list grade.view"


def test_the_limit_is_a_named_429_that_says_when_to_come_again(school: School) -> None:
    key = made(school, limits={"minute": 1_000, "hour": 2})
    for _ in range(2):
        assert roster(school, key).status == 200
    over = roster(school, key, headers={"accept-language": "th"})
    assert kind(over) == (429, "api-key-limit-reached")
    assert over.headers["Content-Type"] == "application/problem+json"
    assert over.json["title"] == "คีย์ API ใช้งานครบตามที่กำหนดแล้ว"
    assert over.headers["RateLimit-Remaining"] == "0"
    assert over.headers["RateLimit-Limit"] == "2"
    assert over.headers["Retry-After"] == over.headers["RateLimit-Reset"]
    assert 1 <= int(over.headers["Retry-After"]) <= 3_600


def test_the_next_minute_lets_in_again(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    key = made(school, limits={"minute": 1})
    assert [roster(school, key).status for _ in range(2)] == [200, 429]
    later = clock.now() + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert roster(school, key).status == 200


def test_headers_stand_on_refusals_of_every_kind(school: School) -> None:
    key = made(school, "grade.view")
    denied = roster(school, key)
    assert kind(denied) == (403, "permission-denied")
    malformed = with_key(key, reports, "POST /v1/{tenant}/service/reports", body={"kind": 1}, tenant=school.tenant)
    assert kind(malformed) == (403, "permission-denied")
    assert "RateLimit-Remaining" in denied.headers
    assert "RateLimit-Remaining" in malformed.headers


def test_what_was_made_is_found_below_service(school: School) -> None:
    key = made(school, "report.request")
    listed = with_key(key, reports, "GET /v1/{tenant}/service/reports", tenant=school.tenant)
    assert (listed.status, listed.json["items"]) == (200, [])


def test_the_other_secret_is_good_beside_the_first(school: School) -> None:
    key = made(school)
    id = school.keys("GET").json["items"][0]["id"]
    turned = school.keys("POST", "/rotation", key=id, body={}).json["key"]
    assert [roster(school, one).status for one in (key, turned)] == [200, 200]


def test_a_site_is_told_by_origin_or_else_by_referer(school: School) -> None:
    key = made(school, domains=["*.example.org"])
    for headers in ({"origin": "https://a.example.org"}, {"referer": "https://b.example.org/page?x=1"}):
        assert roster(school, key, headers=headers).status == 200
    for other in (
        {"origin": "https://example.com", "referer": "https://a.example.org/"},
        {"origin": "null"},
        {"origin": "https://[bad"},
        {},
    ):
        assert kind(roster(school, key, headers=other)) == (403, "api-key-origin-refused")
