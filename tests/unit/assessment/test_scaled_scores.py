"""Tables from raw to scaled points, of sections and of the whole: hand-worked cases, and what always holds."""

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.assessment.errors import InvalidScoring
from lyceum.assessment.gradebooks.errors import InvalidConversion
from lyceum.assessment.model.conversion import Conversion
from lyceum.assessment.model.corrections import Correction, CorrectionKind
from lyceum.assessment.model.points import quantised
from lyceum.assessment.model.question_set import split
from lyceum.assessment.model.scoring import Scale, ScaledSection
from lyceum.assessment.model.sections import Draw, Pinned, ScaledScore, Scoring, Section, Structure
from lyceum.assessment.model.structuring import check_structure
from lyceum.kernel.errors import DomainError
from tests.unit.assessment.samples import choice_question, section, true_false_question
from tests.unit.assessment.test_scoring_cases import rows

CASES = rows("scaled")
QUESTIONS = (choice_question(), true_false_question())
TABLE = [(0, 10), (1, 20)]


def table(rows: list[Any]) -> Conversion | None:
    return Conversion.of([(Decimal(raw), Decimal(scaled)) for raw, scaled in rows], item="") if rows else None


def scores(*rows: tuple[int | str, int]) -> tuple[ScaledScore, ...]:
    return tuple(ScaledScore(raw=Decimal(raw), scaled=Decimal(scaled)) for raw, scaled in rows)


@pytest.mark.parametrize("row", CASES, ids=lambda row: row["case"])
def test_scaled_scores_are_those_worked_by_hand(row: dict[str, str]) -> None:
    sections = tuple(
        ScaledSection(id, tuple(places), conversion=table(own)) for id, places, own in json.loads(row["sections"])
    )
    fixed = Decimal(row["fixed"]) if row["fixed"] else None
    worth = [Decimal(each) for each in json.loads(row["worth"])]
    scale = Scale(worth, Scoring(row["scoring"]), fixed, sections, table(json.loads(row["table"])))
    points = {place: Decimal(each) for place, each in enumerate(json.loads(row["points"]))}
    parts = [(quantised(part.points), quantised(part.maximum)) for part in scale.of_sections(points)]
    assert parts == [(Decimal(earned), Decimal(most)) for earned, most in json.loads(row["expected"])]
    whole = scale.of_whole(points)
    assert quantised(whole.maximum) == quantised(scale.maximum) == Decimal(row["maximum"])
    assert whole.percent == Decimal(row["percent"])


def test_every_case_says_where_it_comes_from_and_no_two_have_one_name() -> None:
    assert all(row["source"] and row["steps"] for row in CASES)
    assert len({row["case"] for row in CASES}) == len(CASES)


@st.composite
def tables(draw: st.DrawFn, most: Decimal) -> Conversion:
    """Any table whose last row can be reached."""
    raws = draw(st.sets(st.decimals(0, most, places=2), max_size=5)) | {Decimal(0)}
    scaled = sorted(draw(st.lists(st.integers(0, 800), min_size=len(raws), max_size=len(raws))))
    scaled[-1] = max(scaled[-1], 1)
    return Conversion.of(list(zip(sorted(raws), map(Decimal, scaled), strict=True)), item="")


@given(st.data())
def test_more_raw_points_never_make_fewer_scaled_ones_and_all_of_them_make_the_most(data: st.DataObject) -> None:
    worth = [Decimal(each) for each in data.draw(st.lists(st.integers(1, 20), min_size=2, max_size=5))]
    parts = ((0,), tuple(range(1, len(worth))))
    own = [data.draw(st.none() | tables(sum((worth[place] for place in part), Decimal(0)))) for part in parts]
    sections = tuple(ScaledSection(str(part), part, conversion=each) for part, each in zip(parts, own, strict=True))
    plain = Scale(worth, sections=sections)
    scale = Scale(worth, sections=sections, conversion=data.draw(st.none() | tables(plain.maximum)))
    fewer = {place: most * data.draw(st.decimals(0, 1, places=2)) for place, most in enumerate(worth)}
    more = {place: points + (worth[place] - points) / 2 for place, points in fewer.items()}
    low, high, full = (scale.of_whole(points) for points in (fewer, more, dict(enumerate(worth))))
    assert 0 <= low.points <= high.points <= full.points == full.maximum == scale.maximum


def test_a_section_says_what_was_turned_into_its_points() -> None:
    scale = Scale([Decimal(2)], sections=(ScaledSection("a", (0,), conversion=table(TABLE)), ScaledSection("b", ())))
    a, b = scale.of_sections({0: Decimal("1.5")})
    assert (a.raw, a.points, b.raw) == (Decimal("1.5"), 20, None)


@pytest.mark.parametrize(
    ("structure", "refusal", "facts"),
    [
        (Structure(conversion=scores((1, 0), (2, 5))), InvalidConversion, {"item": ""}),
        (Structure(conversion=scores((0, 5), (1, 4))), InvalidConversion, {"item": ""}),
        (Structure(conversion=scores((0, 0), ("2.5", 4))), InvalidConversion, {"item": ""}),
        (
            Structure(scoring=Scoring.FIXED, maximum=Decimal(10), conversion=scores((0, 0), (1, 4))),
            InvalidScoring,
            {"scoring": "fixed"},
        ),
        (
            Structure(
                sections=(section("a", "capital", conversion=scores((0, 0), (2, 9))), section("b", "round")),
            ),
            InvalidConversion,
            {"item": "a"},
        ),
        (
            Structure(
                sections=(
                    section("a", "capital", conversion=scores((0, 0), (1, 9)), maximum=Decimal(3)),
                    section("b", "round"),
                ),
            ),
            InvalidScoring,
            {"scoring": "per_question"},
        ),
        (
            Structure(
                sections=(section("a", "capital", conversion=scores((0, 0), (1, 9))), section("b", "round")),
                conversion=scores((0, 0), (11, 9)),
            ),
            InvalidConversion,
            {"item": ""},
        ),
    ],
)
def test_tables_that_do_not_fit_are_refused(
    structure: Structure, refusal: type[DomainError], facts: dict[str, str]
) -> None:
    with pytest.raises(refusal) as refused:
        check_structure(structure, QUESTIONS)
    assert refused.value.facts == facts


def test_what_fits_is_taken_and_reaches_the_key() -> None:
    structure = Structure(
        sections=(section("a", "capital", conversion=scores((0, 0), (1, 9))), section("b", "round")),
        conversion=scores((0, 200), (10, 800)),
    )
    check_structure(structure, QUESTIONS)
    _, key = split(1, QUESTIONS, structure)
    assert key.maximum == 800
    assert key.scale.of_whole({0: Decimal(1), 1: Decimal(1)}).points == 800


def test_what_is_drawn_counts_as_often_as_it_is_drawn() -> None:
    pool = tuple(choice_question(f"pool-{number}", points=3) for number in range(4))
    pins = tuple(Pinned(question=each.question.id, version=1) for each in pool)
    draw = Draw(bank="bank", count=2, points=Decimal(3), pinned=pins)
    drawn = Section(id="a", draws=(draw,), conversion=scores((0, 0), (6, 9)))
    others = section("b", "capital", "round")
    check_structure(Structure(sections=(drawn, others)), [*QUESTIONS, *pool])
    beyond = drawn.model_copy(update={"conversion": scores((0, 0), ("6.5", 9))})
    with pytest.raises(InvalidConversion):
        check_structure(Structure(sections=(beyond, others)), [*QUESTIONS, *pool])


@pytest.mark.parametrize("of_section", [True, False], ids=["a section's table", "a table of the whole"])
def test_who_had_everything_right_loses_nothing_where_a_question_is_dropped(of_section: bool) -> None:
    """Two points, 0 → 200, 1 → 500, 2 → 800: one of one is looked up as two of two; of a whole section, too."""
    rows = scores((0, 200), (1, 500), (2, 800))
    listening = section("a", "capital", "round", conversion=rows if of_section else ())
    structure = Structure(sections=(listening,), conversion=() if of_section else rows)
    _, key = split(1, QUESTIONS, structure)
    dropped = Correction(CorrectionKind.DROP)
    one = replace(key, entries=(dropped.of(key.entries[0]), key.entries[1]))
    both = replace(key, entries=tuple(map(dropped.of, one.entries)))
    for each, points, expected in (
        (key, {0: 1, 1: 1}, 800),
        (key, {0: 1, 1: 0}, 500),
        (one, {0: 0, 1: 1}, 800),
        (one, {0: 1, 1: 0}, 200),
        (both, {0: 1, 1: 1}, 800),
    ):
        whole = each.scale.of_whole({place: Decimal(earned) for place, earned in points.items()})
        assert (whole.points, whole.maximum) == (expected, 800)
