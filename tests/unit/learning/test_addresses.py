"""Addresses of course files."""

import pytest

from lyceum.content.outline import HtmlBlock, LessonDocument, QuestionsBlock, Unit, VideoBlock
from lyceum.kernel.text import LocalizedText
from lyceum.learning.model.addresses import with_addresses
from tests.published_course import title

ASSETS = {"a.png": "k1", "folder/b c.png": "k2", "x&y.png": "k3"}


def shown(html: str) -> str:
    block = HtmlBlock(html=LocalizedText.of(html))
    document = LessonDocument(id="l1", title=title("L"), units=(Unit(id="u", title=title("U"), blocks=(block,)),))
    after = with_addresses(document, ASSETS, lambda key: f"https://files/{key}?a=1&b=2")
    (found,) = after.units[0].blocks
    assert isinstance(found, HtmlBlock)
    return found.html.in_language("en")


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<img src="/static/a.png">', '<img src="https://files/k1?a=1&amp;b=2">'),
        ("<img src = '/static/a.png'>", "<img src = 'https://files/k1?a=1&amp;b=2'>"),
        ('<a href="/static/folder/b%20c.png#top">x</a>', '<a href="https://files/k2?a=1&amp;b=2">x</a>'),
        ('<img src="/static/x&amp;y.png">', '<img src="https://files/k3?a=1&amp;b=2">'),
        ('<img src="/static/none.png">', '<img src="/static/none.png">'),
        ("<p>Files lie in /static/a.png.</p>", "<p>Files lie in /static/a.png.</p>"),
        ('<a href="https://other/static/a.png">x</a>', '<a href="https://other/static/a.png">x</a>'),
    ],
)
def test_only_markup_that_refers_to_a_course_file_changes(html: str, expected: str) -> None:
    assert shown(html) == expected


def test_videos_and_captions_too_and_questions_not() -> None:
    video = VideoBlock(sources=("/static/a.png", "https://x/y.mp4"), captions={"en": "/static/folder/b c.png"})
    questions = QuestionsBlock(questions=("q1",))
    unit = Unit(id="u", title=title("U"), blocks=(video, questions))
    document = LessonDocument(id="l1", title=title("L"), units=(unit,))

    after = with_addresses(document, ASSETS, lambda key: key)

    film, rest = after.units[0].blocks
    assert isinstance(film, VideoBlock)
    assert film.sources == ("k1", "https://x/y.mp4")
    assert film.captions == {"en": "k2"}
    assert rest == questions


def test_an_address_is_made_once_for_each_file() -> None:
    made: list[str] = []

    def address(key: str) -> str:
        made.append(key)
        return key

    block = HtmlBlock(html=LocalizedText({"en": '<img src="/static/a.png">', "th": '<img src="/static/a.png">'}))
    unit = Unit(id="u", title=title("U"), blocks=(block, block))
    with_addresses(LessonDocument(id="l1", title=title("L"), units=(unit,)), ASSETS, address)
    assert made == ["k1"]
