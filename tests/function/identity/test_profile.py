"""GET, PATCH /v1/{tenant}/me/profile and /v1/{tenant}/members/{person}."""

from typing import Any

import pytest

from identity.list_members import handler as list_members
from identity.profile import handler
from identity.profile_fields import handler as fields_handler
from lyceum.identity.store import profiles
from lyceum.kernel.directory import members
from tests.school_of_people import SchoolOfPeople, problem

pytestmark = pytest.mark.store
MINE = "/v1/{tenant}/me/profile"
MEMBER = "/v1/{tenant}/members/{person}"
FIELDS = "/v1/{tenant}/profile-fields"

WHOLE: dict[str, Any] = {
    "name": "Ada L.",
    "language": "th",
    "names": {"en": {"given": "Ada", "family": "Lovelace"}, "th": {"given": "เอดา", "family": ""}},
    "prefix": "Dr.",
    "username": "ada.l",
    "bio": "First line\nsecond line",
    "skills": ["mathematics", "engines"],
    "emergency_contact": {"name": "George", "phone": "+44 20 7946 0000", "relation": "father"},
    "time_zone": "Asia/Bangkok",
}

STUDENT_ID = {"key": "student_id", "kind": "text", "label": {"en": "Student id"}, "roles": ["learner"]}
NOTE = {"key": "note", "kind": "text", "label": {"en": "Note"}, "seen_by": "staff", "edited_by": "staff"}
BORN = {"key": "born", "kind": "date", "label": {"en": "Born", "th": "วันเกิด"}, "required": True}
SIZE = {"key": "size", "kind": "choice", "label": {"en": "Size"}, "choices": ["S", "M"]}
HEIGHT = {"key": "height", "kind": "number", "label": {"en": "Height"}}
VEGAN = {"key": "vegan", "kind": "boolean", "label": {"en": "Vegan"}, "edited_by": "staff"}


@pytest.fixture
def school(table: str, tenant: str) -> SchoolOfPeople:
    return SchoolOfPeople.founded(tenant, "ada", "bo")


def define(school: SchoolOfPeople, *fields: dict[str, Any]) -> None:
    answer = school.ask(fields_handler, f"PUT {FIELDS}", body={"fields": list(fields)})
    assert answer.status == 200, answer.text


def test_a_new_member_has_what_the_sign_in_knew(school: SchoolOfPeople) -> None:
    answer = school.ask(handler, f"GET {MINE}", "ada")
    assert (answer.status, answer.headers["ETag"]) == (200, '"0"')
    assert (answer.json["name"], answer.json["email"], answer.json["status"]) == ("Ada", "ada@example.com", "active")
    assert answer.json["username"] is None


def test_a_member_says_everything_and_reads_it_again(school: SchoolOfPeople) -> None:
    changed = school.ask(handler, f"PATCH {MINE}", "ada", WHOLE)
    assert (changed.status, changed.headers["ETag"]) == (200, '"1"')
    read = school.ask(handler, f"GET {MINE}", "ada")
    assert read.json == changed.json
    assert WHOLE.items() <= read.json.items()
    assert members(school.tenant, [school.id("ada")])[school.id("ada")].name == "Ada L."


def test_what_is_left_out_stays_and_null_takes_away(school: SchoolOfPeople) -> None:
    school.ask(handler, f"PATCH {MINE}", "ada", WHOLE)
    body = {"bio": None, "skills": None, "emergency_contact": None, "names": None, "username": None, "name": None}
    answer = school.ask(handler, f"PATCH {MINE}", "ada", body)
    assert (answer.json["bio"], answer.json["skills"], answer.json["emergency_contact"]) == ("", [], None)
    assert (answer.json["names"], answer.json["username"], answer.json["prefix"]) == ({}, None, "Dr.")
    assert answer.json["name"] == "Ada L."


def test_the_same_again_changes_nothing(school: SchoolOfPeople) -> None:
    first = school.ask(handler, f"PATCH {MINE}", "ada", WHOLE)
    assert school.ask(handler, f"PATCH {MINE}", "ada", WHOLE).headers["ETag"] == first.headers["ETag"]


def test_two_who_change_the_same_revision(school: SchoolOfPeople) -> None:
    school.ask(handler, f"PATCH {MINE}", "ada", {"bio": "a"})
    answer = school.ask(handler, f"PATCH {MEMBER}", body={"bio": "b"}, of="ada", headers={"If-Match": '"0"'})
    assert problem(answer) == (412, "changed-in-the-meantime")


def test_staff_see_and_change_a_member(school: SchoolOfPeople) -> None:
    answer = school.ask(handler, f"PATCH {MEMBER}", body={"supervisor": school.id("bo"), "name": "Ada"}, of="ada")
    assert (answer.status, answer.json["supervisor"]) == (200, school.id("bo"))
    assert school.ask(handler, f"GET {MEMBER}", of="ada").json == answer.json


def test_a_supervisor_is_a_member(school: SchoolOfPeople) -> None:
    answer = school.ask(handler, f"PATCH {MEMBER}", body={"supervisor": school.id("nobody")}, of="ada")
    assert problem(answer) == (422, "supervisor-not-found")


def test_who_is_no_member_has_no_profile(school: SchoolOfPeople) -> None:
    for method, body in (("GET", None), ("PATCH", {"bio": "x"})):
        assert problem(school.ask(handler, f"{method} {MEMBER}", body=body, of="nobody")) == (404, "member-not-found")


def test_a_username_is_of_one_member(school: SchoolOfPeople) -> None:
    school.ask(handler, f"PATCH {MINE}", "ada", {"username": "ada.l"})
    assert problem(school.ask(handler, f"PATCH {MINE}", "bo", {"username": "Ada.L"})) == (409, "username-taken")
    assert school.ask(handler, f"PATCH {MINE}", "ada", {"username": "ada"}).status == 200
    assert school.ask(handler, f"PATCH {MINE}", "bo", {"username": "ada.l"}).status == 200


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({"time_zone": "Mars/Olympus"}, "unknown-time-zone"),
        ({"time_zone": ""}, "invalid-request"),
        ({"name": ""}, "invalid-request"),
        ({"language": "English"}, "invalid-request"),
        ({"skills": ["x"] * 31}, "invalid-request"),
    ],
)
def test_values_that_cannot_be(school: SchoolOfPeople, body: Any, name: str) -> None:
    assert problem(school.ask(handler, f"PATCH {MINE}", "ada", body)) == (422, name)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ([SIZE | {"choices": []}], "field-choices-misplaced"),
        ([NOTE | {"choices": ["S"]}], "field-choices-misplaced"),
        ([NOTE, NOTE], "field-defined-twice"),
        ([NOTE | {"required": 0}], "invalid-request"),
    ],
)
def test_fields_that_no_school_can_have_change_nothing(school: SchoolOfPeople, fields: Any, name: str) -> None:
    define(school, STUDENT_ID)
    refused = school.ask(fields_handler, f"PUT {FIELDS}", body={"fields": fields})
    assert problem(refused) == (422, name)
    kept = school.ask(fields_handler, f"GET {FIELDS}").json["fields"]
    assert [one["key"] for one in kept] == ["student_id"]


def test_a_schools_own_fields(school: SchoolOfPeople) -> None:
    define(school, STUDENT_ID, SIZE, HEIGHT, BORN)
    assert school.ask(handler, f"GET {MINE}", "ada").json["missing"] == ["born"]
    values = {"student_id": "S-1", "size": "M", "height": "1.70", "born": "1815-12-10"}
    answer = school.ask(handler, f"PATCH {MINE}", "ada", {"fields": values})
    assert (answer.status, answer.json["fields"], answer.json["missing"]) == (200, values, [])
    answer = school.ask(handler, f"PATCH {MINE}", "ada", {"fields": {"size": None}})
    assert "size" not in answer.json["fields"]


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"student_id": "S-1"}, (422, "field-required")),
        ({"size": "XXL", "born": "1815-12-10"}, (422, "field-invalid")),
        ({"height": "tall", "born": "1815-12-10"}, (422, "field-invalid")),
        ({"height": "1e99", "born": "1815-12-10"}, (422, "field-invalid")),
        ({"born": "yesterday"}, (422, "field-invalid")),
        ({"born": True}, (422, "field-invalid")),
        ({"vegan": "yes"}, (403, "field-not-yours")),
        ({"shoe": "42"}, (422, "field-unknown")),
    ],
)
def test_values_that_do_not_fit_their_field(school: SchoolOfPeople, fields: Any, refusal: tuple[int, str]) -> None:
    define(school, STUDENT_ID, SIZE, HEIGHT, BORN, VEGAN)
    assert problem(school.ask(handler, f"PATCH {MINE}", "ada", {"fields": fields})) == refusal
    assert profiles.find(school.tenant, school.id("ada"))[0].values == {}  # type: ignore[union-attr]


def test_a_field_is_of_the_roles_it_names(school: SchoolOfPeople) -> None:
    define(school, STUDENT_ID)
    answer = school.ask(handler, f"PATCH {MINE}", "head", {"fields": {"student_id": "S-1"}})
    assert problem(answer) == (422, "field-unknown")


def test_fields_are_defined_on_condition_of_their_revision(school: SchoolOfPeople) -> None:
    define(school, SIZE)
    read = school.ask(fields_handler, f"GET {FIELDS}", "ada")
    assert (read.headers["ETag"], [one["key"] for one in read.json["fields"]]) == ('"1"', ["size"])
    define(school, SIZE)
    assert school.ask(fields_handler, f"GET {FIELDS}", "ada").headers["ETag"] == '"1"'
    answer = school.ask(fields_handler, f"PUT {FIELDS}", body={"fields": []}, headers={"If-Match": '"7"'})
    assert problem(answer) == (412, "changed-in-the-meantime")


@pytest.mark.parametrize("fields", [[SIZE, SIZE], [{**SIZE, "choices": []}], [{**BORN, "choices": ["a"]}]])
def test_fields_that_cannot_be(school: SchoolOfPeople, fields: Any) -> None:
    assert school.ask(fields_handler, f"PUT {FIELDS}", body={"fields": fields}).status == 422


def test_members_are_listed_by_name(school: SchoolOfPeople) -> None:
    first = school.ask(list_members, "GET /v1/{tenant}/members", query={"limit": "2"})
    rest = school.ask(list_members, "GET /v1/{tenant}/members", query={"cursor": first.json["next_cursor"]})
    names = [one["name"] for one in first.json["items"] + rest.json["items"]]
    assert (names, rest.json["next_cursor"]) == (["", "Ada", "Bo"], None)
    found = school.ask(list_members, "GET /v1/{tenant}/members", query={"name": "B"}).json["items"]
    assert [(one["name"], one["status"], one["roles"]) for one in found] == [("Bo", "active", ["learner"])]
