"""Permissions in the order of RULES X16, and the caller that a token describes."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.kernel.access import Caller, Source, Statement, decide
from lyceum.kernel.errors import PermissionDenied

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


def test_a_learner_may_not_publish() -> None:
    caller = Caller("p", "acme", frozenset({"learner"}))
    with pytest.raises(PermissionDenied):
        caller.demand(P, at=NOON)
