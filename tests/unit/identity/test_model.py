"""What is true of a membership and its roles."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.identity.errors import LastAdministrator, UnknownRole
from lyceum.identity.model import ASSIGNABLE, Membership, Profile, known_roles

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
LATER = NOON + timedelta(days=1)
ADA = Profile(name="Ada", email="ada@school.example", language="th")
ROLES = st.sets(st.sampled_from(sorted(ASSIGNABLE)))


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
    after = member(*before).with_roles(wanted, by="somebody else", at=LATER)

    assert list(after.roles) == sorted(wanted)
    for role, since in after.roles.items():
        assert since == (NOON if role in before else LATER).isoformat()
    assert (after.tenant, after.person, after.profile) == ("acme", "ada", ADA)
    assert (after.joined_at, after.changed_at) == (NOON, LATER)


def test_administrators_cannot_take_their_own_role_away() -> None:
    administrator = member("administrator", "learner")

    with pytest.raises(LastAdministrator):
        administrator.with_roles(["learner"], by="ada", at=LATER)
    assert "administrator" not in administrator.with_roles(["learner"], by="bo", at=LATER).roles
    assert "learner" not in administrator.with_roles(["administrator"], by="ada", at=LATER).roles
    assert member("learner").with_roles(["instructor"], by="ada", at=LATER).roles.keys() == {"instructor"}


@pytest.mark.parametrize("role", ["operator", "owner", ""])
def test_a_role_that_no_school_gives_is_refused(role: str) -> None:
    for ask in (
        lambda: known_roles(["learner", role]),
        lambda: member(role),
        lambda: member().with_roles([role], by="", at=NOON),
    ):
        with pytest.raises(UnknownRole) as refused:
            ask()
        assert refused.value.facts == {"role": role}


@given(ROLES)
def test_roles_that_a_school_gives_are_known(roles: set[str]) -> None:
    assert known_roles(iter(roles)) == roles
