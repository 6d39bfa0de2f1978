"""Somebody becomes an operator of the platform, and is one no longer."""

from datetime import timedelta
from typing import Any

import pytest

from identity.appoint_administrator import handler
from lyceum.identity.issue_token import claims_for
from lyceum.identity.operators import appoint_operator, dismiss_operator
from lyceum.kernel import memory
from lyceum.kernel.clock import now
from lyceum.kernel.ids import new_id
from lyceum.kernel.revocation import RevokedItem, revoked_key
from lyceum.kernel.table import get
from tests.meter import metered
from tests.published_course import kept, told
from tools.appoint_operator import NoSuchAccount, person_of

pytestmark = pytest.mark.store


def call(action: str, person: str, **more: Any) -> None:
    handler({"action": action, "tenant": "*", "person": person, **more}, None)


def memberships(person: str) -> str:
    memory.forget()
    return claims_for(person, at=now() + timedelta(hours=1))["memberships"]


def events_of(person: str) -> list[str]:
    return told(kept("*", "U", person, "MEMBER"))


def test_the_next_token_says_so_and_the_trail_hears_of_it(table: str) -> None:
    person = new_id()
    assert memberships(person) == ""
    call("appoint", person)
    assert memberships(person) == "*=operator"
    assert events_of(person) == ["OperatorAppointed"]


def test_twice_is_once(table: str) -> None:
    person = new_id()
    assert [appoint_operator(person, at=now()) for _ in range(2)] == [True, False]
    assert [dismiss_operator(person, at=now()) for _ in range(2)] == [True, False]
    with metered() as cost:
        dismiss_operator(person, at=now())
    assert cost.write_units == 0
    assert not dismiss_operator(new_id(), at=now())


def test_who_is_dismissed_is_refused_and_can_be_appointed_again(table: str) -> None:
    person = new_id()
    call("appoint", person)
    call("take_back", person)
    assert memberships(person) == ""
    assert events_of(person) == ["OperatorDismissed"]
    revoked = get(RevokedItem, revoked_key("*"), consistent=True)
    assert revoked is not None
    assert any(person in whose for whose in revoked.not_before)
    call("appoint", person)
    assert memberships(person).startswith("*")


@pytest.mark.parametrize("wish", [{"tenant": "**"}, {"person": "x"}, {"by": "me"}, {"action": "rule"}])
def test_what_is_not_understood_changes_nothing(table: str, wish: dict[str, str]) -> None:
    person = new_id()
    with pytest.raises(Exception, match=r"(?i)invalid|validation"):
        call("appoint", **({"person": person} | wish)) if "action" not in wish else call(wish["action"], person)
    assert memberships(person) == ""


class Pool:
    """A user pool with these accounts."""

    def __init__(self, *users: dict[str, Any]) -> None:
        self.users = users

    def list_users(self, **_: Any) -> dict[str, Any]:
        return {"Users": list(self.users)}


def account(subject: str, *, verified: str = "true", status: str = "CONFIRMED", enabled: bool = True) -> dict[str, Any]:
    said = {"sub": subject, "email": "Ada@example.com", "email_verified": verified}
    return {
        "Attributes": [{"Name": name, "Value": value} for name, value in said.items()],
        "UserStatus": status,
        "Enabled": enabled,
    }


def test_an_account_counts_that_is_confirmed_with_its_address_verified() -> None:
    pool = "eu-central-1_abc"
    assert person_of(Pool(account("a")), pool, "ada@example.com")
    for users in (
        [],
        [account("a"), account("b")],
        [account("a", verified="false")],
        [account("a", status="UNCONFIRMED")],
        [account("a", enabled=False)],
    ):
        with pytest.raises(NoSuchAccount):
            person_of(Pool(*users), pool, "ada@example.com")


@pytest.mark.parametrize("address", ["", "ada", 'a" or email ^= "@', "a@b\\"])
def test_an_address_that_would_ask_for_more_is_refused(address: str) -> None:
    with pytest.raises(NoSuchAccount):
        person_of(Pool(account("a")), "eu-central-1_abc", address)
