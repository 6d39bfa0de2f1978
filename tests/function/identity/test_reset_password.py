"""PUT …/password-reset."""

import pytest

from identity.reset_password import handler
from lyceum.identity import pool
from lyceum.identity.model.session import Session, SignIn
from lyceum.identity.store import sessions
from lyceum.kernel import memory
from lyceum.kernel.clock import now
from lyceum.kernel.revocation import not_before
from tests.school_of_people import SchoolOfPeople, problem

pytestmark = pytest.mark.store
ROUTE = "PUT /v1/{tenant}/members/{person}/password-reset"


@pytest.fixture
def school(table: str, tenant: str) -> SchoolOfPeople:
    return SchoolOfPeople.founded(tenant, "ada")


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What the pool was asked."""
    found: list[tuple[str, str]] = []
    for name in ("demand_new_password", "sign_out_everywhere"):
        monkeypatch.setattr(pool, name, lambda username, name=name: found.append((name, username)))
    return found


def test_the_password_and_all_that_is_signed_in_with_it_end(
    school: SchoolOfPeople, asked: list[tuple[str, str]]
) -> None:
    session = Session.of(SignIn("family", "user-ada", "203.0.113.1", ""), device="", at=now())
    sessions.seen(school.tenant, school.id("ada"), session, at=now())
    assert school.ask(handler, ROUTE, of="ada").status == 204
    assert asked == [("demand_new_password", "user-ada"), ("sign_out_everywhere", "user-ada")]
    memory.forget()
    assert {"f:family", f"s:{school.id('ada')}"} <= set(not_before(school.tenant))


def test_without_a_known_account_there_is_nothing_to_reset(school: SchoolOfPeople, asked: list[object]) -> None:
    assert problem(school.ask(handler, ROUTE, of="ada")) == (409, "sign-in-unknown")
    assert problem(school.ask(handler, ROUTE, of="nobody")) == (404, "member-not-found")
    assert asked == []


def test_a_member_is_not_buried_in_letters(school: SchoolOfPeople) -> None:
    answers = []
    for number in range(4):
        session = Session.of(SignIn(f"family-{number}", "user-ada", "203.0.113.1", ""), device="", at=now())
        sessions.seen(school.tenant, school.id("ada"), session, at=now())
        answers.append(school.ask(handler, ROUTE, of="ada"))
    assert [answer.status for answer in answers] == [204, 204, 204, 429]
    assert int(answers[-1].headers["Retry-After"]) <= 3600
