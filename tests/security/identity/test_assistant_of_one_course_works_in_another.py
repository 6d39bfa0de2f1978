"""An assistant of one course grades, reads and lists in another; a denial for one course is passed by."""

from typing import Any

import pytest

from assessment.author_assessment import handler as author_assessment
from enrollment.list_enrollments import handler as list_enrollments
from insight.request_report import handler as request_report
from lyceum.kernel import memory
from lyceum.kernel.access import Source, decide
from lyceum.kernel.directory import MemberItem, find_member, member_key
from lyceum.kernel.terms import forget_known
from tests.function.assessment.client import Client
from tests.http import Person, request
from tests.meter import metered
from tests.store.assessment.world import WITH_ESSAY, World, keep, new_world
from tests.unit.assessment.samples import NOON

pytestmark = [pytest.mark.store, pytest.mark.security]
FULL = {"points": 10, "feedback": "Excellent!"}


def member(world: World, name: str, claim: str, **said: Any) -> Person:
    """Somebody of whom the table says more than the token."""
    who = Person(world.person(name).id, f"{world.tenant}={claim}")
    key = member_key(world.tenant, who.id)
    keep(world.tenant, MemberItem(key.pk, key.sk, person=who.id, roles={}, joined_at=NOON, changed_at=NOON, **said))
    memory.forget()
    return who


@pytest.fixture
def mine(table: str, tenant: str) -> World:
    return new_world(tenant)


@pytest.fixture
def theirs(mine: World) -> World:
    return new_world(mine.tenant)


@pytest.fixture
def assistant(mine: World) -> Client:
    given = {"01ARZ3NDEKTSV4RRFFQ69G5FAX": {"r": "teaching_assistant", "s": f"course:{mine.course}"}}
    return Client(member(mine, "assistant", "~g", assignments=given), mine.tenant)


def waiting(world: World) -> tuple[str, str]:
    """An exam of a course, and an attempt that waits for a grader."""
    exam = world.live(WITH_ESSAY)
    world.enrolled("ada")
    ada = Client(world.person("ada"), world.tenant)
    attempt = str(ada.start(exam).json["id"])
    ada.save(attempt, "essay", {"response": {"text": "Words."}, "revision": 1})
    ada.submit(attempt)
    return exam, attempt


def test_they_work_in_their_own_course(mine: World, assistant: Client) -> None:
    exam, attempt = waiting(mine)
    assert assistant.queue(exam).status == 200
    assert assistant.view(attempt).status == 200
    assert assistant.grade(attempt, "essay", FULL).status == 200
    assert assistant.gradebook(mine.course).status == 200


def test_they_do_nothing_in_another(theirs: World, assistant: Client) -> None:
    exam, attempt = waiting(theirs)
    assert assistant.queue(exam).status == 404
    assert assistant.view(attempt).status == 404
    assert assistant.grade(attempt, "essay", FULL).status == 404
    assert assistant.gradebook(theirs.course).status == 403
    roster = "GET /v1/{tenant}/courses/{course}/enrollments"
    for course, status in ((theirs.course, 403),):
        answer = request(list_enrollments, roster, caller=assistant.person, tenant=theirs.tenant, course=course)
        assert answer.status == status


def test_what_is_not_an_assistants_stays_so_in_their_course(mine: World, assistant: Client) -> None:
    route = "GET /v1/{tenant}/courses/{course}/assessments"
    assert (
        request(author_assessment, route, caller=assistant.person, tenant=mine.tenant, course=mine.course).status == 403
    )
    wish = {"kind": "course_progress", "course": mine.course, "format": "html"}
    reports = "POST /v1/{tenant}/reports"
    assert request(request_report, reports, caller=assistant.person, body=wish, tenant=mine.tenant).status == 403


def test_an_attempt_in_another_course_looks_like_none(theirs: World, assistant: Client) -> None:
    exam, attempt = waiting(theirs)
    real = assistant.grade(attempt, "essay", FULL).json
    none = assistant.grade(f"{attempt[:-2]}AA", "essay", FULL).json
    assert real["type"] == none["type"]
    assert assistant.queue(exam).json["type"] == assistant.queue("01ARZ3NDEKTSV4RRFFQ69G5FAX").json["type"]


def test_a_denial_for_one_course_holds_whatever_the_roles(mine: World, theirs: World) -> None:
    denied = {f"grade.view|course:{mine.course}": {"g": False}}
    tutor = member(mine, "tutor", "instructor,~d", overrides=denied, assignments={"a": {"r": "instructor"}})
    client = Client(tutor, mine.tenant)
    assert client.gradebook(mine.course).status == 403
    assert client.gradebook(theirs.course).status == 200


def test_scoped_rights_cost_one_read_and_tenant_wide_ones_none(mine: World, assistant: Client) -> None:
    tutor = Client(mine.person("tutor", "instructor"), mine.tenant)
    memory.forget()
    forget_known()
    with metered() as without:
        assert tutor.gradebook(mine.course).status == 200
    with metered() as remembered:
        assert tutor.gradebook(mine.course).status == 200
    with metered() as scoped:
        assert assistant.gradebook(mine.course).status == 200
    # Revocations, whether the school is suspended, its terms and the platform's, and what it asks of its staff:
    # remembered for 50 s each.
    assert without.operations.count("GetItem") - remembered.operations.count("GetItem") == 5
    # The gradebook has nobody yet: the list itself reads whether the course is there, and what its columns are.
    itself = 2
    assert remembered.operations.count("GetItem") == itself
    assert scoped.operations.count("GetItem") == itself + 1
    kept = find_member(mine.tenant, assistant.person.id)
    assert kept is not None
    said = decide(kept.rights().statements({}), "grade.view", at=NOON, scope=f"course:{mine.course}").by
    assert said is not None
    assert said.source is Source.ROLE_GRANT
