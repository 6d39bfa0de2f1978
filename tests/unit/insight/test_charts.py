"""Charts: text stays text, nothing is fetched, and a drawing depends on its data alone."""

import re
from collections.abc import Callable

import pytest
from markupsafe import Markup

from lyceum.insight.charts import Accessible, Bar, activity_chart, funnel_chart, score_chart
from tests.unit.insight.pages import Page

ABOUT = Accessible("c1", "Ends with </title><script>", 'Has "quotes" & <b>')
THAI = [Bar("ลงทะเบียน", "12 · 100%", 12), Bar("เริ่มเรียน", "8 · 66.7%", 8), Bar("เรียนจบ", "0 · 0%", 0)]

DRAWINGS: dict[str, Callable[[], Markup]] = {
    "funnel": lambda: funnel_chart(THAI, ABOUT),
    "funnel of nobody": lambda: funnel_chart([Bar("a", "0", 0)], ABOUT),
    "scores": lambda: score_chart([0, 0, 1, 2, 3, 5, 8, 5, 3, 1], 60.0, "เกณฑ์ผ่าน 60%", ABOUT),
    "one score": lambda: score_chart([0] * 9 + [1], 0.0, "Pass mark 0%", ABOUT),
    "month": lambda: activity_chart([Bar(f"{n} พ.ย.", str(n % 9), n % 9) for n in range(1, 31)], ABOUT),
    "one day": lambda: activity_chart([Bar("1 Nov", "4", 4)], ABOUT),
}


@pytest.fixture(params=DRAWINGS)
def draw(request: pytest.FixtureRequest) -> Callable[[], Markup]:
    return DRAWINGS[request.param]


def test_the_same_data_gives_the_same_bytes(draw: Callable[[], Markup]) -> None:
    assert draw() == draw()


def test_a_drawing_has_no_ids_but_its_own(draw: Callable[[], Markup]) -> None:
    # Vega numbers clip paths over the life of the process: two charts of a page, or two renderings, would differ.
    assert Page(draw()).ids() == ["c1-title", "c1-description"]


def test_text_is_the_page_s_own_and_colours_are_its_properties(draw: Callable[[], Markup]) -> None:
    elements = Page(draw()).elements
    assert {each.attributes.get("font-family") for each in elements if each.tag == "text"} == {"inherit"}
    paints = {each.attributes[name] for each in elements for name in ("fill", "stroke") if name in each.attributes}
    assert all(paint == "none" or re.fullmatch(r"var\(--[a-z-]+\)", paint or "") for paint in paints), paints


def test_thai_labels_stay_text() -> None:
    shown = [each.text for each in Page(funnel_chart(THAI, ABOUT)).all("text")]
    assert shown == ["ลงทะเบียน", "เริ่มเรียน", "เรียนจบ", "12 · 100%", "8 · 66.7%", "0 · 0%"]


def test_names_and_labels_are_escaped(draw: Callable[[], Markup]) -> None:
    page = Page(draw())
    assert not page.all("script", "b")
    assert (page.all("title")[0].text, page.all("desc")[0].text) == (ABOUT.title, ABOUT.description)
    hostile = Page(funnel_chart([Bar("</text><script>x</script>", "&lt;", 1)], ABOUT))
    assert [each.text for each in hostile.all("text")] == ["</text><script>x</script>", "&lt;"]


def test_bars_are_as_long_as_their_counts() -> None:
    filled = [e for e in Page(funnel_chart(THAI, ABOUT)).all("path") if e.attributes.get("fill") == "var(--chart-bar)"]
    ends = [max(float(x) for x in re.findall(r"[A-Z](-?[\d.]+),", e.attributes["d"] or "")) for e in filled]
    assert ends == pytest.approx([320, 320 * 8 / 12, 0], abs=1e-6)


def test_every_bin_with_learners_shows_how_many() -> None:
    shown = [each.text for each in Page(DRAWINGS["scores"]()).all("text")]
    counts = [text for text in shown if text.isdigit()]
    assert counts == ["1", "2", "3", "5", "8", "5", "3", "1"] * 2  # a halo and the number itself
    assert shown[-1] == "เกณฑ์ผ่าน 60%"


def test_a_drawing_is_one_image(draw: Callable[[], Markup]) -> None:
    root, *parts = Page(draw()).elements
    assert root.attributes["role"] == "img"
    assert {each.attributes.get("role") for each in parts} <= {None, "graphics-object"}  # no image within the image
