"""People who sign up, sign in and join, through Cognito's public app client and the API alone."""

import base64
import json
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tools.demo.api import Api, fetch, until
from tools.people import Person, Tokens, refresh, sign_in


@dataclass(frozen=True, slots=True)
class Place:
    """Where the platform is, as `.local/stack.json` says."""

    api_url: str
    endpoint_url: str
    region: str
    user_pool_id: str
    client_id: str
    tenant: str

    @property
    def mail_url(self) -> str:
        """Where the emulator shows the mail that was sent."""
        return f"{self.endpoint_url}/_ministack/ses/messages"

    def tenant_url(self) -> str:
        """Where the tenant's API begins."""
        return f"{self.api_url}/v1/{self.tenant}"


@lru_cache
def cognito(endpoint_url: str, region: str) -> Any:
    """Cognito as anybody may call it: without credentials."""
    import boto3
    from botocore import UNSIGNED
    from botocore.config import Config

    return boto3.client(
        "cognito-idp", endpoint_url=endpoint_url, region_name=region, config=Config(signature_version=UNSIGNED)
    )


@dataclass
class Member:
    """Somebody who is signed in."""

    place: Place
    person: Person
    tokens: Tokens
    api: Api

    @property
    def name(self) -> str:
        """How they are called."""
        return self.person.name

    def renewed(self) -> str:
        """A new access token, with the memberships of now."""
        self.tokens = refresh(cognito(self.place.endpoint_url, self.place.region), self.place.client_id, self.tokens)
        return self.tokens.access

    def who(self) -> Any:
        """What the API knows of them."""
        return self.api.get("/me")

    def join(self, language: str) -> str:
        """Join the school, then refresh the token as the API asks; the person's id."""
        joined = self.api.put("/me/membership", {"name": self.person.name, "language": language})
        self.api.token = self.renewed()
        return str(joined["person"])


def signed_in(place: Place, person: Person, *, language: str = "en") -> Member:
    """Sign in with e-mail and password."""
    tokens = sign_in(cognito(place.endpoint_url, place.region), place.client_id, person)
    api = Api(place.tenant_url(), tokens.access, language)
    member = Member(place, person, tokens, api)
    api.refresh = member.renewed
    return member


def signed_up(place: Place, person: Person, *, language: str = "en") -> Member:
    """Sign up, confirm the address, sign in."""
    public = cognito(place.endpoint_url, place.region)
    public.sign_up(
        ClientId=place.client_id,
        Username=person.username,
        Password=person.password,
        UserAttributes=[{"Name": "email", "Value": person.email}, {"Name": "name", "Value": person.name}],
    )
    public.confirm_sign_up(ClientId=place.client_id, Username=person.username, ConfirmationCode=_code(place, person))
    return signed_in(place, person, language=language)


def mails_to(place: Place, address: str) -> list[dict[str, Any]]:
    """What is in somebody's mailbox."""
    accounts = json.loads(fetch(place.mail_url).body)["messages"].values()
    return [mail for account in accounts for mail in account if address in mail["To"]]


def _code(place: Place, person: Person) -> str:
    """The confirmation code that Cognito mailed."""

    def look() -> str | None:
        texts = (mail["BodyText"] for mail in reversed(mails_to(place, person.email)))
        return next((code[0] for text in texts if (code := re.search(r"\b\d{6}\b", text))), None)

    return until(look, what=f"the confirmation code of {person.email}", seconds=10)


def becomes(member: Member, role: str) -> None:
    """Wait until the member has a role: somebody gave it, and events take their time."""

    def look() -> bool:
        member.api.token = member.renewed()
        status, _ = member.api.refusal("GET", "/me")
        return status == 200 and role in member.who()["roles"]

    until(look, what=f"{member.person.email} becomes {role}")


def claims(token: str) -> dict[str, Any]:
    """What a token says. A client may read its own token; only the gateway has to verify it."""
    payload = token.split(".")[1]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return found
