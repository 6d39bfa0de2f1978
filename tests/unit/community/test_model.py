"""What is true of wordings, and of the notifications made from them."""

import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.community.errors import MalformedTemplate, UnknownVariable
from lyceum.community.model import (
    ADMINISTRATOR,
    CLAIM,
    VARIABLES,
    Kind,
    Notification,
    Occasion,
    Wording,
    chosen_language,
    figure,
    html_part,
    instant,
    one_line,
)

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        (Kind.ENROLLED, "name school course"),
        (Kind.SUBMISSION_RECEIVED, "name school course assessment waiting"),
        (Kind.RESULT_READY, "name school course assessment points maximum percent"),
        (Kind.RESULT_CHANGED, "name school course assessment points maximum percent"),
        (Kind.WORK_RETURNED, "name school course assignment points maximum percent"),
        (Kind.COURSE_COMPLETED, "name school course"),
        (Kind.IMPORT_FINISHED, "name school"),
        (Kind.IMPORT_REFUSED, "name school"),
        (Kind.REPORT_READY, "name school"),
        (Kind.REPORT_FAILED, "name school"),
        (Kind.SCHOOL_READY, "name school"),
        (Kind.ORDER_RECEIPT, "name school course paid returned currency courses"),
        (Kind.COURSE_REFUSED, "name school course amount currency"),
        (Kind.ORDER_REFUNDED, "name school amount currency closed"),
        (Kind.REFUND_FAILED, "name school order amount currency"),
        (Kind.PAYMENT_DISPUTED, "name school order amount currency"),
        (Kind.DISPUTE_WON, "name school order"),
        (Kind.DISPUTE_LOST, "name school order"),
        (Kind.INVITATION, "name school expires link"),
    ],
)
def test_each_kind_knows_its_names(kind: Kind, names: str) -> None:
    assert VARIABLES[kind] == set(names.split())
    everything = Wording("s", "n", " ".join(f"${name}" for name in names.split()))
    assert everything.checked(kind) is everything


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_name_that_the_kind_does_not_know_is_refused_wherever_it_stands(place: int) -> None:
    parts = ["$name", "$school", "$$5"]
    parts[place] += " $points"

    with pytest.raises(UnknownVariable) as refused:
        Wording(*parts).checked(Kind.ENROLLED)
    assert refused.value.facts == {"template": "enrolled", "variable": "points"}


@pytest.mark.parametrize("place", [0, 1])
def test_a_link_stands_in_the_mail_alone(place: int) -> None:
    """Whoever has it may use it, and the subject and the note are kept. A line may be the same as the mail's text."""
    parts = ["until $expires", "$name", "$link"]
    assert Wording(*parts).checked(Kind.INVITATION).text == "$link"
    parts[place] = parts[2]

    with pytest.raises(UnknownVariable) as refused:
        Wording(*parts).checked(Kind.INVITATION)
    assert refused.value.facts == {"template": "invitation", "variable": "link"}


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_dollar_that_stands_for_nothing_is_refused(place: int) -> None:
    parts = ["a", "b", "c"]
    parts[place] = "5 $ each"

    with pytest.raises(MalformedTemplate) as refused:
        Wording(*parts).checked(Kind.ENROLLED)
    assert refused.value.facts == {"template": "enrolled"}


def test_values_take_the_place_of_names() -> None:
    made = Wording("To\n$name", " $school\t! ", "\n$name,\n\n$$1\n").rendered(
        {"name": "Ada\r\nBcc: x", "school": "$name"}
    )

    assert made == Wording("To Ada Bcc: x", "$name !", "Ada\r\nBcc: x,\n\n$1")
    assert made.parts() == (made.subject, made.note, made.text)


@given(st.text())
def test_one_line_has_no_break_and_no_control_character(text: str) -> None:
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    assert not any(ord(each) < 32 or ord(each) == 127 for each in line)
    assert one_line(line) == line
    assert line.split() == [word for word in line.split(" ") if word]


def test_one_line_keeps_words_apart() -> None:
    assert one_line("a\x00b\u2028c\u2029d  e\n") == "a b c d e"


@pytest.mark.parametrize(
    ("value", "shown"), [("90.00", "90"), ("93.75", "93.75"), ("1E+2", "100"), ("0.10", "0.1"), ("0", "0")]
)
def test_a_figure_has_no_needless_zeros(value: str, shown: str) -> None:
    assert figure(Decimal(value)) == shown


def test_a_mail_becomes_paragraphs_and_nothing_of_it_becomes_markup() -> None:
    made = html_part("  One <b>\n& two\n \n\nThree ", 'th"><')

    assert "<p>One &lt;b&gt;<br>&amp; two</p><p>Three</p></body></html>" in made
    assert made.startswith('<!doctype html><html lang="th&quot;&gt;&lt;"><head><meta charset="utf-8">')
    assert made.count("<p>") == 2


@pytest.mark.parametrize(
    ("wanted", "chosen"), [(("th",), "th"), (("en-GB",), "en"), (("de", "th"), "th"), (("de",), "en"), ((), "en")]
)
def test_the_first_wanted_language_is_chosen(wanted: tuple[str, ...], chosen: str) -> None:
    assert chosen_language({"th": object(), "en": object()}, *wanted) == chosen


def test_without_a_wanted_language_the_first_there_is() -> None:
    assert chosen_language({"th": 1, "de": 2}, "fr") == "th"


def test_a_notification_is_unread_and_disappears_after_ninety_days() -> None:
    told = Notification("acme", "ada", "n1", "enrolled", {"en": "s"}, {"en": "n"}, {"course": "c1"}, NOON)

    assert (told.read_at, told.ends_at) == (None, NOON + timedelta(days=90))
    assert (told.invitation, told.event) == ("", "")
    assert Occasion(Kind.ENROLLED, "ada", {}).once == ""
    assert Occasion(Kind.ENROLLED, "ada", {}) == Occasion(Kind.ENROLLED, "ada", {}, figures={}, codes={})


def test_instants_are_those_of_utc_wherever_the_machine_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("TZ", "NPT-5:45")
        time.tzset()
        found = instant(datetime(2026, 12, 1, 17, tzinfo=UTC))
    time.tzset()
    assert found == "2026-12-01 17:00 UTC"


def test_who_administers_a_school_has_a_name_that_nobody_else_can_have() -> None:
    assert ADMINISTRATOR == ""


def test_every_kind_has_its_names() -> None:
    assert VARIABLES.keys() == set(Kind)


def test_a_delivery_that_died_is_taken_over_after_half_a_minute() -> None:
    assert timedelta(seconds=30) == CLAIM


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Asia/Bangkok", "2026-12-02 00:00 (Asia/Bangkok)"),
        ("America/New_York", "2026-12-01 12:00 (America/New_York)"),
        ("Mars/Olympus", "2026-12-01 17:00 UTC"),
        ("Asia", "2026-12-01 17:00 UTC"),
        (None, "2026-12-01 17:00 UTC"),
    ],
)
def test_an_instant_is_told_in_the_zone_that_is_meant(zone: str | None, expected: str) -> None:
    assert instant(datetime(2026, 12, 1, 17, tzinfo=UTC), zone) == expected
