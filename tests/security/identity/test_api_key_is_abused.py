"""Somebody has a key that they should not have, or uses one for what it is not for."""

import io
import json
from contextlib import redirect_stdout
from datetime import timedelta
from typing import Any

import pytest

from assessment.gradebook import handler as gradebook
from enrollment.list_enrollments import handler as enrollments
from identity.api_keys import handler as api_keys
from insight.request_report import handler as reports
from lyceum.identity.model.secret import written
from lyceum.kernel import clock
from lyceum.kernel.api_keys import GRANTABLE
from lyceum.kernel.clock import iso, now
from lyceum.kernel.ids import derived_id, new_id
from lyceum.kernel.impersonation import HEADER
from lyceum.kernel.permissions import IN_PERSON, PERMISSIONS
from tests.http import request
from tests.identity_school import KEYS, School, kind, school
from tests.published_course import put
from tests.service import asked, with_key

pytestmark = [pytest.mark.store, pytest.mark.security]
__all__ = ["school"]

ROUTE = "GET /v1/{tenant}/service/courses/{course}/enrollments"


@pytest.fixture
def key(school: School) -> dict[str, Any]:
    """A key with the text that shows it."""
    answer = school.make_key("enrollment.list")
    assert answer.status == 201, answer.text
    found: dict[str, Any] = answer.json
    return found


COURSE = derived_id("course", "whose roster is asked for")


def used(school: School, text: str, **options: Any) -> Any:
    put(school.tenant, COURSE, "COURSE")
    return with_key(text, enrollments, ROUTE, **({"tenant": school.tenant, "course": COURSE} | options))


def never_used(school: School) -> bool:
    return all(one["last_used_at"] is None for one in school.keys("GET").json["items"])


def test_a_revoked_key(school: School, key: dict[str, Any]) -> None:
    assert used(school, key["key"]).status == 200
    school.keys("PUT", "/revocation", key=key["id"], body={"reason": "leaked"})
    assert kind(used(school, key["key"])) == (401, "api-key-revoked")


def test_an_expired_key(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    text = school.make_key(expires=iso(now() + timedelta(hours=1))).json["key"]
    assert used(school, text).status == 200
    later = clock.now() + timedelta(hours=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert kind(used(school, text)) == (401, "api-key-expired")


def test_a_secret_that_was_rotated_out(school: School, key: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    school.keys("POST", "/rotation", key=key["id"], body={"overlap_hours": 1})
    assert used(school, key["key"]).status == 200
    later = clock.now() + timedelta(hours=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert kind(used(school, key["key"])) == (401, "api-key-expired")
    school.keys("POST", "/rotation", key=key["id"], body={"overlap_hours": 0})
    assert kind(used(school, key["key"])) == (401, "api-key-refused")


def test_a_key_of_another_school(school: School, key: dict[str, Any], tenant: str) -> None:
    other = School(f"{tenant}x")
    foreign = used(other, key["key"])
    unknown = used(other, written(new_id(), bytes(32)))
    assert kind(foreign) == kind(unknown) == (401, "api-key-refused")
    assert never_used(school)


@pytest.mark.parametrize("route_tenant", ["other", ""])
def test_what_one_school_admitted_is_nothing_in_another(school: School, key: dict[str, Any], route_tenant: str) -> None:
    """The context names the school that the key belongs to."""
    admitted = asked(key["key"], ROUTE, tenant=school.tenant, course=new_id())["context"]
    answer = request(enrollments, ROUTE, admitted=admitted, tenant=route_tenant or "x", course=new_id())
    assert kind(answer) == (401, "api-key-refused")


def test_a_truncated_or_guessed_key(school: School, key: dict[str, Any]) -> None:
    """All alike, a key that there is and one that there is not."""
    text = key["key"]
    guesses = [
        "",
        "lyc_",
        text[:-1],
        text[:40],
        text + "x",
        text.lower(),
        written(key["id"], b"\x01" * 32),
        written(new_id(), bytes(32)),
    ]
    answers = [used(school, guess) for guess in guesses]
    assert {kind(answer) for answer in answers} == {(401, "api-key-refused")}
    assert len({json.dumps({**answer.json, "instance": ""}) for answer in answers}) == 1
    assert all("RateLimit-Limit" not in answer.headers for answer in answers)
    assert never_used(school)


def test_guesses_do_not_use_up_the_key(school: School) -> None:
    made = school.make_key(limits={"minute": 1}).json
    for number in range(5):
        used(school, written(made["id"], bytes([number + 1]) * 32))
    assert used(school, made["key"]).status == 200


@pytest.mark.parametrize("address", ["198.51.100.1", "2001:db9::1", "", "::ffff:198.51.100.1"])
def test_a_key_from_a_foreign_address(school: School, address: str) -> None:
    text = school.make_key(networks=["203.0.113.0/24", "2001:db8::/32"]).json["key"]
    assert kind(used(school, text, address=address)) == (403, "api-key-address-refused")
    assert never_used(school)
    assert used(school, text, address="203.0.113.9").status == 200


def test_an_address_that_a_client_claims_is_not_believed(school: School) -> None:
    text = school.make_key(networks=["203.0.113.0/24"]).json["key"]
    claimed = {"x-forwarded-for": "203.0.113.9", "forwarded": "for=203.0.113.9", "x-real-ip": "203.0.113.9"}
    assert kind(used(school, text, address="198.51.100.1", headers=claimed)) == (403, "api-key-address-refused")


def test_a_key_for_what_it_may_not(school: School, key: dict[str, Any]) -> None:
    grades = "GET /v1/{tenant}/service/courses/{course}/gradebook"
    refused = with_key(key["key"], gradebook, grades, tenant=school.tenant, course=new_id())
    assert kind(refused) == (403, "permission-denied")
    wish = {"kind": "course_progress", "course": new_id(), "format": "csv"}
    asked_for = with_key(key["key"], reports, "POST /v1/{tenant}/service/reports", body=wish, tenant=school.tenant)
    assert kind(asked_for) == (403, "permission-denied")


@pytest.mark.parametrize("permission", sorted(PERMISSIONS.keys() - GRANTABLE))
def test_a_key_is_not_made_to_rule(school: School, permission: str) -> None:
    """No roles, no impersonation, no keys, no settings: not even by who may all of that."""
    assert kind(school.make_key(permission)) == (422, "invalid-request")


def test_a_permission_that_a_key_cannot_have_is_nothing_in_a_context(school: School, key: dict[str, Any]) -> None:
    """Should one ever come to stand in an item."""
    admitted = asked(key["key"], ROUTE, tenant=school.tenant, course=new_id())["context"]
    forged = admitted | {"permissions": "api_key.manage member role.assign"}
    answer = request(enrollments, ROUTE, admitted=forged, tenant=school.tenant, course=new_id())
    assert answer.status == 403


def test_nobody_makes_a_key_that_may_more_than_they(school: School) -> None:
    school.define("key_keeper", parent="learner", grants=["api_key.manage", "enrollment.list"])
    keeper = school.member("keeper", "key_keeper")
    assert kind(school.make_key("grade.view", by=keeper)) == (403, "permission-not-held")
    made = school.make_key("enrollment.list", by=keeper).json["id"]
    more = school.keys("PATCH", key=made, by=keeper, body={"permissions": ["enrollment.list", "grade.view"]})
    assert kind(more) == (403, "permission-not-held")
    strong = school.make_key("grade.view").json["id"]
    # Its secret would be theirs to use.
    turned = school.keys("POST", "/rotation", key=strong, by=keeper, body={"overlap_hours": 1})
    assert kind(turned) == (403, "permission-not-held")


@pytest.mark.parametrize("role", ["learner", "instructor", "teaching_assistant", "support", "auditor", "finance"])
def test_keys_are_the_administrators_affair(school: School, key: dict[str, Any], role: str) -> None:
    eve = school.member("eve", role)
    answers = [
        school.make_key(by=eve),
        school.keys("GET", by=eve),
        school.keys("GET", key=key["id"], by=eve),
        school.keys("PATCH", key=key["id"], by=eve, body={"name": "Mine"}),
        school.keys("PUT", "/revocation", key=key["id"], by=eve, body={"reason": "x"}),
        school.keys("POST", "/rotation", key=key["id"], by=eve, body={}),
    ]
    assert {kind(answer) for answer in answers} == {(403, "permission-denied")}


def test_a_key_of_another_school_is_not_managed_here(school: School, key: dict[str, Any], tenant: str) -> None:
    other = School(f"{tenant}x")
    answers = [
        other.keys("GET", key=key["id"]),
        other.keys("PATCH", key=key["id"], body={"name": "Mine"}),
        other.keys("PUT", "/revocation", key=key["id"], body={"reason": "x"}),
        other.keys("POST", "/rotation", key=key["id"], body={}),
    ]
    assert {kind(answer) for answer in answers} == {(404, "api-key-not-found")}
    assert used(school, key["key"]).status == 200


def test_keys_are_managed_by_a_key(school: School, key: dict[str, Any]) -> None:
    """On the routes for people a key is no sign-in, whatever the gateway says."""
    admitted = asked(key["key"], ROUTE, tenant=school.tenant, course=new_id())["context"]
    forged = admitted | {"permissions": "api_key.manage"}
    answer = request(api_keys, f"GET {KEYS}", admitted=forged, tenant=school.tenant)
    assert kind(answer) == (401, "token-refused")


def test_a_route_for_people_with_a_key(school: School, key: dict[str, Any]) -> None:
    admitted = asked(key["key"], ROUTE, tenant=school.tenant, course=new_id())["context"]
    route = "GET /v1/{tenant}/courses/{course}/enrollments"
    assert kind(request(enrollments, route, admitted=admitted, tenant=school.tenant, course=new_id())) == (
        401,
        "token-refused",
    )


def test_a_route_for_keys_with_a_token(school: School) -> None:
    answer = request(enrollments, ROUTE, caller=school.head, tenant=school.tenant, course=new_id())
    assert kind(answer) == (401, "api-key-refused")
    bare = request(enrollments, ROUTE, tenant=school.tenant, course=new_id())
    assert kind(bare) == (401, "api-key-refused")
    empty = request(enrollments, ROUTE, admitted={}, tenant=school.tenant, course=new_id())
    assert kind(empty) == (401, "api-key-refused")


def test_a_key_acts_in_a_persons_name(school: School, key: dict[str, Any]) -> None:
    answer = used(school, key["key"], headers={HEADER: new_id()})
    assert kind(answer) == (403, "in-person-only")


def test_no_key_is_made_in_anothers_name() -> None:
    """It would outlive the hour in which somebody may act as an administrator."""
    assert "api_key.manage" in IN_PERSON


@pytest.mark.parametrize("scheme", ["Basic", "Token", "bearer\t", ""])
def test_another_scheme(school: School, key: dict[str, Any], scheme: str) -> None:
    found = asked("x", ROUTE, headers={"authorization": f"{scheme} {key['key']}"}, tenant=school.tenant, course="x")
    assert found["context"]["refusal"] == "api-key-refused"


@pytest.mark.parametrize(
    "more", ["\r\nX-Admin: 1", "\n", ", Bearer x", " x", "%0d%0aRateLimit-Limit:9", "\x00", "${jndi:x}"]
)
def test_headers_are_injected(school: School, key: dict[str, Any], more: str) -> None:
    """Nothing of what a request brings is said again, neither to the function nor to the client."""
    headers = {"origin": f"https://a.example{more}", "referer": more}
    found = asked(key["key"] + more, ROUTE, headers=headers, tenant=school.tenant, course="x")
    assert found["context"] == {"tenant": school.tenant, "refusal": "api-key-refused"}
    answer = used(school, key["key"] + more, headers=headers)
    assert answer.status == 401
    assert all("\n" not in value and "\r" not in value for value in answer.headers.values())


def test_a_key_stands_in_no_log(school: School, caplog: pytest.LogCaptureFixture) -> None:
    told = io.StringIO()
    with caplog.at_level("DEBUG"), redirect_stdout(told):
        made = school.make_key().json
        turned = school.keys("POST", "/rotation", key=made["id"], body={}).json["key"]
        wrong = written(made["id"], b"\x01" * 32)
        for text in (made["key"], turned, wrong, made["key"][:-1]):
            used(school, text)
        school.keys("PUT", "/revocation", key=made["id"], body={"reason": "x"})
        used(school, turned)
    lines = told.getvalue() + caplog.text + str([vars(record) for record in caplog.records])
    assert made["id"] in lines
    secrets = [text.rpartition("_")[2] for text in (made["key"], turned, wrong)]
    assert [secret for secret in secrets if secret[:20] in lines] == []


def test_a_key_of_a_suspended_school(school: School, key: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    from lyceum.kernel import authorize
    from lyceum.kernel.suspension import TenantSuspended

    def suspended(tenant: str) -> None:
        raise TenantSuspended(tenant=tenant)

    monkeypatch.setattr(authorize, "refuse_suspended", suspended)
    assert kind(used(school, key["key"])) == (403, "tenant-suspended")
