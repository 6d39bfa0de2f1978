"""Peer review over HTTP."""

from datetime import timedelta
from typing import Any

import pytest

from lyceum.assessment.model.submission import SubmissionId
from lyceum.kernel.clock import iso
from tests.function.assessment.client import Client, problem
from tests.store.assessment.reviewing import give, of, reviewed_by, works
from tests.store.assessment.world import World
from tests.unit.assessment.samples import NOON

pytestmark = pytest.mark.store
WISH: dict[str, Any] = {"title": {"en": "Essay"}, "instructions": {"en": "Write a page."}}
SAID = {"reviewers": 3, "weight": "25", "due_at": iso(NOON), "due_after_hours": None, "anonymous": False}


@pytest.fixture
def author(world: World) -> Client:
    return Client(world.person("author", "instructor"), world.tenant)


def test_the_settings_say_how_work_is_reviewed(world: World, author: Client) -> None:
    made = author.assignments("POST ", WISH | {"settings": {"peer_review": SAID}}, course=world.course)
    assert (made.status, made.json["settings"]["peer_review"]) == (201, SAID)
    there = {"course": world.course, "course_assignment": made.json["id"]}
    changed = author.assignments("PATCH /{course_assignment}", {"settings": {"peer_review": None}}, **there)
    assert (changed.status, changed.json["settings"].get("peer_review")) == (200, None)
    plain = author.assignments("POST ", WISH, course=world.course)
    assert plain.json["settings"].get("peer_review") is None


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"due_after_hours": 1}, "invalid-window"),
        ({"reviewers": 0}, "invalid-request"),
        ({"reviewers": 11}, "invalid-request"),
        ({"weight": "100.1"}, "invalid-request"),
        ({"seed": 1}, "invalid-request"),
    ],
    ids=str,
)
def test_what_cannot_be_is_refused(world: World, author: Client, said: dict[str, Any], expected: str) -> None:
    refused = author.assignments("POST ", WISH | {"settings": {"peer_review": SAID | said}}, course=world.course)
    assert (refused.status, problem(refused)) == (422, expected)


def test_works_are_given_to_reviewers_once(world: World, author: Client) -> None:
    assignment, _ = works(world, 3)
    given = author.allocate(assignment)
    counts = {"round": 1, "works": 3, "given": 6, "taken": 0, "waiting": 0, "complete": True, "due_at": None}
    assert (given.status, given.json) == (200, counts)
    assert author.allocate(assignment).json == counts


def test_why_works_are_not_given_to_reviewers(world: World, author: Client) -> None:
    over, _ = works(world, 2, peer_review=reviewed_by(1, due_at=NOON - timedelta(days=1)))
    refused = author.allocate(over)
    assert (refused.status, problem(refused)) == (409, "peer-reviews-over")


def test_a_work_is_reviewed_and_its_author_reads_it(world: World, author: Client) -> None:
    assignment, (ada, bo) = works(world, 2)
    author.allocate(assignment)
    reviewer, learner = (Client(world.person(f"learner-{number}"), world.tenant) for number in (0, 1))
    duties = reviewer.review("GET /me/peer-reviews")
    (card,) = duties.json["items"]
    assert (duties.status, card["assignment"], card["course"], card["given_at"]) == (
        200,
        assignment,
        world.course,
        None,
    )
    own = {"peer_review": card["id"]}
    seen = reviewer.review("GET /peer-reviews/{peer_review}", **own)
    assert (seen.status, seen.json["work"]["text"], seen.json["open"], seen.json["revision"]) == (
        200,
        "My work.",
        True,
        1,
    )
    assert (seen.headers["ETag"], seen.json["instructions"]) == ('"1"', {"en": "Write a page."})
    wish = {"number": 1, "points": "72.5", "comment": "Well argued."}
    first = {"headers": {"If-Match": '"1"'}}
    given = reviewer.review("PUT /peer-reviews/{peer_review}", wish, **own, **first)
    assert (given.status, given.headers["ETag"], given.json["review"]["percent"]) == (200, '"2"', "72.5")
    again = reviewer.review("PUT /peer-reviews/{peer_review}", wish, **own, **first)
    assert (again.status, again.json) == (200, given.json)
    stale = reviewer.review("PUT /peer-reviews/{peer_review}", wish | {"points": 1}, **own, **first)
    assert (stale.status, problem(stale)) == (412, "changed-in-the-meantime")
    work = {"submission": str(SubmissionId(bo.person, assignment))}
    listed = author.review("GET /submissions/{submission}/peer-reviews", **work).json["items"]
    assert [(each["reviewer"], each["review"]["comment"]) for each in listed] == [(ada.person, "Well argued.")]
    assert learner.review("GET /submissions/{submission}/peer-reviews", **work).json["items"] == []
    author.staff("PUT /submissions/{submission}/grade", {"number": 1, "points": 70}, **work)
    author.staff("PUT /submissions/{submission}/return", **work)
    (shown,) = learner.review("GET /submissions/{submission}/peer-reviews", **work).json["items"]
    assert (shown["reviewer"], shown["name"], shown["review"]["points"]) == (None, None, "72.5")
    for answer in (duties, seen, given):
        assert bo.person not in answer.text


def test_a_grade_says_what_part_the_reviews_have_in_it(world: World, author: Client) -> None:
    """On paper: 70 x 0.75 + 90 x 0.25 = 75."""
    assignment, (ada, bo) = works(world, 2, peer_review=reviewed_by(1, weight=25))
    author.allocate(assignment)
    give(bo, of(world, bo, ada), 90)
    work = {"submission": str(SubmissionId(ada.person, assignment))}
    author.staff("PUT /submissions/{submission}/grade", {"number": 1, "points": 70}, **work)
    returned = author.staff("PUT /submissions/{submission}/return", **work)
    grade = returned.json["grade"]
    assert (returned.status, grade["given"], grade["points"], grade["by"] is None) == (200, "70", "75", False)
    assert (grade["peers_percent"], grade["peers_weight"]) == ("90", "25")
    own = Client(world.person("learner-0"), world.tenant).see("/submissions/{submission}", **work).json["grade"]
    assert (own["points"], own["peers_percent"], own.get("by")) == ("75", "90", None)


def test_a_grade_of_the_reviews_alone_is_nobodys(world: World, author: Client) -> None:
    assignment, (ada, bo) = works(world, 2, peer_review=reviewed_by(1, weight=100))
    author.allocate(assignment)
    give(bo, of(world, bo, ada), 90)
    work = {"submission": str(SubmissionId(ada.person, assignment))}
    grade = author.see("/submissions/{submission}", **work).json["grade"]
    assert (grade["points"], grade["peers_weight"], grade.get("by")) == ("90", "100", None)
    wish: dict[str, Any] = {"number": 1, "points": 40, "without_peers": True}
    revision = {"If-Match": f'"{author.see("/submissions/{submission}", **work).json["revision"]}"'}
    refused = author.staff("PUT /submissions/{submission}/grade", wish, headers=revision, **work)
    assert (refused.status, problem(refused)) == (422, "reason-needed")
    wish["reason"] = "It was copied."
    changed = author.staff("PUT /submissions/{submission}/grade", wish, headers=revision, **work)
    assert changed.status == 200
    names = ("points", "peers_percent", "peers_weight", "without_peers", "reason")
    assert [changed.json["grade"][name] for name in names] == ["40", "90", "0", True, "It was copied."]
    own = Client(world.person("learner-0"), world.tenant).see("/submissions/{submission}", **work).json["grade"]
    assert (own["points"], own["without_peers"], own.get("reason")) == ("40", True, None)
