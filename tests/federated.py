"""People who sign in through providers: tokens by the trigger, in the shape that the pool calls it, and routes."""

import copy
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from identity.identities import handler
from identity.issue_token import handler as issue_token
from tests.http import Answer, request
from tests.unit.identity.test_sign_in_identity import attributes

SAMPLE = json.loads(Path("events/identity/issue_token.json").read_text(encoding="utf-8"))
OWN = "/v1/{tenant}/me/identities"
THEIRS = "/v1/{tenant}/members/{person}/identities"


@dataclass
class SignedIn:
    """Somebody with a token."""

    tenant: str
    attributes: dict[str, str]
    claims: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.refresh()

    def refresh(self) -> "SignedIn":
        """A new token, with what holds now."""
        event = copy.deepcopy(SAMPLE)
        event["request"]["userAttributes"] = dict(self.attributes)
        said = issue_token(event, None)["response"]["claimsAndScopeOverrideDetails"]
        given = said["accessTokenGeneration"]["claimsToAddOrOverride"]
        standard = {"sub": self.attributes["sub"], "token_use": "access", "client_id": "web", "iat": "0"}
        self.claims = {**standard, **given}
        return self

    @property
    def person(self) -> str:
        """Whose token it is."""
        return self.claims["person"]

    def ask(self, function: Any, route: str, body: Any = None, tenant: str = "", **path: Any) -> Answer:
        """A request with the token."""
        return request(function, route, claims=self.claims, body=body, tenant=tenant or self.tenant, **path)

    def code(self) -> str:
        """PUT …/code."""
        answer = self.ask(handler, f"PUT {OWN}/code")
        assert answer.status == 200, answer.text
        return str(answer.json["code"])

    def link(self, code: str) -> Answer:
        """PUT …/current."""
        return self.ask(handler, f"PUT {OWN}/current", {"code": code})

    def unlink(self, identity: str) -> Answer:
        """DELETE …/{identity}."""
        return self.ask(handler, f"DELETE {OWN}/{{identity}}", identity=identity)

    def identities(self) -> list[dict[str, str]]:
        """GET …/identities."""
        found: list[dict[str, str]] = self.ask(handler, f"GET {OWN}").json["items"]
        return found


def by_password(tenant: str, name: str) -> SignedIn:
    """Somebody with an account of the pool's own."""
    return SignedIn(tenant, {"sub": f"sub-{tenant}-{name}", "email": f"{name}@example.com", "email_verified": "true"})


def by_provider(tenant: str, name: str, provider: str) -> SignedIn:
    """Somebody whom a provider vouches for."""
    return SignedIn(tenant, attributes(provider, f"{tenant}-{name}", sub=f"federated-{tenant}-{name}-{provider}"))
