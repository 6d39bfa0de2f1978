"""What tenancy may cost: the rows of docs/access-patterns/tenancy.md."""

import pytest

from lyceum.identity.appoint_administrator import appoint_administrator
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation
from lyceum.kernel.ids import new_id
from lyceum.kernel.setting_catalogue import LIMIT_COURSES, SELF_REGISTRATION
from lyceum.kernel.table.remembered import forget
from lyceum.kernel.tenant_settings import setting
from lyceum.tenancy import branch_courses, branch_members, manage_branches, manage_tenant, manage_units, onboard_tenant
from lyceum.tenancy import settings as of_settings
from lyceum.tenancy.events import OrganisationChanged
from lyceum.tenancy.found_tenant import found_tenant
from lyceum.tenancy.model.organisation import MOST_UNITS, Tree, Unit, UnitKind
from lyceum.tenancy.model.tenant import Contact
from lyceum.tenancy.prepare_tenant import claim_onboarding, furnish_tenant, give_up_tenant, open_tenant
from lyceum.tenancy.store import units
from tests.access_patterns import assert_as_stated, assert_every_row_is_measured
from tests.meter import metered
from tests.published_course import NOON, lesson, outline, publish, put
from tests.schools import enter, open_school

pytestmark = pytest.mark.store
TENANCY = "tenancy"
ACCOUNT = of_settings.Place("commerce", "stripe_account")
PLACE = of_settings.Place("branches", "self_registration")


@pytest.fixture
def head(table: str, tenant: str) -> Caller:
    return Caller(open_school(tenant).id, tenant)


def found(tenant: str) -> str:
    person = new_id()
    found_tenant(tenant, name={"en": "A"}, language="en", self_registration=True, administrator=person, at=NOON)
    return person


def branch_of(head: Caller) -> str:
    return manage_branches.open_branch(head, {"en": "North"}, Contact(), creation=Creation(new_id()), at=NOON).id


def test_onboarding(table: str, tenant: str) -> None:
    with metered() as cost:
        person = found(tenant)
    assert_as_stated(TENANCY, "found a tenant", cost)
    with metered() as cost:
        claim_onboarding(tenant, "one", at=NOON)
    assert_as_stated(TENANCY, "claim an onboarding", cost)
    appoint_administrator(tenant, person, at=NOON)
    with metered() as cost:
        furnish_tenant(tenant, at=NOON)
    assert_as_stated(TENANCY, "furnish a tenant", cost)
    with metered() as cost:
        open_tenant(tenant, "one", at=NOON)
    assert_as_stated(TENANCY, "open a tenant", cost)


def test_giving_up(table: str, tenant: str) -> None:
    found(tenant)
    claim_onboarding(tenant, "one", at=NOON)
    furnish_tenant(tenant, at=NOON)
    with metered() as cost:
        give_up_tenant(tenant, "one", "Busy", at=NOON)
    assert_as_stated(TENANCY, "give a tenant up", cost)


def test_the_record(head: Caller) -> None:
    with metered() as cost:
        manage_tenant.own_tenant(head.tenant)
    assert_as_stated(TENANCY, "look at a tenant", cost)
    with metered() as cost:
        manage_tenant.public_profile(head.tenant)
    assert_as_stated(TENANCY, "public profile", cost)
    with metered() as cost:
        manage_tenant.change_tenant(head, {"time_zone": "Asia/Bangkok"}, expected=None, at=NOON)
    assert_as_stated(TENANCY, "change a tenant", cost)
    with metered() as cost:
        onboard_tenant.suspend_tenant(head, head.tenant, "unpaid", at=NOON)
    assert_as_stated(TENANCY, "suspend a tenant", cost)


def test_the_organisation(head: Caller) -> None:
    unit = new_id()
    with metered() as cost:
        manage_units.add_unit(head, unit, UnitKind.TEAM, {"en": "Team", "th": "ทีม"}, None, at=NOON)
    assert_as_stated(TENANCY, "add a unit", cost)
    with metered() as cost:
        assert not manage_units.unit_members(head, unit, after=None, limit=20).items
    assert_as_stated(TENANCY, "people of a unit, nobody", cost)
    ada = enter(head.tenant, "ada")
    with metered() as cost:
        manage_units.place_member(head, unit, ada.id, primary=True, at=NOON)
    assert_as_stated(TENANCY, "place a member", cost)
    before = manage_units.organisation(head.tenant)
    many = {
        id: Unit(id, UnitKind.TEAM, {"en": f"Team {id}", "th": f"ทีม {id}"}, None)
        for id in (new_id() for _ in range(MOST_UNITS))
    }
    told = OrganisationChanged(unit=unit, change="changed")
    units.change(head.tenant, before, Tree(many), told, actor=head.person, at=NOON)
    with metered() as cost:
        manage_units.organisation(head.tenant)
    print(f"\n1,000 units: {cost}")
    assert_as_stated(TENANCY, "the organisation, 1,000 units", cost)


def test_branches_and_their_people(head: Caller) -> None:
    with metered() as cost:
        branch = branch_of(head)
    assert_as_stated(TENANCY, "open a branch", cost)
    for _ in range(20):
        branch_of(head)
    with metered() as cost:
        manage_branches.list_branches(head.tenant, after=None, limit=20)
    assert_as_stated(TENANCY, "branches (20)", cost)
    people = [enter(head.tenant, f"ada-{number}") for number in range(20)]
    for ada in people:
        with metered() as cost:
            branch_members.register_member(head, branch, ada.id, at=NOON)
        assert_as_stated(TENANCY, "register at a branch", cost)
    with metered() as cost:
        branch_members.list_members(head, branch, after=None, limit=20)
    assert_as_stated(TENANCY, "people of a branch (20)", cost)
    with metered() as cost:
        branch_members.own_branches(Caller(people[0].id, head.tenant))
    assert_as_stated(TENANCY, "own branches", cost)
    with metered() as cost:
        branch_members.withdraw_member(head, branch, people[0].id, at=NOON)
    assert_as_stated(TENANCY, "leave a branch", cost)


def test_courses_of_a_branch(head: Caller) -> None:
    branch, course = branch_of(head), ""
    for _ in range(20):
        course = new_id()
        publish(head.tenant, outline(course, [lesson("l1")]))
        put(head.tenant, course, "COURSE", s={"S": "published"})
        with metered() as cost:
            branch_courses.activate_course(head, branch, course, at=NOON)
        assert_as_stated(TENANCY, "activate a course", cost)
    with metered() as cost:
        branch_courses.list_courses(head, branch, after=None, limit=20)
    assert_as_stated(TENANCY, "courses of a branch (20)", cost)
    with metered() as cost:
        branch_courses.limit_course(head, course, limited=True, at=NOON)
    assert_as_stated(TENANCY, "limit a course", cost)


def test_settings(head: Caller) -> None:
    with metered() as cost:
        of_settings.effective_settings(head.tenant, None)
    assert_as_stated(TENANCY, "settings", cost)
    with metered() as cost:
        of_settings.set_value(head, PLACE, True, expected=None, at=NOON)
    assert_as_stated(TENANCY, "change a setting", cost)
    with metered() as cost:
        of_settings.set_value(head, ACCOUNT, f"acct_{head.tenant}", expected=None, at=NOON)
    assert_as_stated(TENANCY, "name the payment account", cost)
    forget()
    with metered() as cost:
        assert setting(head.tenant, SELF_REGISTRATION) is True
    assert_as_stated(TENANCY, "a setting, after 50 s", cost)
    with metered() as cost:
        assert setting(head.tenant, LIMIT_COURSES) is False
    assert_as_stated(TENANCY, "a setting, remembered", cost)


def test_every_row_of_the_page_is_measured() -> None:
    assert_every_row_is_measured(TENANCY, __file__)
