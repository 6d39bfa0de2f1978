"""A request about one's data: when it is due, and how it may end."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.compliance.errors import DataRequestClosed
from lyceum.compliance.model.data_request import DataRequest, DataRequestKind, DataRequestState

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
ENDS = (DataRequestState.DONE, DataRequestState.REFUSED)
STATES = st.sampled_from([DataRequestState.IN_PROGRESS, *ENDS])


def asked() -> DataRequest:
    return DataRequest(tenant="acme", id="r", person="ada", kind=DataRequestKind.ERASURE, made_at=NOON, text="All.")


def test_thirty_days_are_thirty_days() -> None:
    # 31 January and 30 days: 2 March, as February 2026 has 28 (counted on paper).
    assert asked().due_at == datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_what_was_said_stays_until_something_else_is() -> None:
    taken = asked().answered(DataRequestState.IN_PROGRESS, "We look.", by="bo", at=NOON + timedelta(days=1))
    done = taken.answered(DataRequestState.DONE, None, by="chai", at=NOON + timedelta(days=2))
    assert (taken.answer, done.answer, done.answered_by) == ("We look.", "We look.", "chai")
    assert (done.changed_at, done.made_at, done.text) == (NOON + timedelta(days=2), NOON, "All.")


@pytest.mark.parametrize("end", ENDS)
def test_an_answer_is_for_good(end: DataRequestState) -> None:
    done = asked().answered(end, "So it is.", by="bo", at=NOON)
    for state, words in ((DataRequestState.IN_PROGRESS, None), *((other, "Else.") for other in ENDS)):
        with pytest.raises(DataRequestClosed):
            done.answered(state, words, by="chai", at=NOON)


@given(st.lists(st.tuples(STATES, st.none() | st.just("Words.")), max_size=6))
def test_the_same_again_changes_nothing_and_nothing_follows_an_end(steps: list[tuple[DataRequestState, None]]) -> None:
    request = asked()
    for state, words in steps:
        try:
            after = request.answered(state, words, by="bo", at=NOON)
        except DataRequestClosed:
            assert request.state.is_closed
            continue
        assert after.answered(state, words, by="chai", at=NOON + timedelta(days=1)) is after
        assert not request.state.is_closed or after is request
        request = after
