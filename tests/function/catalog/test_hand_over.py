"""PUT /v1/{tenant}/courses/{course}/owner: a course gets another owner; until then its owner is not forgotten."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from compliance.forget_person import handler as forget_person
from lyceum.catalog.author_course import create_course
from lyceum.catalog.hand_over import hand_over
from lyceum.catalog.model.course import CourseWish
from lyceum.catalog.store.items import CourseItem, course_key
from lyceum.compliance.errors import CoursesNeedAnOwner, StillAdministrator
from lyceum.compliance.forget_person import erase_person_key
from lyceum.compliance.store import holdings
from lyceum.kernel.access import Caller
from lyceum.kernel.clock import now
from lyceum.kernel.creation import Creation
from lyceum.kernel.directory import MemberItem, member_key
from lyceum.kernel.errors import DomainError
from lyceum.kernel.ids import new_id
from lyceum.kernel.owned_courses import OwnedCoursesItem, owned_key
from lyceum.kernel.table import get, transaction
from lyceum.kernel.text import LocalizedText
from tests.authoring import COURSE, make_course, member, read, send
from tests.http import Answer, Person, person

pytestmark = [pytest.mark.store, pytest.mark.usefixtures("files")]


@pytest.fixture
def ada(tenant: str) -> Person:
    known = person("ada", tenant, "instructor")
    member(tenant, known.id)
    return known


@pytest.fixture
def bo(tenant: str, ada: Person) -> str:
    return member(tenant)


def give(by: Person, tenant: str, course: str, to: str, **headers: str) -> Answer:
    return send(by, f"PUT {COURSE}/owner", {"person": to}, tenant=tenant, course=course, **headers)


def kind(answer: Answer) -> tuple[int, str]:
    return answer.status, str(answer.json["type"].rsplit("/", 1)[1])


def owned(tenant: str, who: str) -> int:
    item = get(OwnedCoursesItem, owned_key(tenant, who), consistent=True)
    return int(item.courses) if item is not None else 0


def test_who_makes_a_course_has_it_until_it_is_handed_over(ada: Person, bo: str, tenant: str) -> None:
    course = make_course(ada, tenant)
    before = read(ada, tenant, course)
    assert (before.json["owner"], owned(tenant, ada.id)) == (ada.id, 1)
    answer = give(ada, tenant, course, bo, if_match=before.headers["ETag"])
    assert (answer.status, answer.json["owner"], answer.json["created_by"]) == (200, bo, ada.id)
    assert answer.headers["ETag"] != before.headers["ETag"]
    assert (owned(tenant, ada.id), owned(tenant, bo)) == (0, 1)
    kept = get(CourseItem, course_key(tenant, course), consistent=True)
    assert kept is not None
    assert [one["n"] for one in kept.events or ()] == ["CourseHandedOver"]
    again = give(ada, tenant, course, bo)
    assert (again.status, again.headers["ETag"]) == (200, answer.headers["ETag"])


def test_who_saw_another_revision_is_told(ada: Person, bo: str, tenant: str) -> None:
    course = make_course(ada, tenant)
    old = read(ada, tenant, course).headers["ETag"]
    assert give(ada, tenant, course, bo, if_match=old).status == 200
    head = person("head", tenant, "administrator")
    assert kind(give(head, tenant, course, ada.id, if_match=old)) == (412, "changed-in-the-meantime")


@pytest.mark.parametrize("status", ["", "suspended", "left"])
def test_only_a_member_who_is_let_in_gets_a_course(ada: Person, tenant: str, status: str) -> None:
    course = make_course(ada, tenant)
    whom = member(tenant, status=status) if status else new_id()
    assert kind(give(ada, tenant, course, whom)) == (409, "new-owner-not-a-member")
    assert (owned(tenant, ada.id), owned(tenant, whom)) == (1, 0)


def test_who_was_forgotten_gets_no_course(ada: Person, bo: str, tenant: str) -> None:
    course = make_course(ada, tenant)
    assert erase_person_key(tenant, bo, at=now())
    assert kind(give(ada, tenant, course, bo)) == (409, "new-owner-not-a-member")


def test_who_has_courses_is_forgotten_once_each_has_another_owner(ada: Person, bo: str, tenant: str) -> None:
    courses = [make_course(ada, tenant, lessons=0) for _ in range(2)]
    wish = {"tenant": tenant, "person": ada.id}
    for left in (2, 1):
        with pytest.raises(CoursesNeedAnOwner) as refused:
            forget_person(wish, None)
        assert refused.value.facts == {"count": str(left), "courses": " ".join(sorted(courses[2 - left :]))}
        assert give(ada, tenant, courses[2 - left], bo).status == 200
    assert forget_person(wish, None) == {"person": ada.id, "erased": True}
    assert forget_person(wish, None) == {"person": ada.id, "erased": False}


def test_a_course_from_before_owners_were_kept_counts_as_its_makers(ada: Person, bo: str, tenant: str) -> None:
    course = make_course(ada, tenant)
    with transaction(tenant=tenant, at=now()) as write:
        write.update(CourseItem, course_key(tenant, course), [CourseItem.owner.remove()])
        write.delete(OwnedCoursesItem, owned_key(tenant, ada.id))
    assert read(ada, tenant, course).json["owner"] == ada.id
    with pytest.raises(CoursesNeedAnOwner):
        erase_person_key(tenant, ada.id, at=now())
    assert give(ada, tenant, course, bo).status == 200
    assert (owned(tenant, ada.id), owned(tenant, bo)) == (0, 1)
    assert erase_person_key(tenant, ada.id, at=now())


def test_a_course_that_is_made_between_looking_and_erasing_keeps_its_owner(
    ada: Person, tenant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = holdings.courses_of

    def meanwhile(of: str, who: str) -> list[str]:
        found = look(of, who)
        create_course(Caller(who, of), CourseWish(LocalizedText.of("New")), creation=Creation(new_id()), at=now())
        return found

    monkeypatch.setattr(holdings, "courses_of", meanwhile)
    with pytest.raises(CoursesNeedAnOwner):
        erase_person_key(tenant, ada.id, at=now())


def outcome(what: Any, *given: Any, **more: Any) -> str:
    """`done`, or the name of the refusal."""
    try:
        what(*given, **more, at=now())
    except DomainError as refusal:
        return type(refusal).__name__
    return "done"


@pytest.mark.parametrize("time", range(5))
def test_handing_over_and_forgetting_at_once_leave_no_course_without_an_owner(
    ada: Person, tenant: str, time: int
) -> None:
    course, whom = make_course(ada, tenant, lessons=0), member(tenant)
    with ThreadPoolExecutor(2) as pool:
        given = pool.submit(outcome, hand_over, Caller(ada.id, tenant), course, whom, expected=None)
        forgotten = pool.submit(outcome, erase_person_key, tenant, whom)
        both = (given.result(), forgotten.result())
    assert both in {("done", "CoursesNeedAnOwner"), ("NewOwnerNotAMember", "done")}, time


def test_who_administers_the_school_loses_that_first(tenant: str, ada: Person) -> None:
    with transaction(tenant=tenant, at=now()) as write:
        write.update(
            MemberItem, member_key(tenant, ada.id), [MemberItem.assignments.set({"a": {"r": "administrator"}})]
        )
    with pytest.raises(StillAdministrator):
        erase_person_key(tenant, ada.id, at=now())
