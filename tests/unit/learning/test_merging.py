"""Reports merge to the same state in any order, repeated and split in any way."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from lyceum.kernel.ids import new_id
from lyceum.learning.model.merging import Refusal, Report, Taken, merged
from lyceum.learning.model.progress import CLOCK_SKEW, KEPT_POSITIONS, Access, Position, Progress, Result
from tests.published_course import NOON, graded, lesson, outline

COURSE = new_id()
QUIZ = graded(COURSE, "l4")
LESSONS = [lesson(f"l{number}") for number in range(4)]
OUTLINE = outline(COURSE, [*LESSONS, lesson("l4", assessment=QUIZ.id)], assessments=[QUIZ])
CHAIN = outline(COURSE, LESSONS, sequential=True)
WIDE = outline(COURSE, [lesson(f"l{number}") for number in range(40)])
BEGUN = Progress.begin("acme", "ada", COURSE, version=1, at=NOON)
NOW = NOON + timedelta(days=1)

INSTANTS = st.integers(-3_000, 90_000).map(lambda seconds: NOON + timedelta(seconds=seconds))
REPORTS = st.builds(
    Report,
    lesson=st.sampled_from(["l0", "l1", "l2", "l3", "l4", "nowhere"]),
    at=INSTANTS,
    completed=st.booleans(),
    position=st.none() | st.integers(0, 50),
    duration=st.none() | st.integers(0, 50),
)


def send(progress: Progress, *requests: list[Report], of: object = OUTLINE) -> Progress:
    for reports in requests:
        progress, _ = merged(of, progress, reports, now=NOW)  # type: ignore[arg-type]
    return progress


@given(st.lists(REPORTS, min_size=1, max_size=12), st.data())
def test_any_order_any_repetition_any_split_converge(reports: list[Report], data: st.DataObject) -> None:
    expected = send(BEGUN, reports)
    again = data.draw(st.lists(st.sampled_from(reports), max_size=6))
    shuffled = data.draw(st.permutations([*reports, *again]))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(shuffled)), max_size=4)))
    requests = [
        shuffled[start:end] for start, end in zip([0, *cuts], [*cuts, len(shuffled)], strict=True) if start < end
    ]
    assert send(BEGUN, *requests) == expected


@given(st.lists(st.tuples(st.integers(0, 39), INSTANTS, st.integers(0, 9)), max_size=60), st.randoms())
def test_the_newest_positions_are_kept_in_any_order(moves: list[tuple[int, object, int]], random: object) -> None:
    reports = [Report(f"l{number}", at, position=seconds) for number, at, seconds in moves]  # type: ignore[arg-type]
    expected = send(BEGUN, *([report] for report in reports), of=WIDE)
    random.shuffle(reports)  # type: ignore[attr-defined]
    assert send(BEGUN, *([report] for report in reports), of=WIDE).positions == expected.positions
    assert len(expected.positions) <= KEPT_POSITIONS


@given(st.permutations(["l0", "l1", "l2", "l3"]), st.lists(st.integers(1, 3), max_size=2))
def test_in_a_sequential_course_what_was_refused_and_sent_again_converges(order: list[str], cuts: list[int]) -> None:
    reports = [Report(one, NOON, completed=True) for one in order]
    cut = sorted(set(cuts))
    requests = [reports[start:end] for start, end in zip([0, *cut], [*cut, 4], strict=True)]
    progress = BEGUN
    for _ in order:
        progress = send(progress, *requests, of=CHAIN)
    assert progress.percent == Decimal(100)
    assert progress == send(BEGUN, reports, of=CHAIN)


def test_a_completion_stays_and_the_earliest_instant_with_it() -> None:
    early, late = NOON + timedelta(minutes=1), NOON + timedelta(minutes=9)
    progress = send(BEGUN, [Report("l0", late, completed=True)], [Report("l0", early, completed=True)])
    progress = send(progress, [Report("l0", NOW, completed=False)], [Report("l0", late, completed=True)])
    assert progress.completions == {"l0": early}


def test_nobody_completes_before_the_course_was_opened_or_in_the_future() -> None:
    before = Report("l0", NOON - timedelta(days=3), completed=True)
    after = Report("l1", NOW + timedelta(days=3), completed=True)
    assert send(BEGUN, [before, after]).completions == {"l0": NOON, "l1": NOW}


def test_a_fast_clock_wins_for_five_minutes_at_most() -> None:
    fast = send(BEGUN, [Report("l0", NOW + timedelta(days=9), position=10)])
    assert fast.positions["l0"].at == NOW + CLOCK_SKEW
    later = NOW + CLOCK_SKEW + timedelta(seconds=1)
    progress, outcomes = merged(OUTLINE, fast, [Report("l0", later, position=5)], now=later)
    assert outcomes == [Taken.RECORDED]
    assert progress.positions["l0"] == Position(later, 5)


def test_of_two_positions_at_the_same_second_the_one_further_on_holds() -> None:
    progress = send(BEGUN, [Report("l0", NOW, position=10)], [Report("l0", NOW, position=30)])
    progress = send(progress, [Report("l0", NOW, position=20)])
    assert progress.positions["l0"].seconds == 30


def test_a_lesson_with_a_graded_assessment_is_completed_by_passing_it() -> None:
    progress, outcomes = merged(OUTLINE, BEGUN, [Report("l4", NOW, completed=True)], now=NOW)
    assert (progress, outcomes) == (BEGUN, [Refusal.PASS_FIRST])


def test_nothing_is_taken_without_access() -> None:
    for shut in (replace(BEGUN, access=Access.SUSPENDED), replace(BEGUN, access_ends=NOW)):
        assert merged(OUTLINE, shut, [Report("l0", NOON, completed=True)], now=NOW) == (shut, [Refusal.ACCESS_ENDED])


def test_a_completed_lesson_of_a_chain_stays_open_to_positions() -> None:
    progress = send(BEGUN, [Report("l0", NOON, completed=True)], of=CHAIN)
    after, outcomes = merged(CHAIN, progress, [Report("l0", NOW, position=1), Report("l3", NOW, position=1)], now=NOW)
    assert outcomes == [Taken.RECORDED, Refusal.LOCKED]
    assert set(after.positions) == {"l0"}


def test_a_report_says_only_what_it_says() -> None:
    assert Report("l0", NOON) == Report("l0", NOON, completed=False, position=None, duration=None)
    assert merged(OUTLINE, BEGUN, [Report("l0", NOON)], now=NOW) == (BEGUN, [Taken.UNCHANGED])
    watched = send(BEGUN, [Report("l0", NOON, position=30, duration=90)])
    assert (watched.positions, watched.completions) == ({"l0": Position(NOON, 30, 90)}, {})
    assert send(BEGUN, [Report("l0", NOON, position=30)]).positions == {"l0": Position(NOON, 30, 0)}
    assert send(BEGUN, [Report("l0", NOON, completed=True)]).positions == {}


def test_each_report_has_its_outcome_in_the_order_given() -> None:
    reports = [
        Report("nowhere", NOON, completed=True),
        Report("l1", NOON, completed=True),
        Report("l3", NOON, completed=True),
        Report("l0", NOON, completed=True),
        Report("l0", NOON, completed=True),
    ]
    _, outcomes = merged(CHAIN, BEGUN, reports, now=NOW)
    assert outcomes == [Refusal.UNKNOWN_LESSON, Taken.RECORDED, Refusal.LOCKED, Taken.RECORDED, Taken.UNCHANGED]


def test_a_passed_lesson_may_be_reported_again() -> None:
    """A device that missed that the assessment was passed is not told to pass it first."""
    passed = BEGUN.completed("l4", NOON, now=NOW).graded(QUIZ.id, Result(NOON, 1, Decimal(80), True, True))
    _, outcomes = merged(OUTLINE, passed, [Report("l4", NOW, completed=True)], now=NOW)
    assert outcomes == [Taken.UNCHANGED]
    for half in (BEGUN.completed("l4", NOON, now=NOW), replace(passed, completions={})):
        assert merged(OUTLINE, half, [Report("l4", NOW, completed=True)], now=NOW)[1] == [Refusal.PASS_FIRST]


def test_what_opens_later_is_not_taken_before() -> None:
    shut = outline(COURSE, [lesson("l0")], [lesson("l1")], release_at={1: NOW})
    reports = [Report("l1", NOON, completed=True)]
    assert merged(shut, BEGUN, reports, now=NOW - timedelta(seconds=1))[1] == [Refusal.LOCKED]
    assert merged(shut, BEGUN, reports, now=NOW)[1] == [Taken.RECORDED]


def test_the_last_report_completes_the_course_at_that_instant() -> None:
    after = send(BEGUN, [Report(one.id, NOON, completed=True) for one in LESSONS], of=CHAIN)
    assert (after.percent, after.completed_at) == (Decimal(100), NOW)
