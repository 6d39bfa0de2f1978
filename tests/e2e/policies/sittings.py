"""The smallest things that use all rights of the functions around an open attempt."""

import secrets
from functools import partial

from tests.e2e.policies.calls import Calls, Scenario, read_everything, succeed
from tools.demo.api import until

REGRADES = "/v1/{tenant}/assessments/{assessment}/regrades"
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


def regrade(calls: Calls) -> None:
    """Looked at, applied and undone, each once the workflow is through."""
    name, author, exercise = "assessment.regrade", calls.ready["author"], {"assessment": calls.world.exercise}
    read_everything(calls, name, author, at=exercise)
    course = calls.world.author.api.get(f"/courses/{calls.world.course}/assessments/{calls.world.exercise}")
    question = course["questions"][0]["question"]["id"]
    wish = {"question": question, "correction": {"kind": "drop"}, "reason": "It is not clear."}
    made = calls.ask(name, f"POST {REGRADES}", author, wish, at=exercise)
    assert made.status == 202, made.text
    at = exercise | {"regrade": made.json["id"]}
    for step, state in (("application", "previewed"), ("reversal", "applied")):
        _come_to(calls, at, state)
        succeed(calls, name, f"PUT {REGRADES}/{{regrade}}/{step}", author, at=at)
    _come_to(calls, at, "undone")


def regrade_attempts(calls: Calls) -> None:
    """The preview once more; others find it as it was."""
    calls.ready["preview again"]()
    place = {"tenant": calls.world.school.tenant, "assessment": calls.world.exercise, "regrade": calls.world.regrade}
    try:
        calls.invoke("assessment.regrade_attempts", {**place, "execution": "once more"})
    finally:
        calls.ready["previewed"]()


def _come_to(calls: Calls, at: dict[str, str], state: str) -> None:
    own = f"/assessments/{at['assessment']}/regrades/{at['regrade']}"
    until(lambda: calls.world.author.api.get(own)["state"] == state, what=state)


def of_sittings(calls: Calls) -> dict[str, Scenario]:
    return {
        "assessment.accommodate": partial(accommodate, calls),
        "assessment.navigate_attempt": partial(navigate, calls),
        "assessment.regrade": partial(regrade, calls),
        "assessment.regrade_attempts": partial(regrade_attempts, calls),
    }
