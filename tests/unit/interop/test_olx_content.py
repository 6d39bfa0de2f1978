"""Pages, videos, assets and files of an OLX course."""

import pytest

from lyceum.content.outline import HtmlBlock, VideoBlock
from lyceum.interop.parse import parse_olx
from tests.unit.interop.courses import blocks, course, document, in_unit, line, outcome, problem, why


def html_of(inside: str, files: dict[str, str] | None = None) -> tuple[str, str]:
    """A page's HTML and what is said about it."""
    parsed = parse_olx(in_unit('<html url_name="h" filename="h"/>', {"html/h.html": inside, **(files or {})}))
    (page,) = blocks(parsed)
    assert isinstance(page, HtmlBlock)
    return page.html.in_language(), why(parsed, "course.xml#html")


def test_a_page_is_sanitised_and_that_is_said() -> None:
    text, said = html_of("<!DOCTYPE html><html><body><p onclick='x()'>Hi</p><script>x()</script></body></html>")
    assert text == "<p>Hi</p>"
    assert "<script>" in said
    assert "onclick" in said


def test_html_written_into_the_outline_is_read_as_html() -> None:
    (page,) = blocks(parse_olx(in_unit('<html><p/><a name="x"/>a &lt; b<!-- note --><br/><b>c</b></html>')))
    assert isinstance(page, HtmlBlock)
    assert page.html.in_language() == '<p></p><a name="x" rel="noopener noreferrer"></a>a &lt; b<br><b>c</b>'


@pytest.mark.parametrize(
    "written",
    [
        "/static/my pic.png",
        "/static/my_pic.png",
        "/static/my%20pic.png",
        "/c4x/Org/C1/asset/my_pic.png",
        "/asset-v1:Org+C1+run+type@asset+block@my_pic.png",
    ],
)
def test_addresses_of_assets_lead_to_the_asset(written: str) -> None:
    text, said = html_of(f'<img src="{written}">', {"static/my pic.png": "png"})
    assert text == '<img src="/static/my pic.png">'
    assert said == ""


def test_an_address_of_a_missing_asset_is_said() -> None:
    _, said = html_of('<img src="/static/gone.png"><a href="/jump_to_id/abc">x</a>')
    assert "/static/gone.png, which is not in the archive" in said
    assert "/jump_to_id/abc" in said


def test_every_file_of_static_becomes_an_asset() -> None:
    parsed = parse_olx(course("", **{"static/a.png": "same", "static/sub/b.png": "same", "static/c.html": "<script/>"}))
    assets = {asset.path: asset for asset in document(parsed).assets}
    assert set(assets) == {"a.png", "sub/b.png", "c.html"}
    assert assets["a.png"].key == assets["sub/b.png"].key
    assert parsed.assets[assets["a.png"].key] == b"same"
    assert (assets["a.png"].media_type, assets["a.png"].size) == ("image/png", 4)
    assert assets["c.html"].media_type == "application/octet-stream"
    assert outcome(parsed, "static/c.html") == "changed"


def test_the_key_of_an_asset_begins_as_asked() -> None:
    parsed = parse_olx(course("", **{"static/a.png": "x"}), asset_prefix="assets/demo/")
    assert list(parsed.assets) == [document(parsed).assets[0].key]
    assert document(parsed).assets[0].key.startswith("assets/demo/")


def test_about_pages_are_summary_and_description() -> None:
    parsed = parse_olx(
        course(
            "",
            **{
                "about/short_description.html": "<p>Short &amp; sweet</p>",
                "about/overview.html": "<h2>Long</h2>",
                "about/effort.html": "2h",
            },
        )
    )
    made = document(parsed)
    assert made.summary is not None
    assert made.summary.root == {"en": "Short & sweet"}
    assert made.description_html is not None
    assert made.description_html.root == {"en": "<h2>Long</h2>"}
    assert outcome(parsed, "about/effort.html") == "refused"


@pytest.mark.parametrize(
    "path",
    [
        "README.md",
        "info/updates.html",
        "tabs/syllabus.html",
        "policies/old/policy.json",
        "assets/assets.xml",
        ".DS_Store",
        "html/unused.html",
    ],
)
def test_files_without_a_place_are_refused(path: str) -> None:
    parsed = parse_olx(course("", **{path: "x"}))
    assert outcome(parsed, path) == "refused"
    assert why(parsed, path)


def video_of(attributes: str, inside: str = "", files: dict[str, str] | None = None) -> tuple[VideoBlock, str]:
    """A video block and what is said about it."""
    parsed = parse_olx(in_unit(f"<video {attributes}>{inside}</video>", files))
    (video,) = blocks(parsed)
    assert isinstance(video, VideoBlock)
    return video, why(parsed, "course.xml#video")


@pytest.mark.parametrize(
    ("attributes", "inside", "sources"),
    [
        ('youtube="0.75:aaaaaaaaaaa,1.00:bbbbbbbbbbb"', "", ("youtube:bbbbbbbbbbb",)),
        ('youtube_id_1_0="bbbbbbbbbbb" youtube="1.00:bbbbbbbbbbb"', "", ("youtube:bbbbbbbbbbb",)),
        (
            "",
            '<source src="https://e.example/a.mp4"/><source src="//e.example/b.mp4"/>',
            ("https://e.example/a.mp4", "https://e.example/b.mp4"),
        ),
        ('html5_sources="[&quot;/static/a.mp4&quot;]"', "", ("/static/a.mp4",)),
        ('source="http://e.example/a.mp4"', "", ("http://e.example/a.mp4",)),
        (
            'edx_video_id="x"',
            '<video_asset duration="61.5"><encoded_video profile="p" url="https://e.example/c.mp4"/></video_asset>',
            ("https://e.example/c.mp4",),
        ),
    ],
)
def test_sources_of_a_video(attributes: str, inside: str, sources: tuple[str, ...]) -> None:
    video, said = video_of(attributes, inside, {"static/a.mp4": "x"})
    assert video.sources == sources
    assert said == ""


def test_captions_by_language() -> None:
    video, said = video_of(
        'youtube="abcdefghijk" transcripts="{&quot;th&quot;: &quot;t.srt&quot;}" sub="SUB"',
        '<transcript language="en" src="e n.vtt"/><transcript language="de" src="gone.srt"/>',
        {"static/e_n.vtt": "WEBVTT", "static/t.srt": "1"},
    )
    assert video.captions == {"en": "/static/e_n.vtt", "th": "/static/t.srt"}
    assert "de captions gone.srt" in said


def test_a_video_without_a_source_is_said() -> None:
    video, said = video_of('edx_video_id="abc-123"')
    assert (video.sources, video.source_id) == ((), "abc-123")
    assert "no source" in said


@pytest.mark.parametrize("source", ["javascript:x()", "file:///etc/passwd", "youtube:no id!"])
def test_a_source_that_is_no_address_is_left_out(source: str) -> None:
    video, said = video_of("", f'<source src="{source}"/>')
    assert video.sources == ()
    assert said


def test_a_problem_that_asks_nothing_is_shown_as_text() -> None:
    parsed = problem("<p>Read this.</p>")
    (page,) = blocks(parsed)
    assert isinstance(page, HtmlBlock)
    assert page.html.in_language() == "<p>Read this.</p>"
    assert line(parsed, "course.xml#problem").outcome == "changed"
