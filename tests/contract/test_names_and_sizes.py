"""Names that say something, files and functions that fit a reader's head."""

from pathlib import Path

import pytest

from tools.checks.layout import FORBIDDEN_NAMES, FUNCTION_CEILING, LINE_CEILING, ROOT, python_files
from tools.checks.sizes import functions_in, measured, report

FILES = list(python_files())
LENGTHS, FUNCTION_LENGTHS = measured()


def named_after_nothing(path: Path) -> bool:
    return bool(FORBIDDEN_NAMES & {path.stem, *(folder.name for folder in path.parents)})


def test_no_file_is_called_after_nothing() -> None:
    assert [path for path in (path.relative_to(ROOT) for path in FILES) if named_after_nothing(path)] == []


@pytest.mark.parametrize("path", ["tools/utils.py", "layers/helpers/x.py", "tests/unit/common/test_x.py"])
def test_a_name_that_says_nothing_is_seen(path: str) -> None:
    assert named_after_nothing(Path(path))


def test_no_file_is_longer_than_a_reader_can_hold() -> None:
    assert [size for size in LENGTHS if size.lines > LINE_CEILING] == []


def test_no_function_is_longer_than_a_screen() -> None:
    assert [size for size in FUNCTION_LENGTHS if size.lines > FUNCTION_CEILING] == []


def test_a_function_is_measured_with_its_decorators() -> None:
    source = "@first\n@second\ndef f():\n    x = 1\n    return x\n"

    assert [(size.lines, size.place) for size in functions_in(source, "a.py")] == [(5, "a.py:3 f")]


def test_the_report_shows_the_longest_first() -> None:
    lines = report().splitlines()

    assert lines[1].endswith(LENGTHS[0].place)
    assert len(FILES) > 50
