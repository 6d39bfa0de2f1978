"""Trying a cell: what goes wrong is noticed by its name or not at all, and a repeat leads to the same end."""

import pytest

from tests.faults.cases import Bench, Tried
from tests.faults.grid import OUTSIDE, TENTHS, Expected, Fault, Row, cells, tenth
from tests.faults.stage import Picture
from tools.releases.__main__ import last_release
from tools.releases.readers import read_by


def parameters(life: str) -> list[object]:
    """The cells that this life shows. A tenth of all cells is quick; the others run with all tests."""
    chosen = tenth()
    return [
        pytest.param(
            row,
            fault,
            id=f"{row.operation} {row.asked} {fault.name}",
            marks=[]
            if chosen in (None, number % TENTHS) or (*row.place, fault.name) in OUTSIDE
            else [pytest.mark.slow],
        )
        for number, (row, fault) in enumerate(cells())
        if row.life == life
    ]


def try_cell(bench: Bench, row: Row, fault: Fault) -> None:
    """Every call that the fault can strike, one after the other."""
    step = bench.house.steps[row.place]
    good = bench.undisturbed(step, row.repeated_by)
    expected = row.expectation(fault)
    if fault.times == 0:
        cases = {"all of it": bench.try_twice(step, row.repeated_by)}
    else:
        struck = bench.struck(step, fault, row.repeated_by)
        outside = OUTSIDE.get((*row.place, fault.name))
        assert outside in {None, *(call.operation for call in struck)}, f"{fault.name} strikes no {outside}"
        cases = {call.label: bench.try_call(step, fault, call, row.repeated_by) for call in struck}
    assert cases, f"{fault.name} strikes nothing of {row.operation}: write - into its cell"
    wrong = {name: said for name, tried in cases.items() if (said := complaint(tried, good.picture, expected))}
    assert wrong == {}, "\n".join(f"{name}: {said}" for name, said in wrong.items())


def kinds_read_by_the_last_release(bench: Bench) -> frozenset[str]:
    """All that a life has written, not only the kept item of each kind, is read by the code of the release before."""
    reading = read_by(last_release(), bench.house.written())
    assert sorted(set(reading.complaints.values())) == []
    return reading.kinds


def complaint(tried: Tried, good: Picture, expected: Expected) -> str:
    """What is not as the grid says."""
    found = []
    if not tried.struck:
        found.append("the fault did not strike")
    if tried.first.name not in expected.first:
        found.append(f"first {tried.first.name}, not {'/'.join(sorted(expected.first))}: {tried.first.said}")
    if tried.last.name not in expected.last:
        found.append(f"in the end {tried.last.name}, not {'/'.join(sorted(expected.last))}: {tried.last.said}")
    return "\n  ".join(found + good.without(expected.exempt).differences(tried.picture.without(expected.exempt)))
