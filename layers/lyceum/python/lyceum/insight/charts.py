"""The charts of a report as inline SVG, drawn by Vega-Lite.

Nothing depends on the fonts of the machine that draws: labels are placed at fixed points instead of being measured,
text stays text and inherits the page's font. So Thai is shaped by the reader's browser, and the same data gives the
same bytes. Colours are the page's custom properties, so a chart follows its light, dark and print schemes. One hue and
direct labels: nothing is told by colour alone.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import vl_convert
from markupsafe import Markup, escape

VEGA_LITE = "6.4"
WIDTH = 320
"""Width of every drawing in its own units, about the CSS pixels that a phone has for it."""

_BAR, _TRACK, _INK, _QUIET, _SURFACE = (
    f"var(--{name})" for name in ("chart-bar", "chart-track", "ink", "quiet", "surface")
)
type Spec = dict[str, Any]
"""A part of a Vega-Lite specification."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, its value in words, its length as a count."""

    label: str
    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Accessible:
    """What stands for a chart where it cannot be seen: `id` is unique in the page."""

    id: str
    title: str
    description: str


def funnel_chart(bars: Sequence[Bar], about: Accessible) -> Markup:
    """Horizontal bars, one below the other, each labelled above itself; the longest possible one is the first."""
    rows = [{**asdict(bar), "row": n} for n, bar in enumerate(bars)]
    step, most = 46, max(1, *(bar.count for bar in bars))
    band = {"field": "row", "type": "ordinal", "axis": None, "scale": {"paddingInner": 0, "paddingOuter": 0}}
    length = {"type": "quantitative", "axis": None, "scale": {"domain": [0, most], "nice": False}, "stack": None}
    bar: Spec = {"type": "bar", "height": 14, "yOffset": 10, "cornerRadius": 3}
    layers: list[Spec] = [
        {"mark": {**bar, "fill": _TRACK}, "encoding": {"x": {**length, "datum": most}}},
        {"mark": {**bar, "fill": _BAR}, "encoding": {"x": {**length, "field": "count"}}},
        _text("label", {"x": 0, "align": "left", "dy": -9}),
        _text("value", {"x": WIDTH, "align": "right", "dy": -9, "fontWeight": 600}),
    ]
    return _draw({"data": {"values": rows}, "encoding": {"y": band}, "layer": layers}, step * len(rows), about)


def score_chart(counts: Sequence[int], pass_mark: float, pass_label: str, about: Accessible) -> Markup:
    """A histogram of equal bins from 0 to 100 percent with the pass mark as a dashed line."""
    width = 100 / len(counts)
    bins = [{"from": n * width, "to": (n + 1) * width, "count": count} for n, count in enumerate(counts)]
    percent: Spec = {"type": "quantitative", "scale": {"domain": [0, 100], "nice": False}, "axis": _percent_axis()}
    height = _count_height(max(3, *counts), 210)
    right = pass_mark > 50
    line: Spec = {"type": "rule", "stroke": _INK, "strokeWidth": 1.5, "strokeDash": [4, 3]}
    edge: Spec = {"type": "rule", "stroke": _SURFACE, "strokeWidth": 4}
    label = {"y": 7, "align": "right" if right else "left", "dx": -6 if right else 6, "fontWeight": 600}
    return _draw(
        {
            "layer": [
                {
                    "data": {"values": bins},
                    "mark": {"type": "bar", "fill": _BAR, "binSpacing": 3, "cornerRadiusEnd": 2},
                    "encoding": {
                        "x": {**percent, "field": "from", "bin": {"binned": True, "step": width}},
                        "x2": {"field": "to"},
                        "y": height,
                    },
                },
                *(
                    {"data": {"values": [{}]}, "mark": rule, "encoding": {"x": {**percent, "datum": pass_mark}}}
                    for rule in (edge, line)
                ),
                *_count_labels(bins, percent, height, width),
                {
                    "data": {"values": [{"label": pass_label}]},
                    **_text("label", label, {"x": {**percent, "datum": pass_mark}}),
                },
            ]
        },
        210,
        about,
        below=22,
    )


def activity_chart(bars: Sequence[Bar], about: Accessible) -> Markup:
    """A column for each day; the highest one (the first of equal ones) carries its value."""
    counts = [bar.count for bar in bars]
    most, few = max(counts), len(bars) < 6
    step = min(60.0 if few else 24.0, WIDTH / len(bars))
    days = [{**asdict(bar), "at": (n + 0.5) * step} for n, bar in enumerate(bars)]
    across = {"domain": [0, WIDTH], "range": [0, WIDTH], "nice": False}
    place: Spec = {"field": "at", "type": "quantitative", "axis": None, "scale": across}
    height = _count_height(max(3, most), 150)
    peak = days[counts.index(most)]
    column = {"type": "bar", "fill": _BAR, "width": step * 0.72, "cornerRadiusEnd": 2}
    ends: Spec = {"x": {"value": 0}, "x2": {"value": step * len(days)}, "y": {"value": 150}}
    layers: list[Spec] = [
        {"data": {"values": days}, "mark": column, "encoding": {"x": place, "y": height}},
        {"data": {"values": [{}]}, "mark": {"type": "rule", "stroke": _QUIET}, "encoding": ends},
        {"data": {"values": [peak]}, **_text("value", _above(peak, step), {"x": place, "y": height})},
    ]
    if few:
        layers.append({"data": {"values": days}, **_text("label", {"y": 165, "color": _QUIET}, {"x": place})})
    else:
        for day, x, align in ((days[0], 0.0, "left"), (days[-1], step * len(days), "right")):
            edge = {"x": x, "y": 165, "align": align, "color": _QUIET}
            layers.append({"data": {"values": [day]}, **_text("label", edge)})
    return _draw({"layer": layers}, 150, about, below=22)


def _above(peak: Spec, step: float) -> Spec:
    """Where a column's label stands: above its middle, or along the edge that a long one would run over."""
    style = {"dy": -9, "fontWeight": 600}
    reach = len(peak["value"]) * 4.5
    if peak["at"] + reach > WIDTH:
        return style | {"align": "right", "dx": step * 0.36}
    return style | ({"align": "left", "dx": step * -0.36} if peak["at"] < reach else {})


def _text(field: str, mark: Spec, encoding: Spec | None = None) -> Spec:
    style = {"type": "text", "color": _INK, "fontSize": 13, "baseline": "middle", "align": "center", "limit": 0}
    return {"mark": {**style, **mark}, "encoding": {**(encoding or {}), "text": {"field": field, "type": "nominal"}}}


def _count_height(most: int, height: int) -> Spec:
    """The height of a bar: 34 units above the highest one are left for its label and for the pass mark's.
    Callers give `most` at least 3, so that a single learner does not look like a crowd.

    Unstacked, since Vega-Lite rounds the corners of stacked bars by clipping, with ids that count up over the life of
    the process: two drawings in a page would differ for the same data.
    """
    scale = {"domain": [0, most], "range": [height, 34], "nice": False}
    return {"field": "count", "type": "quantitative", "axis": None, "scale": scale, "stack": None}


def _percent_axis() -> Spec:
    return {
        "title": None,
        "grid": False,
        "ticks": False,
        "values": [0, 20, 40, 60, 80, 100],
        "labelExpr": "datum.value + '%'",
        "labelOverlap": False,
        "labelFlush": True,
        "labelPadding": 7,
        "labelFontSize": 13,
        "labelLimit": 0,
        "labelColor": _QUIET,
        "domainColor": _QUIET,
    }


def _count_labels(bins: Sequence[Spec], percent: Spec, height: Spec, width: float) -> list[Spec]:
    """The count above each bar, with a halo where the pass mark's line runs behind it."""
    shown = [{**each, "at": each["from"] + width / 2} for each in bins if each["count"]]
    place = {"x": {**percent, "field": "at"}, "y": height}
    halo: Spec = {"stroke": _SURFACE, "strokeWidth": 4, "strokeJoin": "round"}
    return [{"data": {"values": shown}, **_text("count", {"dy": -9, **look}, place)} for look in (halo, {})]


def _draw(spec: Spec, height: int, about: Accessible, *, below: int = 0) -> Markup:
    """The SVG element. Its root is written here: a role, names by unique ids, and a size that the page decides."""
    drawing = vl_convert.vegalite_to_svg(
        {
            "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
            "width": WIDTH,
            "height": height,
            "autosize": "none",
            "padding": {"left": 1, "right": 1, "top": 0, "bottom": below},
            "background": None,
            # One image with one name: Vega's roles for each mark would be images without names.
            "config": {"aria": False, "mark": {"aria": False}, "font": "inherit", "view": {"stroke": None}},
            **spec,
        },
        vl_version=VEGA_LITE,
        allowed_base_urls=[],
    )
    _, _, content = drawing.partition(">")
    ids = f"{about.id}-title", f"{about.id}-description"
    return Markup(  # nosec B704: the drawing is Vega's own escaped output, every other value is escaped by format
        '<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" viewBox="0 0 {width} {height}"'
        ' aria-labelledby="{ids[0]}" aria-describedby="{ids[1]}">'
        '<title id="{ids[0]}">{title}</title><desc id="{ids[1]}">{description}</desc>{content}'
    ).format(
        width=WIDTH + 2,
        height=height + below,
        ids=[escape(each) for each in ids],
        title=about.title,
        description=about.description,
        content=Markup(content),  # nosec B704
    )
