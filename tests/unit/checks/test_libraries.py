"""The table of libraries: imports found, rows read."""

from pathlib import Path

import pytest

from tools.checks.libraries import Row, distribution, imported, place_of, readme_rows, usage

README = """
# Lyceum

## Where each library is used

Compared with the imports by a test.

| library | imported as | where |
|---|---|---|
| [pynamodb](https://example.org) | `pynamodb` | `layers/lyceum/python/lyceum/*/store.py`, `layers/x/kernel/table` |
| `python-ulid` | `ulid` | `layers/lyceum/python/lyceum/kernel/ids.py` |

Other text.

| another | table |
|---|---|
"""


@pytest.mark.parametrize(
    ("source", "packages"),
    [
        ("import a.b, c", {"a", "c"}),
        ("from a.b import c", {"a"}),
        ("from . import c", set()),
        ("def f():\n    import late", {"late"}),
    ],
)
def test_imports_are_found(source: str, packages: set[str]) -> None:
    assert imported(source) == packages


def test_rows_are_read_from_the_first_table_below_the_heading() -> None:
    assert readme_rows(README) == [
        Row(
            "pynamodb",
            "pynamodb",
            ("layers/lyceum/python/lyceum/*/store.py", "layers/x/kernel/table"),
        ),
        Row("python-ulid", "ulid", ("layers/lyceum/python/lyceum/kernel/ids.py",)),
    ]


def test_without_the_heading_there_is_no_table() -> None:
    assert readme_rows("# Lyceum\n") is None


@pytest.mark.parametrize(
    ("file", "covered"),
    [
        ("layers/lyceum/python/lyceum/catalog/store.py", True),
        ("layers/x/kernel/table/read.py", True),
        ("layers/lyceum/python/lyceum/catalog/model.py", False),
        ("layers/x/kernel/tables.py", False),
    ],
)
def test_a_row_covers_folders_files_and_patterns(file: str, covered: bool) -> None:
    rows = readme_rows(README)
    assert rows is not None
    assert rows[0].covers(file) is covered


def test_use_is_found_without_what_is_our_own_or_pythons(tmp_path: Path) -> None:
    (tmp_path / "functions/catalog").mkdir(parents=True)
    (tmp_path / "functions/catalog/x.py").write_text(
        "import os\nimport ulid\nimport catalog.y\nfrom lyceum import kernel\n"
    )

    assert usage(tmp_path, ("functions",)) == {"ulid": ["functions/catalog/x.py"]}


@pytest.mark.parametrize(
    ("package", "name"),
    [("ulid", "python-ulid"), ("aws_lambda_powertools", "aws-lambda-powertools"), ("yaml", "pyyaml")],
)
def test_a_package_comes_from_its_distribution(package: str, name: str) -> None:
    assert distribution(package) == name


@pytest.mark.parametrize(
    ("file", "place"),
    [
        ("functions/catalog/x.py", "functions"),
        ("layers/lyceum/python/lyceum/catalog/x.py", "layers/lyceum/python/lyceum/catalog"),
    ],
)
def test_places_are_contexts_and_folders(file: str, place: str) -> None:
    assert place_of(file) == place
