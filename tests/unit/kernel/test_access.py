"""Permissions in the order of RULES X16, and the caller that a token describes."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.kernel.access import (
    Caller,
    Source,
    Statement,
    caller_from,
    decide,
    membership_claim,
    memberships,
    person_id,
)
from lyceum.kernel.errors import NotAMember, PermissionDenied, TokenRefused

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
P = "course.publish"

statements = st.builds(
    Statement,
    permission=st.sampled_from([P, "grade.give"]),
    source=st.sampled_from(list(Source)),
    allows=st.booleans(),
    scope=st.sampled_from(["", "course:a", "course:b"]),
    expires=st.sampled_from([None, NOON - timedelta(1), NOON + timedelta(1)]),
)


def test_nothing_said_is_no() -> None:
    assert not decide([], P, at=NOON).allowed


@pytest.mark.parametrize(("first", "second"), [(a, b) for a in Source for b in Source if a < b])
def test_the_earlier_source_decides(first: Source, second: Source) -> None:
    for verdict in (True, False):
        said = [Statement(P, second, allows=not verdict), Statement(P, first, allows=verdict)]
        decision = decide(said, P, at=NOON)
        assert decision.allowed is verdict
        assert decision.by == said[1]


def test_two_roles_that_disagree_are_a_no() -> None:
    said = [Statement(P, Source.ROLE_GRANT, allows=True), Statement(P, Source.ROLE_GRANT, allows=False)]
    assert not decide(said, P, at=NOON).allowed


def test_an_expired_statement_does_not_count() -> None:
    expired = Statement(P, Source.USER_DENY, allows=False, expires=NOON)
    granted = Statement(P, Source.ROLE_GRANT, allows=True)
    assert decide([expired, granted], P, at=NOON).allowed


def test_a_scoped_grant_holds_in_its_scope_alone() -> None:
    said = [Statement(P, Source.USER_GRANT, allows=True, scope="course:a")]
    assert decide(said, P, at=NOON, scope="course:a").allowed
    assert not decide(said, P, at=NOON, scope="course:b").allowed
    assert not decide(said, P, at=NOON).allowed


@given(st.lists(statements, max_size=12), st.randoms())
def test_the_order_of_statements_is_irrelevant(said: list[Statement], random: object) -> None:
    mixed = list(said)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert decide(said, P, at=NOON, scope="course:a").allowed == decide(mixed, P, at=NOON, scope="course:a").allowed


@given(st.lists(statements, max_size=12))
def test_a_standing_user_denial_always_wins(said: list[Statement]) -> None:
    denied = [*said, Statement(P, Source.USER_DENY, allows=False)]
    assert not decide(denied, P, at=NOON, scope="course:a").allowed


def test_memberships_come_back_from_the_claim() -> None:
    roles = {"acme": frozenset({"instructor", "learner"}), "beta": frozenset({"learner"})}
    claim = membership_claim(roles)
    assert claim == "acme=instructor,learner;beta=learner"
    assert memberships(claim) == roles


def test_a_claim_that_would_be_too_long_is_a_star() -> None:
    assert membership_claim({f"tenant-{n}": {"learner"} for n in range(200)}) == "*"


@pytest.mark.parametrize("claim", ["", ";;;", "acme", "=learner", "acme;beta"])
def test_malformed_claims_give_nothing(claim: str) -> None:
    assert memberships(claim) == {}


def claims(**changed: str) -> dict[str, str]:
    return {"sub": "s", "iss": "i", "token_use": "access", "client_id": "web", "iat": "1700000000"} | changed


def test_the_caller_is_who_the_token_says() -> None:
    caller = caller_from(claims(person="P", memberships="acme=learner"), "acme")
    assert (caller.person, set(caller.roles)) == ("P", {"learner"})
    assert caller.issued_at == datetime.fromtimestamp(1700000000, UTC)


def test_a_person_without_a_claim_is_derived_from_issuer_and_subject() -> None:
    caller = caller_from(claims(memberships=""), "acme")
    assert caller.person == person_id("i", "s") != person_id("other", "s")


def test_a_star_asks_for_the_roles() -> None:
    caller = caller_from(claims(person="P", memberships="*"), "acme", roles_of=lambda *_: frozenset({"instructor"}))
    assert caller.roles == {"instructor"}


def test_a_role_of_another_tenant_is_none_here() -> None:
    caller = caller_from(claims(memberships="beta=administrator"), "acme")
    with pytest.raises(NotAMember):
        caller.demand(P, at=NOON)


def test_a_learner_may_not_publish() -> None:
    caller = Caller("p", "acme", frozenset({"learner"}))
    with pytest.raises(PermissionDenied):
        caller.demand(P, at=NOON)


@pytest.mark.parametrize(
    "changed", [{"token_use": "refresh"}, {"token_use": ""}, {"sub": ""}, {"client_id": "foreign"}]
)
def test_other_tokens_are_refused(changed: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    from lyceum.kernel.settings import settings

    monkeypatch.setenv("CLIENT_IDS", "web,mobile")
    settings.cache_clear()
    caller_from(claims(), "acme")
    with pytest.raises(TokenRefused):
        caller_from(claims(**changed), "acme")
    monkeypatch.delenv("CLIENT_IDS")
    settings.cache_clear()
