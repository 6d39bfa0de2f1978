"""A place in a course: one for each learner, never more than there are seats, and everybody hears of it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from tests.e2e.deployed import School
from tools.demo.api import Answer, until
from tools.demo.members import Member, mails_to
from tools.demo.stage import Stage

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]


def test_every_context_hears_of_an_enrollment(school: School, stage: Stage) -> None:
    """The event goes from the table's stream over the bus to learning, enrollment and community."""
    learner = school.member("bunmi", language="th")
    learner.api.language = "th"
    placed = learner.api.post(f"/courses/{stage.course}/enrollments")
    outline: Any = until(lambda: opened(learner, stage.course), what="learning opens")
    assert outline["percent"] == "0"
    mine: Any = until(lambda: titled(learner), what="version and title of the enrollment")
    assert (mine["id"], mine["version"], mine["title"]["th"]) == (placed["id"], 1, "สร้างระบบแบบไร้เซิร์ฟเวอร์")
    (told,) = until(lambda: learner.api.get("/me/notifications")["items"], what="the notification")
    assert (told["kind"], told["language"], told["about"]) == ("enrolled", "th", {"course": stage.course})
    (mail,) = until(lambda: letters(learner), what="the mail")
    assert mail["Subject"] == "ยินดีต้อนรับสู่ สร้างระบบแบบไร้เซิร์ฟเวอร์"
    assert '<html lang="th">' in mail["BodyHtml"]


def opened(learner: Member, course: str) -> Any:
    answer = learner.api.send("GET", f"/courses/{course}/outline", expect=(200, 403))
    return answer.json if answer.status == 200 else None


def titled(learner: Member) -> Any:
    return next((found for found in learner.api.every("/me/enrollments") if found["title"]), None)


def letters(learner: Member) -> list[dict[str, Any]]:
    return [mail for mail in mails_to(learner.place, learner.person.email) if mail["Type"] == "v2.SendEmail"]


def test_the_last_seat_goes_to_one_of_two(school: School) -> None:
    course = small_course(school, seats=1)
    learners = [school.member(name) for name in ("first", "second")]
    together = Barrier(2)

    def enroll(learner: Member) -> Answer:
        together.wait()
        return learner.api.send("POST", f"/courses/{course}/enrollments", expect=(201, 409))

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(enroll, learners))
    assert sorted(answer.status for answer in answers) == [201, 409]
    assert [answer.problem for answer in answers if answer.status == 409] == ["course-full"]


def test_a_course_that_is_taken_back_takes_nobody(school: School) -> None:
    course = small_course(school)
    school.instructor.api.send("DELETE", f"/courses/{course}/publication")
    assert school.member().api.refusal("POST", f"/courses/{course}/enrollments") == (409, "enrollment-closed")


def small_course(school: School, **wish: Any) -> str:
    """A published course of one lesson, made by hand; its id."""
    api = school.instructor.api
    course = api.post("/courses", {"title": {"en": "Knots"}, **wish})["id"]
    chapter = api.post(f"/courses/{course}/chapters", {"title": {"en": "Rope"}})["id"]
    block = {"kind": "html", "html": {"en": "<p>Left over right.</p>"}}
    unit = {"title": {"en": "Page"}, "blocks": [block]}
    api.post(f"/courses/{course}/chapters/{chapter}/lessons", {"title": {"en": "Reef knot"}, "units": [unit]})
    api.put(f"/courses/{course}/publication")
    return str(course)
