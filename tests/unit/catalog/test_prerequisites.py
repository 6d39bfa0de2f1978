"""Courses that come before others."""

from collections.abc import Collection, Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.catalog.errors import CoursePrerequisiteUnsuitable
from lyceum.catalog.model.prerequisites import sound
from lyceum.kernel.ids import new_id

type Graph = Mapping[str, Sequence[str]]


def asked(graph: Graph, course: str, wanted: Sequence[str]) -> tuple[tuple[str, ...], int]:
    """What is kept, and how often was asked."""
    times = 0

    def find(courses: Collection[str]) -> Graph:
        nonlocal times
        times += 1
        return {each: graph[each] for each in courses if each in graph}

    return sound(course, wanted, find), times


def test_each_is_kept_once_in_the_order_that_was_wished() -> None:
    assert asked({"a": [], "b": ["a"]}, "c", ["b", "a", "b"])[0] == ("b", "a")


def test_ten_courses_come_before_one_at_most() -> None:
    from pydantic import TypeAdapter

    from lyceum.catalog.api.courses import Prerequisites

    taken = TypeAdapter(Prerequisites)
    ids = [new_id() for _ in range(11)]
    assert taken.validate_python(ids[:10]) == ids[:10]
    with pytest.raises(ValueError, match="at most 10 items"):
        taken.validate_python(ids)


def test_nothing_is_asked_where_nothing_comes_before() -> None:
    assert asked({}, "c", []) == ((), 0)


@pytest.mark.parametrize(
    ("graph", "wanted", "named"),
    [
        ({"c": []}, ["c"], "c"),
        ({"a": ["c"]}, ["a"], "c"),
        ({"a": ["b"], "b": ["c"]}, ["a"], "c"),
        ({"a": []}, ["a", "of another school", "also not there"], "also not there"),
    ],
    ids=["itself", "one that comes after it", "one after one that comes after it", "one that is not there"],
)
def test_what_nobody_could_complete_before_is_refused(graph: Graph, wanted: list[str], named: str) -> None:
    with pytest.raises(CoursePrerequisiteUnsuitable) as refusal:
        asked(graph, "c", wanted)
    assert refusal.value.facts == {"course": named}


def test_a_prerequisite_of_another_that_is_gone_hinders_nobody() -> None:
    assert asked({"a": ["gone"]}, "c", ["a"])[0] == ("a",)


def test_a_chain_without_end_is_not_followed() -> None:
    def chain(length: int) -> Graph:
        return {str(number): [str(number + 1)] for number in range(length - 1)} | {str(length - 1): []}

    assert asked(chain(200), "c", ["0"]) == (("0",), 200)
    with pytest.raises(CoursePrerequisiteUnsuitable) as refusal:
        asked(chain(201), "c", ["0"])
    assert refusal.value.facts == {"course": "c"}


def test_courses_are_asked_for_once_and_in_a_steady_order() -> None:
    questions: list[list[str]] = []

    def find(courses: Collection[str]) -> Graph:
        questions.append(list(courses))
        return {"a": ["x", "b"], "b": ["x"], "x": []}

    sound("c", ["b", "a"], find)
    assert questions == [["a", "b"], ["x"]]


COURSES = st.sampled_from("abcdef")


@given(st.lists(st.tuples(COURSES, st.lists(COURSES, max_size=3)), max_size=12))
def test_whatever_authors_wish_for_one_after_the_other_every_course_can_be_taken(
    wishes: list[tuple[str, list[str]]],
) -> None:
    kept: dict[str, tuple[str, ...]] = dict.fromkeys("abcdef", ())
    for course, wanted in wishes:
        try:
            kept[course] = asked(kept, course, wanted)[0]
        except CoursePrerequisiteUnsuitable:
            continue
    done: set[str] = set()
    while ready := {course for course, before in kept.items() if course not in done and set(before) <= done}:
        done |= ready
    assert done == set(kept)
