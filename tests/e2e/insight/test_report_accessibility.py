"""The report in a real browser: no finding of axe-core, nothing wider than a phone, no request, in every scheme.

Needs an installed Chromium or Chrome (on the PATH, or named by CHROMIUM) and the Python package axe-playwright-python,
which carries axe-core. Without them the tests are skipped and say so.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest

from lyceum.insight.rendering import AnyReport, ReportFormat, render
from tests.unit.insight.sample_reports import class_report, empty_report, hostile_report
from tests.unit.insight.test_revenue import SALES
from tests.unit.insight.test_revenue import report as revenue_report

playwright = pytest.importorskip("playwright.sync_api", reason="needs axe-playwright-python")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe-playwright-python")

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
REPORTS: dict[str, AnyReport] = {
    "class": class_report(),
    "empty": empty_report(),
    "hostile": hostile_report(),
    "nothing sold": revenue_report(),
    "revenue": revenue_report(*SALES),
}
Scheme = Literal["light", "dark"]


def _installed() -> str | None:
    named = os.environ.get("CHROMIUM")
    found = named or next(filter(None, map(shutil.which, NAMES)), None)
    return found or (str(MAC) if MAC.exists() else None)


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    executable = _installed()
    if executable is None:
        pytest.skip(f"no Chromium installed: none of {', '.join(NAMES)} is on the PATH, and CHROMIUM is not set")
    root = hasattr(os, "geteuid") and os.geteuid() == 0  # Chromium has no sandbox for root
    with playwright.sync_playwright() as driver:
        launched = driver.chromium.launch(
            executable_path=executable, args=[*QUIET, *(["--no-sandbox"] if root else [])], timeout=60_000
        )
        yield launched
        launched.close()


def _opened(browser: "Browser", page_file: Path, *, width: int, scheme: Scheme, asked: list[str]) -> "Page":
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page.on("request", lambda request: asked.append(request.url))
    page.goto(page_file.as_uri())
    return page


def _written(folder: Path, report: AnyReport, language: str) -> Path:
    page_file = folder / "report.html"
    page_file.write_bytes(render(report, ReportFormat.HTML, language).body)
    return page_file


def _findings(page: "Page") -> dict[str, list[str]]:
    """axe-core's violations, and what it could not decide, by rule and element.

    It decides no contrast in a drawing or of a single digit: `test_colours_are_told_apart_from_what_is_behind_them`.
    """
    kinds = ["violations", "incomplete"]
    response: dict[str, Any] = axe.Axe().run(page, options={"resultTypes": kinds}).response
    undecided = [rule for rule in response["incomplete"] if rule["id"] != "color-contrast"]
    assert response["passes"], "axe-core checked nothing"
    return {rule["id"]: [node["html"][:200] for node in rule["nodes"]] for rule in response["violations"] + undecided}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("language", ["en", "th"])
@pytest.mark.parametrize("name", REPORTS)
def test_a_report_has_no_accessibility_finding(
    browser: "Browser", tmp_path: Path, name: str, language: str, width: int, scheme: Scheme
) -> None:
    asked: list[str] = []
    page_file = _written(tmp_path, REPORTS[name], language)
    page = _opened(browser, page_file, width=width, scheme=scheme, asked=asked)
    assert _findings(page) == {}
    assert page.evaluate("document.documentElement.scrollWidth") <= width, "the page itself scrolls sideways"
    assert asked == [page_file.as_uri()], "the page asked for something"
    page.close()


def test_axe_would_have_told(browser: "Browser") -> None:
    page = browser.new_page()
    page.set_content("<html><body><h3>Deep</h3><p style='color:#ccc;background:#fff'>Pale</p></body></html>")
    assert {"html-has-lang", "color-contrast"} <= _findings(page).keys()
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_are_told_apart_from_what_is_behind_them(browser: "Browser", tmp_path: Path, scheme: Scheme) -> None:
    asked: list[str] = []
    page = _opened(browser, _written(tmp_path, empty_report(), "en"), width=360, scheme=scheme, asked=asked)

    def contrast(front: str, back: str) -> float:
        colours = [
            page.evaluate("name => getComputedStyle(document.documentElement).getPropertyValue(name)", f"--{name}")
            for name in (front, back)
        ]
        lighter, darker = sorted((_luminance(colour) for colour in colours), reverse=True)
        return (lighter + 0.05) / (darker + 0.05)

    for text in ("ink", "quiet"):
        assert contrast(text, "surface") >= 4.5  # WCAG 2.2, 1.4.3
        assert contrast(text, "page") >= 4.5
    for status in ("good", "busy", "bad"):
        assert contrast(f"{status}-ink", status) >= 4.5
    for back in ("surface", "chart-track"):
        assert contrast("chart-bar", back) >= 3  # WCAG 2.2, 1.4.11
    page.close()


def _luminance(colour: str) -> float:
    """Relative luminance of `#rgb` or `#rrggbb` as WCAG 2.2 defines it."""
    digits = colour.strip().lstrip("#")
    pairs = [digit * 2 for digit in digits] if len(digits) == 3 else [digits[n : n + 2] for n in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (int(pair, 16) / 255 for pair in pairs)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_hostile_names_run_nothing_in_a_browser(browser: "Browser", tmp_path: Path) -> None:
    page = browser.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(error.message))
    page.on("console", lambda message: errors.append(message.text))
    page.goto(_written(tmp_path, hostile_report(), "en").as_uri())
    assert page.locator("script, img").count() == 0
    assert errors == []  # nothing was even refused by the page's content security policy
    page.close()


def test_thai_labels_of_charts_use_the_fonts_of_the_page(browser: "Browser", tmp_path: Path) -> None:
    asked: list[str] = []
    page = _opened(browser, _written(tmp_path, class_report(), "th"), width=360, scheme="light", asked=asked)
    label = page.locator("svg text", has_text="ลงทะเบียน").first
    font = "element => getComputedStyle(element).fontFamily"
    assert label.evaluate(font) == page.locator("body").evaluate(font)
    assert label.evaluate("element => element.getBBox().width") > 0
    page.close()


@pytest.mark.parametrize("language", ["en", "th"])
def test_tables_of_a_small_course_fit_a_desk_screen(browser: "Browser", tmp_path: Path, language: str) -> None:
    asked: list[str] = []
    page = _opened(browser, _written(tmp_path, class_report(), language), width=1280, scheme="light", asked=asked)
    for region in page.locator(".scroll").all():
        assert region.evaluate("element => element.scrollWidth - element.clientWidth") == 0
    page.close()


@pytest.mark.parametrize("language", ["en", "th"])
def test_the_labels_of_a_funnel_do_not_overlap(browser: "Browser", tmp_path: Path, language: str) -> None:
    asked: list[str] = []
    page = _opened(browser, _written(tmp_path, class_report(), language), width=360, scheme="light", asked=asked)
    boxes = page.locator("section[aria-labelledby=funnel] svg text").all()
    rows = list(zip(boxes[: len(boxes) // 2], boxes[len(boxes) // 2 :], strict=True))
    assert len(rows) == 5
    for label, value in rows:
        left, right = label.bounding_box(), value.bounding_box()
        assert left is not None
        assert right is not None
        assert left["x"] + left["width"] < right["x"]
    page.close()


def test_print_is_on_white_paper_with_whole_tables(browser: "Browser", tmp_path: Path) -> None:
    asked: list[str] = []
    page = _opened(browser, _written(tmp_path, class_report(), "en"), width=720, scheme="dark", asked=asked)
    page.emulate_media(media="print", color_scheme="dark")
    assert page.locator("body").evaluate("element => getComputedStyle(element).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator(".scroll").first.evaluate("element => getComputedStyle(element).overflow") == "visible"
    page.close()
