"""The README's table of libraries says what the imports say, and its idle cost what the templates cost."""

from tools.checks.house import stacks
from tools.checks.idle_cost import lines, total
from tools.checks.layout import ROOT
from tools.checks.libraries import PRODUCT, Row, distribution, readme_rows, usage

README = ROOT / "README.md"
TEXT = README.read_text(encoding="utf-8")
ROWS = readme_rows(TEXT)


def rows() -> list[Row]:
    assert ROWS is not None
    return ROWS


def test_every_library_that_is_imported_stands_in_the_table() -> None:
    assert usage().keys() - {row.package for row in rows()} == set()


def test_the_table_names_libraries_as_they_are_called() -> None:
    assert [
        (row.library, distribution(row.package)) for row in rows() if row.library != distribution(row.package)
    ] == []


def test_every_import_lies_where_the_table_says() -> None:
    for row in rows():
        files = usage(folders=PRODUCT).get(row.package) or usage().get(row.package, [])
        assert [file for file in files if not row.covers(file)] == [], row.package


def test_every_place_in_the_table_uses_the_library() -> None:
    unused = [
        f"{row.package}: {place}"
        for row in rows()
        for place in row.places
        if not any(Row(row.library, row.package, (place,)).covers(file) for file in usage().get(row.package, []))
    ]

    assert unused == []
    assert all(row.places for row in rows())


def test_the_idle_cost_in_the_readme_is_the_one_of_the_templates() -> None:
    assert str(total(lines(stacks()))) in TEXT
