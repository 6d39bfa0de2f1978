"""POST, GET, DELETE /v1/{tenant}/members/{person}/assignments."""

import threading
from datetime import timedelta

import pytest

from lyceum.identity.model.membership import MOST_ASSIGNMENTS
from lyceum.kernel.clock import iso, now
from tests.identity_school import School, kind, school

pytestmark = pytest.mark.store
__all__ = ["school"]
COURSE = "course:01ARZ3NDEKTSV4RRFFQ69G5FAX"


def test_an_assistant_of_one_course(school: School) -> None:
    ada = school.member("ada")
    given = school.assign(ada.id, "teaching_assistant", scope=COURSE, reason="Summer term")
    assert given.status == 201
    assert given.json["assigned_by"] == school.head.id
    assert given.headers["Location"].endswith(given.json["id"])
    assert school.signed_in(ada).memberships == f"{school.tenant}=learner,~g"
    assert school.explained(ada, on=COURSE)["grade.give"]["allowed"]
    assert not school.explained(ada)["grade.give"]["allowed"]
    assert not school.explained(ada, on="course:another")["grade.give"]["allowed"]


def test_the_record_says_who_gave_and_who_took_and_why(school: School) -> None:
    ada = school.member("ada")
    given = school.assign(ada.id, "teaching_assistant", scope=COURSE, reason="Summer term").json
    assert school.revoke(ada.id, given["id"]).status == 204
    (record,) = school.assignments(ada.id).json["items"]
    assert (record["reason"], record["revoked_because"]) == ("Summer term", "Term is over")
    assert record["revoked_by"] == school.head.id
    assert record["revoked_at"] is not None
    assert school.signed_in(ada).memberships in {f"{school.tenant}=learner", f"{school.tenant}=*"}
    assert kind(school.revoke(ada.id, given["id"])) == (404, "assignment-not-found")


def test_the_same_key_gives_one_assignment(school: School) -> None:
    ada = school.member("ada")
    key = {"Idempotency-Key": "once-and-for-all"}
    first = school.assign(ada.id, "teaching_assistant", scope=COURSE, headers=key)
    again = school.assign(ada.id, "teaching_assistant", scope=COURSE, headers=key)
    assert (first.status, first.json) == (again.status, again.json)
    other = school.assign(ada.id, "instructor", scope=COURSE, headers=key)
    assert kind(other) == (422, "idempotency-key-reused")
    assert len(school.assignments(ada.id).json["items"]) == 1


def test_the_same_role_in_the_same_place_twice_is_refused(school: School) -> None:
    ada = school.member("ada")
    school.assign(ada.id, "teaching_assistant", scope=COURSE)
    assert kind(school.assign(ada.id, "teaching_assistant", scope=COURSE)) == (409, "already-assigned")
    assert school.assign(ada.id, "teaching_assistant", scope="course:another").status == 201


def test_four_at_once_lose_none(school: School) -> None:
    ada = school.member("ada")
    barrier, answers = threading.Barrier(4), []

    def go(number: int) -> None:
        barrier.wait()
        answers.append(school.assign(ada.id, "teaching_assistant", scope=f"course:c{number}"))

    givers = [threading.Thread(target=go, args=(number,)) for number in range(4)]
    for giver in givers:
        giver.start()
    for giver in givers:
        giver.join()
    made = [answer for answer in answers if answer.status == 201]
    assert {kind(answer) for answer in answers if answer not in made} <= {(503, "busy")}
    assert len(school.assignments(ada.id).json["items"]) == len(made) >= 1


def test_an_end_in_the_past_is_refused_and_one_to_come_ends_the_token_too(school: School) -> None:
    ada = school.member("ada")
    past = school.assign(ada.id, "instructor", expires=iso(now() - timedelta(seconds=1)))
    assert kind(past) == (422, "ends-in-the-past")
    end = now() + timedelta(minutes=10)
    assert school.assign(ada.id, "instructor", expires=iso(end)).status == 201
    assert school.signed_in(ada).memberships == f"{school.tenant}=instructor,learner,@{int(end.timestamp())}"


def test_unknown_roles_members_and_places_are_refused(school: School) -> None:
    ada = school.member("ada")
    assert kind(school.assign(ada.id, "emperor")) == (422, "unknown-role")
    assert kind(school.assign(ada.id, "operator")) == (422, "unknown-role")
    assert kind(school.assign("01ARZ3NDEKTSV4RRFFQ69G5FAV", "learner")) == (404, "member-not-found")
    for scope in ("", "galaxy:1", "course:", "course:a b", "course:a|x"):
        assert school.assign(ada.id, "learner", scope=scope).status == 422


def test_a_member_has_so_many_assignments_and_no_more(school: School) -> None:
    from lyceum.identity.errors import TooManyAssignments
    from lyceum.identity.model.membership import Membership, Profile
    from lyceum.kernel.rights import Assignment

    at = now()
    held = Membership.begin(school.tenant, "P", Profile(), roles=[], at=at)
    for number in range(MOST_ASSIGNMENTS):
        held = held.assigned(Assignment(str(number), "learner", f"course:{number}", at + timedelta(1)), at=at)
    with pytest.raises(TooManyAssignments):
        held.assigned(Assignment("more", "learner", "course:more"), at=at)
    later = at + timedelta(2)
    assert len(held.assigned(Assignment("more", "learner", "course:more"), at=later).assignments) == 1


def test_one_administrator_always_stays_even_when_two_go_at_once(school: School) -> None:
    bob = school.member("bob", "administrator")
    barrier, answers = threading.Barrier(2), []

    def leave(who: str) -> None:
        barrier.wait()
        answers.append(school.set_roles(who, by=bob if who == bob.id else school.head).status)

    leavers = [threading.Thread(target=leave, args=(who,)) for who in (bob.id, school.head.id)]
    for leaver in leavers:
        leaver.start()
    for leaver in leavers:
        leaver.join()
    assert sorted(answers) in ([200, 409], [409, 503], [200, 503])
    with_role = [
        one
        for one in (bob, school.head)
        if "administrator" in school.signed_in(one).memberships or "*" in school.signed_in(one).memberships
    ]
    assert with_role
