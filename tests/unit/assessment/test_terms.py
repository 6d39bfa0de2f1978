"""What accommodations do to dates and clocks; hand-worked: `cases/clocks.csv`, with source and steps."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.assessment.errors import AssessmentNotOpenYet, InvalidAccommodation, NoAttemptsLeft
from lyceum.assessment.model.accommodation import Accommodation, terms_for
from lyceum.assessment.model.attempt import Attempt, State
from lyceum.assessment.model.attempt_id import AttemptId
from lyceum.assessment.model.disclosure import disclosure
from lyceum.assessment.model.next_attempt import next_number
from lyceum.assessment.model.sections import SectionClock
from lyceum.assessment.model.settings import AssessmentSettings
from lyceum.assessment.model.terms import NONE, Terms, earlier, later, together
from tests.unit.assessment.samples import ADA, BOB, COURSE, EXAM, MACHINE, MINUTE, NOON, handed_in, settings
from tests.unit.assessment.test_scoring_cases import rows

CASES = rows("clocks")
TWICE = Terms(time_factor=Decimal(2))


def instant(text: str) -> datetime | None:
    return None if text in ("", "none") else datetime.fromisoformat(f"2026-11-23T{text}Z")


def begun(chosen: AssessmentSettings, terms: Terms = NONE, at: datetime = NOON, **parts: Any) -> Attempt:
    return Attempt.begin(AttemptId(ADA, EXAM, 1, 1), course=COURSE, settings=chosen, at=at, terms=terms, **parts)


@pytest.mark.parametrize("row", CASES, ids=lambda row: row["case"])
def test_clocks_are_those_worked_by_hand(row: dict[str, str]) -> None:
    chosen = settings(
        time_limit_minutes=int(row["limit"]) if row["limit"] else None,
        available_from=instant(row["opens"]),
        available_until=instant(row["closes"]),
        due_at=instant(row["due"]),
        late_allowed=row["late"] == "yes",
    )
    more: dict[str, Any] = {name: instant(text) for name, text in json.loads(row["more"]).items()}
    started = instant(row["started"])
    assert started is not None
    attempt = begun(chosen, Terms(time_factor=Decimal(row["factor"]), **more), started)
    assert attempt.deadline == instant(row["deadline"])
    limit = instant(row["late_after"])
    for moment, late in ((limit, False), (limit and limit + timedelta(milliseconds=1), True)):
        if moment is None:
            assert not attempt.submitted(MACHINE, chosen, at=started + timedelta(days=900)).late
        elif attempt.deadline is None or moment < attempt.deadline:
            assert attempt.submitted(MACHINE, chosen, at=moment).late is late
        else:
            assert not attempt.submitted(MACHINE, chosen, at=moment).late  # it had ended by then


def test_every_case_says_where_it_comes_from_and_no_two_have_one_name() -> None:
    assert all(row["source"] and row["steps"] for row in CASES)
    assert len({row["case"] for row in CASES}) == len(CASES)


@pytest.mark.parametrize(
    "terms",
    [
        Terms(time_factor=Decimal("0.99")),
        Terms(time_factor=Decimal("10.01")),
        Terms(available_from=NOON, available_until=NOON),
        Terms(available_from=NOON + MINUTE, due_at=NOON),
    ],
)
def test_what_gives_nothing_is_refused(terms: Terms) -> None:
    with pytest.raises(InvalidAccommodation):
        terms.check()


def test_a_refusal_says_what_would_be_taken() -> None:
    for factor in ("0.9", "11"):
        with pytest.raises(InvalidAccommodation) as refused:
            Terms(time_factor=Decimal(factor)).check()
        assert refused.value.facts == {"lowest": "1", "highest": "10"}
    for window in (Terms(due_at=NOON), Terms(due_at=NOON + MINUTE, available_until=NOON - MINUTE)):
        with pytest.raises(InvalidAccommodation) as closed:
            replace(window, available_from=NOON).check()
        assert closed.value.facts == {"opens_at": "2026-11-23T12:00:00+00:00"}


@pytest.mark.parametrize(
    "terms",
    [
        NONE,
        TWICE,
        Terms(time_factor=Decimal(10), available_from=NOON),
        Terms(available_from=NOON, available_until=NOON + MINUTE, due_at=NOON + MINUTE),
        Terms(available_until=NOON, due_at=NOON),
    ],
)
def test_what_gives_something_is_taken(terms: Terms) -> None:
    terms.check()


def test_nobody_has_anything_beyond_the_settings_unless_it_is_said() -> None:
    assert (NONE.time_factor, NONE.extra_attempts) == (1, 0)
    assert (NONE.available_from, NONE.available_until, NONE.due_at) == (None, None, None)
    chosen = settings(max_attempts=3, due_at=NOON)
    assert NONE.applied(chosen) is chosen
    assert together([]) == NONE


LATER = NOON + 2 * MINUTE


@pytest.mark.parametrize(
    ("terms", "due", "until"),
    [
        ({}, NOON, NOON + MINUTE),
        ({"due_at": NOON - MINUTE}, NOON, NOON + MINUTE),
        ({"due_at": LATER}, LATER, LATER),  # let in as long
        ({"available_until": LATER}, NOON, LATER),
        ({"available_until": NOON}, NOON, NOON + MINUTE),
        ({"due_at": NOON + MINUTE, "available_until": LATER}, NOON + MINUTE, LATER),
    ],
)
def test_both_ends_may_be_later_and_whoever_may_hand_in_later_is_let_in_as_long(
    terms: dict[str, Any], due: datetime, until: datetime
) -> None:
    own = Terms(extra_attempts=1, **terms).applied(settings(due_at=NOON, available_until=NOON + MINUTE))
    assert (own.due_at, own.available_until, own.max_attempts) == (due, until, 2)


def test_what_has_no_end_gets_none() -> None:
    ends = Terms(due_at=NOON, available_until=NOON)
    assert (ends.applied(settings()).due_at, ends.applied(settings()).available_until) == (None, None)
    open_ended = ends.applied(settings(due_at=NOON - MINUTE))
    assert (open_ended.due_at, open_ended.available_until) == (NOON, None)
    never_due = ends.applied(settings(available_until=NOON - MINUTE))
    assert (never_due.due_at, never_due.available_until) == (None, NOON)


def test_of_two_accommodations_the_more_generous_counts_in_everything() -> None:
    one = Terms(time_factor=Decimal(2), available_from=NOON, due_at=NOON, available_until=LATER)
    other = Terms(extra_attempts=3, available_from=NOON + MINUTE, due_at=NOON + MINUTE, available_until=NOON + MINUTE)
    both = Terms(
        time_factor=Decimal(2),
        extra_attempts=3,
        available_from=NOON,
        available_until=LATER,
        due_at=NOON + MINUTE,
    )
    assert one.or_more(other) == other.or_more(one) == together([one, other]) == both
    assert NONE.or_more(one) == one.or_more(NONE) == one


def test_extra_attempts_are_more_than_others_have() -> None:
    three = settings(max_attempts=2)
    with pytest.raises(NoAttemptsLeft):
        next_number(three, EXAM, handed_in_second(), NOON + MINUTE)
    own = Terms(extra_attempts=1).applied(three)
    assert next_number(own, EXAM, handed_in_second(), NOON + MINUTE) == 3
    assert Terms(extra_attempts=1).applied(settings(max_attempts=None)).max_attempts is None


def handed_in_second() -> Attempt:
    id = AttemptId(ADA, EXAM, 2, 1)
    return Attempt.begin(id, course=COURSE, settings=settings(), at=NOON).submitted(MACHINE, settings(), at=NOON)


def test_the_beginning_may_be_earlier() -> None:
    opens = settings(available_from=NOON)
    with pytest.raises(AssessmentNotOpenYet):
        next_number(opens, EXAM, None, NOON - MINUTE)
    own = Terms(available_from=NOON - MINUTE)
    assert next_number(own.applied(opens), EXAM, None, NOON - MINUTE) == 1
    assert Terms(available_from=NOON + MINUTE).applied(opens).available_from == NOON
    assert own.applied(settings()).available_from is None


def test_keys_are_withheld_while_a_granted_attempt_is_left() -> None:
    attempt = handed_in()
    assert disclosure(settings(), attempt, at=NOON + MINUTE).correct_answers
    granted = Terms(extra_attempts=1)
    assert not disclosure(settings(), attempt, at=NOON + MINUTE, terms=granted).correct_answers
    begun_with_it = begun(settings(), granted).submitted(MACHINE, settings(), at=NOON)
    assert not disclosure(settings(), begun_with_it, at=NOON + MINUTE).correct_answers


def grant(assessment: str | None, course: str = COURSE, **terms: Any) -> Accommodation:
    return Accommodation(
        learner=ADA, course=course, assessment=assessment, terms=Terms(**terms), granted_by=BOB, granted_at=NOON
    )


def test_in_an_assessment_the_more_generous_of_course_and_assessment_counts() -> None:
    granted = [
        grant(None, time_factor=Decimal("1.5"), extra_attempts=2),
        grant(EXAM, time_factor=Decimal("1.25"), extra_attempts=3, due_at=NOON),
        grant("another", time_factor=Decimal(9)),
        grant(None, course="another", time_factor=Decimal(8)),
    ]
    assert terms_for(COURSE, EXAM, granted) == Terms(time_factor=Decimal("1.5"), extra_attempts=3, due_at=NOON)
    assert terms_for(COURSE, "else", granted) == Terms(time_factor=Decimal("1.5"), extra_attempts=2)
    assert [each.gives_something for each in (granted[0], grant(None))] == [True, False]


def test_a_new_accommodation_has_no_revision_and_is_for_the_whole_course_unless_it_says_so() -> None:
    made = Accommodation(learner=ADA, course=COURSE, terms=TWICE, granted_by=BOB, granted_at=NOON)
    assert (made.rev, made.assessment) == (0, None)
    assert made.holds_for(COURSE, EXAM)


def test_later_and_earlier() -> None:
    assert later(None, NOON) is later(NOON, None) is earlier(None, NOON) is None
    assert (later(NOON, NOON + MINUTE), earlier(NOON, NOON - MINUTE)) == (NOON + MINUTE, NOON - MINUTE)
    assert earlier(NOON, None) == NOON


def test_an_open_attempt_gets_what_is_granted_meanwhile() -> None:
    limited = settings(time_limit_minutes=10)
    clock = SectionClock(6 * MINUTE).entered(NOON, Decimal(1))
    attempt = begun(limited, sections=[clock, SectionClock(4 * MINUTE)])
    more = attempt.accommodated(TWICE, limited, NOON + 5 * MINUTE)
    assert (more.deadline, more.terms, more.rev) == (NOON + 20 * MINUTE, TWICE, attempt.rev + 1)
    assert [each.until for each in more.sections] == [NOON + 12 * MINUTE, None]
    assert more.accommodated(TWICE, limited, NOON + 6 * MINUTE) is more


def test_what_was_granted_to_an_open_attempt_is_not_taken_back() -> None:
    limited = settings(time_limit_minutes=10)
    attempt = begun(limited, TWICE)
    assert attempt.accommodated(NONE, limited, NOON) is attempt
    shorter = settings(time_limit_minutes=1)
    assert attempt.accommodated(Terms(time_factor=Decimal(3)), shorter, NOON).deadline == NOON + 20 * MINUTE
    endless = begun(settings()).accommodated(TWICE, limited, NOON)
    assert endless.deadline is None


def test_what_is_over_stays_over() -> None:
    limited = settings(time_limit_minutes=10)
    attempt = begun(limited)
    assert attempt.accommodated(TWICE, limited, NOON + 10 * MINUTE) is attempt
    closed = attempt.submitted(MACHINE, limited, at=NOON)
    assert closed.accommodated(TWICE, limited, NOON) is closed
    assert closed.state is State.GRADED


instants = st.integers(-5_000, 5_000).map(lambda minutes: NOON + minutes * MINUTE)
maybe = st.none() | instants
all_terms = st.builds(
    Terms,
    time_factor=st.decimals(1, 10, places=2),
    extra_attempts=st.integers(0, 9),
    available_from=maybe,
    available_until=maybe,
    due_at=maybe,
)


@st.composite
def windows(draw: st.DrawFn) -> AssessmentSettings:
    opens, due, closes = sorted(draw(st.lists(instants, min_size=3, max_size=3, unique=True)))
    return settings(
        available_from=draw(st.sampled_from([opens, None])),
        due_at=draw(st.sampled_from([due, None])),
        available_until=draw(st.sampled_from([closes, None])),
        late_allowed=draw(st.booleans()),
        time_limit_minutes=draw(st.none() | st.integers(1, 600)),
        max_attempts=draw(st.none() | st.integers(1, 5)),
    )


@given(windows(), all_terms, st.lists(all_terms, max_size=3))
def test_an_accommodation_never_takes_anything_away(
    chosen: AssessmentSettings, terms: Terms, others: list[Terms]
) -> None:
    own = terms.applied(chosen)
    own.check()
    assert later(own.closes_at, chosen.closes_at) == own.closes_at
    assert earlier(own.available_from, chosen.available_from) == own.available_from
    assert own.max_attempts is None or (chosen.max_attempts is not None and own.max_attempts >= chosen.max_attempts)
    started = chosen.available_from or NOON
    if chosen.closes_at is None or started < chosen.closes_at:
        plain, granted = chosen.deadline(started), own.deadline(started, terms.time_factor)
        assert later(plain, granted) == granted
    more = together([terms, *others])
    assert more.or_more(terms) == more
    assert together([*others, terms]) == more
