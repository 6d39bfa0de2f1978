"""Two people mark an essay, each on their own, and differ; a third one settles it, and then the grade is told."""

from decimal import Decimal
from typing import Any

import pytest

from tests.e2e.assessment.test_grade_an_essay import GIFT, handed_in
from tests.e2e.assessment.test_regrade_a_question import counts_as
from tests.e2e.deployed import School
from tools.demo.api import until
from tools.demo.importing import gift_wish, run_import
from tools.demo.members import Member
from tools.demo.sources import Source

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

THIN, RICH = "Hardly a rope.", "A knot of thought."
TENTH = {"tolerance_percent": "10"}


@pytest.fixture
def assessment(school: School) -> tuple[str, str]:
    """A course with a test of an essay and a number, whose essay two people mark, and that assessment."""
    api = school.instructor.api
    course = str(api.post("/courses", {"title": {"en": "Knots"}})["id"])
    api.post(f"/courses/{course}/chapters", {"title": {"en": "Only"}})
    source = Source("knots.gift", GIFT, "text/plain", {"knots.gift": GIFT}, ())
    attach = {"title": {"en": "On knots"}, "pass_mark": "60"}
    made = run_import(api, gift_wish(api, course, source, attach, chapter=0))
    assert made.state == "finished", made.why()
    (found,) = api.every(f"/courses/{course}/assessments")
    rules(school, course, found["id"], TENTH)
    api.put(f"/courses/{course}/publication")
    return course, str(found["id"])


def rules(school: School, course: str, assessment: str, second_marking: dict[str, str] | None) -> None:
    """Say whether two people mark."""
    wish = {"settings": {"second_marking": second_marking}}
    school.instructor.api.patch(f"/courses/{course}/assessments/{assessment}", wish)


@pytest.fixture
def markers(school: School) -> list[Member]:
    """Three who may grade."""
    found = [school.member(name) for name in ("first", "second", "third")]
    for each in found:
        school.appoint(each, "instructor")
    return found


def mark(marker: Member, attempt: str, essay: str, points: str, feedback: str) -> Any:
    """One person's mark."""
    return marker.api.put(f"/attempts/{attempt}/grades/{essay}", {"points": points, "feedback": feedback})


def awaited(marker: Member, assessment: str) -> list[tuple[str, bool]]:
    """Whom the only question in the queue waits for, and whether this person may be the one."""
    queue = marker.api.every(f"/assessments/{assessment}/grading-queue")
    return [(each["marker"], each["may_mark"]) for card in queue for each in card["awaited"]]


def seen(marker: Member, attempt: str) -> list[tuple[str, str]]:
    """What somebody of the staff sees that was given for the essay."""
    result = marker.api.get(f"/attempts/{attempt}")["results"][0]
    return [(each["points"], each["feedback"]) for each in result["marks"] or ()]


def told(learner: Member) -> list[str]:
    return [found["kind"] for found in learner.api.every("/me/notifications")]


def test_a_third_person_settles_what_two_did_not_agree_on(
    school: School, assessment: tuple[str, str], markers: list[Member]
) -> None:
    """0.2 and 0.9 of 1 point lie 0.7 apart, a tenth is 0.1; the third gives 0.6. With 1 for the number: 1.6 of 2."""
    (first, second, third), ada = markers, school.member("ada")
    attempt, essay = handed_in(ada, *assessment)
    assert [awaited(each, assessment[1]) for each in markers] == [[("first", True)]] * 3

    given = mark(first, attempt, essay, "0.2", THIN)
    assert (given["stage"], given["waiting"], given.get("score")) == ("proposed", [essay], None)
    assert [awaited(each, assessment[1]) for each in markers] == [
        [("second", False)],
        [("second", True)],
        [("second", True)],
    ]
    assert (seen(first, attempt), seen(second, attempt)) == ([("0.2", THIN)], [])
    for blind in (second, third, ada):
        assert THIN not in str(blind.api.get(f"/attempts/{attempt}"))
    assert THIN not in str(list(second.api.every(f"/assessments/{assessment[1]}/grading-queue")))

    given = mark(second, attempt, essay, "0.9", RICH)
    assert (given["stage"], given["waiting"], given.get("score")) == ("disputed", [essay], None)
    assert [awaited(each, assessment[1]) for each in markers] == [
        [("resolving", False)],
        [("resolving", False)],
        [("resolving", True)],
    ]
    assert (seen(second, attempt), seen(third, attempt)) == ([("0.2", THIN), ("0.9", RICH)], [])
    for one_of_them in (first, second):
        refused = one_of_them.api.refusal("PUT", f"/attempts/{attempt}/grades/{essay}", {"points": "0.6"})
        assert refused == (409, "marked-already")
    assert ada.api.get(f"/attempts/{attempt}")["state"] == "submitted"
    assert "result-ready" not in told(ada)

    given = mark(third, attempt, essay, "0.6", "Between the two.")
    assert (given["stage"], given["waiting"], Decimal(given["score"]["percent"])) == ("resolved", [], 80)
    assert [awaited(each, assessment[1]) for each in markers] == [[]] * 3
    until(lambda: "result-ready" in told(ada), what="the grade is told")
    mine = ada.api.get(f"/attempts/{attempt}")
    assert (Decimal(mine["score"]["points"]), mine["score"]["passed"]) == (Decimal("1.6"), True)
    assert [each["comment"] for each in mine["results"] if each["by_hand"]] == ["Between the two."]
    assert not [word for word in (THIN, RICH) if word in str(mine)]
    api, learner = school.instructor.api, str(ada.who()["person"])
    until(lambda: counts_as(api, assessment[0], learner, "80"), what="the course's grade")


def test_without_second_marking_anybody_settles_what_waited_for_a_third(
    school: School, assessment: tuple[str, str], markers: list[Member]
) -> None:
    first, second, _ = markers
    ada = school.member("ada")
    attempt, essay = handed_in(ada, *assessment)
    mark(first, attempt, essay, "0.2", THIN)
    mark(second, attempt, essay, "0.9", RICH)
    rules(school, *assessment, None)
    assert [awaited(each, assessment[1]) for each in markers] == [[("first", True)]] * 3
    given = mark(first, attempt, essay, "0.5", "Half.")
    assert (given["waiting"], Decimal(given["score"]["points"])) == ([], Decimal("1.5"))
    until(lambda: "result-ready" in told(ada), what="the grade is told")
