"""Rounds of trying again: bounded in number and time, and never two pauses alike for long."""

import random
import time

import pytest

from lyceum.kernel.contention import LONGEST_PAUSE_SECONDS, rounds


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Pauses; the clock goes on by each."""
    pauses: list[float] = []
    monkeypatch.setattr(time, "sleep", pauses.append)
    monkeypatch.setattr(time, "monotonic", lambda: sum(pauses))
    return pauses


def test_the_first_round_waits_for_nothing(slept: list[float]) -> None:
    assert next(rounds(5, first_pause=10)) == 0
    assert slept == []


def test_there_are_as_many_rounds_as_asked_for(slept: list[float]) -> None:
    assert list(rounds(4, first_pause=0.01)) == [0, 1, 2, 3]
    assert len(slept) == 3


def test_pauses_grow_and_have_an_end(slept: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(random, "uniform", lambda _, longest: longest)
    list(rounds(9, first_pause=0.05))
    assert slept == pytest.approx([0.05, 0.1, 0.2, *[LONGEST_PAUSE_SECONDS] * 5])


def test_no_round_begins_after_patience_has_ended(slept: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(random, "uniform", lambda _, longest: longest)
    assert list(rounds(50, first_pause=0.3, patience=1.0)) == [0, 1, 2]
    assert sum(slept) <= 1.0


def test_contenders_part(slept: list[float]) -> None:
    for _ in range(50):
        list(rounds(2, first_pause=0.05))
    assert len(set(slept)) > 40
    assert all(0 <= pause <= 0.05 for pause in slept)
