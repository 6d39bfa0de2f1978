"""Reads that are made at the same time: in the order of the calls, and none goes on behind an answer."""

import time
from threading import Event

import pytest

from lyceum.kernel.table.read import in_parallel


def test_results_come_in_the_order_of_the_calls() -> None:
    second = Event()

    def first() -> str:
        assert second.wait(5), "the other is made at the same time"
        return "first"

    def other() -> str:
        second.set()
        return "second"

    assert in_parallel(first, other) == ["first", "second"]
    assert in_parallel(lambda: "alone") == ["alone"]


def test_who_is_slower_than_a_refusal_has_ended_too() -> None:
    ended: list[str] = []

    def refused() -> None:
        raise LookupError

    def slow() -> None:
        time.sleep(0.05)  # long after the other has raised; a wait for its end would be what is tried
        ended.append("slow")

    with pytest.raises(LookupError):
        in_parallel(refused, slow)
    assert ended == ["slow"]
