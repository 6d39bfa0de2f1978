"""The smallest things that use all rights of the functions around an open attempt."""

import secrets

from tests.e2e.policies.calls import Calls, read_everything, succeed

COURSE = "/v1/{tenant}/courses/{course}"


def accommodate(calls: Calls) -> None:
    """Another number each time: the same once more writes nothing."""
    name, route = "assessment.accommodate", f"PUT {COURSE}/accommodations/{{person}}"
    body = {"extra_attempts": secrets.randbelow(99) + 1, "time_factor": "1.5"}
    succeed(calls, name, route, calls.ready["author"], body, at={"person": calls.ready["bo"]})
    read_everything(calls, name, calls.ready["author"])


def navigate(calls: Calls) -> None:
    """In and out again, as often as one likes: the section has no clock."""
    name, route = "assessment.navigate_attempt", "PUT /v1/{tenant}/attempts/{attempt}/sections/{section}"
    for way in ("entry", "exit"):
        succeed(calls, name, f"{route}/{way}", calls.ready["bo"], at={"attempt": calls.ready["moving"]})
