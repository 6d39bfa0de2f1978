"""At the deadline an attempt is handed in by itself: nothing is taken afterwards, and the timer's sweep grades it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.e2e.deployed import School
from tests.e2e.policies.roles import function_names
from tools.demo.api import Unexpected, until
from tools.demo.importing import gift_wish, run_import
from tools.demo.members import Member
from tools.demo.sources import Source

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

GIFT = b"::Q1::Two and two are? {#4}\n\n::Q2::Water is wet. {T}\n"


@pytest.fixture
def assessment(school: School) -> tuple[str, str]:
    """A course and its assessment, which closes in a few seconds."""
    return short_test(school)


def short_test(school: School) -> tuple[str, str]:
    """A published course and its assessment."""
    api = school.instructor.api
    course = api.post("/courses", {"title": {"en": "Short"}})["id"]
    api.post(f"/courses/{course}/chapters", {"title": {"en": "Only"}})
    source = Source("short.gift", GIFT, "text/plain", {"short.gift": GIFT}, ())
    attach = {"title": {"en": "Short test"}, "pass_mark": "50", "time_limit_minutes": 5}
    made = run_import(api, gift_wish(api, course, source, attach, chapter=0))
    assert made.state == "finished", made.why()
    api.put(f"/courses/{course}/publication")
    (found,) = api.every(f"/courses/{course}/assessments")
    return str(course), str(found["id"])


def answered(learner: Member, test: str) -> tuple[str, str]:
    """An attempt with one right answer, and the question that it belongs to."""
    started = learner.api.post(f"/assessments/{test}/attempts")
    path = f"/attempts/{started['id']}"
    numeric = next(question for question in started["questions"] if question["kind"] == "numeric")
    learner.api.put(f"{path}/answers/{numeric['id']}", {"response": {"number": "4"}, "revision": 1})
    return path, str(numeric["id"])


def closing_attempt(school: School, learner: Member, course: str, test: str) -> tuple[str, str, datetime]:
    """An attempt that closes as soon as this machine allows: a window that proves too short is made longer."""
    for seconds in (4, 15, 60, 180):
        closes = datetime.now(UTC) + timedelta(seconds=seconds)
        settings = {"available_until": closes.isoformat()}
        school.instructor.api.patch(f"/courses/{course}/assessments/{test}", {"settings": settings})
        try:
            return *answered(learner, test), closes
        except Unexpected:
            continue
    raise AssertionError("no window was long enough")


@pytest.mark.parametrize("asks", [True, pytest.param(False, marks=pytest.mark.slow)], ids=["asked", "by itself"])
def test_the_timer_hands_in_what_was_saved(school: School, assessment: tuple[str, str], asks: bool) -> None:
    course, test = assessment
    learner = school.member("late")
    learner.api.post(f"/courses/{course}/enrollments")
    until(lambda: learner.api.refusal("GET", f"/courses/{course}/outline")[0] == 200, what="learning opens")
    path, question, closes = closing_attempt(school, learner, course, test)
    until(lambda: datetime.now(UTC) > closes, what="the deadline")
    late = {"response": {"number": "5"}, "revision": 2}
    assert learner.api.refusal("PUT", f"{path}/answers/{question}", late)[0] == 409

    def graded() -> Any:
        if asks:
            school.stack.invoke(function_names(school.stack)["operations.sweep_timers"], {})
        view = learner.api.get(path)
        return view if view["state"] == "graded" else None

    # The sweep ticks once a minute.
    view = until(graded, what="the timer to hand in", seconds=150)
    assert (view["score"]["points"], view["score"]["maximum"], view["score"]["passed"]) == ("1", "2", True)
    assert datetime.fromisoformat(view["submitted_at"]) <= closes + timedelta(seconds=1)
