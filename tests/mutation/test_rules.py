"""Unit tests notice what is changed in the rules: at least 85 % of mutants, and the others are listed with a reason."""

import os
from datetime import UTC, datetime

import pytest

from tools.checks.layout import ROOT
from tools.mutation.__main__ import FIFTHS, chosen, tried
from tools.mutation.mutants import rule_files
from tools.mutation.survivors import listed


@pytest.mark.slow
@pytest.mark.timeout(2700)
def test_a_fifth_of_the_rule_files() -> None:
    """Another one each day; MUTATION_FIFTH chooses. `make mutation` tries them all."""
    today = datetime.now(UTC).timetuple().tm_yday
    verdict = tried(chosen((), int(os.environ.get("MUTATION_FIFTH", today % FIFTHS))))

    assert verdict.counts or not chosen(())
    assert verdict.wrong() == []


def test_every_survivor_has_a_reason() -> None:
    assert [key for key, reason in listed().items() if not reason.strip()] == []


def test_every_survivor_is_of_a_file_that_there_is() -> None:
    files = {path.relative_to(ROOT).as_posix() for path in rule_files()}

    assert {key[0] for key in listed()} <= files
