"""The learners' part: sign up, join, enroll, read every lesson, report progress."""

import json
import re
from datetime import UTC, datetime
from decimal import Decimal
from html import unescape
from typing import Any

from tools.demo.api import fetch, until
from tools.demo.journal import Step
from tools.demo.members import Member, signed_up
from tools.demo.sheet import LEARNERS
from tools.demo.stage import LANGUAGES, Stage
from tools.people import Person

_SIGNED = re.compile(r'https?://[^"\'\\\\ <>]+X-Amz-Signature=[0-9a-f]+[^"\'\\\\ <>]*')
_PASSWORD = "three rivers meet here"  # pragma: allowlist secret


def join(stage: Stage) -> None:
    """Three learners sign up, join the school and take a place in the course."""
    with stage.journal.step("Three learners sign up, confirm, sign in and join") as step:
        for name in LEARNERS:
            person = Person("learner", f"{name}.{stage.run}@demo.example", _PASSWORD, f"{name.title()} {stage.run}")
            member = signed_up(stage.place, person, language=LANGUAGES[name])
            stage.persons[member.join(LANGUAGES[name])] = name
            stage.learners[name] = member
        step.say(", ".join(LEARNERS))
    with stage.journal.step("They enroll; a second time is refused") as step:
        for name, member in stage.everybody():
            placed = member.api.post(f"/courses/{stage.course}/enrollments", key=f"enroll-{name}-{stage.run}")
            again = member.api.post(f"/courses/{stage.course}/enrollments", key=f"enroll-{name}-{stage.run}")
            step.equal(again["id"], placed["id"], "the same request again")
            refused = member.api.refusal("POST", f"/courses/{stage.course}/enrollments")
            step.equal(refused, (409, "already-enrolled"), f"{name} once more")
        until(lambda: len(_roster(stage)) == len(LEARNERS), what="three learners in the roster")
        step.say(f"{len(_roster(stage))} in the roster")


def study(stage: Stage) -> None:
    """Read everything, and say what was finished, in pieces and out of order."""
    with stage.journal.step("They open the outline") as step:
        for name, member in stage.everybody():

            def look(member: Member = member) -> dict[str, Any] | None:
                return _outline(stage, member)

            outline = until(look, what=f"learning opens for {name}")
            stage.lessons = [lesson for chapter in outline["chapters"] for lesson in chapter["lessons"]]
            step.equal(Decimal(outline["percent"]), Decimal(0), f"{name}'s percent at the start")
        step.say(f"{len(stage.lessons)} lessons")
    with stage.journal.step("They read every lesson, with its files") as step:
        read = [_read(stage, member, lesson, step) for _, member in stage.everybody() for lesson in stage.lessons]
        step.say(f"{len(read)} lessons read, {sum(read)} files fetched")
    with stage.journal.step("They report what they finished, out of order and twice") as step:
        for name, member in stage.everybody():
            _report(stage, name, member, step)


def _outline(stage: Stage, member: Member) -> dict[str, Any] | None:
    answer = member.api.send("GET", f"/courses/{stage.course}/outline", expect=(200, 403, 404))
    return answer.json if answer.status == 200 else None


def _roster(stage: Stage) -> list[Any]:
    return list(stage.instructor.api.every(f"/courses/{stage.course}/enrollments"))


def _read(stage: Stage, member: Member, lesson: dict[str, Any], step: Step) -> int:
    """Open one lesson and fetch the files that it refers to; how many."""
    answer = member.api.send("GET", f"/courses/{stage.course}/lessons/{lesson['id']}")
    step.equal(answer.json["id"], lesson["id"], "the lesson")
    files = {unescape(address) for address in _SIGNED.findall(json.dumps(answer.json))}
    for address in files:
        step.equal(fetch(address).status, 200, f"a file of '{lesson['title'].get('en')}'")
    return len(files)


def _report(stage: Stage, name: str, member: Member, step: Step) -> None:
    path, at = f"/courses/{stage.course}/progress", datetime.now(UTC).isoformat()
    items = [{"lesson": lesson["id"], "completed": True, "at": at} for lesson in reversed(stage.studied(name))]
    for start in range(0, len(items), 5):
        told = member.api.patch(path, {"items": items[start : start + 5]})
        step.equal({each["status"] for each in told["items"]}, {"recorded"}, f"{name}'s progress")
    again = member.api.patch(path, {"items": items[:100]})
    step.equal({each["status"] for each in again["items"]}, {"unchanged"}, f"{name}'s progress again")
    graded = stage.lesson_of(stage.graded[0])["id"]
    refused = member.api.patch(path, {"items": [{"lesson": graded, "completed": True, "at": at}]})
    step.equal(refused["items"][0].get("code"), "pass_first", "a graded lesson, before it is passed")
    step.say(f"{name} {len(items)} of {len(stage.lessons)}")
