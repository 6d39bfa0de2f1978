"""Which places lie in a shape."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.content.geometry import holds
from lyceum.content.questions import Ellipse, Place, Polygon, Rectangle, Shape


def at(x: int | str, y: int | str) -> Place:
    return Place(x=Decimal(x), y=Decimal(y))


def box(left: int, top: int, right: int, bottom: int) -> Rectangle:
    return Rectangle(left=Decimal(left), top=Decimal(top), right=Decimal(right), bottom=Decimal(bottom))


def round_one(x: int, y: int, half_width: int, half_height: int) -> Ellipse:
    return Ellipse(x=Decimal(x), y=Decimal(y), half_width=Decimal(half_width), half_height=Decimal(half_height))


def polygon(*corners: tuple[int, int]) -> Polygon:
    return Polygon(corners=tuple(at(x, y) for x, y in corners))


BOX = box(10, 20, 30, 25)
# A U that is open at the top: two towers of width 2 on a floor of height 2.
U = polygon((0, 0), (2, 0), (2, 6), (6, 6), (6, 0), (8, 0), (8, 8), (0, 8))
STAR = polygon((5, 0), (8, 9), (0, 3), (10, 3), (2, 9))


@pytest.mark.parametrize(
    ("shape", "x", "y", "inside"),
    [
        (BOX, 20, 22, True),
        (BOX, 10, 20, True),
        (BOX, 30, 25, True),
        (BOX, 9, 22, False),
        (BOX, 31, 22, False),
        (BOX, 20, 19, False),
        (BOX, 20, 26, False),
        (round_one(50, 50, 10, 5), 60, 50, True),
        (round_one(50, 50, 10, 5), 50, 45, True),
        (round_one(50, 50, 10, 5), 44, 46, True),  # (6/10)² + (4/5)² = 1
        (round_one(50, 50, 10, 5), 43, 46, False),  # (7/10)² + (4/5)² = 1.13
        (round_one(50, 50, 10, 5), 61, 50, False),
        (round_one(50, 50, 10, 5), 50, 56, False),
        (round_one(50, 50, 10, 0), 45, 50, True),  # flat: a line
        (round_one(50, 50, 10, 0), 45, 51, False),
        (round_one(50, 50, 0, 0), 50, 50, True),
        (round_one(50, 50, 0, 0), 50, 51, False),
        (U, 1, 1, True),
        (U, 7, 1, True),
        (U, 4, 1, False),
        (U, 4, 5, False),
        (U, 4, 7, True),
        (U, 4, 6, True),
        (U, 2, 3, True),
        (U, 9, 7, False),
        (U, 4, 0, False),
        (U, 0, 0, True),
        (U, 9, 8, False),
        (STAR, 5, 2, True),
        (STAR, 5, 5, False),  # even-odd: the middle of a star is crossed twice
        (STAR, 5, 8, False),
        (polygon((0, 0), (10, 0), (10, 10)), 9, 1, True),
        (polygon((0, 0), (10, 0), (10, 10)), 1, 9, False),
        (polygon((0, 0), (10, 0), (10, 10)), 5, 5, True),
        (polygon((0, 0), (10, 0), (10, 10)), 11, 11, False),
    ],
)
def test_edges_belong_to_a_shape(shape: Shape, x: int, y: int, inside: bool) -> None:
    assert holds(shape, at(x, y)) is inside


small = st.integers(0, 12)


@given(small, small, st.integers(1, 6), st.integers(1, 6), small, small)
def test_a_polygon_of_four_right_angles_is_a_rectangle(
    left: int, top: int, width: int, height: int, x: int, y: int
) -> None:
    right, bottom = left + width, top + height
    corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
    expected = holds(box(left, top, right, bottom), at(x, y))
    for turn in range(4):
        turned = corners[turn:] + corners[:turn]
        assert holds(polygon(*turned), at(x, y)) is expected
        assert holds(polygon(*reversed(turned)), at(x, y)) is expected
