"""What an assessment draws from: questions of banks, as they are when its version is written."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from lyceum.assessment.model.drawing import Settled, matches, pinned
from lyceum.assessment.model.sections import Draw, Structure
from lyceum.content.questions import AuthoredQuestion
from lyceum.kernel.access import Caller

if TYPE_CHECKING:
    from lyceum.assessment.store.bank_questions import Head


def pin_draws(caller: Caller, structure: Structure, own: Sequence[AuthoredQuestion], *, at: datetime) -> Settled:
    """The structure, all questions of the version (its own, and those that are drawn from), and the files of the drawn.

    Raises BankNotFound, also for banks that are not the caller's to use, InvalidDraw. No round trip without draws, else
    1 for each bank and 2 for every 100 of its questions; only those that are drawn from are read in full.
    """
    named = dict.fromkeys(draw.bank for section in structure.sections for draw in section.draws)
    if not named:
        return Settled(structure, list(own), {})
    # Banks cost a cold start what only assessments need that draw from them.
    from lyceum.assessment.manage_bank import find_bank
    from lyceum.assessment.store import bank_imports

    banks = {}
    for bank in named:
        find_bank(caller, bank, at=at)
        draws = [draw for section in structure.sections for draw in section.draws if draw.bank == bank]
        wanted = partial(_is_wanted, draws)
        banks[bank] = list(bank_imports.every(caller.tenant, bank, only=wanted))
    settled = pinned(structure, banks, [each.question.id for each in own])
    return replace(settled, questions=[*own, *settled.questions])


def _is_wanted(draws: Sequence[Draw], head: "Head") -> bool:
    return any(matches(draw, head.tags, head.difficulty, retired=head.retired) for draw in draws)
