"""A school with a head, members and courses, through the functions of identity."""

from typing import Any

import pytest

from identity.api_keys import handler as api_keys
from identity.appoint_administrator import handler as appoint
from identity.assign_role import handler as assign_role
from identity.define_roles import handler as define_roles
from identity.explain_access import handler as explain_access
from identity.override_permission import handler as override_permission
from lyceum.identity.issue_token import claims_for
from lyceum.identity.join import join
from lyceum.identity.model.membership import Profile
from lyceum.kernel import memory
from lyceum.kernel.access import Caller
from lyceum.kernel.clock import now
from lyceum.tenancy.found_tenant import found_tenant
from tests.http import Answer, Person, person, request

MEMBER = "/v1/{tenant}/members/{person}"
ROLES = "/v1/{tenant}/roles"
KEYS = "/v1/{tenant}/api-keys"


class School:
    """Calls the functions as somebody."""

    def __init__(self, tenant: str) -> None:
        self.tenant = tenant
        self.head = person("head", tenant, "administrator")
        found_tenant(
            tenant, name={"en": "S"}, language="en", self_registration=True, administrator=self.head.id, at=now()
        )
        appoint({"action": "appoint", "tenant": tenant, "person": self.head.id}, None)

    def member(self, name: str, *roles: str) -> Person:
        """A learner who has joined, with other roles where these are named."""
        known = person(name, self.tenant)
        join(Caller(known.id, self.tenant), Profile(name=name.title()), at=now())
        if roles:
            assert self.set_roles(known.id, *roles).status == 200
        return self.signed_in(known)

    def signed_in(self, known: Person) -> Person:
        """The person with the claim that a token issued now would have."""
        claims = claims_for(known.id, at=now())
        return Person(known.id, claims["memberships"], read_at=int(claims["memberships_at"]))

    def set_roles(self, who: str, *roles: str, by: Person | None = None, **options: Any) -> Answer:
        """PUT …/roles."""
        body = {"roles": list(roles)}
        return self.ask(assign_role, f"PUT {MEMBER}/roles", by, body=body, person=who, **options)

    def assign(self, who: str, role: str, *, by: Person | None = None, **more: Any) -> Answer:
        """POST …/assignments."""
        headers = more.pop("headers", None)
        body = {"role": role, **more}
        return self.ask(assign_role, f"POST {MEMBER}/assignments", by, body=body, person=who, headers=headers)

    def assignments(self, who: str, *, by: Person | None = None) -> Answer:
        """GET …/assignments."""
        return self.ask(assign_role, f"GET {MEMBER}/assignments", by, person=who)

    def revoke(self, who: str, assignment: str, *, by: Person | None = None) -> Answer:
        """DELETE …/assignments/{assignment}."""
        route = f"DELETE {MEMBER}/assignments/{{assignment}}"
        query = {"reason": "Term is over"}
        return self.ask(assign_role, route, by, person=who, assignment=assignment, query=query)

    def define(self, slug: str, *, by: Person | None = None, **said: Any) -> Answer:
        """POST /roles."""
        body = {"slug": slug, "name": {"en": slug.title()}, **said}
        return self.ask(define_roles, f"POST {ROLES}", by, body=body)

    def change(self, slug: str, *, by: Person | None = None, headers: dict[str, str] | None = None, **said: Any) -> Any:
        """PATCH /roles/{role}."""
        return self.ask(define_roles, f"PATCH {ROLES}/{{role}}", by, body=said, role=slug, headers=headers)

    def delete(self, slug: str, *, by: Person | None = None) -> Answer:
        """DELETE /roles/{role}."""
        return self.ask(define_roles, f"DELETE {ROLES}/{{role}}", by, role=slug)

    def role(self, slug: str, *, by: Person | None = None) -> Answer:
        """GET /roles/{role}."""
        return self.ask(define_roles, f"GET {ROLES}/{{role}}", by, role=slug)

    def override(self, who: str, permission: str, allowed: bool, *, by: Person | None = None, **more: Any) -> Answer:
        """PUT …/overrides/{permission}."""
        body = {"allowed": allowed, "reason": "Because", **more}
        route = f"PUT {MEMBER}/overrides/{{permission}}"
        return self.ask(override_permission, route, by, body=body, person=who, permission=permission)

    def release(self, who: str, permission: str, *, by: Person | None = None, scope: str = "") -> Answer:
        """DELETE …/overrides/{permission}."""
        route = f"DELETE {MEMBER}/overrides/{{permission}}"
        query = {"reason": "Over"} | ({"scope": scope} if scope else {})
        return self.ask(override_permission, route, by, person=who, permission=permission, query=query)

    def make_key(self, *permissions: str, by: Person | None = None, **said: Any) -> Answer:
        """POST /api-keys."""
        headers = said.pop("headers", None)
        body = {"name": "Sync", "permissions": list(permissions or ["enrollment.list"]), **said}
        return self.ask(api_keys, f"POST {KEYS}", by, body=body, headers=headers)

    def keys(self, method: str, what: str = "", *, by: Person | None = None, **options: Any) -> Answer:
        """One of the other routes: `what` is what follows the key, `/rotation`, where a key is named."""
        named = options.pop("key", None)
        place, options = ("/{api_key}", options | {"api_key": named}) if named else ("", options)
        return self.ask(api_keys, f"{method} {KEYS}{place}{what}", by, **options)

    def explained(self, who: Person, *, on: str = "", language: str = "en") -> dict[str, Any]:
        """GET /me/permissions: by permission."""
        answer = self.ask(
            explain_access,
            "GET /v1/{tenant}/me/permissions",
            self.signed_in(who),
            query={"on": on} if on else None,
            headers={"accept-language": language},
        )
        assert answer.status == 200, answer.text
        return {said["permission"]: said for said in answer.json["permissions"]}

    def ask(self, handler: Any, route: str, by: Person | None, **options: Any) -> Answer:
        """A request in this school, by the head unless said otherwise; nothing is remembered from before."""
        memory.forget()
        return request(handler, route, caller=by or self.head, tenant=self.tenant, **options)


@pytest.fixture
def school(table: str, tenant: str) -> School:
    """A school of this test alone."""
    return School(tenant)


def kind(answer: Answer) -> tuple[int, str]:
    """Status and name of a refusal."""
    return answer.status, str(answer.json["type"]).rsplit("/", 1)[1]
