"""The smallest things that use all rights of the functions around an open attempt."""

import secrets
from functools import partial
from html import unescape
from typing import Any

from tests.e2e.furnishing import PICTURE
from tests.e2e.policies import gradebooks
from tests.e2e.policies.calls import Calls, Refused, Scenario, read_everything, sample, succeed
from tools.demo.api import fetch

REGRADES = "/v1/{tenant}/assessments/{assessment}/regrades"
COURSE = "/v1/{tenant}/courses/{course}"


def accommodate(calls: Calls) -> None:
    """Another number each time: the same once more writes nothing."""
    name, route = "assessment.accommodate", f"PUT {COURSE}/accommodations/{{person}}"
    body = {"extra_attempts": secrets.randbelow(99) + 1, "time_factor": "1.5"}
    succeed(calls, name, route, calls.ready["author"], body, at={"person": calls.ready["bo"]})
    read_everything(calls, name, calls.ready["author"])


def start(calls: Calls) -> None:
    """An open attempt is gone on with; a question of the section that was entered shows a file."""
    name, route, bo = (
        "assessment.start_attempt",
        "POST /v1/{tenant}/assessments/{assessment}/attempts",
        calls.ready["bo"],
    )
    succeed(calls, name, route, bo)
    answer = calls.ask(name, route, bo, at={"assessment": calls.world.listening})
    assert answer.status == 200, answer.text
    _open_file(answer.json)


def view(calls: Calls) -> None:
    """One's own, with what its question shows, and what was answered with."""
    name, bo = "assessment.view_attempt", calls.ready["bo"]
    read_everything(calls, name, calls.ready["ada"])
    answer = calls.ask(name, "GET /v1/{tenant}/attempts/{attempt}", bo, at={"attempt": calls.ready["moving"]})
    assert answer.status == 200, answer.text
    _open_file(answer.json)
    (drawn,) = (each for each in answer.json["answers"] if each["question"] == "drawn")
    if (file := fetch(drawn["files"][0]["url"])).body != PICTURE:
        raise Refused(f"the drawing's address answered {file.status}")


def navigate(calls: Calls) -> None:
    """In and out again, as often as one likes: the section has no clock."""
    name, route = "assessment.navigate_attempt", "PUT /v1/{tenant}/attempts/{attempt}/sections/{section}"
    for way in ("entry", "exit"):
        answer = calls.ask(name, f"{route}/{way}", calls.ready["bo"], at={"attempt": calls.ready["moving"]})
        assert answer.status < 300, answer.text
        _open_file(answer.json)


def submit(calls: Calls) -> None:
    """Once more, what has feedback that shows a file; then an attempt in which nobody saves afterwards."""
    name, route = "assessment.submit_attempt", "PUT /v1/{tenant}/attempts/{attempt}/submission"
    reader, attempt = calls.ready["told of"]
    answer = calls.ask(name, route, reader, at={"attempt": attempt})
    assert answer.status == 200, answer.text
    (told,) = (each for each in answer.json["results"] if each["question"] == "heard")
    _fetch(told["correct"]["feedback"])
    succeed(calls, name, route, calls.ready["bo"], at={"attempt": calls.ready["open"]})


def discard(calls: Calls) -> None:
    """Who has left once more; and a file that was sent for what was handed in, and that no answer names."""
    name = "assessment.discard_prepared"
    calls.hear(name, "LearnerWithdrawn")
    calls.ready["unnamed"]()
    event = sample(name)
    told = {"name": "AttemptSubmitted", "tenant": calls.world.school.tenant, "context": "assessment"}
    event["detail"] |= told | {"data": {"attempt": calls.ready["told of"][1]}}
    calls.invoke(name, event)


def _open_file(attempt: Any) -> None:
    """The picture in the question that was heard."""
    (heard,) = (each for each in attempt["questions"] if each["id"] == "heard")
    _fetch(heard["stem"])


def _fetch(text: Any) -> None:
    address = unescape(text["text"]["en"].partition('src="')[2].partition('"')[0])
    if (file := fetch(address)).status != 200:
        raise Refused(f"the picture's address answered {file.status}")


def regrade(calls: Calls) -> None:
    """Asked for, as often as one likes: nobody waits here for what its workflow, another function, makes of it."""
    name, author, exercise = "assessment.regrade", calls.ready["author"], {"assessment": calls.world.exercise}
    calls.ready["previewed"]()
    read_everything(calls, name, author, at=exercise)
    wish = {"question": calls.ready["exercise question"], "correction": {"kind": "drop"}, "reason": "It is not clear."}
    succeed(calls, name, f"POST {REGRADES}", author, wish, at=exercise)
    calls.ready["previewed"]()


def regrade_attempts(calls: Calls) -> None:
    """The preview once more; others find it as it was."""
    calls.ready["preview again"]()
    place = {"tenant": calls.world.school.tenant, "assessment": calls.world.exercise, "regrade": calls.world.regrade}
    try:
        calls.invoke("assessment.regrade_attempts", {**place, "execution": "once more"})
    finally:
        calls.ready["previewed"]()


def prepare_attempts(calls: Calls) -> None:
    """A page of an opening that another execution has begun."""
    calls.ready["opening again"]()
    place = {"tenant": calls.world.school.tenant, "assessment": calls.world.exercise}
    calls.invoke("assessment.prepare_attempts", {**place, "execution": "once more"})


def of_sittings(calls: Calls) -> dict[str, Scenario]:
    return {
        "assessment.accommodate": partial(accommodate, calls),
        "assessment.export_gradebook": partial(gradebooks.take_along, calls),
        "assessment.import_grades": partial(gradebooks.bring_back, calls),
        "assessment.navigate_attempt": partial(navigate, calls),
        "assessment.prepare_attempts": partial(prepare_attempts, calls),
        "assessment.start_attempt": partial(start, calls),
        "assessment.view_attempt": partial(view, calls),
        "assessment.regrade": partial(regrade, calls),
        "assessment.regrade_attempts": partial(regrade_attempts, calls),
    }
