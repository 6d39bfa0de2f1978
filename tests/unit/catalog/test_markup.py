"""What authors write is made safe."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.catalog.markup import safe, safe_block
from lyceum.content.outline import HtmlBlock, UnknownBlock, VideoBlock
from lyceum.kernel.text import LocalizedText


def cleaned(html: str) -> str:
    return safe(LocalizedText.of(html)).root["en"]


@pytest.mark.parametrize(
    "html",
    [
        "<script>x()</script>",
        "<img src=x onerror=x()>",
        "<a href='javascript:x()'>x</a>",
        "<a href='data:text/html,x'>x</a>",
        "<iframe src='https://x'></iframe>",
        "<form action='/x'><input name=y></form>",
        "<style>body{display:none}</style>",
        "<p style='position:fixed'>x</p>",
        "<svg onload=x()><script>x()</script></svg>",
        "<object data=x></object><embed src=x>",
        "<math><mtext><table><mglyph><style><img src onerror=x()>",
    ],
)
def test_nothing_that_runs_or_takes_over_the_page_stays(html: str) -> None:
    left = cleaned(html).lower()

    for forbidden in ("script", "onerror", "onload", "javascript:", "data:text", "<iframe", "<form", "<input", "style"):
        assert forbidden not in left


def test_what_teaches_stays() -> None:
    html = '<h2 id="a">T</h2><p lang="th">ก</p><img src="/static/a.png" alt="A"><pre><code>x &lt; y</code></pre>'

    assert cleaned(html) == html


@given(st.text(alphabet="<>/ab=\"' script&;onload", max_size=60))
def test_cleaning_twice_is_the_same_as_once(html: str) -> None:
    assert cleaned(cleaned(html)) == cleaned(html)


def test_each_kind_of_block_is_made_safe_in_its_way() -> None:
    html = safe_block(HtmlBlock(html=LocalizedText.of("<b>x</b><script>1</script>")))
    sources = ("https://x/v.mp4", "/static/v.mp4", "youtube:abc-1_D", "javascript:x()", "youtube:a b", "//x")
    video = safe_block(VideoBlock(sources=sources, captions={"en": "/static/c.vtt", "th": "data:x"}))
    unknown = UnknownBlock(tag="lti", verbatim="<script>1</script>")

    assert html == HtmlBlock(html=LocalizedText.of("<b>x</b>"))
    assert video == VideoBlock(sources=sources[:3], captions={"en": "/static/c.vtt"})
    assert safe_block(unknown) == unknown
