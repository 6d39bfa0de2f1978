"""Somebody makes more of themselves, or of a friend, than they are: by roles, circles of roles, and single grants."""

import threading

import pytest

from tests.http import Person
from tests.identity_school import School, kind, school

pytestmark = [pytest.mark.store, pytest.mark.security]
__all__ = ["school"]
COURSE = "course:01ARZ3NDEKTSV4RRFFQ69G5FAX"


@pytest.fixture
def clerk(school: School) -> Person:
    """Somebody who defines and assigns roles, and has little else."""
    school.define("clerk", grants=["role.define", "role.assign", "permission.override", "member.view", "grade.view"])
    return school.member("clerk", "clerk", "learner")


def test_by_putting_into_a_role_what_they_do_not_have(school: School, clerk: Person) -> None:
    assert kind(school.define("mine", by=clerk, grants=["audit.view"])) == (403, "permission-not-held")
    assert kind(school.define("mine", by=clerk, parent="administrator")) == (403, "permission-not-held")
    assert school.define("mine", by=clerk, grants=["grade.view"]).status == 201
    assert kind(school.change("mine", by=clerk, grants=["audit.view"])) == (403, "permission-not-held")
    assert kind(school.change("mine", by=clerk, parent="instructor")) == (403, "permission-not-held")


def test_by_changing_a_role_that_others_inherit_from(school: School, clerk: Person) -> None:
    school.define("base", denials=["audit.view"])
    school.define("heir", parent="base", grants=["grade.view"])
    assert kind(school.change("base", by=clerk, denials=[])) == (403, "permission-not-held")


def test_by_a_circle_of_roles(school: School) -> None:
    school.define("aa")
    school.define("bb", parent="aa")
    assert kind(school.change("aa", parent="bb")) == (422, "role-cycle")
    assert kind(school.change("aa", parent="aa")) == (422, "role-cycle")
    assert kind(school.define("cc", parent="cc")) == (422, "role-cycle")


def test_by_a_circle_that_two_make_at_once(school: School) -> None:
    school.define("aa")
    school.define("bb")
    barrier, answers = threading.Barrier(2), []

    def go(one: str, other: str) -> None:
        barrier.wait()
        answers.append(school.change(one, parent=other).status)

    changers = [threading.Thread(target=go, args=pair) for pair in (("aa", "bb"), ("bb", "aa"))]
    for changer in changers:
        changer.start()
    for changer in changers:
        changer.join()
    assert sorted(answers) == [200, 422]


def test_by_giving_a_friend_what_they_do_not_have(school: School, clerk: Person) -> None:
    friend = school.member("friend")
    assert kind(school.assign(friend.id, "auditor", by=clerk)) == (403, "permission-not-held")
    assert kind(school.set_roles(friend.id, "learner", "administrator", by=clerk)) == (403, "permission-not-held")
    assert kind(school.override(friend.id, "audit.view", True, by=clerk)) == (403, "permission-not-held")
    assert school.signed_in(friend).memberships == f"{school.tenant}=learner"


def test_by_taking_from_the_administrator_what_they_do_not_have(school: School, clerk: Person) -> None:
    assert kind(school.set_roles(school.head.id, by=clerk)) == (403, "permission-not-held")
    assert kind(school.override(school.head.id, "audit.view", False, by=clerk)) == (403, "permission-not-held")


def test_by_giving_themselves(school: School, clerk: Person) -> None:
    for by in (clerk, school.head):
        assert kind(school.assign(by.id, "teaching_assistant", by=by, scope=COURSE)) == (403, "self-assignment")
        assert kind(school.override(by.id, "grade.view", True, by=by)) == (403, "self-assignment")
    assert kind(school.set_roles(clerk.id, "clerk", "learner", "instructor", by=clerk)) == (403, "self-assignment")


def test_by_taking_back_a_denial_of_their_own(school: School) -> None:
    judge = school.member("judge", "administrator")
    school.override(judge.id, "audit.view", False)
    denied = school.signed_in(judge)
    assert kind(school.release(judge.id, "audit.view", by=denied)) == (403, "self-assignment")
    other = school.member("other")
    assert kind(school.override(other.id, "audit.view", True, by=denied)) == (403, "permission-not-held")


def test_by_assigning_beyond_the_place_that_is_theirs(school: School) -> None:
    dean, friend = school.member("dean"), school.member("friend")
    school.assign(dean.id, "administrator", scope=COURSE)
    dean = school.signed_in(dean)
    assert school.assign(friend.id, "teaching_assistant", by=dean, scope=COURSE).status == 201
    assert kind(school.assign(friend.id, "teaching_assistant", by=dean, scope="course:x")) == (403, "permission-denied")
    assert kind(school.assign(friend.id, "teaching_assistant", by=dean)) == (403, "permission-denied")
    assert kind(school.override(friend.id, "grade.give", True, by=dean)) == (403, "permission-denied")


def test_a_learner_by_any_of_these(school: School) -> None:
    eve = school.member("eve")
    assert kind(school.define("mine", by=eve)) == (403, "permission-denied")
    assert kind(school.assign(school.head.id, "learner", by=eve)) == (403, "permission-denied")
    assert kind(school.assignments(school.head.id, by=eve)) == (403, "permission-denied")
    assert kind(school.override(school.head.id, "grade.give", True, by=eve)) == (403, "permission-denied")
    assert kind(school.role("instructor", by=eve)) == (403, "permission-denied")
