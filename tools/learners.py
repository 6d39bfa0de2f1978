"""`make learners N=200`: create and sign in many learners of the running platform; their tokens go into a file."""

import argparse
import json
import sys
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tools.local_platform import LOCAL, NotRunning, Stack, running_stack
from tools.local_stack import client
from tools.people import create_user, numbered_learner, refresh, sign_in
from tools.progress import Progress

TOKENS = LOCAL / "learners.json"
_AT_ONCE = 8


def main() -> int:
    """Create, sign in and let join; the file is a list of `{"email", "token"}`."""
    parser = argparse.ArgumentParser(prog="make learners", description=__doc__)
    parser.add_argument("number", type=int)
    number = parser.parse_args().number
    try:
        stack = running_stack()
    except NotRunning as error:
        print(error, file=sys.stderr)
        return 1
    progress = Progress()
    cognito = client("cognito-idp", stack.endpoint_url)
    made: list[dict[str, str]] = []
    try:
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            for learner in pool.map(lambda n: _learner(stack, cognito, n), range(1, number + 1)):
                made.append(learner)
                progress.step(f"learner {len(made)} of {number}")
    except urllib.error.HTTPError as error:
        print(f"The school did not let a learner join: {error.code} {error.read().decode()}", file=sys.stderr)
        return 1
    finally:
        progress.done()
    TOKENS.write_text(json.dumps(made, indent=1) + "\n")
    print(f"{len(made)} learners are signed in; their tokens are in {TOKENS.relative_to(LOCAL.parent)}.")
    return 0


def _learner(stack: Stack, cognito: Any, number: int) -> dict[str, str]:
    person = numbered_learner(number)
    create_user(cognito, stack.user_pool_id, person)
    tokens = sign_in(cognito, stack.client_id, person)
    _join(stack, tokens.access)
    return {"email": person.email, "token": refresh(cognito, stack.client_id, tokens).access}


def _join(stack: Stack, token: str) -> None:
    """Join the school, as a client does after the first sign-in; the next token carries the membership."""
    request = urllib.request.Request(
        f"{stack.api_url}/v1/{stack.tenant}/me/membership",
        method="PUT",
        data=b"{}",
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60):
        return


if __name__ == "__main__":
    sys.exit(main())
