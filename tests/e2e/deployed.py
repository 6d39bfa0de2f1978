"""A deployed stack, and schools on it whose people sign in as any client's users do."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tools.cost.metered import read
from tools.demo.api import until
from tools.demo.members import Member, Place, becomes, claims, signed_in, signed_up
from tools.local_stack import REGION, Emulator, client, deploy
from tools.local_stripe import connect, start_with_lease
from tools.logs import lines
from tools.people import Person

WORKERS = 80
"""Processes of functions at once: nearly every function is asked, and to start them anew takes longer than any test."""

PASSWORD = "three rivers meet here"  # pragma: allowlist secret


def deployed(emulator: Emulator) -> dict[str, str]:
    """Deploy the stack on an emulator, with a Stripe that ends with it; the outputs, and where Stripe is."""
    outputs = deploy(emulator.endpoint_url)
    stripe = start_with_lease(emulator.data_dir / "lease")
    connect(emulator.endpoint_url, outputs, stripe)
    return {**outputs, "StripeUrl": stripe}


@dataclass(frozen=True)
class Deployed:
    """A stack and where its parts are."""

    endpoint_url: str
    outputs: Mapping[str, str]
    data_dir: Path
    """Where the emulator works: it keeps the user pool's keys there."""

    def place(self, tenant: str) -> Place:
        """A tenant on it."""
        given = self.outputs
        return Place(given["ApiUrl"], self.endpoint_url, REGION, given["UserPoolId"], given["WebClientId"], tenant)

    def aws(self, service: str) -> Any:
        """A client with an operator's rights."""
        return client(service, self.endpoint_url)

    def invoke(self, function: str, payload: Any) -> Any:
        """What a function answers to an operator. Raises AssertionError where it fails."""
        answer = self.aws("lambda").invoke(FunctionName=function, Payload=json.dumps(payload).encode())
        content = answer["Payload"].read().decode()
        assert "FunctionError" not in answer, content
        return json.loads(content or "null")

    @property
    def stripe_url(self) -> str:
        """The local Stripe that it pays with."""
        return self.outputs["StripeUrl"]

    def requests(self, since: float) -> dict[str, dict[str, Any]]:
        """The line of each request in its function's log, by request id. Since: seconds of the epoch."""
        logged = (text for _, text in lines(self.aws("logs"), "", since))
        return {str(line["request_id"]): line for line in read(logged)}

    def found(self, **wish: Any) -> "School":
        """A school that no other test knows, with an administrator and an instructor."""
        place = self.place(f"s{secrets.token_hex(6)}")
        administrator = sign_up(place, "administrator")
        wanted = {"name": {"en": "School"}, "language": "en", "self_registration": True, **wish}
        person = claims(administrator.tokens.access)["person"]
        asked = {"tenant": place.tenant, "administrator": person, **wanted}
        until(
            lambda: self.invoke(self.outputs["FoundTenantArn"], asked)["state"] == "active",
            what=f"the school {place.tenant} opens",
        )
        becomes(administrator, "administrator")
        made = School(self, place, administrator)
        made.instructor = made.member("instructor")
        made.appoint(made.instructor, "instructor")
        return made


@dataclass
class School:
    """A tenant and its people."""

    stack: Deployed
    place: Place
    administrator: Member
    instructor: Member = field(init=False)

    @property
    def tenant(self) -> str:
        """Its slug."""
        return self.place.tenant

    def member(self, name: str = "learner", language: str = "en") -> Member:
        """Somebody new who has joined as a learner."""
        member = sign_up(self.place, name, language=language)
        member.join(language)
        return member

    def enter(self, member: Member, language: str = "en") -> Member:
        """Somebody who has an account, here as a learner, too: another sign-in of the same person."""
        here = signed_in(self.place, member.person, language=language)
        here.join(language)
        return here

    def appoint(self, member: Member, *roles: str) -> None:
        """Give a member roles, and the member a token that has them."""
        self.administrator.api.put(f"/members/{claims(member.tokens.access)['person']}/roles", {"roles": list(roles)})
        for role in roles:
            becomes(member, role)


def sign_up(place: Place, name: str, *, language: str = "en") -> Member:
    """Somebody new on the platform, who belongs to no school yet."""
    email = f"{name}.{secrets.token_hex(6)}@tests.example"
    return signed_up(place, Person(name, email, PASSWORD, name.title()), language=language)
