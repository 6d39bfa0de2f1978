"""GET /v1/{tenant}/me/permissions and GET /v1/{tenant}/members/{person}/permissions."""

import pytest

from identity.explain_access import handler
from lyceum.kernel.clock import now
from tests.identity_school import MEMBER, School, kind, school

pytestmark = pytest.mark.store
__all__ = ["school"]
COURSE = "course:01ARZ3NDEKTSV4RRFFQ69G5FAX"


def test_a_denial_names_its_role_its_place_and_who_gave_it(school: School) -> None:
    school.define("silent", denials=["grade.give"], name={"en": "Silent reader", "th": "ผู้อ่าน"})
    ada = school.member("ada", "instructor")
    school.assign(ada.id, "silent", scope=COURSE)
    said = school.explained(school.signed_in(ada), on=COURSE)["grade.give"]
    day = f"{now():%Y-%m-%d}"
    assert (said["allowed"], said["source"], said["role"], said["scope"]) == (False, "role_deny", "silent", COURSE)
    where = COURSE.replace(":", " ")
    assert said["explanation"] == f"Denied by role Silent reader on {where}, assigned by {school.head.id} on {day}"
    thai = school.explained(school.signed_in(ada), on=COURSE, language="th")["grade.give"]["explanation"]
    assert thai.startswith("ไม่อนุญาตโดย บทบาทผู้อ่าน ในหลักสูตร")


def test_a_grant_that_is_inherited_names_the_role_above(school: School) -> None:
    school.define("head_of_year", parent="instructor")
    ada = school.member("ada", "head_of_year")
    said = school.explained(ada)["course.publish"]
    assert (said["source"], said["inherited_from"]) == ("inherited", "instructor")
    assert said["explanation"] == "Allowed by role Head_Of_Year, which inherits it from instructor"


def test_nothing_said_and_single_settings_are_explained(school: School) -> None:
    ada = school.member("ada")
    assert school.explained(ada)["audit.view"]["explanation"] == "Denied: nothing grants it"
    school.override(ada.id, "audit.view", True)
    explained = school.explained(school.signed_in(ada))["audit.view"]
    assert explained["explanation"].startswith("Allowed by a setting for this person alone, assigned by")


def test_who_sees_members_sees_why_they_may(school: School) -> None:
    ada, sue = school.member("ada"), school.member("sue", "support")
    route = f"GET {MEMBER}/permissions"
    answer = school.ask(handler, route, sue, person=ada.id)
    assert (answer.status, answer.json["person"]) == (200, ada.id)
    assert kind(school.ask(handler, route, ada, person=sue.id)) == (403, "permission-denied")
    assert kind(school.ask(handler, route, sue, person="01ARZ3NDEKTSV4RRFFQ69G5FAV")) == (404, "member-not-found")


@pytest.mark.parametrize("on", ["", "galaxy:1", "course:a b"])
def test_places_that_are_none_are_refused(school: School, on: str) -> None:
    answer = school.ask(handler, "GET /v1/{tenant}/me/permissions", None, query={"on": on})
    assert answer.status == 422
