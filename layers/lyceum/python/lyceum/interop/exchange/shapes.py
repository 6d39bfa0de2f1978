"""Shapes as HTML's image maps write them: `rect 10,20,30,40`, `circle 50,50,10`, `ellipse …`, `poly …`."""

from decimal import Decimal
from itertools import batched

from lyceum.content.questions import Ellipse, Place, Polygon, Rectangle, Shape
from lyceum.interop.exchange.bench import NotGradable, number

_MOST = Decimal(100_000)
_STEP = Decimal("0.0001")


def shape_of(name: str, coords: str) -> Shape:
    """Raises NotGradable for other shapes, and for numbers that make none."""
    found = [_coordinate(part) for part in coords.replace(";", ",").replace(" ", ",").split(",") if part.strip()]
    match name.lower(), found:
        case (("rect" | "rectangle"), [left, top, right, bottom]):
            (left, right), (top, bottom) = sorted((left, right)), sorted((top, bottom))
            return Rectangle(left=left, top=top, right=right, bottom=bottom)
        case "circle", [x, y, radius]:
            return Ellipse(x=x, y=y, half_width=radius, half_height=radius)
        case "ellipse", [x, y, across, down]:
            return Ellipse(x=x, y=y, half_width=across, half_height=down)
        case (("poly" | "polygon" | "bounded"), corners) if len(corners) >= 6 and len(corners) % 2 == 0:
            if corners[:2] == corners[-2:] and len(corners) > 6:
                corners = corners[:-2]  # closed, as some write it
            if len(corners) <= 400:
                return Polygon(corners=tuple(Place(x=x, y=y) for x, y in batched(corners, 2, strict=True)))
    raise NotGradable(f"'{name[:20]} {coords[:60]}' is no shape")


def _coordinate(written: str) -> Decimal:
    found = number(written.strip().removesuffix("%"))
    if found is None or not 0 <= found <= _MOST or written.strip().endswith("%"):
        raise NotGradable(f"'{written.strip()[:20]}' is no coordinate")
    return found.quantize(_STEP)
