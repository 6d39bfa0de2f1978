"""An exam in sections, and an essay with a rubric that peers review, in a course of their own.

What everybody comes to was worked out on paper. The exam has four points: two for what a machine marks, one for the
essay, one for the drawing, which is sent as a file. The assignment has twenty, ten for each criterion; half of its
grade is the instructor's, half is what the one peer gives who reviews it, and peers find everything good: 20. Both
weigh the same.

            listening   essay   drawing   exam     instructor   peer   assignment   course
    ada     2           1       1         100 %    10 + 10      20     20 = 100 %   100 %
    bunmi   1           1       0          50 %    10 +  5      20     17.5 = 87.5   68.75 %
    chai    0           0       1          25 %     5 +  5      20     15 =  75 %    50 %
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from tools.demo.api import Api, fetch, send_form, until
from tools.demo.journal import Step
from tools.demo.sheet import LEARNERS
from tools.demo.stage import Stage

LISTENING: Final[Mapping[str, tuple[str, str]]] = {
    "ada": ("true", "7"),
    "bunmi": ("true", "8"),
    "chai": ("false", "0"),
}
"""What they answer in the first section; `true` and 7 are right."""
BY_HAND: Final = {"ada": {"why": 1, "drawn": 1}, "bunmi": {"why": 1, "drawn": 0}, "chai": {"why": 0, "drawn": 1}}
"""Points for the essay and the drawing."""
MARKS: Final = {
    "ada": {"reasons": "good", "language": "good"},
    "bunmi": {"reasons": "good", "language": "fair"},
    "chai": {"reasons": "fair", "language": "fair"},
}
EXAM: Final = {"ada": Decimal(100), "bunmi": Decimal(50), "chai": Decimal(25)}
PEERS: Final = {"reasons": "good", "language": "good"}
ASSIGNMENT: Final = {"ada": Decimal(20), "bunmi": Decimal("17.5"), "chai": Decimal(15)}
COURSE: Final = {"ada": Decimal(100), "bunmi": Decimal("68.75"), "chai": Decimal(50)}
_LEVELS: Final = [
    {"id": "fair", "title": {"en": "Fair", "th": "พอใช้"}, "points": 5},
    {"id": "good", "title": {"en": "Good", "th": "ดี"}, "points": 10},
]


@dataclass(frozen=True, slots=True)
class Examination:
    """The course with its exam and its assignment."""

    course: str
    exam: str
    assignment: str


def examine(stage: Stage) -> str:
    """From the instructor's draft to everybody's course grade; the course."""
    with stage.journal.step("The instructor writes an exam of two sections, and an essay that peers review") as step:
        found = _authored(stage.instructor.api, stage.run)
        step.say("published")
    for name, member in stage.everybody():
        member.api.post(f"/courses/{found.course}/enrollments")
        with stage.journal.step(
            f"{name.capitalize()} sits it section by section, sends a drawing, and hands in the essay"
        ) as step:
            _sit(member.api, found, name, step)
    with stage.journal.step("Everybody reviews the essay of somebody else, and sees no name") as step:
        _review(stage, found, step)
    with stage.journal.step(
        "The instructor marks the exam's essays and drawings, and the others by the rubric"
    ) as step:
        _mark_exams(stage, found, step)
        _mark_work(stage, found, step)
        step.say("returned")
    with stage.journal.step("The gradebook has both, as worked out on paper") as step:
        _check_gradebook(stage, found, step)
    return found.course


def _authored(api: Api, run: str) -> Examination:
    course = str(api.post("/courses", {"title": {"en": f"Examination {run}"}, "slug": f"exam-{run}"})["id"])
    chapter = api.post(f"/courses/{course}/chapters", {"title": {"en": "Examination"}})["id"]
    path = f"/courses/{course}/chapters/{chapter}/lessons"
    first, second = (api.post(path, {"title": {"en": title}})["id"] for title in ("Exam", "Essay"))
    exam = api.post(f"/courses/{course}/assessments", _exam(first))
    assignment = api.post(f"/courses/{course}/assignments", _assignment(second))
    api.put(f"/courses/{course}/publication")
    return Examination(course, str(exam["id"]), str(assignment["id"]))


def _exam(lesson: str) -> dict[str, Any]:
    heard: dict[str, Any] = {"id": "heard", "kind": "true_false", "stem": {"text": {"en": "A week has seven days."}}}
    days = {"id": "days", "kind": "numeric", "stem": {"text": {"en": "How many days has a week?"}}}
    why = {"id": "why", "kind": "essay", "stem": {"text": {"en": "Why has it seven?"}}}
    drawn: dict[str, Any] = {"id": "drawn", "kind": "file_upload", "stem": {"text": {"en": "Draw a month."}}}
    drawn["files"] = {"media_types": ["image/*"]}
    return {
        "title": {"en": "Exam", "th": "สอบ"},
        "lesson": lesson,
        "settings": {"kind": "exam"},
        "questions": [
            {"question": heard, "key": {"kind": "true_false", "answer": True}},
            {"question": days, "key": {"kind": "numeric", "accepted": [{"value": "7"}]}},
            {"question": why, "key": {"kind": "essay"}},
            {"question": drawn, "key": {"kind": "file_upload"}},
        ],
        "structure": {
            "order": "fixed",
            "sections": [
                {"id": "listening", "questions": ["heard", "days"], "time_limit_seconds": 600},
                {"id": "writing", "questions": ["why", "drawn"]},
            ],
        },
    }


def _assignment(lesson: str) -> dict[str, Any]:
    criteria = [{"id": id, "title": {"en": id.capitalize()}, "levels": _LEVELS} for id in ("reasons", "language")]
    return {
        "title": {"en": "Essay", "th": "เรียงความ"},
        "instructions": {"en": "Write a page on calendars."},
        "lesson": lesson,
        "points": "20",
        "rubric": {"criteria": criteria},
        "settings": {"peer_review": {"reviewers": 1, "weight": "50"}},
    }


def _sit(api: Api, found: Examination, name: str, step: Step) -> None:
    until(lambda: _is_live(api, found), what="the assignment is live")
    attempt = api.post(f"/assessments/{found.exam}/attempts")
    step.equal(attempt["questions"], [], "questions before a section is entered")
    own = f"/attempts/{attempt['id']}"
    heard = api.put(f"{own}/sections/listening/entry")
    step.equal([question["id"] for question in heard["questions"]], ["heard", "days"], "questions of the first section")
    said, number = LISTENING[name]
    for question, response in (("heard", {"choice": said}), ("days", {"number": number})):
        api.put(f"{own}/answers/{question}", {"response": response, "revision": 1})
    early = api.refusal("PUT", f"{own}/answers/why", {"response": {"text": "Too early."}, "revision": 1})
    step.equal(early, (409, "section-not-entered"), "an answer in the section to come")
    api.put(f"{own}/sections/writing/entry")
    api.put(f"{own}/answers/why", {"response": {"text": f"{name} says why."}, "revision": 1})
    _draw(api, own, _drawing(name), step)
    step.equal(api.put(f"{own}/submission")["state"], "submitted", "the attempt's state until its essay is marked")
    api.post(f"/assignments/{found.assignment}/submissions", {"form": "text", "text": f"A page by {name}."})


def _drawing(name: str) -> bytes:
    """A file of somebody's own that begins as pictures do."""
    return b"\x89PNG\r\n\x1a\n" + name.encode()


def _draw(api: Api, attempt: str, content: bytes, step: Step) -> None:
    wish = {"question": "drawn", "name": "month.png", "size": len(content), "media_type": "image/png"}
    html = api.refusal("POST", f"{attempt}/uploads", {**wish, "media_type": "text/html"})
    step.equal(html, (422, "file-kind-not-accepted"), "a page in the place of a drawing")
    form = api.post(f"{attempt}/uploads", wish)
    answer = send_form(form["url"], form["fields"], "month.png", content)
    step.check(answer.status < 300, f"the form answered {answer.status}")
    api.put(f"{attempt}/uploads/{form['id']}/completion")
    response = {"files": [{"upload": form["id"], "name": "month.png"}]}
    api.put(f"{attempt}/answers/drawn", {"response": response, "revision": 1})


def _is_live(api: Api, found: Examination) -> bool:
    return api.send("GET", f"/assignments/{found.assignment}", expect=(200, 404)).status == 200


def _review(stage: Stage, found: Examination, step: Step) -> None:
    works, path = f"/assignments/{found.assignment}/submissions", f"/assignments/{found.assignment}/peer-reviews"
    until(lambda: len(list(stage.instructor.api.every(works))) == len(LEARNERS), what="everybody's essay")
    round = stage.instructor.api.post(path)
    step.equal((round["complete"], round["given"]), (True, len(LEARNERS)), "reviews that are given out")
    for name, member in stage.everybody():
        (mine,) = member.api.get("/me/peer-reviews")["items"]
        own = f"/peer-reviews/{mine['id']}"
        seen = member.api.get(own)
        step.equal(seen.get("author"), None, f"whose work {name} reviews")
        step.check(name not in seen["work"]["text"], f"{name} reviews their own work")
        given = member.api.put(own, {"number": 1, "marks": PEERS, "comment": "All good."})
        step.equal(Decimal(given["review"]["points"]), Decimal(20), f"points that {name} gives")


def _mark_exams(stage: Stage, found: Examination, step: Step) -> None:
    api, path = stage.instructor.api, f"/assessments/{found.exam}/grading-queue"
    until(lambda: len(list(api.every(path))) == len(LEARNERS), what="everybody's exam in the queue")
    for waiting in list(api.every(path)):
        name, own = stage.persons[str(waiting["learner"])], f"/attempts/{waiting['attempt']}"
        (drawn,) = (each for each in api.get(own)["answers"] if each["question"] == "drawn")
        seen = fetch(drawn["files"][0]["url"]).body
        step.equal(seen, _drawing(name), f"what the instructor sees of {name}'s drawing")
        for question, points in BY_HAND[name].items():
            api.put(f"{own}/grades/{question}", {"points": str(points), "feedback": "Looked at."})


def _mark_work(stage: Stage, found: Examination, step: Step) -> None:
    api, path = stage.instructor.api, f"/assignments/{found.assignment}/submissions"
    for card in list(api.every(path)):
        name, own = stage.persons[str(card["learner"])], f"/submissions/{card['id']}"
        graded = api.put(f"{own}/grade", {"number": 1, "marks": MARKS[name], "feedback": "See the rubric."})
        step.check("grade" in graded, f"{name}'s essay has no grade")
        unseen = stage.learners[name].api.get(own).get("grade")
        step.equal(unseen, None, f"what {name} sees before the essay is returned")
        api.put(f"{own}/return")
        seen = stage.learners[name].api.get(own)["grade"]
        step.equal(Decimal(seen["points"]), ASSIGNMENT[name], f"what {name} sees then")


def _check_gradebook(stage: Stage, found: Examination, step: Step) -> None:
    api = stage.instructor.api

    def rows() -> dict[str, Any]:
        return {stage.persons[row["learner"]]: row for row in api.every(f"/courses/{found.course}/gradebook")}

    def complete() -> bool:
        return all(Decimal(row.get("percent") or -1) == COURSE[name] for name, row in rows().items())

    until(lambda: len(rows()) == len(LEARNERS) and complete(), what="the grades worked out on paper")
    for name, row in rows().items():
        exam = next(Decimal(one["percent"]) for one in row["assessments"] if one["assessment"] == found.exam)
        step.equal(exam, EXAM[name], f"{name}'s exam")
    step.say(", ".join(f"{name} {COURSE[name]} %" for name in LEARNERS))
