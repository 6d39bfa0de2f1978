"""An author makes themselves, or another, the owner of a course that is a colleague's."""

import pytest

from tests.authoring import COURSE, make_course, member, read, send
from tests.http import person

pytestmark = [pytest.mark.store, pytest.mark.security, pytest.mark.usefixtures("files")]


@pytest.mark.parametrize("role", ["instructor", "learner", "support"])
def test_nobody_but_the_owner_and_who_manages_members(table: str, tenant: str, role: str) -> None:
    ada, eve, head = (
        person(*who)
        for who in (("ada", tenant, "instructor"), ("eve", tenant, role), ("head", tenant, "administrator"))
    )
    for one in (ada, eve, head):
        member(tenant, one.id)
    course, route = make_course(ada, tenant), f"PUT {COURSE}/owner"
    before = read(ada, tenant, course)
    for whom in (eve.id, head.id):
        refused = send(eve, route, {"person": whom}, tenant=tenant, course=course)
        assert (refused.status, refused.json["type"].rsplit("/", 1)[1]) == (403, "permission-denied")
    assert read(ada, tenant, course).headers["ETag"] == before.headers["ETag"]
    assert send(head, route, {"person": eve.id}, tenant=tenant, course=course).status == 200
    # Having it gives no right.
    if role != "instructor":
        assert send(eve, f"PATCH {COURSE}", {"title": {"en": "Mine"}}, tenant=tenant, course=course).status == 403
