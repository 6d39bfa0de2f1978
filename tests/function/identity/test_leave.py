"""DELETE /v1/{tenant}/me/membership, PUT …/membership/primary: who leaves, comes again, and says where they belong."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from identity.ban_member import handler as standing
from identity.join import handler
from lyceum.identity import leave as leaving
from lyceum.identity.ban_member import ban_member
from lyceum.identity.errors import LastAdministrator, MembershipClosed
from lyceum.identity.join import join
from lyceum.identity.model.membership import MOST_PAST, Profile
from lyceum.identity.store import memberships
from lyceum.kernel import memory
from lyceum.kernel.access import Caller
from lyceum.kernel.clock import now
from lyceum.kernel.directory import AddressItem, MemberItem, address_key, member_key
from lyceum.kernel.errors import Busy
from lyceum.kernel.ids import new_id
from lyceum.kernel.owned_courses import OwnedCoursesItem, owned_key
from lyceum.kernel.table import get, transaction
from tests.http import Answer, Person
from tests.identity_school import School
from tests.invited_school import ADA, InvitingSchool, inviting, kind
from tests.members import roles_by_tenant

pytestmark = pytest.mark.store
__all__ = ["inviting"]
MEMBERSHIP, ME = "/v1/{tenant}/me/membership", "/v1/{tenant}/me"


@pytest.fixture
def school(table: str, tenant: str) -> School:
    memory.forget()
    return School(tenant)


def leave(school: School, who: Person) -> Answer:
    return school.ask(handler, f"DELETE {MEMBERSHIP}", who)


def come(school: School, who: Person, **body: Any) -> Answer:
    memory.forget()
    return school.ask(handler, f"PUT {MEMBERSHIP}", Person(who.id, "", read_at=soon()), body=body)


def soon() -> int:
    """When nothing of before is refused any more, in milliseconds."""
    return int((now() + timedelta(seconds=5)).timestamp() * 1000)


def me(school: School, who: Person) -> Answer:
    return school.ask(handler, f"GET {ME}", who)


def later(school: School, who: Person) -> Person:
    """With a token that is issued when nothing of before is refused any more."""
    signed = school.signed_in(who)
    return Person(signed.id, signed.memberships, read_at=soon())


def test_who_leaves_is_a_member_no_more(school: School) -> None:
    assert school.define("helper", grants=["enrollment.list"]).status == 201
    ada = school.member("ada", "learner", "helper")
    given = school.assign(ada.id, "teaching_assistant", scope="course:01ARZ3NDEKTSV4RRFFQ69G5FAV", reason="Helps").json
    ada = school.signed_in(ada)
    assert leave(school, ada).status == 204
    memory.forget()
    assert me(school, ada).status == 403
    assert roles_by_tenant(ada.id) == {}
    assert me(school, later(school, ada)).status == 403
    kept = get(MemberItem, member_key(school.tenant, ada.id), consistent=True)
    assert kept is not None
    assert (kept.status, kept.roles, kept.assignments, kept.gsi1pk) == ("left", {}, None, None)
    assert [event["n"] for event in kept.events or ()] == ["MemberLeft"]
    listed = school.ask(standing, "GET /v1/{tenant}/members/{person}/standing", school.head, person=ada.id)
    assert kind(listed) == (404, "member-not-found")
    (record,) = school.assignments(ada.id).json["items"]
    assert (record["id"], bool(record["revoked_at"]), record["revoked_because"]) == (given["id"], True, "left")
    # Nobody has the role any more: it may go.
    assert school.delete("helper").status == 204


def test_coming_again_is_one_membership_with_its_history(school: School) -> None:
    ada = school.member("ada")
    first = me(school, ada).json["membership"]
    again: dict[str, Any] = {}
    for times in (1, 2):
        assert leave(school, later(school, ada)).status == 204
        again = come(school, ada, name="Ada L.").json
        assert (again["roles"], again["name"], len(again["past"])) == (["learner"], "Ada L.", times)
        assert come(school, ada).json == again
    assert again["past"][0]["joined_at"] == first["joined_at"]
    assert [one["joined_at"] <= one["left_at"] for one in again["past"]] == [True, True]
    assert again["past"][1]["left_at"] <= again["joined_at"]
    assert me(school, later(school, ada)).json["membership"] == again
    assert roles_by_tenant(ada.id) == {school.tenant: {"learner"}}


def test_the_history_has_an_end(school: School) -> None:
    ada = Caller(school.member("ada").id, school.tenant)
    at = now()
    for times in range(MOST_PAST + 2):
        leaving.leave(ada, at=at + timedelta(hours=2 * times + 1))
        join(ada, Profile("Ada"), at=at + timedelta(hours=2 * times + 2))
    kept = memberships.find(school.tenant, ada.person)
    assert kept is not None
    assert len(kept[0].past) == MOST_PAST
    assert kept[0].past[-1].left_at == kept[0].joined_at - timedelta(hours=1)


def test_the_last_administrator_stays(school: School) -> None:
    assert kind(leave(school, school.head)) == (409, "last-administrator")
    bo = school.member("bo", "administrator")
    assert leave(school, school.head).status == 204
    memory.forget()
    assert kind(leave(school, later(school, bo))) == (409, "last-administrator")


def test_of_two_administrators_who_leave_at_once_one_stays(school: School) -> None:
    both = [Caller(school.head.id, school.tenant), Caller(school.member("bo", "administrator").id, school.tenant)]

    def act(who: Caller) -> str:
        try:
            leaving.leave(who, at=now())
        except (LastAdministrator, Busy) as refusal:
            return type(refusal).__name__
        return "left"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(act, both)) == ["LastAdministrator", "left"]


def test_who_has_courses_hands_them_over_first(school: School) -> None:
    teacher, place = school.member("teacher", "instructor"), owned_key(school.tenant, school.member("teacher").id)
    counted = OwnedCoursesItem(place.pk, place.sk, courses=2)
    with transaction(tenant=school.tenant, at=now()) as write:
        write.put(counted, when=OwnedCoursesItem.absent(), otherwise=Busy("it is there"))

    refused = leave(school, teacher)
    assert kind(refused) == (409, "has-courses")
    assert refused.json["facts"]["count"] == "2"
    assert me(school, teacher).status == 200

    with transaction(tenant=school.tenant, at=now()) as write:
        write.update(OwnedCoursesItem, place, [OwnedCoursesItem.courses.add(-2)], upsert=True)
    assert leave(school, teacher).status == 204


def test_leaving_twice_at_once_and_once_more_is_leaving_once(school: School) -> None:
    ada = Caller(school.member("ada").id, school.tenant)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: leaving.leave(ada, at=now()), range(2)))
    leaving.leave(ada, at=now())
    assert len(come(school, Person(ada.person, "")).json["past"]) == 1


def test_nobody_leaves_to_come_again_as_if_they_had_not_been_shut_out(school: School) -> None:
    ada = school.member("ada")
    ban_member(Caller(school.head.id, school.tenant), ada.id, reason="Why.", until=None, at=now())
    with pytest.raises(MembershipClosed):
        leaving.leave(Caller(ada.id, school.tenant), at=now())
    assert come(school, ada).json["past"] == []
    assert roles_by_tenant(ada.id) == {}


def test_the_address_of_who_left_is_nobodys(inviting: InvitingSchool) -> None:
    ada = inviting.outsider("ada")
    assert inviting.accept(inviting.token(inviting.invited(ADA)), by=ada).status == 200
    leaving.leave(Caller(ada.id, inviting.tenant), at=now())
    item = get(AddressItem, address_key(inviting.tenant, ADA), consistent=True)
    assert item is None or item.person is None


def test_who_was_invited_again_after_leaving_has_their_history(inviting: InvitingSchool) -> None:
    ada = inviting.outsider("ada")
    assert inviting.accept(inviting.token(inviting.invited(ADA)), by=ada).status == 200
    leaving.leave(Caller(ada.id, inviting.tenant), at=now())
    answer = inviting.accept(
        inviting.token(inviting.invited(ADA, roles=["support"])), by=Person(ada.id, "", read_at=soon())
    )
    assert (answer.status, answer.json["roles"], len(answer.json["past"])) == (200, ["support"], 1)


def primary(school: School, who: Person) -> bool:
    return bool(me(school, later(school, who)).json["primary"])


def test_the_first_is_primary_until_another_is_chosen_or_it_is_left(school: School) -> None:
    other = School(f"o{new_id()[-10:].lower()}")
    ada = school.member("ada")
    join(Caller(ada.id, other.tenant), Profile("Ada"), at=now())
    assert (primary(school, ada), primary(other, ada)) == (True, False)
    chosen = other.ask(handler, f"PUT {MEMBERSHIP}/primary", later(other, ada))
    assert (chosen.status, chosen.json["tenant"]) == (200, other.tenant)
    assert (primary(school, ada), primary(other, ada)) == (False, True)
    leaving.leave(Caller(ada.id, other.tenant), at=now())
    assert primary(school, ada)
    join(Caller(ada.id, other.tenant), Profile("Ada"), at=now() + timedelta(minutes=1))
    assert (primary(school, ada), primary(other, ada)) == (True, False)


def test_two_that_are_chosen_at_once_leave_one_primary(school: School) -> None:
    other = School(f"o{new_id()[-10:].lower()}")
    ada = school.member("ada")
    join(Caller(ada.id, other.tenant), Profile("Ada"), at=now())
    at = now()
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda one: leaving.make_primary(Caller(ada.id, one), at=at), [school.tenant, other.tenant]))
    assert sorted([primary(school, ada), primary(other, ada)]) == [False, True]
