"""What is true of invitations, addresses and tokens, for any of them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.identity.errors import InvitationExpired, InvitationRevoked, InvitationUsed, InvitedTooOften
from lyceum.identity.model.invitation import (
    LONGEST_PAUSE,
    Invitation,
    InvitationState,
    Preset,
    pause_after,
    with_preset,
)
from lyceum.identity.model.membership import Membership, Profile
from lyceum.kernel.invitation_tokens import hashed, invitation_of, is_token, new_token, token_for
from lyceum.kernel.mail_addresses import address_id, canonical, same_address
from lyceum.kernel.rights import Assignment

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ID = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
MADE = Invitation("t", ID, "ada@example.com", "en", Preset(("learner",)), NOON + timedelta(days=14), "boss", NOON, NOON)
roles = st.sampled_from(["learner", "instructor", "support", "marker"])
scopes = st.sampled_from(["", "course:a", "course:b", "branch:a"])
ends = st.none() | st.integers(-5, 5).map(lambda days: NOON + timedelta(days=days))
presets = st.builds(
    Preset,
    st.lists(roles, unique=True).map(tuple),
    st.lists(st.builds(Assignment, st.just(""), roles, scopes, ends)).map(tuple),
)


@given(presets, presets)
def test_whoever_accepts_has_all_that_lasts_and_loses_nothing(first: Preset, second: Preset) -> None:
    before = with_preset(
        Membership.begin("t", "ada", Profile(), roles=[], at=NOON), replace(MADE, id="A" * 26, preset=first), at=NOON
    )
    after = with_preset(before, replace(MADE, preset=second), at=NOON)
    places = [(one.role, one.scope) for one in after.assignments.values()]
    lasting = {(one.role, one.scope) for one in second.assignments if one.expires is None or one.expires > NOON}
    assert lasting <= set(places)
    assert set(before.assignments) <= set(after.assignments)
    assert set(after.roles) == set(before.roles) | set(second.roles)
    assert all(one.by == "boss" for one in after.assignments.values())
    assert with_preset(after, replace(MADE, preset=second), at=NOON) == after


@given(st.sampled_from(InvitationState), st.integers(-30, 30))
def test_only_what_waits_and_has_time_can_be_used(state: InvitationState, days: int) -> None:
    at = MADE.expires + timedelta(days=days)
    one = replace(MADE, state=state)
    refusals = (InvitationExpired, InvitationRevoked, InvitationUsed)
    if state is InvitationState.PENDING and days < 0:
        one.demand_pending(at)
    else:
        with pytest.raises(refusals):
            one.demand_pending(at)
    assert one.state_at(at) is (InvitationState.EXPIRED if state is InvitationState.PENDING and days >= 0 else state)


@given(st.integers(1, 1000))
def test_letters_become_rarer(delivery: int) -> None:
    assert timedelta(minutes=1) <= pause_after(delivery) <= pause_after(delivery + 1) <= LONGEST_PAUSE
    sent = replace(MADE, delivery=delivery, expires=NOON + timedelta(days=80))
    with pytest.raises(InvitedTooOften) as refused:
        sent.sent_again(NOON + pause_after(delivery) - timedelta(seconds=1))
    assert refused.value.retry_after == 2
    assert sent.sent_again(NOON + pause_after(delivery)).delivery == delivery + 1


@given(st.text(), st.text())
def test_addresses_are_the_same_where_only_the_case_of_ascii_differs(one: str, other: str) -> None:
    folded = [text.strip().translate({number: number + 32 for number in range(65, 91)}) for text in (one, other)]
    assert same_address(one, other) == (folded[0] == folded[1])
    assert (address_id(one) == address_id(other)) == same_address(one, other)
    assert canonical(canonical(one)) == canonical(one)


@given(st.sampled_from(["t", "u"]), st.sampled_from([ID, "0" * 26]), st.integers(1, 50))
def test_a_token_is_of_one_delivery_of_one_invitation_of_one_school(tenant: str, id: str, delivery: int) -> None:
    token = new_token(tenant, id, delivery)
    others = [("t", ID, 51), ("v", id, delivery), (tenant, "1" * 26, delivery)]
    assert invitation_of(token) == id
    assert len(token.partition(".")[2]) == 43  # 256 bits
    assert is_token(token, hashed(token))
    assert token_for(hashed(token), tenant, id, delivery) == token
    assert all(new_token(*other) != token for other in others)
    assert token_for(hashed(token), tenant, id, delivery + 1) is None


@given(st.text())
def test_no_text_is_a_token_by_chance(text: str) -> None:
    assert invitation_of(text) is None or len(text) == 70
