"""Accommodations in assignments, worked on paper (cases/work_terms.csv)."""

import csv
import json
from datetime import datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from lyceum.assessment.errors import AssignmentClosed, AssignmentNotOpenYet
from lyceum.assessment.model.accommodation import Accommodation, terms_for
from lyceum.assessment.model.course_assignment import AssignmentSettings
from lyceum.assessment.model.terms import Terms
from lyceum.assessment.model.work_terms import applied_to_work
from lyceum.kernel.ids import new_id
from tests.unit.assessment.samples import NOON

CASES = list(csv.DictReader((Path(__file__).parent / "cases" / "work_terms.csv").open(encoding="utf-8")))
GIVEN = Decimal(80)


def at(text: str) -> datetime | None:
    return datetime.combine(NOON.date(), time.fromisoformat(text), NOON.tzinfo) if text else None


def outcome(settings: AssignmentSettings, handed_in: datetime) -> str:
    try:
        settings.demand_open("a", handed_in)
    except AssignmentNotOpenYet:
        return "not yet"
    except AssignmentClosed:
        return "closed"
    return f"{settings.counted(GIVEN, late=settings.is_late(handed_in)).normalize():f}"


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_case(case: dict[str, str]) -> None:
    more: dict[str, Any] = json.loads(case["more"])
    terms = Terms(
        time_factor=Decimal(more.get("time_factor", 1)),
        extra_attempts=more.get("extra_attempts", 0),
        available_from=at(more.get("available_from", "")),
        available_until=at(more.get("available_until", "")),
        due_at=at(more.get("due_at", "")),
    )
    settings = AssignmentSettings(
        available_from=at(case["opens"]),
        due_at=at(case["due"]),
        available_until=at(case["until"]),
        late_allowed=case["late_allowed"] == "yes",
        late_penalty_percent=Decimal(case["penalty"]),
        resubmissions=int(case["resubmissions"]),
    )
    theirs, handed_in = applied_to_work(settings, terms), at(case["handed_in"])
    assert handed_in is not None
    assert outcome(theirs, handed_in) == case["expected"]
    assert theirs.resubmissions + 1 == int(case["versions"])


def test_the_most_generous_of_course_and_assignment_holds() -> None:
    course, work, other = new_id(), new_id(), new_id()

    def granted(place: str | None, **terms: Any) -> Accommodation:
        return Accommodation(
            learner=new_id(),
            course=course,
            assessment=place,
            terms=Terms(**terms),
            granted_by=new_id(),
            granted_at=NOON,
        )

    every = [granted(None, extra_attempts=1), granted(work, due_at=NOON), granted(other, extra_attempts=9)]
    assert terms_for(course, work, every) == Terms(extra_attempts=1, due_at=NOON)
