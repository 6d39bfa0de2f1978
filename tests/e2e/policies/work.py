"""The smallest things that use all rights of the functions of assignments and what is handed in for them."""

import secrets
from collections.abc import Callable
from functools import partial
from typing import Any

from lyceum.kernel.ids import new_id
from tests.e2e.furnishing import DRAWING, PICTURE
from tests.e2e.policies.calls import Calls, Refused, Scenario, read_everything, succeed
from tests.e2e.policies.gradebooks import elsewhere
from tests.e2e.world import World
from tests.http import Answer
from tests.imports import post_form
from tools.demo.api import fetch, until
from tools.demo.members import Member, claims

ASSIGNMENTS = "/v1/{tenant}/courses/{course}/assignments"
OWN = "/v1/{tenant}/assignments/{course_assignment}"
SUBMISSION = "/v1/{tenant}/submissions/{submission}"
PDF = b"%PDF-1.7\n"
WISH = {"name": "work.pdf", "size": len(PDF), "media_type": "application/pdf"}


def author(calls: Calls) -> None:
    """At a lesson, and away from it."""
    name, author = "assessment.author_assignment", calls.ready["author"]
    wish = {"title": {"en": "Work"}, "instructions": {"en": "Write."}, "lesson": new_id()}
    made = calls.ask(name, f"POST {ASSIGNMENTS}", author, wish)
    assert made.status == 201, made.text
    at = {"course_assignment": made.json["id"]}
    succeed(calls, name, f"PATCH {ASSIGNMENTS}/{{course_assignment}}", author, {"lesson": None}, at=at)
    read_everything(calls, name, author)


def keep_rubric(calls: Calls) -> None:
    """Of the course."""
    name, author = "assessment.manage_rubric", calls.ready["author"]
    level = {"id": "good", "title": {"en": "Good"}, "points": 1}
    criteria = [{"id": "reasons", "title": {"en": "Reasons"}, "levels": [level]}]
    wish = {"title": {"en": "Rubric"}, "course": calls.world.course, "rubric": {"criteria": criteria}}
    made = calls.ask(name, "POST /v1/{tenant}/rubrics", author, wish)
    assert made.status == 201, made.text
    at = {"rubric": made.json["id"]}
    succeed(calls, name, "PATCH /v1/{tenant}/rubrics/{rubric}", author, {"retired": True}, at=at)
    read_everything(calls, name, author)


def send(calls: Calls) -> None:
    """With the forms that the function signed; and a file that was not sent, which needs the right to list."""
    name, bo, at = "assessment.upload_work", calls.ready["bo"], {"attempt": calls.ready["moving"]}
    own = "/v1/{tenant}/attempts/{attempt}/uploads"
    _send(calls.ask(name, f"POST {OWN}/uploads", calls.ready["ada"], WISH), PDF)
    asked = calls.ask(name, f"POST {own}", bo, DRAWING, at=at)
    _send(asked, PICTURE)
    completion = f"PUT {own}/{{upload}}/completion"
    succeed(calls, name, completion, bo, at=at | {"upload": asked.json["id"]})
    refused = calls.ask(name, completion, bo, at=at | {"upload": calls.ready["undrawn"]})
    assert refused.status == 404, refused.text


def _send(asked: Answer, content: bytes) -> None:
    assert asked.status == 201, asked.text
    if (status := post_form(asked.json, content)) >= 300:
        raise Refused(f"the form answered {status}")


def hand_in(calls: Calls) -> None:
    """A file that was sent beforehand; and one that was not, which needs the right to list."""
    ada, name = calls.ready["ada"], "assessment.hand_in"
    handed_in = calls.ask(name, f"POST {OWN}/submissions", ada, {"form": "file", "upload": calls.ready["work"]})
    assert handed_in.status == 201, handed_in.text
    unsent = {"form": "file", "upload": calls.ready["unsent"]}
    refused = calls.ask(name, f"POST {OWN}/submissions", ada, unsent)
    assert refused.status == 404, refused.text


def grade(calls: Calls) -> None:
    """Other words each time: the same grade once more tells nothing."""
    name, author, at = "assessment.grade_submission", calls.ready["author"], calls.ready["handed in"]
    route, wish = f"PUT {SUBMISSION}/grade", {"number": 1, "points": 1, "feedback": secrets.token_hex(4)}
    answer = calls.ask(name, route, author, wish, at=at)
    if answer.status == 412:
        known = {"If-Match": f'"{answer.json["facts"]["revision"]}"'}
        answer = calls.ask(name, route, author, wish | {"reason": "Once more."}, at=at, headers=known)
    assert answer.status == 200, answer.text
    read_everything(calls, name, author)


def allocate(calls: Calls) -> None:
    """As if nobody had been given Bo's work yet; where nobody can be, those who had it have it again."""
    put_back = calls.ready["unreviewed"]()
    try:
        _give_out(calls)
    except Refused:
        put_back()
        raise


def _give_out(calls: Calls) -> None:
    answer = calls.ask("assessment.allocate_peer_reviews", f"POST {OWN}/peer-reviews", calls.ready["author"])
    if answer.status != 200 or answer.json["given"] != 1:
        raise Refused(answer.text)


def review(calls: Calls) -> None:
    """Bo's file, which the learner was given; that the address of its copy is good; other words each time."""
    name, ada = "assessment.peer_review", calls.ready["ada"]
    own = "/v1/{tenant}/peer-reviews/{peer_review}"
    duties = calls.ask(name, "GET /v1/{tenant}/me/peer-reviews", ada)
    assert duties.status == 200, duties.text
    # Those that allocating once more has given out anew are there no longer.
    places = [{"peer_review": each["id"]} for each in duties.json["items"]]
    tried = ((calls.ask(name, f"GET {own}", ada, at=at), at) for at in places)
    seen, at = next(((found, at) for found, at in tried if found.status == 200), (duties, {}))
    assert at, f"none of {len(places)} can be read"
    if (answer := fetch(seen.json["work"]["file"]["url"])).status != 200:
        raise Refused(f"the file's address answered {answer.status}")
    wish = {"number": 1, "points": 1, "comment": secrets.token_hex(4)}
    succeed(calls, name, f"PUT {own}", ada, wish, at=at)
    read_everything(calls, name, ada, at=at)


def view(calls: Calls) -> None:
    """Bo's own file, and that its address is good."""
    name, bo, at = "assessment.view_submission", calls.ready["bo"], calls.ready["handed in"]
    read_everything(calls, name, bo, at=at)
    seen = calls.ask(name, f"GET {SUBMISSION}/versions/{{version}}", bo, at=at)
    assert seen.status == 200, seen.text
    if (answer := fetch(seen.json["file"]["url"])).status != 200:
        raise Refused(f"the file's address answered {answer.status}")


def ready(world: World, bo: Member) -> dict[str, Any]:
    """Work of Bo's that waits, files of the learner's that were sent and that were not, and work that was returned."""
    own = f"/assignments/{world.course_assignment}"
    waiting = bo.api.post(f"{own}/submissions", {"form": "file", "upload": _sent(world, bo)})["id"]
    returned = f"/submissions/{world.submission}"
    world.author.api.put(f"{returned}/grade", {"number": 1, "points": 90})
    world.author.api.put(f"{returned}/return")

    def given_out() -> Any:
        world.author.api.post(f"{own}/peer-reviews")
        return world.learner.api.get("/me/peer-reviews")["items"]

    until(given_out, what="something to review")
    unsent = world.learner.api.post(f"{own}/uploads", WISH)["id"]
    return {
        "handed in": {"submission": waiting},
        "work": _sent(world, world.learner),
        "unsent": unsent,
        "unreviewed": partial(_take_reviewers, world, str(claims(bo.tokens.access)["person"])),
    }


def _take_reviewers(world: World, author: str) -> Callable[[], None]:
    """From a work, as if no round had ever begun; gives what puts them back."""
    stack, tenant, assignment = world.school.stack, world.school.tenant, world.course_assignment
    table, dynamodb = stack.outputs["TableName"], stack.aws("dynamodb")
    kept = []
    for pk, sk in (
        (f"T#{tenant}#ASSIGNMENT#{assignment}", "PEER-REVIEWS"),
        (f"T#{tenant}#U#{author}", f"PEER-REVIEWED#{assignment}"),
    ):
        key = {"PK": {"S": pk}, "SK": {"S": sk}}
        answer = dynamodb.delete_item(TableName=table, Key=key, ReturnValues="ALL_OLD")
        kept += [answer["Attributes"]] if "Attributes" in answer else []

    def put_back() -> None:
        for item in kept:
            dynamodb.put_item(TableName=table, Item=item)

    return put_back


def _sent(world: World, learner: Member) -> str:
    form = learner.api.post(f"/assignments/{world.course_assignment}/uploads", WISH)
    assert post_form(form, PDF) < 300
    return str(form["id"])


def of_work(calls: Calls) -> dict[str, Scenario]:
    """By function."""
    return {
        "assessment.activate_assignments": partial(calls.hear, "assessment.activate_assignments", "CoursePublished"),
        "assessment.allocate_peer_reviews": partial(allocate, calls),
        "assessment.author_assignment": partial(author, calls),
        "assessment.grade_submission": partial(grade, calls),
        "assessment.hand_in": partial(hand_in, calls),
        "assessment.manage_rubric": partial(keep_rubric, calls),
        "assessment.peer_review": partial(review, calls),
        "assessment.record_submission_grade": partial(
            elsewhere, calls, "assessment.record_submission_grade", "SubmissionReturned"
        ),
        "assessment.upload_work": partial(send, calls),
        "assessment.view_submission": partial(view, calls),
    }
