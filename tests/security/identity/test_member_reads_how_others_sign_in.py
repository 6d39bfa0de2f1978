"""Somebody without the right reads another's login history, or asks which addresses are tried."""

import pytest

from identity.sign_ins import handler
from lyceum.kernel.ids import new_id
from lyceum.kernel.settings import settings
from tests.http import Person, person, request
from tests.school_of_people import problem

pytestmark = [pytest.mark.store, pytest.mark.security]
OF_MEMBER, TYPED = "GET /v1/{tenant}/members/{person}/sign-ins", "GET /v1/sign-ins"


@pytest.mark.parametrize("role", ["learner", "instructor", "teaching_assistant", "support", "finance"])
def test_without_the_right(table: str, tenant: str, role: str) -> None:
    ada = person("ada", tenant)
    answer = request(handler, OF_MEMBER, caller=person("eve", tenant, role), tenant=tenant, person=ada.id)
    assert problem(answer) == (403, "permission-denied")


@pytest.mark.parametrize("role", ["learner", "auditor", "administrator"])
def test_no_school_asks_when_an_address_is_tried(table: str, tenant: str, role: str) -> None:
    """People are of many schools: who audits one learns nothing of what they do elsewhere."""
    eve, query = person("eve", tenant, role), {"identifier": "ada@example.com"}
    assert problem(request(handler, TYPED, caller=eve, query=query)) == (403, "not-a-member")


def test_of_a_member_of_another_school(table: str, tenant: str) -> None:
    eve = person("eve", tenant, "auditor")
    answer = request(handler, OF_MEMBER, caller=eve, tenant=tenant, person=person("ada", f"{tenant}x").id)
    assert problem(answer) == (404, "member-not-found")


def test_a_list_of_addresses_one_after_the_other(table: str, tenant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACCOUNT_LIMITS", "3/86400")
    settings.cache_clear()
    eve = Person(new_id(), "*=operator")
    asked = [request(handler, TYPED, caller=eve, query={"identifier": f"a{n}"}) for n in range(4)]
    monkeypatch.undo()
    settings.cache_clear()
    assert [one.status for one in asked] == [200, 200, 200, 429]
    assert problem(asked[-1]) == (429, "too-often")
