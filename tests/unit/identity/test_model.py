"""What is true of a membership and its roles."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.identity.errors import AlreadyAssigned, AssignmentNotFound, OverrideNotFound, TooManyAssignments
from lyceum.identity.model.membership import MOST_ASSIGNMENTS, Membership, Profile
from lyceum.kernel.permissions import ROLE_GRANTS
from lyceum.kernel.rights import Assignment, Override, Rights

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
LATER = NOON + timedelta(days=1)
ADA = Profile(name="Ada", email="ada@school.example", language="th")
ROLES = st.sets(st.sampled_from(sorted(ROLE_GRANTS)))


def member(*roles: str) -> Membership:
    return Membership.begin("acme", "ada", ADA, roles=roles, at=NOON)


def test_who_joins_is_a_member_since_then() -> None:
    assert member("learner", "instructor") == Membership(
        tenant="acme",
        person="ada",
        profile=ADA,
        roles={"instructor": NOON.isoformat(), "learner": NOON.isoformat()},
        joined_at=NOON,
        changed_at=NOON,
    )
    assert list(member("learner", "instructor").roles) == ["instructor", "learner"]


def test_who_gives_nothing_is_called_nothing() -> None:
    assert (Profile().name, Profile().email, Profile().language) == ("", "", "")


@given(ROLES, ROLES)
def test_a_member_has_the_roles_given_and_what_stays_keeps_its_date(before: set[str], wanted: set[str]) -> None:
    after = member(*before).with_roles(wanted, at=LATER)

    assert list(after.roles) == sorted(wanted)
    for role, since in after.roles.items():
        assert since == (NOON if role in before else LATER).isoformat()
    assert (after.tenant, after.person, after.profile) == ("acme", "ada", ADA)
    assert (after.joined_at, after.changed_at) == (NOON, LATER)


def test_roles_that_somebody_counts_are_a_schools_own_and_the_administrators() -> None:
    """Others may come and go: nothing hangs on how many have them."""
    assert member("administrator", "learner", "proctor").uses() == {"administrator": 1, "proctor": 1}
    assert member("learner", "instructor").uses() == {}


def assigned(id: str, role: str = "learner", scope: str = "course:c1", ends: datetime | None = None) -> Assignment:
    return Assignment(id, role, scope, ends)


def test_a_member_has_nothing_said_of_them_but_their_roles() -> None:
    assert (member().assignments, member().overrides) == ({}, {})
    assert member("learner").rights == Rights(frozenset({"learner"}), (), ())


def test_everything_that_is_said_of_a_member_is_in_their_rights() -> None:
    override = Override("course.edit", allows=False)
    assert member().assigned(assigned("a1"), at=LATER).changed_at == LATER
    assert member().overridden(override, at=LATER).changed_at == LATER
    held = member("learner").assigned(assigned("a1"), at=LATER).overridden(override, at=LATER)
    assert held.rights == Rights(frozenset({"learner"}), (assigned("a1"),), (override,))
    assert held == replace(
        member("learner"),
        assignments={"a1": assigned("a1")},
        overrides={"course.edit|": override},
        changed_at=LATER,
    )


@pytest.mark.parametrize("ends", [None, LATER + timedelta(seconds=1)])
def test_the_same_role_in_the_same_place_is_assigned_once_while_it_lasts(ends: datetime | None) -> None:
    held = member().assigned(assigned("a1", ends=ends), at=NOON)
    with pytest.raises(AlreadyAssigned) as refusal:
        held.assigned(assigned("a2"), at=LATER)
    assert refusal.value.facts == {"assignment": "a1"}
    for other in (assigned("a2", "instructor"), assigned("a2", scope="course:c2")):
        assert held.assigned(other, at=LATER).assignments == {"a1": assigned("a1", ends=ends), "a2": other}


def test_the_same_assignment_again_is_no_conflict() -> None:
    held = member().assigned(assigned("a1"), at=NOON)
    assert held.assigned(assigned("a1", ends=LATER), at=NOON).assignments == {"a1": assigned("a1", ends=LATER)}


def test_what_has_run_out_makes_room() -> None:
    held = member().assigned(assigned("a1", ends=LATER), at=NOON)
    held = held.overridden(Override("p", allows=True, expires=LATER), at=NOON)
    assert held.assigned(assigned("a2"), at=LATER).assignments == {"a2": assigned("a2")}
    denied = Override("q", allows=False)
    assert held.overridden(denied, at=LATER).overrides == {"q|": denied}


def test_fifty_things_at_most_are_said_of_a_member() -> None:
    full = member()
    for number in range(MOST_ASSIGNMENTS):
        full = full.assigned(assigned(f"a{number}", scope=f"course:c{number}"), at=NOON)
        full = full.overridden(Override(f"p{number}", allows=True), at=NOON)
    assert len(full.assignments) == len(full.overrides) == MOST_ASSIGNMENTS == 50
    with pytest.raises(TooManyAssignments) as refusal:
        full.assigned(assigned("more", scope="course:more"), at=NOON)
    assert refusal.value.facts == {"limit": "50"}
    with pytest.raises(TooManyAssignments) as refusal:
        full.overridden(Override("more", allows=True), at=NOON)
    assert refusal.value.facts == {"limit": "50"}
    replaced = full.overridden(Override("p0", allows=False), at=NOON)
    assert not replaced.overrides["p0|"].allows


def test_what_is_taken_back_is_gone_alone() -> None:
    held = member().assigned(assigned("a1"), at=NOON).assigned(assigned("a2", scope="course:c2"), at=NOON)
    assert held.unassigned("a1", at=LATER) == replace(
        held, assignments={"a2": assigned("a2", scope="course:c2")}, changed_at=LATER
    )
    with pytest.raises(AssignmentNotFound) as refusal:
        held.unassigned("a3", at=LATER)
    assert refusal.value.facts == {"assignment": "a3"}


def test_an_override_is_released_in_its_place_alone() -> None:
    here, there = Override("p", allows=True), Override("p", allows=False, scope="course:c1")
    held = member().overridden(here, at=NOON).overridden(there, at=NOON)
    assert held.overrides == {"p|": here, "p|course:c1": there}
    assert held.released("p", "", at=LATER) == replace(held, overrides={"p|course:c1": there}, changed_at=LATER)
    for permission, scope in (("p", "course:c2"), ("q", "")):
        with pytest.raises(OverrideNotFound) as refusal:
            held.released(permission, scope, at=LATER)
        assert refusal.value.facts == {"permission": permission}


def test_an_administrator_in_one_place_or_for_a_time_does_not_keep_the_school() -> None:
    held = member("learner")
    held = held.assigned(assigned("a1", "administrator", "branch:b1"), at=NOON)
    held = held.assigned(assigned("a2", "administrator", "", LATER), at=NOON)
    assert held.uses() == {}
    held = held.assigned(assigned("a3", "proctor", "course:c1"), at=NOON)
    held = held.assigned(assigned("a4", "proctor", "course:c2", LATER), at=NOON)
    assert held.uses() == {"proctor": 2}
    assert member().assigned(assigned("a5", "administrator", ""), at=NOON).uses() == {"administrator": 1}
