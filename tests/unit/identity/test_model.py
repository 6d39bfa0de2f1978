"""What is true of a membership and its roles."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lyceum.identity.model import Membership, Profile
from lyceum.kernel.permissions import ROLE_GRANTS

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
