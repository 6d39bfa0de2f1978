"""The page: one file, structured, escaped, worded and dated in the reader's language, and always the same."""

import itertools
import os
import re
import subprocess
import sys

import pytest

from lyceum.insight.html_report import render_html
from tests.unit.insight.pages import Page
from tests.unit.insight.sample_reports import HOSTILE, class_report, empty_report, hostile_report


@pytest.fixture(scope="module", params=["en", "th"])
def page(request: pytest.FixtureRequest) -> Page:
    return Page(render_html(class_report(), request.param))


def test_the_page_is_in_the_language_that_was_asked_for() -> None:
    for asked, tag, words in (
        ("en", "en", "Course progress report"),
        ("th-TH", "th", "รายงานความก้าวหน้าของรายวิชา"),
        ("fr", "en", "Course progress report"),
    ):
        page = Page(render_html(class_report(), asked))
        assert page.all("html")[0].attributes["lang"] == tag
        assert words in page.all("title")[0].text


def test_the_report_s_own_language_is_the_default() -> None:
    assert Page(render_html(class_report(language="th"))).all("html")[0].attributes["lang"] == "th"


def test_a_title_in_another_language_than_the_page_says_so() -> None:
    (heading,) = Page(render_html(empty_report(), "th")).all("h1")
    assert (heading.attributes.get("lang"), heading.text) == ("en", "Empty")


def test_dates_are_in_the_reader_s_era_and_the_report_s_zone() -> None:
    english, thai = (Page(render_html(class_report(), language)) for language in ("en", "th"))
    assert "As of 23 Nov 2026, 01:30 (UTC+7)" in english.all("header")[0].text
    assert "ข้อมูล ณ 23 พ.ย. 2569 เวลา 01:30 น. (UTC+7)" in thai.all("header")[0].text
    moments = [each.attributes["datetime"] for each in thai.all("time")]
    assert moments == [each.attributes["datetime"] for each in english.all("time")]  # machines read the common era
    assert "2569" not in "".join(str(moment) for moment in moments)


def test_nothing_is_fetched_and_nothing_runs(page: Page) -> None:
    assert not page.all("script", "link", "img", "iframe", "object", "embed", "image", "use", "form", "base")
    for element in page.elements:
        assert not {"href", "src", "srcset", "xlink:href", "action", "data"} & element.attributes.keys(), element
        assert not [name for name in element.attributes if name.startswith("on")], element
    style = page.all("style")[0].text
    assert "url(" not in style
    assert "@import" not in style
    policies = [e.attributes["content"] for e in page.all("meta") if "http-equiv" in e.attributes]
    assert policies == ["default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"]


def test_headings_go_down_one_level_at_a_time(page: Page) -> None:
    levels = [int(each.tag[1]) for each in page.all("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_ids_are_unique_and_references_lead_somewhere(page: Page) -> None:
    ids = page.ids()
    assert len(ids) == len(set(ids))
    for element in page.elements:
        for name in ("aria-labelledby", "aria-describedby"):
            assert set((element.attributes.get(name) or "").split()) <= set(ids)


def test_every_chart_is_named_described_and_has_a_table_beside_it(page: Page) -> None:
    charts = page.all("svg")
    assert len(charts) == 4  # funnel, two scored assessments, activity
    for chart in charts:
        assert chart.attributes["role"] == "img"
        assert chart.attributes["aria-labelledby"]
        assert chart.attributes["aria-describedby"]
        assert chart.path[-1] == "figure"
    pairs = [each for each in page.all("div") if each.attributes.get("class") == "pair"]
    assert len(pairs) == len(charts)
    assert all(pair.text.strip() for pair in pairs)
    assert len(page.all("table")) == len(charts) + 2  # the summary of all assessments and the class list


def test_every_table_has_a_caption_and_scopes(page: Page) -> None:
    assert len(page.all("caption")) == len(page.all("table"))
    assert all(each.text for each in page.all("caption"))
    assert {each.attributes.get("scope") for each in page.all("th")} == {"row", "col"}


def test_what_scrolls_can_be_reached_by_keyboard_and_has_a_name(page: Page) -> None:
    scrolling = [each for each in page.elements if each.attributes.get("class") == "scroll"]
    assert len(scrolling) == 3
    for each in scrolling:
        assert (each.attributes["tabindex"], each.attributes["role"]) == ("0", "region")
        assert each.attributes["aria-labelledby"] in page.ids()


def test_hostile_texts_stay_texts() -> None:
    html = render_html(hostile_report())
    page = Page(html)
    assert not page.all("script", "img")
    assert page.all("h1")[0].text == HOSTILE
    assert "49" not in page.all("h1")[0].text  # template syntax in a name is not run
    assert any(each.text == HOSTILE for each in page.all("bdi"))


def test_an_empty_course_has_a_page_without_charts() -> None:
    page = Page(render_html(empty_report()))
    assert not page.all("svg", "table")
    assert "Nobody has enrolled" in page.all("main")[0].text


def test_the_same_report_gives_the_same_page_in_this_process_and_in_another() -> None:
    here = render_html(class_report(), "th")
    assert render_html(class_report(), "th") == here
    program = (
        "import sys; from lyceum.insight.html_report import render_html;"
        "from tests.unit.insight.sample_reports import class_report;"
        "sys.stdout.buffer.write(render_html(class_report(), 'th').encode())"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": os.pathsep.join(sys.path)}
    there = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, check=True).stdout
    assert there.decode() == here


def test_numbers_in_the_page_are_those_of_the_figures() -> None:
    page = Page(render_html(class_report(), "en"))
    shown = " ".join(each.text for each in page.all("dd"))
    assert re.sub(r"\s+", " ", shown).startswith("12 16.7% 2 of 12 learners 55.2% of the required lessons 7")
