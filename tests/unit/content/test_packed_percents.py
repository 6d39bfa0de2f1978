"""What a report reads of a gradebook's row is what assessment packed into it."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from lyceum.content.packed_percents import PackedPercent, packed, unpacked
from lyceum.insight.counting_scores import counting_percents

percents = st.decimals(min_value=0, max_value=160, places=2)
rows = st.dictionaries(st.integers(0, 60), st.builds(PackedPercent, percents, st.booleans(), st.booleans()))


@given(rows)
def test_what_is_packed_is_unpacked(row: dict[int, PackedPercent]) -> None:
    assert unpacked(packed(row)) == row


@given(rows)
def test_a_row_takes_two_bytes_a_column(row: dict[int, PackedPercent]) -> None:
    columns = max(row, default=-1) + 1
    assert len(packed(row)) == -(-2 * columns // 3) * 4


def test_scores_are_those_of_known_columns_that_are_graded() -> None:
    row = {0: PackedPercent(Decimal("59.99"), passed=True), 2: PackedPercent(Decimal(100), overridden=True)}
    found = counting_percents({"u": "ada", "p": packed(row), "g": {}}, {"quiz": 0, "essay": 1, "exam": 2, "later": 9})
    assert found == {"quiz": Decimal("59.99"), "exam": Decimal(100)}


def test_cards_of_the_release_before_are_read() -> None:
    results = {"quiz": {"p": "highest", "t": {"1": [3, "60"], "2": [5, "90"]}}, "essay": {"p": "latest", "t": {}}}
    assert counting_percents({"u": "ada", "g": results}, {"quiz": 0}) == {"quiz": Decimal(90)}
