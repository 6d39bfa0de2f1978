"""Ids, localised text and instants."""

import unicodedata
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from lyceum.kernel.clock import Day, Instant, iso, now, parse
from lyceum.kernel.ids import Id, compound_id, derived_id, new_id, parts_of, shard_of
from lyceum.kernel.text import FilledText, LocalizedText, PlainText, accepted_languages, controls_replaced

PART = st.text(st.characters(exclude_characters="\x1f", codec="utf-8"), min_size=1, max_size=20)


def test_ids_are_ulids() -> None:
    adapter = TypeAdapter(Id)
    assert adapter.validate_python(new_id()) != adapter.validate_python(new_id())
    assert adapter.validate_python(derived_id("a", "b")) == derived_id("a", "b") != derived_id("ab")


@given(st.lists(PART, min_size=1, max_size=4))
def test_a_compound_id_gives_its_parts_back(parts: list[str]) -> None:
    assert parts_of(compound_id(*parts), len(parts)) == parts
    assert parts_of(compound_id(*parts), len(parts) + 1) is None


@given(st.text(max_size=60))
def test_a_made_up_compound_id_is_none_or_canonical(text: str) -> None:
    parts = parts_of(text, 3)
    assert parts is None or compound_id(*parts) == text


def test_shards_are_even() -> None:
    counts = [0] * 8
    for n in range(8000):
        counts[shard_of(f"learner-{n}", 8)] += 1
    assert min(counts) > 850


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, ()),
        ("th", ("th",)),
        ("en;q=0.5, th", ("th", "en")),
        ("th-TH,th;q=0.9,*;q=0.1", ("th-TH", "th")),
        ("en;q=nonsense, th;q=0", ()),
    ],
)
def test_languages_are_taken_in_order_of_weight(header: str | None, expected: tuple[str, ...]) -> None:
    assert accepted_languages(header) == expected


def test_text_is_chosen_by_language_with_fallbacks() -> None:
    text = LocalizedText({"en": "Course", "th": "วิชา"})
    assert text.in_language("th-TH") == "วิชา"
    assert text.in_language("de") == "Course"
    assert LocalizedText({"th": "วิชา"}).best(("de",)) == ("th", "วิชา")


@pytest.mark.parametrize("bad", [{}, {"EN": "x"}, {"not a tag": "x"}, {"en": 1}, "text"])
def test_what_is_no_localised_text_is_refused(bad: object) -> None:
    with pytest.raises(ValidationError):
        LocalizedText.model_validate(bad)


def test_instants_are_utc_text_of_fixed_width() -> None:
    at = datetime(2026, 11, 22, 16, 30, tzinfo=timezone(timedelta(hours=7)))
    assert iso(at) == "2026-11-22T09:30:00.000Z"
    assert parse(iso(at)) == at
    assert TypeAdapter(Instant).dump_json(at) == b'"2026-11-22T09:30:00.000Z"'
    assert now().tzinfo is UTC
    with pytest.raises(ValueError, match="zone"):
        parse("2026-11-22T09:30:00")


@given(st.datetimes(timezones=st.just(UTC)), st.datetimes(timezones=st.just(UTC)))
def test_order_of_text_is_order_of_time(one: datetime, other: datetime) -> None:
    one, other = (x.replace(microsecond=x.microsecond // 1000 * 1000) for x in (one, other))
    assert (iso(one) < iso(other)) == (one < other)


@given(st.text())
def test_a_text_is_taken_unless_it_has_control_characters(text: str) -> None:
    check = TypeAdapter(PlainText)
    has_controls = any(unicodedata.category(each) == "Cc" and each not in "\t\n\r" and each < "\x80" for each in text)
    if has_controls:
        with pytest.raises(ValidationError):
            check.validate_python(text)
        with pytest.raises(ValidationError):
            LocalizedText({"en": text})
    else:
        assert check.validate_python(text) == controls_replaced(text) == text
    assert check.validate_python(controls_replaced(text)) == controls_replaced(text)


@pytest.mark.parametrize("control", ["\x00", "\x08", "\x0b", "\x1f", "\x7f"])
def test_a_control_character_anywhere_is_refused(control: str) -> None:
    for text in (control, f"a{control}", f"{control}b", f"a\n{control}\nb", f"{control}\n"):
        with pytest.raises(ValidationError):
            LocalizedText({"th": text})
    assert controls_replaced(f"a{control}b") == "a\N{REPLACEMENT CHARACTER}b"


@pytest.mark.parametrize("day", ["2026-11-26", "0001-01-01", "2024-02-29"])
def test_a_day_is_a_date(day: str) -> None:
    assert TypeAdapter(Day).validate_python(day) == day


@pytest.mark.parametrize(
    "day", ["0000-00-00", "2026-02-29", "2026-W48-4", "20261126", "2026-11-26T00:00:00Z", " 2026-11-26", "٢٠٢٦-11-26"]
)
def test_a_day_that_no_calendar_has_is_refused(day: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Day).validate_python(day)


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u3000", "\x85", "a\x00", "\x1f"])
def test_a_filled_text_has_something_to_see(text: str) -> None:
    adapter = TypeAdapter(FilledText)
    assert adapter.validate_python(f" {text.strip(chr(0) + chr(31))}a") is not None
    with pytest.raises(ValidationError):
        adapter.validate_python(text)
