"""Somebody asks again and again where signing in, joining or accepting is: guessing, or keeping others out."""

import secrets
from collections.abc import Iterator
from typing import Any

import pytest

from identity.accept_invitation import handler as accept
from identity.join import handler as join
from identity.reset_password import handler as reset
from identity.sessions import handler as sessions
from lyceum.kernel.invitation_tokens import new_token
from lyceum.kernel.settings import settings
from tests.http import Person, request
from tests.invited_school import InvitingSchool, inviting, kind

pytestmark = [pytest.mark.store, pytest.mark.security]
__all__ = ["inviting"]
SOMEWHERE = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
ASKED: list[tuple[Any, str, Any, dict[str, Any]]] = [
    (join, "PUT /v1/{tenant}/me/membership", {}, {}),
    (sessions, "PUT /v1/{tenant}/me/sessions/current", {"device": "phone"}, {}),
    (accept, "POST /v1/{tenant}/invitations/acceptance", {"token": "guess"}, {}),
    (reset, "PUT /v1/{tenant}/members/{person}/password-reset", None, {"person": SOMEWHERE}),
]
NAMES = ["join", "note a session", "accept", "reset"]


@pytest.fixture(autouse=True)
def limits(monkeypatch: pytest.MonkeyPatch, table: str) -> Iterator[None]:
    monkeypatch.setenv("ACCOUNT_LIMITS", "3/86400")
    monkeypatch.setenv("ADDRESS_LIMITS", "100000/86400")
    settings.cache_clear()
    yield
    monkeypatch.undo()
    settings.cache_clear()


def ask(school: InvitingSchool, asked: tuple[Any, str, Any, dict[str, Any]], by: Person, **options: Any) -> Any:
    handler, route, body, path = asked
    return request(handler, route, caller=by, tenant=school.tenant, **{"body": body, **options}, **path)


@pytest.mark.parametrize("asked", ASKED, ids=NAMES)
def test_by_account(inviting: InvitingSchool, asked: tuple[Any, str, Any, dict[str, Any]]) -> None:
    left = []
    for _ in range(3):
        answer = ask(inviting, asked, inviting.head)
        assert answer.status != 429, answer.text
        left.append(answer.headers["RateLimit-Remaining"])
    assert left == ["2", "1", "0"]
    refused = ask(inviting, asked, inviting.head)
    assert kind(refused) == (429, "too-often")
    assert refused.headers["Retry-After"] == refused.headers["RateLimit-Reset"]
    assert (refused.headers["RateLimit-Limit"], refused.headers["RateLimit-Remaining"]) == ("3", "0")


@pytest.mark.parametrize("asked", ASKED, ids=NAMES)
def test_by_address_with_many_accounts(
    inviting: InvitingSchool, asked: tuple[Any, str, Any, dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    heads = [inviting.member(f"head{number}", "administrator") for number in range(4)]
    # A window of a length of its own: all tests share one address.
    monkeypatch.setenv("ADDRESS_LIMITS", f"3/{86_400 + secrets.randbelow(800_000)}")
    settings.cache_clear()
    statuses = [ask(inviting, asked, head).status for head in heads]
    assert 429 not in statuses[:3]
    assert statuses[3] == 429


def test_by_guessing_the_token_of_an_invitation(inviting: InvitingSchool) -> None:
    eve = inviting.outsider("eve")
    for _ in range(3):
        guess = new_token("elsewhere", SOMEWHERE, 1)
        assert kind(inviting.accept(guess, by=eve)) == (404, "invitation-not-found")
    token = inviting.token(inviting.invited())
    assert kind(inviting.accept(token, by=eve)) == (429, "too-often")


def test_by_sending_what_cannot_be_read(inviting: InvitingSchool) -> None:
    eve = inviting.outsider("eve")
    for _ in range(3):
        assert ask(inviting, ASKED[0], eve, raw_body="{").status == 400
    assert kind(ask(inviting, ASKED[0], eve)) == (429, "too-often")


def test_one_person_does_not_use_up_what_another_has(inviting: InvitingSchool) -> None:
    eve, ada = inviting.outsider("eve"), inviting.outsider("ada")
    for _ in range(5):
        ask(inviting, ASKED[0], eve)
    assert ask(inviting, ASKED[0], ada).status == 200
