"""The people of the local demo tenant, and how a client signs them in. `tools.seed` gives them their places in it."""

from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, uuid5

TENANT = "demo"
_MAIL_DOMAIN = "demo.example"
# Known to everybody who can read this file: these people exist in the emulator only.
_PASSWORD = "correct horse battery staple"  # pragma: allowlist secret


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can sign in."""

    role: str
    email: str
    password: str
    name: str

    @property
    def username(self) -> str:
        """The pool's name of the account, which nobody types: always the same of one address, and none itself."""
        return str(uuid5(NAMESPACE_URL, f"mailto:{self.email}"))


@dataclass(frozen=True, slots=True)
class Tokens:
    """What signing in gives: `identity` names the person, `access` goes with requests; seconds until they end."""

    identity: str
    access: str
    refresh: str
    expires_in: int


DEMO_PEOPLE = (
    Person("administrator", f"administrator@{_MAIL_DOMAIN}", _PASSWORD, "Amara Administrator"),
    Person("instructor", f"instructor@{_MAIL_DOMAIN}", _PASSWORD, "Ines Instructor"),
    Person("learner", f"ada@{_MAIL_DOMAIN}", _PASSWORD, "Ada Learner"),
    Person("learner", f"bo@{_MAIL_DOMAIN}", _PASSWORD, "Bo Learner"),
    Person("learner", f"chanida@{_MAIL_DOMAIN}", _PASSWORD, "Chanida Learner"),
)


def numbered_learner(number: int) -> Person:
    """One of many learners, for load tests."""
    return Person("learner", f"learner-{number:05d}@{_MAIL_DOMAIN}", _PASSWORD, f"Learner {number}")


def create_user(cognito: Any, user_pool_id: str, person: Person) -> str:
    """Create the person in the pool, confirmed, with a lasting password, unless there already; give the subject."""
    try:
        found = cognito.admin_create_user(
            UserPoolId=user_pool_id,
            Username=person.username,
            MessageAction="SUPPRESS",
            UserAttributes=[
                {"Name": "email", "Value": person.email},
                {"Name": "email_verified", "Value": "true"},
                {"Name": "name", "Value": person.name},
            ],
        )["User"]["Attributes"]
    except cognito.exceptions.UsernameExistsException:
        found = cognito.admin_get_user(UserPoolId=user_pool_id, Username=person.username)["UserAttributes"]
    cognito.admin_set_user_password(
        UserPoolId=user_pool_id, Username=person.username, Password=person.password, Permanent=True
    )
    return str(next(attribute["Value"] for attribute in found if attribute["Name"] == "sub"))


def sign_in(cognito: Any, client_id: str, person: Person) -> Tokens:
    """Sign in through the public app client, as a client would.

    By username: Cognito takes the address as well, the emulator only where an operator says that it is verified.
    """
    answer = cognito.initiate_auth(
        ClientId=client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": person.username, "PASSWORD": person.password},
    )["AuthenticationResult"]
    return _tokens(answer, answer["RefreshToken"])


def refresh(cognito: Any, client_id: str, tokens: Tokens) -> Tokens:
    """New tokens with the memberships of this moment. The refresh token is used up: the answer brings the next."""
    answer = cognito.get_tokens_from_refresh_token(ClientId=client_id, RefreshToken=tokens.refresh)[
        "AuthenticationResult"
    ]
    return _tokens(answer, answer.get("RefreshToken", tokens.refresh))


def _tokens(answer: Any, refresh_token: str) -> Tokens:
    return Tokens(answer["IdToken"], answer["AccessToken"], refresh_token, int(answer["ExpiresIn"]))
