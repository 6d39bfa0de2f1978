"""An invitation is accepted, by somebody new or by a member, once."""

from datetime import timedelta

import pytest

from lyceum.identity.explain_access import explain_access
from lyceum.identity.store.tokens import rights_by_tenant
from lyceum.kernel.access import Caller
from lyceum.kernel.clock import iso, now
from lyceum.kernel.directory import find_member
from lyceum.kernel.setting_catalogue import FOREIGN_ADDRESS
from lyceum.kernel.table.remembered import forget
from lyceum.tenancy.settings import Place, set_value
from tests.invited_school import InvitingSchool, inviting, kind

pytestmark = pytest.mark.store
__all__ = ["inviting"]
COURSE = "course:01ARZ3NDEKTSV4RRFFQ69G5FAX"


def test_somebody_new_becomes_what_they_were_invited_to(inviting: InvitingSchool) -> None:
    end = iso(now() + timedelta(days=200))
    places = [{"role": "teaching_assistant", "scope": COURSE, "expires": end}]
    id = inviting.invited(roles=["instructor"], assignments=places)
    ada = inviting.outsider()
    answer = inviting.accept(inviting.token(id), by=ada)
    assert answer.status == 200, answer.text
    assert (answer.json["person"], answer.json["roles"], answer.json["name"]) == (ada.id, ["instructor"], "Ada")
    said = inviting.assignments(ada.id).json["items"]
    assert [(one["role"], one["scope"], one["expires"]) for one in said] == [("teaching_assistant", COURSE, end)]
    assert said[0]["assigned_by"] == inviting.head.id
    assert inviting.signed_in(ada).memberships.startswith(f"{inviting.tenant}=instructor")
    seen = inviting.invitation(id).json
    assert (seen["state"], seen["accepted_by"]) == ("accepted", ada.id)
    assert inviting.invitations(state="accepted").json["items"][0]["id"] == id


def test_both_sides_of_a_new_membership_know_a_role_in_one_place(inviting: InvitingSchool) -> None:
    """The token is made from the person's side, a request in that place and the explanation read the school's."""
    id = inviting.invited(roles=["learner"], assignments=[{"role": "teaching_assistant", "scope": COURSE}])
    ada = inviting.outsider()
    inviting.accept(inviting.token(id), by=ada)
    member = find_member(inviting.tenant, ada.id)
    assert member is not None
    assert member.rights() == rights_by_tenant(ada.id)[inviting.tenant]
    explained = explain_access(Caller(ada.id, inviting.tenant), ada.id, scope=COURSE, at=now())
    assert explained.decisions["grade.give"].allowed
    assert not explained.decisions["course.publish"].allowed


def test_the_same_person_again_is_a_success_and_changes_nothing(inviting: InvitingSchool) -> None:
    id = inviting.invited()
    ada = inviting.outsider()
    first = inviting.accept(inviting.token(id), by=ada)
    assert inviting.accept(inviting.token(id), by=ada).json == first.json
    inviting.set_roles(ada.id, "learner", "support")
    assert inviting.accept(inviting.token(id), by=ada).json["roles"] == ["learner", "support"]


def test_a_member_keeps_what_they_have(inviting: InvitingSchool) -> None:
    bob = inviting.member("bob", "learner", "support")
    id = inviting.invited(roles=["instructor"], assignments=[{"role": "teaching_assistant", "scope": COURSE}])
    assert inviting.accept(inviting.token(id), by=bob).json["roles"] == ["instructor", "learner", "support"]
    assert len(inviting.assignments(bob.id).json["items"]) == 1


def test_a_member_who_has_everything_already(inviting: InvitingSchool) -> None:
    bob = inviting.member("bob")
    inviting.assign(bob.id, "teaching_assistant", scope=COURSE)
    id = inviting.invited(roles=["learner"], assignments=[{"role": "teaching_assistant", "scope": COURSE}])
    assert inviting.accept(inviting.token(id), by=bob).json["roles"] == ["learner"]
    assert len(inviting.assignments(bob.id).json["items"]) == 1
    assert inviting.invitation(id).json["state"] == "accepted"


def test_case_of_letters_makes_no_other_address(inviting: InvitingSchool) -> None:
    id = inviting.invited("Ada@Example.COM")
    assert inviting.accept(inviting.token(id), by=inviting.outsider(), email="ADA@example.com").status == 200


def test_another_address_where_the_school_allows_it(inviting: InvitingSchool) -> None:
    head = Caller(inviting.head.id, inviting.tenant, frozenset({"administrator"}))
    category, _, key = FOREIGN_ADDRESS.partition(".")
    set_value(head, Place(category, key), True, expected=None, at=now())
    forget()
    id = inviting.invited()
    assert inviting.accept(inviting.token(id), by=inviting.outsider(), email="other@example.org").status == 200


def test_a_role_of_the_schools_own(inviting: InvitingSchool) -> None:
    inviting.define("marker", grants=["grade.give"])
    id = inviting.invited(roles=["marker"])
    ada = inviting.outsider()
    assert inviting.accept(inviting.token(id), by=ada).json["roles"] == ["marker"]
    assert kind(inviting.delete("marker")) == (409, "role-in-use")


def test_a_role_that_was_deleted_meanwhile(inviting: InvitingSchool) -> None:
    inviting.define("marker", grants=["grade.give"])
    id = inviting.invited(roles=["marker"])
    inviting.delete("marker")
    assert kind(inviting.accept(inviting.token(id), by=inviting.outsider())) == (422, "unknown-role")


def test_the_address_can_be_invited_anew(inviting: InvitingSchool) -> None:
    id = inviting.invited()
    inviting.accept(inviting.token(id), by=inviting.outsider())
    assert inviting.invite(roles=["instructor"]).status == 201
