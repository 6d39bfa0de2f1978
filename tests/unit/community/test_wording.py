"""What is said, in every language: complete, checked, and harmless whatever a school or a name brings in."""

from importlib import resources

import pytest

from lyceum.community.errors import MalformedTemplate, UnknownVariable
from lyceum.community.model import VARIABLES, Kind, Wording, chosen_language, html_part
from lyceum.community.system_templates import LANGUAGES, SYSTEM, read


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_renders_in_every_language(kind: Kind, language: str) -> None:
    values = {name: f"<{name}>" for name in VARIABLES[kind]}
    rendered = SYSTEM[language].templates[kind].rendered(values)
    assert all(rendered.parts())
    assert not any("$" in part for part in rendered.parts())
    assert "\n" not in rendered.subject + rendered.note
    assert "<name>" in rendered.text


@pytest.mark.parametrize("kind", list(Kind))
def test_the_mail_says_as_much_in_every_language(kind: Kind) -> None:
    from string import Template

    used = {frozenset(Template(SYSTEM[language].templates[kind].text).get_identifiers()) for language in LANGUAGES}
    assert len(used) == 1


def shipped(language: str) -> str:
    return resources.files("lyceum.community").joinpath(f"wording/{language}.toml").read_text("utf-8")


def test_a_shipped_file_with_an_unknown_variable_is_not_read() -> None:
    with pytest.raises(UnknownVariable):
        read(shipped("en").replace("Welcome to $course", "Welcome to $corse"))


def test_a_shipped_file_without_a_kind_is_not_read() -> None:
    with pytest.raises(KeyError):
        read(shipped("en").replace("[enrolled]", "[enroled]"))


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("$course", UnknownVariable),  # a report knows no course
        ("${school.__class__}", MalformedTemplate),
        ("$school.__class__", None),
        ("{name.__init__.__globals__}", None),
        ("It costs $5", MalformedTemplate),
        ("It costs $$5, ${name}", None),
    ],
)
def test_a_wording_reaches_nothing_but_its_variables(text: str, refusal: type[Exception] | None) -> None:
    wording = Wording("subject", "note", text)
    if refusal is not None:
        with pytest.raises(refusal):
            wording.checked(Kind.REPORT_READY)
        return
    rendered = wording.checked(Kind.REPORT_READY).rendered({"name": "Ada", "school": "Nook"})
    assert "module" not in rendered.text
    assert rendered.text in {"Nook.__class__", "{name.__init__.__globals__}", "It costs $5, Ada"}


def test_a_value_that_looks_like_a_variable_stays_as_it_is() -> None:
    assert Wording("$name", "n", "t").rendered({"name": "$school", "school": "Nook"}).subject == "$school"


def test_a_name_cannot_add_headers_to_a_mail() -> None:
    rendered = Wording("Hello $name", "n", "t").rendered({"name": "Ada\r\nBcc: all@example.com\u2028x"})
    assert rendered.subject == "Hello Ada Bcc: all@example.com x"


def test_the_html_part_escapes_everything() -> None:
    page = html_part('Hello <script>alert("x")</script> & all\nsecond line\n\nnext', 'th"><img>')
    assert "<script>" not in page
    assert "<p>Hello &lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; all<br>second line</p><p>next</p>" in page
    assert '<html lang="th&quot;&gt;&lt;img&gt;">' in page


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [(("th", "en"), "th"), (("th-TH", "en"), "th"), (("de", "th"), "th"), (("de", "fr"), "en")],
)
def test_the_readers_language_comes_first_then_the_schools(wanted: tuple[str, ...], expected: str) -> None:
    assert chosen_language(SYSTEM, *wanted) == expected
