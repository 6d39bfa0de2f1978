"""What failed beside others is tried once more alone, and said; what fails twice, or too much, fails the run."""

from collections.abc import Sequence

import pytest

from tools.tests import FAILED, UNSTEADY, suite, workers


class Runs:
    """Pytest runs that end as they were told, and what they were asked."""

    def __init__(self, *codes: int) -> None:
        self.codes, self.asked = list(codes), list[Sequence[str]]()

    def __call__(self, arguments: Sequence[str]) -> int:
        self.asked.append(arguments)
        return self.codes.pop(0)


def test_what_passes_is_not_run_again() -> None:
    runs = Runs(0)
    assert suite(["-m", "not slow"], pytest=runs, failures=lambda: ["tests/a.py::b"]) == 0
    (asked,) = runs.asked
    assert list(asked[-2:]) == ["-m", "not slow"]


def test_what_passes_alone_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    runs = Runs(FAILED, 0)
    assert suite([], pytest=runs, failures=lambda: ["tests/a.py::b[c]"]) == 0
    assert runs.asked[1][-1] == "tests/a.py::b[c]"
    assert "UNSTEADY, passed alone, to be mended:\ntests/a.py::b[c]" in capsys.readouterr().out


def test_what_fails_twice_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert suite([], pytest=Runs(FAILED, FAILED), failures=lambda: ["tests/a.py::b"]) == FAILED
    assert "UNSTEADY" not in capsys.readouterr().out


def test_where_once_is_enough_what_fails_fails() -> None:
    runs = Runs(FAILED)
    assert suite([], pytest=runs, failures=lambda: ["tests/a.py::b"], once=True) == FAILED
    assert len(runs.asked) == 1


def test_more_run_at_once_than_there_are_processors() -> None:
    assert [workers(processors) for processors in (1, 2, 4, 9)] == [1, 3, 6, 13]


@pytest.mark.parametrize(
    ("code", "failed"),
    [
        (FAILED, [f"tests/a.py::test_{number}" for number in range(UNSTEADY + 1)]),
        (FAILED, []),
        (2, ["tests/a.py::b"]),
        (5, []),
    ],
    ids=["too many", "unknown which", "interrupted", "no test"],
)
def test_what_is_no_failure_of_a_few_is_not_tried_again(code: int, failed: list[str]) -> None:
    runs = Runs(code)
    assert suite([], pytest=runs, failures=lambda: failed) == code
    assert len(runs.asked) == 1
