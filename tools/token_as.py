"""`make token AS=instructor`: a fresh access token of the running platform, alone on standard output."""

import argparse
import sys

from tools.local_platform import NotRunning, running_stack
from tools.local_stack import client
from tools.people import sign_in


def main() -> int:
    """Sign the person in through the public app client and print the access token."""
    parser = argparse.ArgumentParser(prog="make token", description=__doc__)
    parser.add_argument("role", choices=("administrator", "instructor", "learner"))
    role = parser.parse_args().role
    try:
        stack = running_stack()
        person = stack.person(role)
    except (LookupError, NotRunning) as error:
        print(error, file=sys.stderr)
        return 1
    print(sign_in(client("cognito-idp", stack.endpoint_url), stack.client_id, person).access)
    return 0


if __name__ == "__main__":
    sys.exit(main())
