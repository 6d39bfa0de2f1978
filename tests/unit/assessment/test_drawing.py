"""Which questions an attempt draws: so many, each once, by its seed alone."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.assessment.banks.errors import InvalidDraw
from lyceum.assessment.errors import QuestionNotFound
from lyceum.assessment.model.assessment import Version
from lyceum.assessment.model.bank import BankQuestion, Difficulty
from lyceum.assessment.model.drawing import pinned, pinned_ids
from lyceum.assessment.model.question_set import presented
from lyceum.assessment.model.sections import Draw, Section, Structure
from tests.unit.assessment.samples import EXAM, NOON, true_false_question

BANK = "bank"


def kept(name: str, *tags: str, difficulty: Difficulty = Difficulty.EASY, **parts: Any) -> BankQuestion:
    authored = true_false_question(name, points=7)
    tagged = authored.model_copy(update={"question": authored.question.model_copy(update={"tags": tags})})
    return replace(BankQuestion.make(name, bank=BANK, difficulty=difficulty, authored=tagged, at=NOON), **parts)


def drawing(*draws: Draw, own: tuple[str, ...] = ()) -> Structure:
    return Structure(sections=(Section(id="one", questions=own, draws=draws),))


def version(structure: Structure, bank: list[BankQuestion], own: tuple[str, ...] = ()) -> Version:
    questions = [true_false_question(name) for name in own]
    settled = pinned(structure, {BANK: bank}, own)
    return Version.of(EXAM, 1, [*questions, *settled.questions], settled.structure, settled.files)


def drawn(made: Version, seed: str, *, shuffle: bool = False) -> list[str]:
    return [question.id for question in presented(made.questions.of_attempt(seed), seed=seed, shuffle=shuffle)]


MANY = [kept(f"q{number:02d}") for number in range(20)]


def test_by_tag_and_difficulty_without_what_is_retired() -> None:
    bank = [
        kept("a", "rivers"),
        kept("b", "hills"),
        kept("c", "rivers", difficulty=Difficulty.HARD),
        kept("d", "rivers", retired=True),
        kept("e", "rivers", files={"map.png": "assets/t/map"}),
        kept("f", "hills", "rivers"),
    ]
    made = version(drawing(Draw(bank=BANK, count=2, tag="rivers", difficulty="easy")), bank)
    assert [question.id for question in made.questions.questions] == ["a", "e", "f"]
    assert [pin.version for pin in made.questions.structure.sections[0].draws[0].pinned] == [1, 1, 1]


def test_what_is_drawn_from_brings_its_own_files_whatever_others_call_theirs() -> None:
    one, other = kept("a", files={"map.png": "assets/t/one"}), kept("b", files={"map.png": "assets/t/other"})
    structure = drawing(Draw(bank=BANK, count=1))
    made = version(structure, [one, other, kept("c")])
    assert made.questions.files == {"a": {"map.png": "assets/t/one"}, "b": {"map.png": "assets/t/other"}}
    assert made.questions.of_attempt("seed").files == made.questions.files
    changed = version(structure, [one, replace(other, files={"map.png": "assets/t/new"}), kept("c")])
    assert changed.digest != made.digest, "another picture is another version"
    without = [replace(each, files={}) for each in (one, other)]
    assert version(structure, [*without, kept("c")]).questions.files == {}


@given(st.integers(1, 20), st.text(min_size=1, max_size=20))
def test_so_many_each_once_and_the_same_whenever_one_looks(count: int, seed: str) -> None:
    structure = drawing(Draw(bank=BANK, count=count, points=Decimal(2)), own=("own",))
    made = version(structure, MANY, ("own",))
    found = drawn(made, seed)
    assert found[0] == "own"
    assert len(set(found)) == len(found) == count + 1
    assert drawn(version(structure, MANY, ("own",)), seed) == found
    assert set(drawn(made, seed, shuffle=True)) == set(found)
    key = made.key.of_attempt(seed)
    assert [entry.id for entry in key.asked.values()] == found
    assert key.scale.maximum == made.key.maximum == 1 + 2 * count
    assert made.asked == count + 1


def test_an_attempt_has_what_it_drew_whatever_release_looks_at_it() -> None:
    """Nothing is kept of a draw but the attempt's seed: another order would take begun attempts their questions."""
    sections = (
        Section(id="one", draws=(Draw(bank=BANK, count=2, tag="rivers"), Draw(bank=BANK, count=2, tag="hills"))),
        Section(id="two", draws=(Draw(bank=BANK, count=2),)),
    )
    bank = [kept(f"r{number}", "rivers") for number in range(6)]
    bank += [kept(f"h{number}", "hills") for number in range(6)]
    bank += [kept(f"x{number}") for number in range(6)]
    made = version(Structure(sections=sections), bank)
    assert drawn(made, "attempt-1") == ["r0", "r3", "h1", "h3", "x0", "x2"]
    assert pinned_ids(made.questions.structure) == {question.id for question in bank}
    assert pinned_ids(Structure()) == frozenset()


def test_an_assessment_has_or_draws_from_500_questions_at_most() -> None:
    own = [f"own{number}" for number in range(200)]
    bank = {BANK: [kept(f"q{number}") for number in range(300)], "more": [kept("one", bank="more")]}
    structure = drawing(Draw(bank=BANK, count=1))
    assert len(pinned(structure, bank, own).questions) == 300
    for draws, taken, facts in (
        ((Draw(bank=BANK, count=2),), [*own, "own200"], {"bank": BANK, "found": "300", "count": "2"}),
        ((Draw(bank=BANK, count=2), Draw(bank="more", count=1)), own, {"bank": "more", "found": "1", "count": "1"}),
    ):
        with pytest.raises(InvalidDraw) as refused:
            pinned(drawing(*draws), bank, taken)
        assert refused.value.facts == {"section": "one", "limit": "500", **facts}


def test_every_question_has_its_turn() -> None:
    """Of 20, 5 are drawn 2,000 times: each 500 times, give or take five standard deviations of 19.4."""
    made = version(drawing(Draw(bank=BANK, count=5)), MANY)
    times = Counter(name for attempt in range(2_000) for name in drawn(made, f"attempt-{attempt}"))
    assert len(times) == 20
    assert all(400 < count < 600 for count in times.values())


def test_two_draws_share_no_question() -> None:
    bank = [kept(name, "rivers") for name in "abcd"]
    draws = Draw(bank=BANK, count=1, difficulty="easy", tag="rivers"), Draw(bank=BANK, count=1)
    made = version(drawing(*draws), [*bank, kept("e")])
    assert [pin.question for pin in made.questions.structure.sections[0].draws[1].pinned] == ["e"]
    assert "e" in drawn(made, "seed")


@pytest.mark.parametrize(
    ("draws", "found", "count"),
    [
        ((Draw(bank=BANK, count=21),), 20, 21),
        ((Draw(bank=BANK, count=1, tag="rivers"),), 0, 1),
        ((Draw(bank=BANK, count=1), Draw(bank=BANK, count=1)), 0, 1),
    ],
)
def test_fewer_than_are_to_be_drawn(draws: tuple[Draw, ...], found: int, count: int) -> None:
    with pytest.raises(InvalidDraw) as refused:
        version(drawing(*draws), MANY)
    assert (refused.value.facts["found"], refused.value.facts["count"]) == (str(found), str(count))


def test_what_is_not_drawn_is_not_there() -> None:
    made = version(drawing(Draw(bank=BANK, count=1)), MANY)
    (there,) = drawn(made, "seed")
    questions, key = made.questions.of_attempt("seed"), made.key.of_attempt("seed")
    assert questions.place(there) == key.place(there)
    for name in {question.id for question in MANY} - {there}:
        with pytest.raises(QuestionNotFound):
            questions.place(name)
        with pytest.raises(QuestionNotFound):
            key.place(name)
