"""What the audit trail shows of a change: named fields, before and after, and nothing that is about people."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from identity.ban_member import handler as standing
from identity.profile import handler as profile
from lyceum.compliance.forget_person import erase_person_key
from lyceum.kernel import sealing
from lyceum.kernel.clock import now
from lyceum.kernel.directory import MemberItem
from lyceum.kernel.events import MAX_DATA_BYTES, Recorded
from lyceum.kernel.table import query
from lyceum.kernel.table.items import Item, tenant_key
from tenancy.manage_branches import handler as branches
from tenancy.manage_tenant import handler as tenants
from tenancy.settings import handler as settings
from tests.http import Answer, Person, request
from tests.identity_school import MEMBER, School, school
from tests.schools import open_school

pytestmark = pytest.mark.store
__all__ = ["school"]


def told(pk: str) -> Iterator[dict[str, Any]]:
    """Changes of the events that ride on a partition's items: `{event: {field: (before, after)}}`."""
    for item in query(Item, pk, limit=100, consistent=True).items:
        for kept in item.events or []:
            envelope = Recorded.model_validate(kept).envelope(rev=item.revision, aggregate=f"{item.pk}|{item.sk}")
            yield {envelope.name: {field: (one.before, one.after) for field, one in envelope.changes.items()}}


def changes(tenant: str, event: str, *aggregate: str) -> dict[str, tuple[Any, Any]]:
    found = [one[event] for one in told(tenant_key(tenant, *aggregate)) if event in one]
    assert len(found) == 1, found
    return dict(found[0])


def well(answer: Answer) -> Answer:
    assert answer.status < 300, answer.text
    return answer


def test_roles_of_a_member(school: School) -> None:
    ada = school.member("ada")
    well(school.set_roles(ada.id, "instructor", "learner"))
    assert changes(school.tenant, "RolesAssigned", "U", ada.id) == {"roles": (["learner"], ["instructor", "learner"])}


def test_what_a_role_says(school: School) -> None:
    school.define("marker", grants=["grade.give", "grade.view"], denials=["report.request"])
    well(school.change("marker", parent="learner", grants=["grade.view", "enrollment.list"]))
    assert changes(school.tenant, "RoleDefined") == {
        "parent": (None, "learner"),
        "grants": (["grade.give"], ["enrollment.list"]),
    }


def test_a_single_permission(school: School) -> None:
    ada = school.member("ada")
    well(school.override(ada.id, "grade.view", True))
    assert changes(school.tenant, "PermissionOverridden", "U", ada.id) == {"allowed": (None, True)}
    well(school.override(ada.id, "grade.view", False))
    assert changes(school.tenant, "PermissionOverridden", "U", ada.id) == {"allowed": (True, False)}
    well(school.release(ada.id, "grade.view"))
    assert changes(school.tenant, "OverrideRemoved", "U", ada.id) == {"allowed": (False, None)}


def test_status_and_bans(school: School) -> None:
    ada = school.member("ada")
    well(school.ask(standing, f"PUT {MEMBER}/status", None, body={"status": "inactive"}, person=ada.id))
    assert changes(school.tenant, "MemberStatusChanged", "U", ada.id) == {"status": ("active", "inactive")}
    well(school.ask(standing, f"PUT {MEMBER}/ban", None, body={"reason": "Noise in the library"}, person=ada.id))
    assert changes(school.tenant, "MemberBanned", "U", ada.id) == {"status": ("inactive", "suspended")}
    well(school.ask(standing, f"DELETE {MEMBER}/ban", None, person=ada.id))
    assert changes(school.tenant, "MemberReinstated", "U", ada.id) == {"status": ("suspended", "inactive")}


def test_a_profile_shows_no_name(school: School) -> None:
    ada = school.member("ada")
    wish = {"name": "Ada Lovelace", "username": "ada.l", "bio": "Countess", "time_zone": "Europe/London"}
    well(school.ask(profile, f"PATCH {MEMBER}", None, body=wish, person=ada.id))
    assert changes(school.tenant, "ProfileChanged", "U", ada.id) == {"time_zone": (None, "Europe/London")}


def test_what_a_key_may(school: School) -> None:
    made = well(school.make_key("grade.view")).json["id"]
    well(school.keys("PATCH", key=made, body={"permissions": ["enrollment.list"], "name": "Other"}))
    assert changes(school.tenant, "ApiKeyChanged", "KEYS") == {"permissions": (["grade.view"], ["enrollment.list"])}


@pytest.fixture
def head(table: str, tenant: str) -> Person:
    return open_school(tenant)


def put_setting(head: Person, tenant: str, category: str, key: str, value: Any) -> dict[str, tuple[Any, Any]]:
    route, path = "PUT /v1/{tenant}/settings/{category}/{key}", {"category": category, "key": key}
    well(request(settings, route, caller=head, body={"value": value}, tenant=tenant, **path))  # type: ignore[arg-type]
    return changes(tenant, "SettingChanged")


def test_settings_but_no_secrets_and_no_texts(head: Person, tenant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lyceum.tenancy.settings._sealed", lambda *_: "sealed")
    assert put_setting(head, tenant, "catalog", "public", False) == {"value": (None, False)}
    assert put_setting(head, tenant, "catalog", "public", True) == {"value": (False, True)}
    assert put_setting(head, tenant, "integrations", "signing_secret", "hush") == {"set": (False, True)}
    page = "https://school.example/accept?by=ada"
    assert put_setting(head, tenant, "invitations", "acceptance_page", page) == {"set": (False, True)}
    assert put_setting(head, tenant, "invitations", "acceptance_page", f"{page}&x") == {}


def test_the_schools_record_without_names_and_contacts(head: Person, tenant: str) -> None:
    wish = {"name": {"en": "Other"}, "self_registration": False, "time_zone": "Asia/Bangkok"}
    well(request(tenants, "PATCH /v1/{tenant}", caller=head, body=wish, tenant=tenant))
    shown = changes(tenant, "TenantChanged")
    assert shown["self_registration"] == (True, False)
    assert shown["time_zone"][1] == "Asia/Bangkok"
    assert "name" not in shown


def test_a_branch_that_closes(head: Person, tenant: str) -> None:
    made = well(request(branches, "POST /v1/{tenant}/branches", caller=head, body={"name": {"en": "B"}}, tenant=tenant))
    branch = made.json["id"]
    well(request(branches, "PUT /v1/{tenant}/branches/{branch}/closure", caller=head, tenant=tenant, branch=branch))
    assert changes(tenant, "BranchChanged") == {"state": ("open", "closed")}


def test_what_would_make_it_too_long_stays_out(school: School) -> None:
    from lyceum.identity.events import RolesAssigned

    ada = school.member("ada")
    long = [f"role-{number:04d}" for number in range(100)]
    event = RolesAssigned(person=ada.id, roles=("learner",)).showing(status=("a", "b"), roles=(["x"], long * 3))
    assert len(json.dumps(event.data())) < MAX_DATA_BYTES
    assert getattr(event, "changes", {}) == {"status": ("a", "b")}


def test_who_changes_rights_is_seen_by_their_address_until_they_are_forgotten(
    school: School, sealing_origin: None
) -> None:
    ada, eve = school.member("ada"), school.member("eve", "administrator")
    well(school.set_roles(ada.id, "instructor", by=school.signed_in(eve)))
    (item,) = query(MemberItem, tenant_key(school.tenant, "U", ada.id), prefix="MEMBER").items
    whence = Recorded.model_validate(item.events[0]).o["w"]  # type: ignore[index]
    assert "203.0.113.1" not in str(item.to_dynamodb_dict())
    assert sealing.opener(school.tenant, [eve.id]).open(eve.id, whence) == "203.0.113.1\n"
    assert sealing.opener(school.tenant, [ada.id]).open(ada.id, whence) is None
    well(school.set_roles(eve.id, "learner"))  # nobody who administers the school is forgotten
    erase_person_key(school.tenant, eve.id, at=now())
    assert sealing.opener(school.tenant, [eve.id]).open(eve.id, whence) is None


def test_other_functions_say_no_address(school: School) -> None:
    ada = school.member("ada")
    well(school.set_roles(ada.id, "instructor"))
    (item,) = query(MemberItem, tenant_key(school.tenant, "U", ada.id), prefix="MEMBER").items
    assert Recorded.model_validate(item.events[0]).o == {"q": "request-1"}
