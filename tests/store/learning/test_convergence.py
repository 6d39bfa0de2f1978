"""The same reports lead to the same item, whichever way they reach the table and whatever a process remembers."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lyceum.kernel.access import Caller
from lyceum.kernel.ids import new_id
from lyceum.learning.model.merging import Report
from lyceum.learning.model.progress import Progress
from lyceum.learning.open_access import open_access
from lyceum.learning.record_progress import record_progress
from lyceum.learning.store import progress
from tests.published_course import NOON, enroll_by_hand, learner, lesson, outline, publish

pytestmark = pytest.mark.store
NOW = NOON + timedelta(days=1)

REPORTS = st.builds(
    Report,
    lesson=st.sampled_from(["l0", "l1", "l2", "nowhere"]),
    at=st.integers(-60, 9_000).map(lambda seconds: NOON + timedelta(seconds=seconds)),
    completed=st.booleans(),
    position=st.none() | st.integers(0, 50),
)


def sent(tenant: str, course: str, requests: Sequence[Sequence[Report]], forgets: Sequence[bool]) -> Progress:
    caller: Caller = learner(tenant)
    enroll_by_hand(caller, course)
    open_access(tenant, caller.person, course, at=NOON)
    for reports, forget in zip(requests, forgets, strict=True):
        if forget:
            progress.forget()
        record_progress(caller, course, reports, at=NOW)
    study, _ = progress.find(tenant, caller.person, course)
    assert study is not None
    return study.progress


@given(st.lists(REPORTS, min_size=1, max_size=6), st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_repetition_and_split_lead_to_the_same_item(
    table: str, tenant: str, reports: list[Report], data: st.DataObject
) -> None:
    course = new_id()
    publish(tenant, outline(course, [lesson("l0"), lesson("l1"), lesson("l2")]))
    shuffled = data.draw(st.permutations([*reports, *reports]))
    forgets = data.draw(st.lists(st.booleans(), min_size=len(shuffled), max_size=len(shuffled)))

    one = sent(tenant, course, [reports], [False])
    other = sent(tenant, course, [[report] for report in shuffled], forgets)

    assert one.completions == other.completions
    assert one.positions == other.positions
    assert (one.percent, one.completed_at) == (other.percent, other.completed_at)
