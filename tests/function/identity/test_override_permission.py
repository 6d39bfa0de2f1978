"""PUT and DELETE /v1/{tenant}/members/{person}/overrides/{permission}, in the order of RULES X16."""

import pytest

from tests.identity_school import School, kind, school

pytestmark = pytest.mark.store
__all__ = ["school"]
COURSE = "course:01ARZ3NDEKTSV4RRFFQ69G5FAX"


def test_a_denial_counts_before_a_role_in_its_place_alone(school: School) -> None:
    ada = school.member("ada", "instructor")
    said = school.override(ada.id, "grade.give", False, scope=COURSE)
    assert (said.status, said.json["allowed"], said.json["by"]) == (200, False, school.head.id)
    assert not school.explained(ada, on=COURSE)["grade.give"]["allowed"]
    assert school.explained(ada)["grade.give"]["allowed"]
    assert school.release(ada.id, "grade.give", scope=COURSE).status == 204
    assert school.explained(ada, on=COURSE)["grade.give"]["allowed"]
    assert kind(school.release(ada.id, "grade.give", scope=COURSE)) == (404, "override-not-found")


def test_a_grant_counts_before_a_roles_denial(school: School) -> None:
    school.define("no_publishing", parent="instructor", denials=["course.publish"])
    ada = school.member("ada", "no_publishing")
    assert not school.explained(ada)["course.publish"]["allowed"]
    school.override(ada.id, "course.publish", True)
    assert school.explained(ada)["course.publish"]["allowed"]
    assert school.signed_in(ada).memberships in {
        f"{school.tenant}=no_publishing,{','.join(f'+{one}' for one in _all_of_instructor())}",
        f"{school.tenant}=*",
    }


def _all_of_instructor() -> list[str]:
    from lyceum.kernel.permissions import ROLE_GRANTS

    return sorted(ROLE_GRANTS["instructor"] - {"member"})


def test_the_same_again_changes_nothing_and_the_other_takes_its_place(school: School) -> None:
    ada = school.member("ada")
    first = school.override(ada.id, "grade.view", True)
    assert school.override(ada.id, "grade.view", True).json == first.json
    assert school.override(ada.id, "grade.view", False).json["allowed"] is False


@pytest.mark.parametrize("permission", ["job.run", "member", "everything"])
def test_what_nobody_can_be_given_is_refused(school: School, permission: str) -> None:
    assert school.override(school.member("ada").id, permission, True).status == 422


def test_a_reason_is_needed(school: School) -> None:
    assert school.override(school.member("ada").id, "grade.view", True, reason=" ").status == 422
