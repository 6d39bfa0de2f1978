"""Places of a picture, drawn or hidden, from scores that were tried out."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from lyceum.content.questions import Ellipse, HotspotArea, HotspotKey, Polygon, Rectangle, Shape
from lyceum.interop.exchange import probing
from lyceum.interop.exchange.bench import NotGradable, fraction
from lyceum.interop.exchange.pieces import Piece
from lyceum.interop.exchange.probing import Answer, Probe, Sharing
from lyceum.interop.exchange.told import Told
from lyceum.interop.qti.declarations import Declaration


def drawn_places(
    probe: Probe, shapes: Mapping[str, Shape], told: Told, right: tuple[str, ...] | None, parts: Mapping[str, Any]
) -> Piece:
    """HotspotInteraction. `right`: what the item calls right where several can be chosen, None where one can."""
    ids = tuple(shapes)
    sharing = _one_place(probe, ids) if right is None else probing.several(probe, ids, right or None)
    results = {id: probe.result(id if right is None else (id,)).told for id in ids}
    told.sort(results.values())
    areas = tuple(HotspotArea(area=shapes[id], share=_share(sharing, id), feedback=told.own(results[id])) for id in ids)
    key = HotspotKey.model_validate({"areas": areas, "scoring": sharing.scoring, **told.fields})
    earning = tuple(id for id in ids if sharing.scores[id] > 0)
    answer: Answer = earning if right is not None else max(ids, key=lambda id: sharing.scores[id])
    return Piece(key, sharing.best, answer, dict(parts))


def _one_place(probe: Probe, ids: tuple[str, ...]) -> Sharing:
    scores = probing.single(probe, ids)
    best = max(scores.values(), default=Decimal(0))
    if best <= 0:
        raise NotGradable("no place earns anything")
    return Sharing("partial", scores, best)


def _share(sharing: Sharing, id: str) -> Decimal:
    score = sharing.scores[id]
    return Decimal(score > 0) if sharing.scoring == "exact" else fraction(score / sharing.best)


def hidden_places(probe: Probe, declared: Declaration, parts: Mapping[str, Any]) -> Piece:
    """selectPointInteraction, by its areas. Raises NotGradable where they do not earn what their mapping says."""
    best = _best_of_areas(declared)
    middles = tuple(_middle(area) for area, worth in declared.areas if worth > 0)
    right: Answer = middles if declared.cardinality != "single" else next(iter(middles), "")
    if best <= 0 or probe.score(right) != best:
        raise NotGradable("its areas do not earn what their mapping says")
    areas = tuple(HotspotArea(area=area, share=fraction(worth / best)) for area, worth in declared.areas)
    key = HotspotKey(areas=areas, outside=fraction(declared.otherwise / best))
    least = fraction(declared.lower / best) if declared.lower is not None else Decimal(0)
    return Piece(key, best, right, {**parts, **({"floor": least} if least < 0 else {})})


def _best_of_areas(declared: Declaration) -> Decimal:
    worths = [worth for _, worth in declared.areas]
    best = max(worths)
    if declared.cardinality != "single":
        best = sum((worth for worth in worths if worth > 0), Decimal(0))
    return best if declared.upper is None else min(best, declared.upper)


def _middle(area: Shape) -> str:
    """A place of an area: its centre, or a corner, since edges belong to it."""
    match area:
        case Rectangle():
            return f"{area.left:f} {area.top:f}"
        case Ellipse():
            return f"{area.x:f} {area.y:f}"
        case Polygon():
            return f"{area.corners[0].x:f} {area.corners[0].y:f}"
