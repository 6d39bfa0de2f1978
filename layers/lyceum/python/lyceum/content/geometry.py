"""Which places of a picture lie in a shape. Edges belong to it."""

from decimal import Decimal
from itertools import pairwise

from lyceum.content.questions import Ellipse, Place, Polygon, Rectangle, Shape


def holds(shape: Shape, place: Place) -> bool:
    """Whether the place lies in the shape or on its edge."""
    match shape:
        case Rectangle():
            return shape.left <= place.x <= shape.right and shape.top <= place.y <= shape.bottom
        case Ellipse():
            return _in_ellipse(shape, place)
        case Polygon():
            return _in_polygon(shape.corners, place)


def _in_ellipse(shape: Ellipse, place: Place) -> bool:
    """(dx / a)² + (dy / b)² ≤ 1, multiplied out, so that a flat ellipse divides by nothing."""
    across, down = place.x - shape.x, place.y - shape.y
    if abs(across) > shape.half_width or abs(down) > shape.half_height:
        return False
    left = (across * shape.half_height) ** 2 + (down * shape.half_width) ** 2
    return left <= (shape.half_width * shape.half_height) ** 2


def _in_polygon(corners: tuple[Place, ...], place: Place) -> bool:
    """Even-odd rule: a ray to the right crosses the edge an odd number of times."""
    inside = False
    for start, end in pairwise((*corners, corners[0])):
        if _on_edge(start, end, place):
            return True
        if (start.y > place.y) != (end.y > place.y) and _turn(start, end, place) * (end.y - start.y) > 0:
            inside = not inside
    return inside


def _turn(start: Place, end: Place, place: Place) -> Decimal:
    """Above zero where the place lies to the left of the way from start to end (with y pointing up)."""
    return (end.x - start.x) * (place.y - start.y) - (end.y - start.y) * (place.x - start.x)


def _on_edge(start: Place, end: Place, place: Place) -> bool:
    between = min(start.x, end.x) <= place.x <= max(start.x, end.x)
    return between and min(start.y, end.y) <= place.y <= max(start.y, end.y) and _turn(start, end, place) == 0
