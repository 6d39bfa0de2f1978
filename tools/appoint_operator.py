"""`make operator EMAIL=…`: somebody with a confirmed account operates the platform, or with DISMISS=1 no longer.

The account is looked up in the user pool by its verified address; the function that appoints is called with the rights
of the shell's own credentials, so whoever may invoke it may appoint, and nobody else. The local stack by default;
STACK=<name> for one on AWS.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import boto3

from lyceum.kernel.claims import person_id
from tools.backfill import outputs
from tools.local_deploy import STACK
from tools.local_platform import NotRunning, running_stack
from tools.local_stack import client

_UNWANTED = ('"', "\\", "\n")


class NoSuchAccount(LookupError):
    """Nobody, or more than one, has this address verified."""


def person_of(cognito: Any, pool: str, address: str) -> str:
    """The person whose confirmed account has the address. Raises NoSuchAccount."""
    if "@" not in address or any(sign in address for sign in _UNWANTED):
        raise NoSuchAccount(f"{address!r} is no address")
    found = cognito.list_users(UserPoolId=pool, Filter=f'email = "{address}"')["Users"]
    subjects = [
        said["sub"]
        for said in ({one["Name"]: one["Value"] for one in user["Attributes"]} for user in found if _is_good(user))
        if said.get("email_verified") == "true" and said.get("email", "").casefold() == address.casefold()
    ]
    if len(subjects) != 1:
        raise NoSuchAccount(f"{len(subjects)} confirmed accounts have verified the address {address}")
    region = pool.partition("_")[0]
    return person_id(f"https://cognito-idp.{region}.amazonaws.com/{pool}", subjects[0])


def _is_good(user: dict[str, Any]) -> bool:
    return bool(user.get("Enabled", True)) and user.get("UserStatus") == "CONFIRMED"


def appoint(aws: Callable[[str], Any], stack: str, address: str, *, dismiss: bool) -> str:
    """Call the function; the person's id. Raises NoSuchAccount, RuntimeError where the function fails."""
    known = outputs(aws("cloudformation"), stack)
    person = person_of(aws("cognito-idp"), known["UserPoolId"], address)
    wish = {"action": "take_back" if dismiss else "appoint", "tenant": "*", "person": person}
    answer = aws("lambda").invoke(FunctionName=known["AppointAdministratorArn"], Payload=json.dumps(wish).encode())
    said = answer["Payload"].read().decode()
    if "FunctionError" in answer:
        raise RuntimeError(said)
    return person


def main(arguments: Sequence[str] | None = None) -> int:
    """Appoint or dismiss."""
    parser = argparse.ArgumentParser(prog="make operator", description=__doc__)
    parser.add_argument("--email", required=True, help="verified address of the account")
    parser.add_argument("--dismiss", action="store_true", help="no longer")
    parser.add_argument("--stack", default="", help="a stack on AWS; else the local one")
    wanted = parser.parse_args(arguments)
    aws: Any = boto3.client
    try:
        if not wanted.stack:
            aws = partial(client, endpoint_url=running_stack().endpoint_url)
        person = appoint(aws, wanted.stack or STACK, wanted.email, dismiss=wanted.dismiss)
    except (NotRunning, NoSuchAccount, RuntimeError) as error:
        print(error, file=sys.stderr)
        return 1
    said = "is no operator any more; their tokens are refused within a minute" if wanted.dismiss else "is an operator"
    print(f"{person} {said}" + ("." if wanted.dismiss else ", from their next token on."))
    return 0


if __name__ == "__main__":
    sys.exit(main())
