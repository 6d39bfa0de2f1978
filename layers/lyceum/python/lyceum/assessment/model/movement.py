"""From section to section of an open attempt: entering starts a clock, leaving may end it (RULES S4-11, S4-13)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from lyceum.assessment.errors import SectionNotEntered, SectionOutOfOrder, SectionOver
from lyceum.assessment.model.attempt import Attempt
from lyceum.assessment.model.sections import QuestionAt, QuestionClock, SectionAt, SectionClock, SectionOrder, Structure


def entered(attempt: Attempt, index: int, structure: Structure, at: datetime) -> Attempt:
    """In that section, whose clock runs from the first time on; the one before is left. Where it was, nothing changes.

    Raises AttemptClosed, DeadlinePassed, SectionOver, SectionOutOfOrder.
    """
    attempt.demand_open(at)
    clock = attempt.sections[index]
    if clock.is_over(at):
        raise SectionOver(section=structure.sections[index].id)
    if attempt.section == index:
        return attempt
    if structure.order is SectionOrder.FIXED:
        _demand_turn(attempt, index, structure, at)
    clocks = _left(attempt, structure, at)
    if clock.entered_at is None:
        clocks[index] = clock.entered(at, attempt.terms.time_factor)
    return replace(attempt, sections=tuple(clocks), section=index, rev=attempt.rev + 1)


def left(attempt: Attempt, index: int, structure: Structure, at: datetime) -> Attempt:
    """In no section. One with a time limit, or in a fixed order, is over then; where it is not in it, nothing changes.

    With the last of them the attempt is over. Raises AttemptClosed, DeadlinePassed, SectionNotEntered.
    """
    clock = attempt.sections[index]
    if attempt.section != index and clock.is_over(at):
        return attempt  # also where the attempt ended with it
    attempt.demand_open(at)
    if clock.entered_at is None:
        raise SectionNotEntered(section=structure.sections[index].id)
    if attempt.section != index:
        return attempt
    return replace(attempt, sections=tuple(_left(attempt, structure, at)), section=None, rev=attempt.rev + 1)


def opened(attempt: Attempt, question: QuestionAt, section: SectionAt | None, at: datetime) -> Attempt:
    """At a question whose time runs from the first time on. Where it runs already, or none does, nothing changes.

    Raises AttemptClosed, DeadlinePassed, SectionNotEntered, SectionOver. Source: RULES S1-21.
    """
    refusal = attempt.refusal_to_answer(at, section)
    if refusal is not None:
        raise refusal
    if attempt.timed is None or question.place in attempt.timed:
        return attempt
    clock = QuestionClock.begun(question, at, attempt.terms.time_factor)
    clocks = {**attempt.timed, question.place: clock}
    return replace(attempt, timed=clocks, position=question.place, rev=attempt.rev + 1)


def _left(attempt: Attempt, structure: Structure, at: datetime) -> list[SectionClock]:
    clocks = list(attempt.sections)
    current = attempt.section
    if current is not None and (structure.order is SectionOrder.FIXED or clocks[current].limit is not None):
        clocks[current] = clocks[current].left(at)
    return clocks


def _demand_turn(attempt: Attempt, index: int, structure: Structure, at: datetime) -> None:
    waiting = _waiting(attempt.sections[:index], attempt.section, at)
    if waiting is not None:
        raise SectionOutOfOrder(section=structure.sections[index].id, next=structure.sections[waiting].id)


def _waiting(earlier: Sequence[SectionClock], current: int | None, at: datetime) -> int | None:
    """The first section that is still to be entered."""
    return next((place for place, clock in enumerate(earlier) if place != current and not clock.is_over(at)), None)
