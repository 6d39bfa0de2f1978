"""The smallest things that use all rights of the functions that found and manage schools."""

import secrets
from functools import partial
from typing import Any

from lyceum.kernel.ids import new_id
from tests.e2e.policies.calls import Calls, Scenario, read_everything, succeed


def found(calls: Calls) -> None:
    name = {"en": "Another school"}
    wish = {"tenant": f"n{secrets.token_hex(6)}", "name": name, "language": "en", "administrator": new_id()}
    calls.invoke("tenancy.found_tenant", wish | {"self_registration": True})


def look_at_schools(calls: Calls) -> None:
    """Found one, suspend it once it is open, take it up again, and list all."""
    author = calls.ready["author"]
    body = {"tenant": f"n{secrets.token_hex(6)}", "name": {"en": "Another school"}, "administrator": new_id()}
    succeed(calls, "tenancy.onboard_tenant", "POST /v1/tenants", author, body)
    route = "/v1/tenants/{tenant}/suspension"
    succeed(calls, "tenancy.onboard_tenant", f"PUT {route}", author, {"reason": "a test"})
    succeed(calls, "tenancy.onboard_tenant", f"DELETE {route}", author)
    read_everything(calls, "tenancy.onboard_tenant", author)


def prepare(calls: Calls) -> None:
    """Every step for a school that is open already; a school of its own is given up."""
    task = {"tenant": calls.world.school.tenant, "execution": "another"}
    for step in ("claim", "furnish", "open"):
        calls.invoke("tenancy.prepare_tenant", task | {"step": step}, otherwise=("OnboardingClaimed",))
    calls.ready["pending"]()
    given_up = {"tenant": "pending", "execution": "another", "failure": {"Error": "Busy"}}
    calls.invoke("tenancy.prepare_tenant", given_up | {"step": "give_up"})


def administrate(calls: Calls) -> None:
    """An administrator is appointed to a school that is not open, and taken back, twice."""
    calls.ready["pending"]()
    person = new_id()
    for action in ("appoint", "take_back", "appoint"):
        calls.invoke("identity.appoint_administrator", {"tenant": "pending", "person": person, "action": action})


def changed(calls: Calls, operation: str, *routes: tuple[str, Any]) -> None:
    """Changes by the administrator of everything, then every GET."""
    author = calls.ready["author"]
    for route, body in routes:
        succeed(calls, operation, route, author, body)
    read_everything(calls, operation, author)


def of_schools(calls: Calls) -> dict[str, Scenario]:
    tenant, branch, unit = "/v1/{tenant}", "/v1/{tenant}/branches/{branch}", "/v1/{tenant}/units/{unit}"
    name = {"name": {"en": f"Name {secrets.token_hex(4)}"}}
    does = partial(partial, changed, calls)
    return {
        "identity.appoint_administrator": partial(administrate, calls),
        "tenancy.branch_courses": does(
            "tenancy.branch_courses",
            (f"DELETE {branch}/courses/{{course}}", None),
            (f"PUT {branch}/courses/{{course}}", None),
            (f"DELETE {tenant}/courses/{{course}}/branch-limit", None),
        ),
        "tenancy.branch_members": does(
            "tenancy.branch_members",
            (f"DELETE {branch}/members/{{person}}", None),
            (f"PUT {branch}/members/{{person}}", None),
        ),
        "tenancy.found_tenant": partial(found, calls),
        "tenancy.manage_branches": does(
            "tenancy.manage_branches", (f"POST {tenant}/branches", name), (f"PATCH {branch}", {"state": "open", **name})
        ),
        "tenancy.manage_tenant": does("tenancy.manage_tenant", (f"PATCH {tenant}", name)),
        "tenancy.manage_units": does(
            "tenancy.manage_units",
            (f"PATCH {unit}", name),
            (f"PUT {unit}/members/{{person}}", {"primary": True}),
            (f"DELETE {unit}/members/{{person}}", None),
        ),
        "tenancy.onboard_tenant": partial(look_at_schools, calls),
        "tenancy.prepare_tenant": partial(prepare, calls),
        "tenancy.settings": partial(set_secret, calls),
    }


def set_secret(calls: Calls) -> None:
    """A secret, which is sealed."""
    place = {"category": "integrations", "key": "signing_secret"}
    route = "PUT /v1/{tenant}/settings/{category}/{key}"
    succeed(calls, "tenancy.settings", route, calls.ready["author"], {"value": secrets.token_hex(8)}, at=place)
    read_everything(calls, "tenancy.settings", calls.ready["author"])
