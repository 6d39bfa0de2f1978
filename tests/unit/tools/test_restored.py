"""What a drill finds in a restored table: nothing where it is whole, each thing that is missing where it is not."""

import copy
from decimal import Decimal
from typing import Any

import pytest

from lyceum.assessment.model.settings import AssessmentSettings
from tools.restored import counted, differences, wrong_grades, wrong_seats

U = "T#t#U#ada"


def offer(seats: int, left: int) -> dict[str, Any]:
    return {
        "PK": {"S": "T#t#C#c"},
        "SK": {"S": "OFFER"},
        "kind": {"S": "offer"},
        "cap": {"N": str(seats)},
        "sl": {"N": str(left)},
    }


def enrollment(person: str, state: str = "enrolled") -> dict[str, Any]:
    return {
        "PK": {"S": f"T#t#U#{person}"},
        "SK": {"S": "ENROLLMENT#c"},
        "kind": {"S": "enrollment"},
        "c": {"S": "c"},
        "s": {"S": state},
    }


def assessment(weight: str = "1", changed: str = "2026-01-01T00:00:00.000Z") -> dict[str, Any]:
    settings = AssessmentSettings(weight=Decimal(weight), practice=weight == "0").model_dump_json()
    return {
        "PK": {"S": "T#t#A#a"},
        "SK": {"S": "ASSESSMENT"},
        "kind": {"S": "assessment"},
        "st": {"S": settings},
        "da": {"S": changed},
    }


def attempt(number: int, percent: str | None) -> dict[str, Any]:
    item = {"PK": {"S": U}, "SK": {"S": f"ATTEMPT#a#{number:03d}"}, "kind": {"S": "attempt"}, "c": {"S": "c"}}
    item["su"] = {"S": "2026-06-01T00:00:00.000Z"}
    return item | ({"pc": {"N": percent}} if percent is not None else {})


def row(percent: str, *attempts: tuple[int, str]) -> dict[str, Any]:
    kept = {str(number): {"L": [{"N": "5"}, {"N": each}]} for number, each in attempts}
    result = {"w": {"N": "1"}, "p": {"S": "highest"}, "m": {"N": "50"}, "t": {"M": kept}}
    facts = {"c": {"S": "c"}, "g": {"M": {"a": {"M": result}}}, "pc": {"N": percent}}
    return {"PK": {"S": U}, "SK": {"S": "GRADE#c"}, "kind": {"S": "grade"}, **facts}


WHOLE = [
    offer(3, 1),
    assessment(),
    enrollment("ada"),
    enrollment("bo", "completed"),
    enrollment("chai", "withdrawn"),
    attempt(1, "40"),
    attempt(2, "80"),
    attempt(3, None),
    row("80", (1, "40"), (2, "80")),
]


def test_a_whole_table_has_nothing_wrong() -> None:
    assert wrong_seats(WHOLE) == []
    assert wrong_grades(WHOLE) == []
    assert differences(counted(WHOLE), counted(copy.deepcopy(WHOLE))) == []


def test_a_lost_item_is_missed() -> None:
    assert differences(counted(WHOLE), counted(WHOLE[1:])) == ["offer: 1 before, 0 restored"]


def test_a_lost_enrollment_leaves_its_seat() -> None:
    (found,) = wrong_seats([one for one in WHOLE if one != enrollment("ada")])
    assert "3 seats, 1 left, 1 taken or held" in found


def order(buyer: str, **line: Any) -> dict[str, Any]:
    return {
        "PK": {"S": "T#t#O#o"},
        "SK": {"S": "ORDER"},
        "kind": {"S": "order"},
        "u": {"S": buyer},
        "ln": {"M": {"c": {"M": {"p": {"N": "1"}, **line}}}},
    }


def test_a_seat_that_is_held_for_an_order_is_not_left() -> None:
    held = {"ho": {"BOOL": True}}
    assert wrong_seats([offer(3, 0), enrollment("ada"), enrollment("bo"), order("dan", **held)]) == []
    assert wrong_seats([offer(3, 1), enrollment("ada"), enrollment("bo"), order("ada", **held)]) == []  # soon let go
    assert wrong_seats([offer(3, 1), enrollment("ada"), enrollment("bo"), order("dan")]) == []
    (found,) = wrong_seats([offer(3, 1), enrollment("ada"), enrollment("bo"), order("dan", **held)])
    assert "3 seats, 1 left, 3 taken or held" in found


def test_an_offer_without_a_limit_counts_nothing() -> None:
    unlimited = {name: value for name, value in offer(3, 1).items() if name not in {"cap", "sl"}}
    assert wrong_seats([unlimited, enrollment("ada")]) == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ([attempt(1, "40"), row("80", (1, "40"), (2, "80"))], "None kept"),
        ([attempt(1, "40"), attempt(2, "70"), row("80", (1, "40"), (2, "80"))], "80 in the row, 70 kept"),
        ([attempt(1, "40"), row("50", (1, "40"))], "50 kept, 40"),
        ([attempt(1, "40"), attempt(2, "80"), row("40", (1, "40"))], "graded, in no row"),
        ([attempt(1, "40")], "graded, in no row"),
    ],
)
def test_a_grade_that_its_attempts_do_not_make_is_seen(changed: list[dict[str, Any]], said: str) -> None:
    assert any(said in found for found in wrong_grades([assessment(), *changed]))


@pytest.mark.parametrize("practice", [assessment("0"), assessment(changed="2026-07-01T00:00:00.000Z")])
def test_practice_and_what_may_have_been_practice_stand_in_no_row(practice: dict[str, Any]) -> None:
    assert wrong_grades([practice, attempt(1, "40")]) == []
