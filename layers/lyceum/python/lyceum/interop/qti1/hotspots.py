"""Places of a picture."""

from decimal import Decimal

from lxml import etree

from lyceum.content.questions import (
    AuthoredQuestion,
    HotspotArea,
    HotspotKey,
    Picture,
)
from lyceum.interop.exchange.bench import NotGradable, fraction, number
from lyceum.interop.exchange.pieces import (
    Piece,
)
from lyceum.interop.qti1.item import InterchangeItem
from lyceum.interop.qti1.scorer import InterchangeScorer, area_of

_RESPONSES = ("response_lid", "response_str", "response_num", "response_xy", "response_grp")
_TEXT_ONLY = "A text: there is nothing to answer"
_HUNDRED = Decimal(100)
_ESSAYS = ("essay_question", "cc.essay.v0p1")
_NAMED_GAPS = ("fill_in_multiple_blanks_question", "multiple_dropdowns_question")


def hotspot(item: InterchangeItem) -> AuthoredQuestion:
    """Raises NotGradable. Canvas writes the right places as labels, without a condition: then each of them is right."""
    if len(item.responses) > 1:
        raise NotGradable("places in several pictures have no place here")
    response = item.responses[0]
    labels = list(response.iter("response_label"))
    found = next(iter(response.iter("matimage")), None)
    if found is None or not labels:
        raise NotGradable("it has no picture, or no places in it")
    shapes = {
        each.get("ident", str(place)): area_of(each.get("rarea", "Ellipse"), (each.text or "").strip())
        for place, each in enumerate(labels)
    }
    several = response.get("rcardinality", "Single").capitalize() == "Multiple"
    shares = _shares(item, response.get("ident", ""), list(shapes), several=several)
    key = HotspotKey(areas=tuple(HotspotArea(area=shapes[name], share=share) for name, share in shares.items()))
    width, height = _size(found, labels)
    picture = Picture(source=item.address(found.get("uri", "")) or "/", width=width, height=height)
    piece = Piece(key, parts={"picture": picture, "most_places": min(len(labels), 20) if several else 1})
    return item.authored(piece, Decimal(0), item.stem(_without_picture))


def _shares(item: InterchangeItem, name: str, places: list[str], *, several: bool) -> dict[str, Decimal]:
    scorer = InterchangeScorer(item.root, item.bench.spend)
    if not scorer.is_scored:
        each = fraction(Decimal(1) / len(places)) if several else Decimal(1)
        return dict.fromkeys(places, each)
    scores = {place: scorer.result({name: place}).score for place in places}
    best = max(scores.values())
    if best <= 0:
        raise NotGradable("its places earn nothing by name")
    return {place: fraction(score / best) for place, score in scores.items()}


def _size(picture: etree._Element, labels: list[etree._Element]) -> tuple[Decimal, Decimal]:
    """Pixels, or 1 by 1 where places are written as parts of the picture."""
    width, height = number(picture.get("width")), number(picture.get("height"))
    if width is not None and height is not None:
        return width, height
    written = [number(part) or Decimal(0) for each in labels for part in (each.text or "").split(",")]
    if any(abs(each) > 1 for each in written):
        raise NotGradable("it does not say how large its picture is")
    return Decimal(1), Decimal(1)


def _without_picture(element: etree._Element) -> str | None:
    return "" if element.tag == "render_hotspot" else None
