"""What rights cost: the rows of docs/access-patterns/identity.md."""

from datetime import UTC, datetime, timedelta

import pytest

from lyceum.identity.assign_role import assign_role, assignments_of, revoke_assignment, set_roles
from lyceum.identity.define_roles import all_roles, define_role, redefine_role, remove_role
from lyceum.identity.expire_assignment import expire_assignment
from lyceum.identity.explain_access import explain_access
from lyceum.identity.issue_token import token_claims
from lyceum.identity.join import join
from lyceum.identity.leave import is_primary, leave, make_primary
from lyceum.identity.model.membership import Profile
from lyceum.identity.model.role import OwnRole
from lyceum.identity.model.sign_in_identity import SignInIdentity
from lyceum.identity.operators import appoint_operator, dismiss_operator
from lyceum.identity.override_permission import override_permission, release_permission
from lyceum.kernel import memory
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation
from lyceum.kernel.ids import derived_id, new_id
from lyceum.kernel.rights import Assignment, Override
from lyceum.kernel.standing import told
from lyceum.tenancy.found_tenant import found_tenant
from tests.access_patterns import assert_as_stated
from tests.meter import metered, units

pytestmark = pytest.mark.store
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
COURSE = "course:01ARZ3NDEKTSV4RRFFQ69G5FAX"


@pytest.fixture
def head(table: str, tenant: str) -> Caller:
    memory.forget()
    head = Caller(derived_id("head", tenant), tenant, frozenset({"administrator"}))
    found_tenant(tenant, name={"en": "S"}, language="en", self_registration=True, administrator=head.person, at=NOON)
    return head


@pytest.fixture
def ada(head: Caller) -> str:
    person = derived_id("ada", head.tenant)
    join(Caller(person, head.tenant), Profile(name="Ada"), at=NOON)
    return person


def test_coming_and_going(head: Caller) -> None:
    bo = Caller(derived_id("bo", head.tenant), head.tenant)
    profile = Profile(name="Bo", email=f"bo@{head.tenant}.example")
    for name in ("join", "join again"):
        with metered() as cost:
            join(bo, profile, at=NOON)
        assert_as_stated("identity", name, cost)
        with metered() as cost:
            make_primary(bo, at=NOON)
        assert_as_stated("identity", "make a membership the primary one", cost)
        with metered() as cost:
            assert is_primary(bo)
        assert_as_stated("identity", "see whether a membership is the primary one", cost)
        with metered() as cost:
            leave(bo, at=NOON + timedelta(hours=1))
        assert_as_stated("identity", "leave", cost)


def test_roles_for_the_whole_school(head: Caller, ada: str) -> None:
    with metered() as more:
        set_roles(head, ada, ["instructor", "learner"], at=NOON)
    assert more.spent == units(2, 4, index=1, read=1)
    with metered() as less:
        set_roles(head, ada, ["learner"], at=NOON)
    assert less.spent == units(2, 6, index=1, read=1)


def test_a_role_in_one_place_and_back(head: Caller, ada: str) -> None:
    with metered() as none:
        assert not assignments_of(head, ada, after=None, limit=20).items
    assert_as_stated("identity", "a member's assignments, none", none)
    wish = Assignment("", "teaching_assistant", COURSE)
    with metered() as given:
        made = assign_role(head, ada, wish, reason="Summer", creation=Creation(new_id()), at=NOON)
    assert given.spent == units(2, 6, read=1)
    with metered() as listed:
        assignments_of(head, ada, after=None, limit=20)
    assert listed.spent == units(1, read="0.5")
    with metered() as back:
        revoke_assignment(head, ada, made.assignment.id, reason="Over", at=NOON)
    assert back.spent == units(2, 8, read=1)


def test_operators(table: str) -> None:
    person = new_id()
    with metered() as appointed:
        appoint_operator(person, at=NOON)
    assert_as_stated("identity", "appoint an operator", appointed)
    with metered() as dismissed:
        dismiss_operator(person, at=NOON)
    assert_as_stated("identity", "dismiss an operator", dismissed)


def test_one_permission_and_back(head: Caller, ada: str) -> None:
    with metered() as granted:
        override_permission(head, ada, Override("grade.view", True), reason="Once", at=NOON)
    assert granted.spent == units(2, 6, read=1)
    with metered() as denied:
        override_permission(head, ada, Override("grade.view", False), reason="No", at=NOON)
    assert denied.spent == units(2, 8, read=1)
    with metered() as back:
        release_permission(head, ada, "grade.view", "", reason="Over", at=NOON)
    assert back.spent == units(2, 8, read=1)


def test_roles_of_the_schools_own(head: Caller, ada: str) -> None:
    role = OwnRole("marker", {"en": "Marker"}, grants=frozenset({"grade.give"}))
    with metered() as defined:
        define_role(head, role, at=NOON)
    assert defined.spent == units(2, 4, read=1)
    with metered() as listed:
        all_roles(head)
    assert listed.spent == units(1, read=1)
    with metered() as smaller:
        redefine_role(head, "marker", {"grants": frozenset()}, at=NOON, expected=None)
    assert smaller.spent == units(2, 4, read=1)
    with metered() as removed:
        remove_role(head, "marker", at=NOON, expected=None)
    assert removed.spent == units(2, 4, read=1)


def test_an_assignment_that_runs_out(head: Caller, ada: str) -> None:
    define_role(head, OwnRole("marker", {"en": "Marker"}, grants=frozenset({"grade.give"})), at=NOON)
    end = NOON + timedelta(hours=1)
    wish = Assignment("", "marker", COURSE, end)
    given = assign_role(head, ada, wish, reason="", creation=Creation(new_id()), at=NOON)
    with metered() as over:
        expire_assignment(head.tenant, ada, given.assignment.id, at=end)
    assert over.spent == units(2, 8, index=1, read=1)
    with metered() as again:
        expire_assignment(head.tenant, ada, given.assignment.id, at=end)
    assert_as_stated("identity", "an assignment has run out before", again)
    assert again.write_units == 0


def test_a_token_and_what_it_leaves_to_the_table(head: Caller, ada: str) -> None:
    with metered() as issued:
        token_claims(SignInIdentity(ada), at=NOON)
    assert issued.spent == units(3, read=4)
    define_role(head, OwnRole("marker", {"en": "Marker"}, grants=frozenset({"grade.give"})), at=NOON)
    assign_role(head, ada, Assignment("", "marker", COURSE), reason="", creation=Creation(new_id()), at=NOON)
    with metered() as with_own_role:
        token_claims(SignInIdentity(ada), at=NOON)
    assert with_own_role.spent == units(3, read=5)
    with metered() as first:
        told(head.tenant, ada)
    assert first.spent == units(2, read=1)
    with metered() as scoped:
        told(head.tenant, ada, fresh=True)
    assert scoped.spent == units(1, read="0.5")
    with metered() as remembered:
        told(head.tenant, ada)
    assert remembered.spent == units(0)


def test_explained_access(head: Caller, ada: str) -> None:
    with metered() as simple:
        explain_access(head, ada, scope=COURSE, at=NOON)
    assert simple.spent == units(1, read=1)
    override_permission(head, ada, Override("grade.view", True), reason="Once", at=NOON)
    with metered() as with_names:
        explain_access(head, ada, scope=COURSE, at=NOON)
    assert with_names.round_trips == 2
