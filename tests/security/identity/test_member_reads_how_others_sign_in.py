"""Somebody without the right reads another's login history, or asks which addresses are tried."""

from typing import Any

import pytest

from identity.sign_ins import handler
from lyceum.kernel.settings import settings
from tests.http import person, request
from tests.school_of_people import problem

pytestmark = [pytest.mark.store, pytest.mark.security]
OF_MEMBER, TYPED = "GET /v1/{tenant}/members/{person}/sign-ins", "GET /v1/{tenant}/sign-ins"


@pytest.mark.parametrize("role", ["learner", "instructor", "teaching_assistant", "support", "finance"])
@pytest.mark.parametrize(("route", "query"), [(OF_MEMBER, {}), (TYPED, {"identifier": "ada@example.com"})])
def test_without_the_right(table: str, tenant: str, role: str, route: str, query: Any) -> None:
    ada = person("ada", tenant)
    answer = request(handler, route, caller=person("eve", tenant, role), tenant=tenant, person=ada.id, query=query)
    assert problem(answer) == (403, "permission-denied")


def test_of_a_member_of_another_school(table: str, tenant: str) -> None:
    eve = person("eve", tenant, "auditor")
    answer = request(handler, OF_MEMBER, caller=eve, tenant=tenant, person=person("ada", f"{tenant}x").id)
    assert problem(answer) == (404, "member-not-found")


def test_a_list_of_addresses_one_after_the_other(table: str, tenant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACCOUNT_LIMITS", "3/86400")
    settings.cache_clear()
    eve = person("eve", tenant, "auditor")
    asked = [request(handler, TYPED, caller=eve, tenant=tenant, query={"identifier": f"a{n}"}) for n in range(4)]
    monkeypatch.undo()
    settings.cache_clear()
    assert [one.status for one in asked] == [200, 200, 200, 429]
    assert problem(asked[-1]) == (429, "too-often")
