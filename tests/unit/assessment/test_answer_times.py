"""Each answer has its own time (RULES S4-13): it belongs to a revision; older items have none."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from lyceum.assessment.api.answers import MAX_REVISION, MAX_SECONDS, AnswerRequest
from lyceum.assessment.errors import AnswerOutdated
from lyceum.assessment.model.attempt import Answer, State
from lyceum.assessment.store.attempt_items import answer_of, attempt_item, attempt_of, kept_answer
from lyceum.assessment.store.items import AttemptItem
from tests.texts import texts
from tests.unit.assessment.samples import MACHINE, MINUTE, NOON, begun, settings

SECOND = timedelta(seconds=1)
counted = st.none() | st.integers(0, MAX_SECONDS)
short = st.builds(Answer, st.integers(1, MAX_REVISION), texts(max_size=60), seconds=counted)
long = st.builds(Answer, st.integers(1, MAX_REVISION), st.just(""), elsewhere=st.just(True))


@given(short | long)
def test_an_answer_comes_back_as_it_went(answer: Answer) -> None:
    assert answer_of(kept_answer(answer)) == answer


@given(st.dictionaries(st.integers(0, 499), short | long, max_size=5))
def test_so_do_all_of_an_attempt_as_the_table_has_them(answers: dict[int, Answer]) -> None:
    item = attempt_item("acme", begun())
    item.answers = {str(place): kept_answer(answer) for place, answer in answers.items()}
    assert attempt_of(AttemptItem.from_wire(item.to_wire())).answers == answers


@given(short)
def test_readers_of_before_find_revision_and_text_where_they_were(answer: Answer) -> None:
    assert kept_answer(answer)[:2] == [answer.revision, answer.text]


@pytest.mark.parametrize(
    ("kept", "answer"),
    [
        ([3], Answer(3, "", elsewhere=True)),
        ([3, "ca"], Answer(3, "ca")),
        ([3, ""], Answer(3, "")),
        ([3, "ca", 0], Answer(3, "ca", seconds=0)),
        ([3, "ca", 90], Answer(3, "ca", seconds=90)),
    ],
)
def test_what_is_kept(kept: list[object], answer: Answer) -> None:
    assert answer_of(kept) == answer
    assert kept_answer(answer) == kept


@given(st.lists(st.tuples(st.integers(1, 5), counted), max_size=12))
def test_seconds_are_those_that_came_first_with_the_newest_revision(saves: Sequence[tuple[int, int | None]]) -> None:
    attempt, newest, expected = begun(), 0, None
    for revision, seconds in saves:
        answer = Answer(revision, f"c{revision}", seconds=seconds)
        if revision >= newest:
            expected = answer if revision > newest else expected
            newest = revision
            attempt = attempt.saved(0, answer, NOON)
        else:
            with pytest.raises(AnswerOutdated):
                attempt.saved(0, answer, NOON)
    assert attempt.answers.get(0) == expected


def test_who_saves_again_and_has_counted_on_repeats_and_is_not_outdated() -> None:
    attempt = begun().saved(0, Answer(2, "ca", seconds=10), NOON)
    assert attempt.saved(0, Answer(2, "ca", seconds=14), NOON) is attempt
    with pytest.raises(AnswerOutdated):
        attempt.saved(0, Answer(2, "cb", seconds=10), NOON)
    newer = attempt.saved(0, Answer(3, "ca", seconds=14), NOON)
    assert (newer.answers[0].seconds, newer.rev) == (14, attempt.rev + 1)
    assert newer.saved(0, Answer(4, "ca"), NOON).answers[0].seconds is None


@pytest.mark.parametrize("seconds", [0, 1, 604_800, 90.0, None])
def test_what_a_client_may_say(seconds: object) -> None:
    request = AnswerRequest.model_validate({"response": None, "revision": 1, "seconds": seconds})
    assert request.seconds == seconds


@pytest.mark.parametrize("seconds", [-1, 604_801, 1.5, True, "90"])
def test_what_a_client_may_not_say(seconds: object) -> None:
    with pytest.raises(ValidationError):
        AnswerRequest.model_validate({"response": None, "revision": 1, "seconds": seconds})


# The time of the whole attempt


def test_time_is_spent_from_the_beginning_until_it_is_handed_in() -> None:
    attempt = begun().saved(0, Answer(1, "ca"), NOON)
    assert attempt.time_spent(NOON + 9 * MINUTE) is None
    closed = attempt.submitted(MACHINE, settings(), at=NOON + 90 * SECOND)
    assert closed.time_spent(NOON + 9 * MINUTE) == 90 * SECOND
    assert begun().abandoned().time_spent(NOON + MINUTE) is None


def test_of_one_whose_time_is_over_it_is_all_it_had_whether_the_timer_came_or_not() -> None:
    limited = settings(time_limit_minutes=10)
    attempt = begun(limited)
    assert attempt.time_spent(NOON + 10 * MINUTE - SECOND) is None
    assert attempt.time_spent(NOON + 99 * MINUTE) == 10 * MINUTE
    closed = attempt.submitted(MACHINE, limited, at=NOON + 11 * MINUTE, by_timer=True)
    assert (closed.state, closed.time_spent(NOON + 99 * MINUTE)) == (State.EXPIRED, 10 * MINUTE)


def test_it_is_never_less_than_nothing_though_two_clocks_differ() -> None:
    assert begun().submitted(MACHINE, settings(), at=NOON - SECOND).time_spent(NOON) == timedelta(0)
