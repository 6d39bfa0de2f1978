"""On OrderPaid, OrderRefunded and RefundFailed; and revenue as clients ask for it."""

import json
from pathlib import Path
from typing import Any

import pytest

from insight.record_sale import handler
from insight.render_report import handler as render
from lyceum.insight.store import sales
from lyceum.kernel.clock import now
from tests.function.insight.test_request_report import ask, event, look
from tests.store.insight.school import NOON, School

pytestmark = pytest.mark.store
SAMPLE = json.loads(Path("events/insight/record_sale.json").read_text(encoding="utf-8"))


def told(school: School, name: str = "OrderPaid", **data: Any) -> dict[str, Any]:
    detail = SAMPLE["detail"] | {"name": name, "tenant": school.tenant}
    return {**SAMPLE, "detail-type": name, "detail": detail | {"data": SAMPLE["detail"]["data"] | data}}


def test_the_sample_event_is_kept_once(school: School) -> None:
    for _ in range(2):
        handler(told(school), None)
    (one,) = sales.between(school.tenant, NOON.date(), NOON.date())
    assert (one.total, one.coupon, one.discount, one.tax) == (40_000, "SPRING", 10_000, 2_617)


def test_of_several_courses_each_has_its_amount(school: School) -> None:
    courses = ["01ARZ3NDEKTSV4RRFFQ69G5FAW", "01ARZ3NDEKTSV4RRFFQ69G5FAX"]
    handler(told(school, courses=courses, amount=30_000, amounts=[10_000, 20_000]), None)
    (one,) = sales.between(school.tenant, NOON.date(), NOON.date())
    assert dict(one.amounts) == dict(zip(courses, (10_000, 20_000), strict=True))


def test_an_older_release_tells_no_amounts(school: School) -> None:
    data = {name: SAMPLE["detail"]["data"][name] for name in ("order", "buyer", "amount", "currency", "courses")}
    two = data | {"courses": ["01ARZ3NDEKTSV4RRFFQ69G5FAW", "01ARZ3NDEKTSV4RRFFQ69G5FAX"]}
    handler({**SAMPLE, "detail": SAMPLE["detail"] | {"tenant": school.tenant, "data": two}}, None)
    (one,) = sales.between(school.tenant, NOON.date(), NOON.date())
    assert dict(one.amounts) == {"": 40_000}


def back(school: School) -> list[dict[str, int]]:
    return [dict(one.amounts) for one in sales.between(school.tenant, NOON.date(), NOON.date()) if one.returned]


def test_what_goes_back_is_kept_by_course(school: School) -> None:
    data = {"returned": [school.course], "freed": [], "refund": "r1", "why": "requested", "amounts": None}
    handler(told(school, "OrderRefunded", **data), None)
    assert back(school) == [{school.course: 40_000}]


def test_a_part_of_some_courses_goes_back(school: School) -> None:
    data = {"returned": [], "freed": [], "refund": "r1", "why": "requested", "amounts": {school.course: 1_000, "c": 2}}
    handler(told(school, "OrderRefunded", **data), None)
    assert back(school) == [{school.course: 1_000, "c": 2}]


def test_what_has_come_back_after_all_is_taken_off_again(school: School) -> None:
    data = {"refund": "r1", "amounts": {school.course: 1_000}}
    handler(told(school, "RefundFailed", gone=False, **data), None)
    assert back(school) == []
    handler(told(school, "RefundFailed", gone=True, **data), None)
    assert back(school) == [{school.course: -1_000}]


def test_revenue_is_asked_for_made_and_found(school: School, bucket: str) -> None:
    fin = school.person("Fin", "finance")
    wish: dict[str, Any] = {"kind": "revenue", "course": None, "format": "html"}
    asked = ask(school, fin, **wish)
    assert (asked.status, asked.json["last"], asked.json.get("course")) == (202, now().date().isoformat(), None)
    render(event(school, asked.json["id"]), None)
    assert look(school, fin, asked.json["id"]).json["state"] == "ready"


@pytest.mark.parametrize(
    ("wish", "status", "name"),
    [
        ({"kind": "revenue"}, 422, "report-misfit"),
        ({"course": None}, 422, "report-misfit"),
        ({"first": "2026-11-01"}, 422, "report-misfit"),
        ({"kind": "revenue", "course": None, "first": "2024-11-01"}, 422, "invalid-span"),
        ({"kind": "revenue", "course": None, "first": "tomorrow"}, 422, "invalid-request"),
    ],
)
def test_wishes_that_make_no_report(school: School, wish: dict[str, Any], status: int, name: str) -> None:
    answer = ask(school, school.person("Fin", "finance"), **wish)
    assert (answer.status, answer.json["type"].rsplit("/", 1)[1]) == (status, name)
