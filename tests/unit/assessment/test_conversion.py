"""Tables from raw to scaled points: which are taken, and which row a number of raw points reaches."""

from decimal import Decimal

import pytest

from lyceum.assessment.gradebooks.errors import InvalidConversion
from lyceum.assessment.model.conversion import Conversion


def table(*rows: tuple[str, str]) -> Conversion:
    return Conversion.of([(Decimal(raw), Decimal(scaled)) for raw, scaled in rows], item="listening")


@pytest.mark.parametrize(
    ("raw", "scaled", "percent"),
    [
        ("0", "5", "1"),
        ("9.9999", "5", "1"),
        ("10", "250", "50"),
        ("19.5", "250", "50"),
        ("20", "500", "100"),
        ("21", "500", "100"),
        ("-1", "5", "1"),  # nobody has less than the first row gives
    ],
)
def test_a_row_holds_up_to_the_next_ones_points(raw: str, scaled: str, percent: str) -> None:
    made = table(("20", "500"), ("0", "5"), ("10", "250"))
    assert made.highest == 500
    assert (made.scaled(Decimal(raw)), made.percent(Decimal(raw))) == (Decimal(scaled), Decimal(percent))


def test_a_table_may_stay_level_and_have_one_row() -> None:
    assert table(("0", "3"), ("1", "3")).percent(Decimal(0)) == 100
    assert table(("0", "0.5")).percent(Decimal(7)) == 100
    assert table(("1", "4"), ("0", "4")) == Conversion(((Decimal(0), Decimal(4)), (Decimal(1), Decimal(4))))


@pytest.mark.parametrize(
    "rows",
    [
        (),
        (("1", "1"),),
        (("-1", "1"), ("0", "2")),
        (("0", "5"), ("1", "4"), ("2", "6")),
        (("0", "1"), ("0", "2")),
        (("0", "0"),),
        (("0", "-2"), ("1", "-1")),
    ],
    ids=["nothing", "no start", "starts below", "falls", "raw points twice", "leads nowhere", "leads below"],
)
def test_a_table_that_does_not_fit_is_refused_with_its_item(rows: tuple[tuple[str, str], ...]) -> None:
    with pytest.raises(InvalidConversion) as refused:
        table(*rows)
    assert refused.value.facts == {"item": "listening"}
