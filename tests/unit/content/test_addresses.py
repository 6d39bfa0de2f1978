"""Files that questions show: addresses take the place of names wherever a question can name a file, nowhere else."""

from decimal import Decimal
from typing import Any

import pytest

from lyceum.content.addresses import finder, with_addresses
from lyceum.content.parts import Blank, Choice, Media, MediaKind, Picture, RichText, TextFormat
from lyceum.content.questions import Question, QuestionKind
from lyceum.kernel.text import LocalizedText

FILES = {"a.png": "assets/t/a", "say it.mp3": "assets/t/say", "x&y.png": "assets/t/xy"}
A = "https://files/assets/t/a?one=1&two=2"


def address(key: str) -> str:
    return f"https://files/{key}?one=1&two=2"


def rich(text: str, format: TextFormat = TextFormat.HTML) -> RichText:
    return RichText(format=format, text=LocalizedText({"en": text, "th": f"ก {text}"}))


def shown(text: str, format: TextFormat = TextFormat.HTML) -> str:
    found = with_addresses(rich(text, format), finder(FILES, address)).text.root
    assert found["th"] == f"ก {found['en']}"
    return found["en"]


def media(name: str, kind: MediaKind = MediaKind.IMAGE) -> Media:
    return Media(kind=kind, source=f"/static/{name}", alternative=LocalizedText.of("/static/a.png"))


def question(**parts: Any) -> Question:
    said: dict[str, Any] = {"id": "q", "kind": QuestionKind.MULTIPLE_CHOICE, "stem": rich("What?"), **parts}
    return Question(**said)


@pytest.mark.parametrize(
    ("format", "text", "expected"),
    [
        ("html", '<img src="/static/a.png">', '<img src="https://files/assets/t/a?one=1&amp;two=2">'),
        ("moodle", '<img src="/static/a.png">', '<img src="https://files/assets/t/a?one=1&amp;two=2">'),
        ("html", '<audio src="/static/say%20it.mp3">', '<audio src="https://files/assets/t/say?one=1&amp;two=2">'),
        ("html", '<img src="/static/none.png">', '<img src="/static/none.png">'),
        ("html", "<p>It lies in /static/a.png.</p>", "<p>It lies in /static/a.png.</p>"),
        ("html", "![A](/static/a.png)", "![A](/static/a.png)"),
        ("markdown", "![A](/static/a.png)", f"![A]({A})"),
        ("markdown", "[A]( </static/say%20it.mp3>)", "[A]( <https://files/assets/t/say?one=1&two=2>)"),
        ("markdown", "[A](/static/none.png)", "[A](/static/none.png)"),
        ("markdown", '<img src="/static/a.png">', '<img src="https://files/assets/t/a?one=1&amp;two=2">'),
        ("plain", 'Write src="/static/a.png".', 'Write src="/static/a.png".'),
    ],
)
def test_texts_name_files_by_their_markup(format: str, text: str, expected: str) -> None:
    assert shown(text, TextFormat(format)) == expected


def test_pictures_sounds_and_films_anywhere_in_a_question_are_found() -> None:
    picture = Picture(
        source="/static/x&y.png", width=Decimal(10), height=Decimal(10), alternative=LocalizedText.of("A map")
    )
    options = (Choice(id="one", text=rich('<img src="/static/a.png">'), media=(media("a.png"),)),)
    found = with_addresses(
        question(
            media=(media("say it.mp3", MediaKind.AUDIO), media("none.mp4", MediaKind.VIDEO)),
            choices=options,
            prompts=options,
            blanks=(Blank(id="gap", form="choice", choices=options),),
            picture=picture,
            hints=(rich('<img src="/static/a.png">'),),
        ),
        finder(FILES, address),
    )
    assert [each.source for each in found.media] == [address("assets/t/say"), "/static/none.mp4"]
    assert found.media[0].alternative == LocalizedText.of("/static/a.png")
    for (choice,) in (found.choices, found.prompts, found.blanks[0].choices):
        assert (choice.media[0].source, "https://files" in choice.text.text.root["en"]) == (A, True)
    assert found.picture is not None
    assert found.picture.source == address("assets/t/xy")
    assert "https://files" in found.hints[0].text.root["th"]
    assert (found.id, found.kind, found.points) == ("q", QuestionKind.MULTIPLE_CHOICE, Decimal(1))
    assert found.model_dump(mode="json")["choices"][0]["media"][0]["source"] == A


def test_what_names_no_file_is_the_same_question() -> None:
    plain = question(choices=(Choice(id="one", text=rich("One")),), media=(media("none.png"),))
    assert with_addresses(plain, finder(FILES, address)) is plain


def test_a_file_has_one_address_however_often_it_is_named() -> None:
    asked: list[str] = []

    def counted(key: str) -> str:
        asked.append(key)
        return address(key)

    with_addresses(question(stem=rich('<img src="/static/a.png">'), media=(media("a.png"),)), finder(FILES, counted))
    assert asked == ["assets/t/a"]


def test_an_address_may_be_longer_than_what_authors_write() -> None:
    """Signatures with a session's token are; and the answer carries it."""
    found = with_addresses(
        question(media=(media("a.png"),)), finder(FILES, lambda key: f"https://x/{key}" + "y" * 3000)
    )
    assert len(found.model_dump(mode="json")["media"][0]["source"]) > 3000
