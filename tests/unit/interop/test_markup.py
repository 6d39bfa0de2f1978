"""Markup of others: harmless afterwards, in the languages that it marks, and nothing taken out without a note."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.interop import errors
from lyceum.interop.markup import sanitise, split_languages, without_tags

TRICKS = [
    "<script>x()</script>", "<img src=x onerror=x()>", "<a href='javascript:x()'>a</a>",
    "<svg><script>x()</script></svg>",
    "<iframe src='https://e.example'></iframe>", "<form><input></form>",
    "<style>*{}</style>", "<p style='position:fixed'>p</p>", "<object data='x'></object>",
    "<math><mi//xlink:href='data:x,<script>x()</script>'>", "<base href='//e.example'>",
    "<a href=' java\tscript:x()'>a</a>", "<p onmouseover=x()>p</p>",
    "<noscript><p title='</noscript><img src=x onerror=x()>'>",
]  # fmt: skip


@pytest.mark.parametrize("trick", TRICKS)
def test_what_could_act_is_taken_out_with_a_note(trick: str) -> None:
    clean = sanitise(f"<p>before</p>{trick}<p>after</p>")
    lowered = clean.text.lower()
    assert "<p>before</p>" in clean.text
    assert clean.notes
    assert not any(
        part in lowered
        for part in ("<script", "onerror=", "javascript:", "<iframe", "<form", "fixed", "onmouse", "<base")
    )


@pytest.mark.parametrize(
    "markup",
    [
        "<p>One <b>two</b> &amp; <code>x &lt; y</code></p>",
        '<img src="/static/a.png" alt="A" width="20">',
        '<table><tbody><tr><td colspan="2">x</td></tr></tbody></table>',
        '<p style="text-align:center">x</p>',
        '<video src="/static/a.mp4" controls=""></video>',
        "Plain words, \\(x^2\\)",
    ],
)
def test_what_is_harmless_stays_without_a_note(markup: str) -> None:
    assert sanitise(markup) == (markup, ())


def test_siblings_in_two_languages_are_split_and_the_rest_is_for_both() -> None:
    markup = '<h1>1</h1><p lang="en">one</p><p lang="th">หนึ่ง</p> end'
    assert split_languages(markup, "en") == {
        "en": '<h1>1</h1><p lang="en">one</p> end',
        "th": '<h1>1</h1><p lang="th">หนึ่ง</p> end',
    }


def test_languages_deep_inside_are_split_too() -> None:
    markup = '<ul><li><span lang="th">ก</span><span lang="en">a</span></li><li>1</li></ul>'
    assert "ก" not in split_languages(markup, "en")["en"]
    assert "a</span>" not in split_languages(markup, "en")["th"]


@pytest.mark.parametrize(
    "markup", ['<p>He said <i lang="fr">oui</i>.</p>', '<p lang="fr">oui</p><p>yes</p>', '<p lang="en">x</p>']
)
def test_a_quotation_in_another_language_stays(markup: str) -> None:
    assert split_languages(markup, "en") == {"en": markup}


def test_text_too_deep_for_the_parser_is_kept_whole() -> None:
    markup = '<p lang="en">x</p><p lang="th">y</p>' + "<div>" * 300 + "deep" + "</div>" * 300
    assert split_languages(markup, "en") == {"en": markup}


def test_text_that_only_opens_elements_is_refused() -> None:
    with pytest.raises(errors.SourceNestedTooDeep):
        sanitise("<div>" * 10_000)


def test_words_without_tags() -> None:
    assert without_tags("<p>A &amp;\n <b>B</b><script>x</script></p>") == "A & B"


@given(
    st.lists(
        st.sampled_from(["<p>", "</p>", "<b", ">", "'", '"', " lang=", "en", "th", "<!--", "-->", "x", "<script>"])
    ).map("".join)
)
def test_no_markup_makes_a_fault(markup: str) -> None:
    for text in split_languages(markup, "en").values():
        assert "<script" not in sanitise(text).text
