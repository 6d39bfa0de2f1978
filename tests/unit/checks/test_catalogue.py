"""Running the checks: what passes, fails, breaks or is not there, told apart."""

import subprocess
import sys

import pytest

from tools.checks import __main__ as command_line
from tools.checks import catalogue
from tools.checks.catalogue import CHECKS, Outcome, Unavailable, run


def answers(code: int, output: str = "") -> catalogue.Runner:
    return lambda: (code, output)


def raises(error: Exception) -> catalogue.Runner:
    def check() -> tuple[int, str]:
        raise error

    return check


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        catalogue,
        "CHECKS",
        {
            "good": answers(0, "all is well"),
            "bad": answers(2, "line 7 is wrong"),
            "absent": raises(Unavailable("is not installed")),
            "hanging": raises(subprocess.TimeoutExpired("check", 1)),
            "broken": raises(FileNotFoundError("no such program")),
        },
    )
    monkeypatch.setattr(command_line, "CHECKS", catalogue.CHECKS)


@pytest.mark.parametrize(
    ("name", "passed", "skipped"),
    [
        ("good", True, ""),
        ("bad", False, ""),
        ("absent", True, "is not installed"),
        ("hanging", False, ""),
        ("broken", False, ""),
    ],
)
@pytest.mark.usefixtures("checks")
def test_outcomes_are_told_apart(name: str, passed: bool, skipped: str) -> None:
    outcome = run(name)

    assert (outcome.passed, outcome.skipped) == (passed, skipped)


@pytest.mark.usefixtures("checks")
def test_the_command_line_fails_where_one_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main([]) == 1

    printed = capsys.readouterr().out
    assert "line 7 is wrong" in printed
    assert "all is well" not in printed
    assert printed.splitlines()[-1] == "1 passed, 3 failed, 1 skipped"


@pytest.mark.usefixtures("checks")
def test_one_check_can_be_run_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["good"]) == 0

    assert capsys.readouterr().out.splitlines()[-1] == "1 passed, 0 failed, 0 skipped"


def test_an_unknown_name_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command_line.main(["nonsense"])

    assert "no such check: nonsense" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("outcome", "line"),
    [
        (Outcome("lint", passed=True, seconds=1.23), "ok   lint           1.2 s"),
        (Outcome("lint", passed=False, seconds=12.3), "FAIL lint          12.3 s"),
        (Outcome("sam", passed=True, seconds=0, skipped="not installed"), "skip sam            0.0 s  not installed"),
    ],
)
def test_one_line_each(outcome: Outcome, line: str) -> None:
    assert str(outcome) == line


def test_the_issue_names_these_checks() -> None:
    assert set(CHECKS) == {
        "complexity",
        "format",
        "imports",
        "lint",
        "sam",
        "secrets",
        "security",
        "templates",
        "types",
    }


def test_tools_come_from_the_environment_that_runs_the_checks() -> None:
    assert catalogue._tool("ruff").startswith(sys.executable.rsplit("/", 1)[0])
