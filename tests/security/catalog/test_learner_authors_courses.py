import pytest

from catalog.upload import handler as uploads
from tests.authoring import COURSE, COURSES, PUBLICATION, make_course, read, send
from tests.http import Person, person, request
from tests.imports import UPLOAD, ask, packed, send_file

pytestmark = [pytest.mark.store, pytest.mark.security, pytest.mark.usefixtures("files")]


@pytest.mark.parametrize("roles", [("learner",), ()], ids=["learner", "nobody"])
def test_only_authors_make_change_publish_or_import(table: str, tenant: str, roles: tuple[str, ...]) -> None:
    ada, bob = person("ada", tenant, "instructor"), person("bob", tenant, *roles)
    course = make_course(ada, tenant)
    before = read(ada, tenant, course).headers["ETag"]
    wish = {"name": "x", "size": 1, "media_type": "application/zip"}
    answers = [
        send(bob, f"POST {COURSES}", {"title": {"en": "Mine"}}, tenant=tenant),
        send(bob, f"GET {COURSES}", tenant=tenant),
        send(bob, f"GET {COURSE}", tenant=tenant, course=course),
        send(bob, f"PATCH {COURSE}", {"title": {"en": "Mine"}}, tenant=tenant, course=course),
        send(bob, f"PUT {PUBLICATION}", tenant=tenant, course=course),
        send(bob, f"DELETE {PUBLICATION}", tenant=tenant, course=course),
        request(uploads, UPLOAD, caller=bob, tenant=tenant, body=wish),
        ask(bob, tenant, format="olx", upload=send_file(ada, tenant, packed())),
    ]

    assert [answer.status for answer in answers] == [403] * len(answers)
    assert read(ada, tenant, course).headers["ETag"] == before


def test_nobody_authors_without_a_token(table: str, tenant: str) -> None:
    nobody: Person | None = None

    assert send(nobody, f"GET {COURSES}", tenant=tenant).status == 401
