"""Packed progress reads back as it was, and in few bytes."""

from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from lyceum.learning.model.progress import Position, Result
from lyceum.learning.store.packing import (
    EPOCH,
    pack_completions,
    pack_position,
    pack_results,
    unpack_completions,
    unpack_position,
    unpack_results,
)
from tests.published_course import NOON

ORDER = [f"l{number}" for number in range(300)]
SECONDS = st.integers(0, 10 * 365 * 86_400)
POSITIONS = st.builds(
    lambda at, seconds, duration: Position(EPOCH + timedelta(seconds=at), seconds, duration),
    SECONDS,
    st.integers(0, 1_000_000),
    st.integers(0, 1_000_000),
)


@given(st.dictionaries(st.sampled_from(ORDER), SECONDS))
def test_completions_read_back(seconds: dict[str, int]) -> None:
    completions = {lesson: NOON + timedelta(seconds=one) for lesson, one in seconds.items()}
    assert unpack_completions(pack_completions(completions, ORDER, NOON), ORDER, NOON) == completions


def test_nothing_takes_nothing() -> None:
    assert pack_completions({}, ORDER, NOON) == b""
    assert pack_results({}, ORDER) == b""


def test_a_hundred_lessons_in_order_take_two_to_three_bytes_each() -> None:
    completions = {lesson: NOON + timedelta(hours=3 * number) for number, lesson in enumerate(ORDER[:100])}
    assert len(pack_completions(completions, ORDER, NOON)) <= 320


@given(POSITIONS, POSITIONS)
def test_positions_read_back_and_their_bytes_sort_as_they_do(one: Position, other: Position) -> None:
    assert unpack_position(pack_position(one)) == one
    assert (pack_position(one) < pack_position(other)) is (one < other)


@given(
    st.dictionaries(
        st.sampled_from(ORDER),
        st.builds(
            lambda at, number, percent, passed, settled, withheld: Result(
                EPOCH + timedelta(milliseconds=at), number, Decimal(percent) / 100, passed, settled, withheld
            ),
            st.integers(0, 10**12),
            st.integers(1, 999),
            st.integers(0, 10_000),
            st.booleans(),
            st.booleans(),
            st.booleans(),
        ),
        max_size=40,
    )
)
def test_results_read_back(results: dict[str, Result]) -> None:
    assert unpack_results(pack_results(results, ORDER), ORDER) == results


def test_a_result_is_told_unless_it_is_said_to_be_withheld() -> None:
    assert Result(EPOCH, 1, Decimal(80), passed=True, settled=True).withheld is False
