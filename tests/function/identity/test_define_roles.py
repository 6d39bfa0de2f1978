"""GET, POST /v1/{tenant}/roles and GET, PATCH, DELETE /v1/{tenant}/roles/{role}."""

import threading
from typing import Any

import pytest

from identity.define_roles import handler
from lyceum.identity.model.role import MOST_ROLES
from lyceum.kernel.rights import MAX_DEPTH
from tests.identity_school import ROLES, School, kind, school

pytestmark = pytest.mark.store
__all__ = ["school"]


def test_a_role_inherits_grants_and_denies(school: School) -> None:
    made = school.define("head_of_year", parent="instructor", grants=["report.read_all"], denials=["course.publish"])
    assert made.status == 201
    assert made.headers["Location"] == f"/v1/{school.tenant}/roles/head_of_year"
    permissions = made.json["permissions"]
    assert {"report.read_all", "course.author"} <= set(permissions)
    assert "course.publish" not in permissions
    assert school.role("head_of_year").json == made.json


def test_the_same_role_again_is_the_one_that_is_there_and_another_is_refused(school: School) -> None:
    first = school.define("marker", grants=["grade.give"])
    assert school.define("marker", grants=["grade.give"]).json == first.json
    assert kind(school.define("marker", grants=["grade.view"])) == (409, "role-exists")
    assert kind(school.define("instructor")) == (409, "role-exists")


def test_two_at_once_make_one_role(school: School) -> None:
    barrier, answers = threading.Barrier(2), []

    def go(permission: str) -> None:
        barrier.wait()
        answers.append(school.define("marker", grants=[permission]).status)

    makers = [threading.Thread(target=go, args=(one,)) for one in ("grade.give", "grade.view")]
    for maker in makers:
        maker.start()
    for maker in makers:
        maker.join()
    assert sorted(answers) == [201, 409]


def test_every_role_is_listed_with_those_of_every_school(school: School) -> None:
    school.define("marker", grants=["grade.give"])
    listed = {role["slug"]: role for role in school.ask(handler, f"GET {ROLES}", None).json["items"]}
    assert {"administrator", "teaching_assistant", "auditor", "finance", "support", "learner"} < set(listed)
    assert (listed["marker"]["system"], listed["learner"]["system"]) == (False, True)
    assert "operator" not in listed


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"grants": ["grade.give"], "denials": ["grade.give"]}, "granted-and-denied"),
        ({"parent": "nobody"}, "unknown-role"),
        ({"parent": "operator"}, "unknown-role"),
        ({"grants": ["job.run"]}, "invalid-request"),
        ({"grants": ["member"]}, "invalid-request"),
        ({"slug": "Head Of Year"}, "invalid-request"),
        ({"name": {}}, "invalid-request"),
    ],
)
def test_what_breaks_a_rule_is_refused_and_makes_nothing(school: School, said: dict[str, Any], refusal: str) -> None:
    assert kind(school.define(**{"slug": "marker", **said})) == (422, refusal)
    assert school.role("marker").status == 404


def test_a_change_needs_the_revision_that_was_read(school: School) -> None:
    made = school.define("marker", grants=["grade.give"])
    changed = school.change("marker", grants=["grade.view"], headers={"if-match": made.headers["ETag"]})
    assert (changed.status, changed.json["grants"], changed.json["name"]) == (200, ["grade.view"], {"en": "Marker"})
    late = school.change("marker", grants=[], headers={"if-match": made.headers["ETag"]})
    assert kind(late) == (412, "changed-in-the-meantime")


def test_system_roles_cannot_be_changed_or_deleted(school: School) -> None:
    assert kind(school.change("instructor", grants=[])) == (409, "system-role")
    assert kind(school.delete("instructor")) == (409, "system-role")
    assert school.role("instructor").json["system"] is True


def test_what_is_not_there_cannot_be_changed(school: School) -> None:
    assert kind(school.change("marker", grants=[])) == (404, "role-not-found")
    assert kind(school.delete("marker")) == (404, "role-not-found")


def test_a_role_in_use_cannot_be_deleted(school: School) -> None:
    school.define("marker", grants=["grade.give"])
    school.define("chief_marker", parent="marker")
    assert kind(school.delete("marker")) == (409, "role-in-use")
    assert school.delete("chief_marker").status == 204
    ada = school.member("ada")
    given = school.assign(ada.id, "marker", scope="course:c1")
    assert kind(school.delete("marker")) == (409, "role-in-use")
    assert school.revoke(ada.id, given.json["id"]).status == 204
    assert school.delete("marker").status == 204
    assert school.role("marker").status == 404


def test_roles_do_not_pile_up_too_high_or_too_many(school: School) -> None:
    school.define("r0")
    for number in range(1, MAX_DEPTH + 1):
        assert school.define(f"r{number}", parent=f"r{number - 1}").status == 201
    assert kind(school.define("top", parent=f"r{MAX_DEPTH}")) == (422, "role-too-deep")
    for number in range(MAX_DEPTH + 1, MOST_ROLES):
        assert school.define(f"r{number}").status == 201
    assert kind(school.define("one_more")) == (409, "too-many-roles")
