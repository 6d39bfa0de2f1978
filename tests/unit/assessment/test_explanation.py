"""A grade explained: what is said of each item and of both totals."""

from decimal import Decimal

import pytest
from pydantic import BaseModel, ValidationError

from lyceum.assessment.model.course_grade import Grade, Total
from lyceum.assessment.model.explanation import Explained, ExplainedItem, ExplainedStep, ExplainedTotal
from lyceum.assessment.model.grade_scheme import GradeItem, ItemKind
from lyceum.assessment.model.grade_steps import Standing, Step
from lyceum.kernel.text import LocalizedText
from tests.unit.assessment.gradebooks import book_of

STEP, TOLD = Step("points", "9 / 10 * 100", "90"), ExplainedStep(what="points", how="9 / 10 * 100", result="90")
SUM, SUMMED = Step("total", "(1 * 90) / 1", "90"), ExplainedStep(what="total", how="(1 * 90) / 1", result="90")
TALK = GradeItem(
    id="talk",
    kind=ItemKind.PARTICIPATION,
    title=LocalizedText.of("Talk"),
    category="oral",
    weight=Decimal(3),
    extra_credit=True,
)
PLAIN = GradeItem(id="lab", kind=ItemKind.MANUAL)


def grade(*, now: frozenset[str] = frozenset(), finally_: frozenset[str] = frozenset()) -> Grade:
    return Grade({}, Total(Decimal(90), "A", now, (SUM,)), Total(Decimal(45), None, finally_))


def test_an_item_is_told_with_all_that_its_percentage_comes_from() -> None:
    standing = Standing(Decimal(90), overridden=True, steps=(STEP,))
    assert ExplainedItem.of(TALK, standing, grade(now=frozenset({"talk"})), counts=True) == ExplainedItem(
        item="talk",
        kind=ItemKind.PARTICIPATION,
        title=LocalizedText.of("Talk"),
        category="oral",
        weight=Decimal(3),
        extra_credit=True,
        counts=True,
        excused=False,
        overridden=True,
        percent=Decimal(90),
        dropped_now=True,
        dropped_finally=False,
        steps=[TOLD],
    )
    dropped = ExplainedItem.of(TALK, Standing(excused=True), grade(finally_=frozenset({"talk"})), counts=False)
    assert (dropped.dropped_now, dropped.dropped_finally) == (False, True)
    assert (dropped.counts, dropped.excused, dropped.overridden, dropped.percent) == (False, True, False, None)


def test_what_is_not_said_of_an_item_is_left_out_of_what_is_kept() -> None:
    """A lock keeps the explanation as it was: what it leaves out has to mean the same in every release."""
    kept = '{"item":"lab","kind":"manual","weight":"1","counts":true,"steps":[]}'
    assert ExplainedItem.model_validate_json(kept) == ExplainedItem.of(PLAIN, Standing(), grade(), counts=True)
    nothing = ExplainedTotal.model_validate_json('{"steps":[]}')
    assert nothing == ExplainedTotal(percent=None, letter=None, steps=[])


def test_both_totals_are_told_and_every_item_in_the_gradebooks_order() -> None:
    book = book_of("", "b::1 | a::2 hidden")
    found = Grade({"a": Standing(Decimal(90), steps=(STEP,)), "b": Standing()}, grade().current, grade().final)
    told = Explained.of(book, found)
    assert [(item.item, item.counts, item.steps) for item in told.items] == [("b", True, []), ("a", False, [TOLD])]
    assert told.current == ExplainedTotal(percent=Decimal(90), letter="A", steps=[SUMMED])
    assert told.final == ExplainedTotal(percent=Decimal(45), letter=None, steps=[])
    assert [item.item for item in told.without(["a"]).items] == ["b"]
    assert told.without([]) == told


KEPT = Explained.of(
    book_of("", "talk::1"), Grade({"talk": Standing(Decimal(90), steps=(STEP,))}, *[grade().current] * 2)
)


@pytest.mark.parametrize(
    "part", [KEPT, KEPT.items[0], KEPT.items[0].steps[0], KEPT.current], ids=lambda part: type(part).__name__
)
def test_what_was_explained_once_cannot_be_changed(part: BaseModel) -> None:
    for name in type(part).model_fields:
        with pytest.raises(ValidationError, match="frozen"):
            setattr(part, name, getattr(part, name))
