"""A person's notifications over HTTP."""

import pytest

from community.notifications import handler
from lyceum.community.delivery import Told
from lyceum.community.model import Kind, Occasion
from lyceum.community.notify import notify
from lyceum.kernel.clock import now
from lyceum.kernel.ids import new_id
from tests.http import Person, request
from tests.store.community.schools import COURSE, School, found

pytestmark = pytest.mark.store
LIST = "GET /v1/{tenant}/me/notifications"
READ = "PUT /v1/{tenant}/me/notifications/{notification}/read"


@pytest.fixture
def school(table: str, tenant: str) -> School:
    return found(tenant)


@pytest.fixture
def ada(school: School) -> Person:
    return Person(school.add("ada", address=False), f"{school.tenant}=learner")


def told(school: School, *kinds: Kind) -> list[str]:
    ids = [new_id() for _ in kinds]
    for id, kind in zip(ids, kinds, strict=True):
        occasion = Occasion(kind, school.person("ada"), {"course": COURSE})
        notify(Told(school.tenant, id, now()), occasion, at=now())
    return sorted(ids, reverse=True)


def test_newest_first_page_by_page(school: School, ada: Person) -> None:
    ids = told(school, Kind.ENROLLED, Kind.COURSE_COMPLETED, Kind.REPORT_READY)
    seen, query = [], {"limit": "2"}
    for _ in range(2):
        answer = request(handler, LIST, caller=ada, query=query, tenant=school.tenant)
        assert answer.status == 200
        seen += [item["id"] for item in answer.json["items"]]
        if answer.json["next_cursor"]:
            query = {"limit": "2", "cursor": answer.json["next_cursor"]}
    assert seen == ids


@pytest.mark.parametrize(
    ("accept", "language", "subject"),
    [
        ("th", "th", "ยินดีต้อนรับสู่ การทอผ้า"),
        ("de, en-GB;q=0.5", "en", "Welcome to Weaving"),
        ("", "en", "Welcome to Weaving"),
    ],
)
def test_in_the_language_that_is_asked_for(
    school: School, ada: Person, accept: str, language: str, subject: str
) -> None:
    told(school, Kind.ENROLLED)
    answer = request(handler, LIST, caller=ada, headers={"Accept-Language": accept}, tenant=school.tenant)
    (item,) = answer.json["items"]
    assert (item["language"], item["subject"]) == (language, subject)
    assert (item["kind"], item["about"], item["read_at"]) == ("enrolled", {"course": COURSE}, None)


def test_what_was_read_stays_read_since_the_first_time(school: School, ada: Person) -> None:
    (id,) = told(school, Kind.ENROLLED)
    times = set()
    for _ in range(2):
        answer = request(handler, READ, caller=ada, tenant=school.tenant, notification=id)
        assert (answer.status, answer.text) == (204, "")
        (item,) = request(handler, LIST, caller=ada, tenant=school.tenant).json["items"]
        times.add(item["read_at"])
    assert len(times) == 1
    assert None not in times


def test_what_is_not_there_cannot_be_read(school: School, ada: Person) -> None:
    answer = request(handler, READ, caller=ada, tenant=school.tenant, notification=new_id())
    assert (answer.status, answer.json["type"].rsplit("/", 1)[1]) == (404, "notification-not-found")
