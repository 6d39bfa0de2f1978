"""A school that invites, through the functions of identity."""

from typing import Any

import pytest

from identity.accept_invitation import handler as accept_invitation
from identity.invite import handler as invite
from lyceum.kernel.ids import derived_id
from lyceum.kernel.invitation_tokens import new_token
from tests.http import Answer, Person
from tests.identity_school import School, kind

ALL = "/v1/{tenant}/invitations"
ONE = ALL + "/{invitation}"
ADA = "ada@example.com"

__all__ = ["ADA", "InvitingSchool", "inviting", "kind"]


class InvitingSchool(School):
    """Calls the functions as somebody."""

    def invite(self, email: str = ADA, *, by: Person | None = None, key: str | None = None, **more: Any) -> Answer:
        """POST /invitations."""
        headers = {"idempotency-key": key} if key else None
        return self.ask(invite, f"POST {ALL}", by, body={"email": email, **more}, headers=headers)

    def invited(self, email: str = ADA, **more: Any) -> str:
        """Id of a new invitation."""
        answer = self.invite(email, **more)
        assert answer.status == 201, answer.text
        return str(answer.json["id"])

    def invitation(self, id: str, *, by: Person | None = None) -> Answer:
        """GET /invitations/{invitation}."""
        return self.ask(invite, f"GET {ONE}", by, invitation=id)

    def invitations(self, *, by: Person | None = None, **query: str) -> Answer:
        """GET /invitations."""
        return self.ask(invite, f"GET {ALL}", by, query=query or None)

    def withdraw(self, id: str, *, by: Person | None = None, reason: str = "Mistaken") -> Answer:
        """PUT /invitations/{invitation}/revocation."""
        return self.ask(invite, f"PUT {ONE}/revocation", by, invitation=id, body={"reason": reason})

    def send_again(self, id: str, *, by: Person | None = None, key: str | None = None) -> Answer:
        """POST /invitations/{invitation}/deliveries."""
        headers = {"idempotency-key": key} if key else None
        return self.ask(invite, f"POST {ONE}/deliveries", by, invitation=id, headers=headers)

    def token(self, id: str, delivery: int = 1) -> str:
        """What the letter says."""
        return new_token(self.tenant, id, delivery)

    def accept(self, token: str, *, by: Person, email: str | None = ADA, verified: str = "true") -> Answer:
        """POST /invitations/acceptance, by somebody whose sign-in knows this address."""
        claims = by.claims(email_verified=verified, name="Ada", **({"email": email} if email else {}))
        return self.ask(accept_invitation, f"POST {ALL}/acceptance", by, body={"token": token}, claims=claims)

    def outsider(self, name: str = "ada") -> Person:
        """Somebody with an account and no membership."""
        return Person(derived_id("outsider", self.tenant, name), "")


@pytest.fixture
def inviting(table: str, tenant: str) -> InvitingSchool:
    """A school of this test alone."""
    return InvitingSchool(tenant)
