"""What is true of invitations, addresses and tokens, for any of them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.identity.errors import (
    EndsInThePast,
    ExpiryTooFar,
    InvitationExpired,
    InvitationRevoked,
    InvitationUsed,
    InvitedTooOften,
)
from lyceum.identity.model.invitation import (
    LONGEST,
    LONGEST_PAUSE,
    USUAL,
    Invitation,
    InvitationState,
    Preset,
    pause_after,
    with_preset,
)
from lyceum.identity.model.membership import Membership, Profile
from lyceum.kernel.ids import derived_id
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
        with pytest.raises(refusals) as refused:
            one.demand_pending(at)
        assert refused.value.facts == {"invitation": ID}
    assert one.state_at(at) is (InvitationState.EXPIRED if state is InvitationState.PENDING and days >= 0 else state)


@given(st.integers(1, 1000))
def test_letters_become_rarer(delivery: int) -> None:
    assert timedelta(minutes=1) <= pause_after(delivery) <= pause_after(delivery + 1) <= LONGEST_PAUSE
    sent = replace(MADE, delivery=delivery, expires=NOON + timedelta(days=80))
    with pytest.raises(InvitedTooOften) as refused:
        sent.sent_again(NOON + pause_after(delivery) - timedelta(seconds=1))
    assert refused.value.retry_after == 2
    assert refused.value.facts == {"invitation": ID}
    again = NOON + pause_after(delivery)
    assert sent.sent_again(again) == replace(sent, delivery=delivery + 1, sent_at=again)


@pytest.mark.parametrize(
    ("delivery", "minutes"), [(1, 1), (2, 2), (3, 4), (4, 8), (11, 1_024), (12, 1_440), (21, 1_440), (500, 1_440)]
)
def test_a_pause_is_twice_the_one_before_up_to_a_day(delivery: int, minutes: int) -> None:
    assert pause_after(delivery) == timedelta(minutes=minutes)


def test_an_invitation_was_sent_once_and_says_nothing_that_has_not_happened() -> None:
    assert (
        replace(
            MADE,
            state=InvitationState.PENDING,
            delivery=1,
            token_hash="",
            accepted_by="",
            ended_at=None,
            reason="",
            batch="",
            began_membership=False,
        )
        == MADE
    )
    assert Preset() == Preset(roles=(), assignments=())
    assert (timedelta(days=14), timedelta(days=90)) == (USUAL, LONGEST)


def test_an_invitation_ends_within_ninety_days() -> None:
    for days in (1, 90):
        lasting = replace(MADE, expires=NOON + timedelta(days=days))
        assert lasting.checked() is lasting
    for days in (0, -1):
        with pytest.raises(EndsInThePast):
            replace(MADE, expires=NOON + timedelta(days=days)).checked()
    with pytest.raises(ExpiryTooFar) as refused:
        replace(MADE, expires=NOON + timedelta(days=90, milliseconds=1)).checked()
    assert refused.value.facts == {"days": "90"}


def test_an_address_is_forgotten_and_nothing_else() -> None:
    assert MADE.without_address() == replace(MADE, address="")


def test_what_a_preset_gives_and_what_of_it_goes_beyond_joining() -> None:
    assignments = (Assignment("", "learner", "course:a"), Assignment("", "marker"))
    preset = Preset(("learner", "instructor"), assignments)
    assert list(preset.given()) == [("learner", ""), ("instructor", ""), ("learner", "course:a"), ("marker", "")]
    assert list(preset.beyond_joining()) == [("instructor", ""), ("learner", "course:a"), ("marker", "")]
    assert preset.names() == {"learner", "instructor", "marker"}


def member(*roles: str) -> Membership:
    return Membership.begin("t", "ada", Profile(), roles=roles, at=NOON)


def test_what_is_given_says_by_whom_and_since_when_and_keeps_its_id_however_often_it_is_accepted() -> None:
    wishes = (Assignment("", "marker", "course:a"), Assignment("", "support", "branch:a", NOON + 2 * LONGEST))
    given = with_preset(member(), replace(MADE, preset=Preset((), wishes)), at=NOON + timedelta(days=1))
    ids = [derived_id("invited", "t", ID, str(number)) for number in range(2)]
    since = NOON + timedelta(days=1)
    assert given.assignments == {
        id: replace(wish, id=id, by="boss", since=since) for id, wish in zip(ids, wishes, strict=True)
    }
    assert given.changed_at == since
    other = with_preset(member(), replace(MADE, tenant="u", preset=Preset((), wishes)), at=NOON)
    assert not other.assignments.keys() & given.assignments.keys()


def test_who_has_everything_already_is_not_changed() -> None:
    before = member("learner")
    assert with_preset(before, MADE, at=NOON + timedelta(days=1)) == before
    more = with_preset(before, replace(MADE, preset=Preset(("support",))), at=NOON + timedelta(days=1))
    assert (set(more.roles), more.changed_at) == ({"learner", "support"}, NOON + timedelta(days=1))


def test_what_has_just_ended_is_given_anew() -> None:
    """An end is the first instant without the role."""
    ended = Assignment("old", "marker", "course:a", NOON + timedelta(days=1))
    before = member().assigned(ended, at=NOON)
    again = replace(MADE, preset=Preset((), (Assignment("", "marker", "course:a"),)))
    assert with_preset(before, again, at=NOON + timedelta(days=1) - timedelta(milliseconds=1)) == before
    after = with_preset(before, again, at=NOON + timedelta(days=1))
    assert list(after.assignments) == [derived_id("invited", "t", ID, "0")]


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
