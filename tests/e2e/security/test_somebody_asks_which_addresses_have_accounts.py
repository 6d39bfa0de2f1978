"""Somebody asks the user pool, by every call that takes an address, whether it has an account."""

import secrets
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.e2e.deployed import PASSWORD, School
from tools.demo.members import cognito, mails_to, signed_up
from tools.people import Person, create_user

pytestmark = [pytest.mark.e2e, pytest.mark.security]

type Ask = Callable[[Any, School, str], Any]


def by_signing_up(pool: Any, school: School, address: str) -> Any:
    return pool.sign_up(
        ClientId=school.place.client_id,
        Username=str(uuid.uuid4()),
        Password=PASSWORD,
        UserAttributes=[{"Name": "email", "Value": address}, {"Name": "name", "Value": "Mallory"}],
    )


def by_forgetting_a_password(pool: Any, school: School, address: str) -> Any:
    return pool.forgot_password(ClientId=school.place.client_id, Username=address)


def by_asking_for_another_code(pool: Any, school: School, address: str) -> Any:
    return pool.resend_confirmation_code(ClientId=school.place.client_id, Username=str(uuid.uuid4()))


def by_guessing_a_password(pool: Any, school: School, address: str) -> Any:
    return pool.initiate_auth(
        ClientId=school.place.client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": address, "PASSWORD": "not the right one"},  # pragma: allowlist secret
    )


def by_guessing_a_code(pool: Any, school: School, address: str) -> Any:
    by_forgetting_a_password(pool, school, address)
    return pool.confirm_forgot_password(
        ClientId=school.place.client_id, Username=address, ConfirmationCode="000000", Password=PASSWORD
    )


def told(ask: Ask, school: School, address: str) -> Any:
    """What the answer says, without what is random in it or repeats the question."""
    pool = cognito(school.place.endpoint_url, school.place.region)
    try:
        answer = ask(pool, school, address)
    except ClientError as error:
        return error.response["Error"]["Code"], error.response["Error"]["Message"]
    del answer["ResponseMetadata"]
    if "UserSub" in answer:
        uuid.UUID(answer.pop("UserSub"))
    if "CodeDeliveryDetails" in answer:
        said = answer["CodeDeliveryDetails"].pop("Destination")
        assert said == address or "*" in said
    return answer


@pytest.mark.parametrize(
    "ask",
    [by_signing_up, by_forgetting_a_password, by_asking_for_another_code, by_guessing_a_password, by_guessing_a_code],
)
def test_who_has_an_account_is_answered_as_who_has_none(school: School, ask: Ask) -> None:
    known = Person("learner", f"known.{secrets.token_hex(6)}@tests.example", PASSWORD, "Known")
    create_user(school.stack.aws("cognito-idp"), school.place.user_pool_id, known)
    unknown = f"other.{secrets.token_hex(6)}@tests.example"

    assert told(ask, school, known.email) == told(ask, school, unknown)


def test_signing_up_with_anothers_address_takes_nothing_from_them(school: School) -> None:
    known = Person("learner", f"known.{secrets.token_hex(6)}@tests.example", PASSWORD, "Known")
    create_user(school.stack.aws("cognito-idp"), school.place.user_pool_id, known)
    told(by_signing_up, school, known.email)

    pool = cognito(school.place.endpoint_url, school.place.region)
    answer = pool.initiate_auth(
        ClientId=school.place.client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": known.email, "PASSWORD": PASSWORD},
    )
    assert answer["AuthenticationResult"]["AccessToken"]


def test_who_signs_up_is_told_by_mail_alone(school: School) -> None:
    new = Person("learner", f"new.{secrets.token_hex(6)}@tests.example", PASSWORD, "New")
    assert signed_up(school.place, new).tokens.access
    assert mails_to(school.place, new.email)
