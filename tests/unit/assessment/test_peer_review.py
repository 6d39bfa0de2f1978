"""Peer review: who reviews whose work, until when, and what the reviews make of the grade."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from pydantic.json_schema import JsonSchemaMode

from lyceum.assessment.errors import InvalidWindow
from lyceum.assessment.model.course_assignment import AssignmentSettings
from lyceum.assessment.model.peer_review import PeerReviewSettings, allocated, combined, mean_percent
from lyceum.assessment.peer_reviews.errors import PeerReviewsOver
from lyceum.kernel.clock import iso
from tests.unit.assessment.samples import NOON

HOUR, INSTANT = timedelta(hours=1), timedelta(milliseconds=1)
AUTHORS = st.sets(st.text("abcdef", min_size=1, max_size=4), max_size=30)
WANTED = st.integers(1, 10)
MODES: tuple[JsonSchemaMode, ...] = ("validation", "serialization")


def chosen(**said: Any) -> PeerReviewSettings:
    return PeerReviewSettings(**{"reviewers": 3} | said)


def demand_lawful(found: dict[str, tuple[str, ...]], authors: set[str]) -> None:
    for author, reviewers in found.items():
        assert author not in reviewers
        assert len(set(reviewers)) == len(reviewers)
        assert set(reviewers) <= authors


@given(AUTHORS, WANTED, st.text(max_size=5))
def test_everybody_reviews_as_many_works_as_there_are_reviewers_of_theirs(
    authors: set[str], wanted: int, seed: str
) -> None:
    found = allocated(wanted, authors, seed=seed)
    demand_lawful(found, authors)
    assert set(found) == authors
    each = min(wanted, max(len(authors) - 1, 0))
    assert {len(reviewers) for reviewers in found.values()} <= {each}
    loads = Counter(reviewer for reviewers in found.values() for reviewer in reviewers)
    assert set(loads.values()) <= {each}
    assert allocated(wanted, sorted(authors, reverse=True), seed=seed) == found


@given(AUTHORS, AUTHORS, WANTED, WANTED)
def test_late_work_gets_its_reviewers_and_what_was_given_out_stays(
    first: set[str], late: set[str], wanted: int, more: int
) -> None:
    before = allocated(wanted, first, seed="s")
    everybody = first | late
    found = allocated(more, everybody, seed="s", kept=before)
    demand_lawful(found, everybody)
    assert set(found) == everybody
    for author, reviewers in found.items():
        had = before.get(author, ())
        assert reviewers[: len(had)] == had
        assert len(reviewers) == max(len(had), min(more, len(everybody) - 1))
    assert allocated(more, everybody, seed="s", kept=found) == found, "the same again adds nothing"


@given(AUTHORS.filter(lambda authors: len(authors) > 1), WANTED, st.data())
def test_the_reviews_of_those_who_stay_away_go_to_others(authors: set[str], wanted: int, data: st.DataObject) -> None:
    before = allocated(wanted, authors, seed="s")
    absent = data.draw(st.sets(st.sampled_from(sorted(authors))))
    kept = {author: tuple(each for each in before[author] if each not in absent) for author in before}
    found = allocated(wanted, authors, seed="s", kept=kept, absent=absent)
    demand_lawful(found, authors - absent)
    for author, reviewers in found.items():
        assert reviewers[: len(kept[author])] == kept[author]
        assert len(reviewers) == min(wanted, len(authors - absent - {author}))


@given(AUTHORS, AUTHORS, WANTED)
def test_what_is_missing_goes_to_those_who_have_least_to_do(first: set[str], late: set[str], wanted: int) -> None:
    """Two who might both review a work: who was asked last had no more to do than the other has in the end."""
    before = allocated(wanted, first, seed="s")
    found = allocated(wanted, first | late, seed="s", kept=before)
    loads = Counter(reviewer for reviewers in found.values() for reviewer in reviewers)
    for author, reviewers in found.items():
        for added in reviewers[len(before.get(author, ())) :]:
            had = sum(added in each for each in before.values())
            others = (first | late) - {author, *reviewers}
            assert all(loads[other] >= had for other in others)


def test_with_one_who_came_late_the_works_and_the_loads_are_these() -> None:
    """Worked on paper: a reviews b, b reviews a; c comes, and every work wants two reviewers.

    c has nothing to do yet, so c gets the works of a and of b; c's own goes to a and b.
    """
    found = allocated(2, ["a", "b", "c"], seed="s", kept={"a": ("b",), "b": ("a",)})
    assert {author: set(reviewers) for author, reviewers in found.items()} == {
        "a": {"b", "c"},
        "b": {"a", "c"},
        "c": {"a", "b"},
    }


def test_of_those_who_may_the_one_with_least_to_do_is_asked() -> None:
    """Worked on paper: d reviews nothing, a to c one each; the work of e goes to d, whatever the seed."""
    kept = {"a": ("b",), "b": ("c",), "c": ("a",), "d": ("e",)}
    for seed in "0123456789":
        assert allocated(1, "abcde", seed=seed, kept=kept)["e"] == ("d",)


@given(AUTHORS.filter(lambda authors: len(authors) > 3), WANTED, st.text(max_size=5))
def test_who_was_asked_has_more_to_do_when_the_next_work_is_given_out(
    authors: set[str], wanted: int, seed: str
) -> None:
    """One stays away; of the others nobody has more than a share and a work of each that they may not review."""
    away = min(authors)
    found = allocated(wanted, authors, seed=seed, absent={away})
    loads = Counter(reviewer for reviewers in found.values() for reviewer in reviewers)
    share = -(-sum(loads.values()) // (len(authors) - 1))
    assert max(loads.values()) <= share + 1


def test_closed_work_gets_nobody_and_its_author_reviews_others() -> None:
    found = allocated(2, "abc", seed="s", closed={"a"})
    assert {author: set(reviewers) for author, reviewers in found.items()} == {"b": {"a", "c"}, "c": {"a", "b"}}


def test_the_seed_alone_decides() -> None:
    """The order is that of BLAKE2s over seed, U+001F and author, in eight bytes: it may not change between releases."""
    assert allocated(1, "abcd", seed="one") == {"d": ("c",), "c": ("a",), "a": ("b",), "b": ("d",)}
    assert allocated(1, "abcd", seed="two") == {"d": ("b",), "b": ("a",), "a": ("c",), "c": ("d",)}


def test_where_nobody_stays_away_and_nothing_was_given_out_loads_are_even() -> None:
    assert allocated(3, "abcd", seed="s", kept={}) == allocated(3, "abcd", seed="s")
    assert allocated(3, ["a"], seed="s") == {"a": ()}
    assert allocated(3, [], seed="s") == {}
    away = allocated(2, "abc", seed="s", absent={"a"})
    assert {author: set(reviewers) for author, reviewers in away.items()} == {"a": {"b", "c"}, "b": {"c"}, "c": {"b"}}


def test_defaults() -> None:
    said = PeerReviewSettings(reviewers=2)
    assert (said.weight, said.due_at, said.due_after_hours, said.anonymous) == (0, None, None, True)
    assert AssignmentSettings().peer_review is None


@pytest.mark.parametrize(
    "said",
    [
        {"anonymous": "yes"},
        {"due_after_hours": 0},
        {"due_after_hours": 8761},
        {"reviewers": 0},
        {"reviewers": 11},
        {"weight": "0.001"},
        {"weight": "100.01"},
    ],
    ids=str,
)
def test_what_is_out_of_bounds_is_refused(said: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        chosen(**said)


def test_they_are_described_alike_whether_they_are_taken_or_answered() -> None:
    taken, answered = (PeerReviewSettings.model_json_schema(mode=mode) for mode in MODES)
    assert taken == answered
    assert taken["properties"]["due_at"]["anyOf"] == [{"type": "string", "format": "date-time"}, {"type": "null"}]


def test_bounds_themselves_are_taken() -> None:
    assert chosen(reviewers=1, weight="100", due_after_hours=8760).weight == 100
    assert chosen(reviewers=10, weight="0.01", due_after_hours=1).reviewers == 10


@pytest.mark.parametrize(
    "dates",
    [
        {"available_from": NOON, "peer_review": chosen(due_at=NOON)},
        {"due_at": NOON, "peer_review": chosen(due_at=NOON)},
        {"peer_review": chosen(due_at=NOON, due_after_hours=1)},
    ],
    ids=["as the assignment opens", "as work is due", "two ends"],
)
def test_an_end_that_contradicts_other_dates_is_refused(dates: dict[str, Any]) -> None:
    with pytest.raises(InvalidWindow):
        AssignmentSettings().changed(dates)


def test_an_end_after_the_other_dates_is_taken_and_kept() -> None:
    dates = {"available_from": NOON - HOUR, "due_at": NOON, "peer_review": chosen(due_at=NOON + INSTANT, weight=25)}
    settings = AssignmentSettings().changed(dates)
    assert AssignmentSettings.model_validate_json(settings.model_dump_json()) == settings
    hours = settings.changed({"peer_review": chosen(due_after_hours=1)})
    assert hours.changed({"weight": Decimal(2)}).peer_review == chosen(due_after_hours=1)
    assert hours.changed({"peer_review": None}).peer_review is None


def test_reviewers_have_the_same_time_whenever_they_are_asked() -> None:
    assert chosen().due(first=NOON, at=NOON + HOUR) is None
    assert chosen(due_after_hours=2).due(first=NOON, at=NOON + HOUR) == NOON + 3 * HOUR
    by_day = chosen(due_at=NOON + 2 * HOUR)
    assert by_day.due(first=NOON, at=NOON + 2 * HOUR - INSTANT) == NOON + 2 * HOUR
    assert by_day.due(first=NOON, at=NOON + 2 * HOUR) == NOON + 4 * HOUR
    assert by_day.due(first=NOON + HOUR, at=NOON + 5 * HOUR) == NOON + 6 * HOUR


def test_nobody_is_asked_for_the_first_time_once_the_day_is_past() -> None:
    with pytest.raises(PeerReviewsOver) as refused:
        chosen(due_at=NOON).due(first=NOON, at=NOON)
    assert refused.value.facts == {"due_at": iso(NOON)}


@pytest.mark.parametrize(
    ("percents", "expected"),
    [([], None), (["80"], "80"), (["70", "80", "100"], "83.3333"), (["50.01", "50.02", "50.03", "50.06"], "50.03")],
    ids=["none", "one", "250/3", "200.12/4"],
)
def test_the_mean_is_that_worked_on_paper(percents: list[str], expected: str | None) -> None:
    found = mean_percent([Decimal(each) for each in percents])
    assert found == (Decimal(expected) if expected is not None else None)


CASES = [
    ("no weight", "70.1234", "90", "0", "100", "70.1234"),
    ("70 x 0.7 + 90 x 0.3", "70", "90", "30", "100", "76"),
    ("8 x 0.75 + 20 x 0.8333 x 0.25: 6 + 4.1665", "8", "83.33", "25", "20", "10.1665"),
    ("1 x 0.9999 + 10 x 0.333333 x 0.0001: 1.00023..", "1", "33.3333", "0.01", "10", "1.0002"),
    ("all theirs", "0", "83.3333", "100", "20", "16.6667"),
    ("all theirs, though staff gave something", "3", "50", "100", "20", "10"),
    ("staff gave nothing, which is something", "0", "100", "50", "10", "5"),
]


@pytest.mark.parametrize(
    ("given", "peers", "weight", "maximum", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_the_points_are_those_worked_on_paper(given: str, peers: str, weight: str, maximum: str, expected: str) -> None:
    found = combined(Decimal(given), Decimal(peers), maximum=Decimal(maximum), weight=Decimal(weight))
    assert found == Decimal(expected)


POINTS = st.decimals(min_value=0, max_value=100, places=4)


@given(POINTS, POINTS, st.decimals(min_value=0, max_value=100, places=2))
def test_the_whole_lies_between_its_parts(staffs: Decimal, peers: Decimal, weight: Decimal) -> None:
    found = combined(staffs, peers, maximum=Decimal(100), weight=weight)
    assert min(staffs, peers) <= found <= max(staffs, peers)
