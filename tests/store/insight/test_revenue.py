"""Sales are kept once from what commerce tells, and a report of revenue is made from them."""

import json
from datetime import date, timedelta
from typing import Any

import pytest

from lyceum.insight.errors import InvalidSpan, ReportMisfit
from lyceum.insight.model import Kind, Report, ReportFormat, ReportState
from lyceum.insight.record_sale import record_paid, record_returned
from lyceum.insight.render_report import render_report
from lyceum.insight.request_report import request_report
from lyceum.insight.revenue_report import revenue_report
from lyceum.insight.store import reports, sales
from lyceum.kernel.aws import client
from lyceum.kernel.creation import Creation
from lyceum.kernel.errors import PermissionDenied
from lyceum.kernel.ids import new_id
from tests.meter import metered, units
from tests.published_course import kept, put
from tests.store.insight.school import NOON, School

pytestmark = pytest.mark.store
TODAY = NOON.date()


def pay(school: School, amounts: dict[str, int], *, day: date = TODAY, order: str | None = None, **more: Any) -> str:
    told: dict[str, Any] = {"currency": "THB", "coupon": None, "discount": 0, "tax": 0, "amount": sum(amounts.values())}
    id = order or new_id()
    record_paid(school.tenant, id, day=day, amounts=amounts, at=NOON, **(told | more))
    return id


def give_back(school: School, order: str, amounts: dict[str, int], *, event: str | None = None) -> None:
    event = event or new_id()
    record_returned(school.tenant, event, order=order, day=TODAY, currency="THB", amounts=amounts, at=NOON)


def ask(school: School, *, roles: tuple[str, ...] = ("finance",), **more: Any) -> Report:
    wish: dict[str, Any] = {"kind": Kind.REVENUE, "course": None, "format": ReportFormat.JSON, "language": "en"}
    caller = school.caller("Fin", *roles)
    return request_report(caller, **(wish | more), creation=Creation(new_id()), at=NOON)


def test_what_is_told_again_is_kept_once(school: School) -> None:
    order, event = pay(school, {school.course: 40_000}), new_id()
    pay(school, {school.course: 40_000}, order=order)
    for _ in range(2):
        give_back(school, order, {school.course: 40_000}, event=event)
    found = list(sales.between(school.tenant, TODAY, TODAY))
    assert sorted((one.total, one.returned) for one in found) == [(40_000, False), (40_000, True)]


def test_only_the_days_that_were_asked_for(school: School) -> None:
    for days in (0, 1, 2, 3):
        pay(school, {school.course: 1_000 + days}, day=TODAY - timedelta(days=days))
    found = sales.between(school.tenant, TODAY - timedelta(days=2), TODAY - timedelta(days=1))
    assert [one.total for one in found] == [1_002, 1_001]


def test_more_than_a_page_of_sales(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sales, "_PAGE", 3)
    for number in range(8):
        pay(school, {school.course: number + 1})
    assert sorted(one.total for one in sales.between(school.tenant, TODAY, TODAY)) == [1, 2, 3, 4, 5, 6, 7, 8]


def test_an_event_of_an_older_release_says_no_courses(school: School) -> None:
    pay(school, {}, amount=5_000)
    (one,) = sales.between(school.tenant, TODAY, TODAY)
    assert dict(one.amounts) == {"": 5_000}


def test_what_is_free_is_no_sale_unless_a_coupon_made_it_so(school: School) -> None:
    pay(school, {school.course: 0})
    pay(school, {school.course: 0}, coupon="SPRING", discount=50_000)
    (one,) = sales.between(school.tenant, TODAY, TODAY)
    assert (one.total, one.coupon, one.discount) == (0, "SPRING", 50_000)


@pytest.mark.parametrize("format", ReportFormat)
def test_a_report_is_made(school: School, bucket: str, format: ReportFormat) -> None:
    order = pay(school, {school.course: 40_000}, coupon="SPRING", discount=10_000)
    give_back(school, order, {school.course: 15_000})
    title = {"M": {"en": {"S": "Building serverless systems"}}}
    put(school.tenant, school.course, "OFFER", **(kept(school.tenant, "C", school.course, "OFFER") | {"ti": title}))
    asked = ask(school, format=format)
    render_report(school.tenant, asked.id, at=NOON)
    assert reports.find(school.tenant, asked.id).state is ReportState.READY
    body = client("s3").get_object(Bucket=bucket, Key=asked.key)["Body"].read()
    assert b"Building serverless systems" in body
    if format is ReportFormat.JSON:
        (one,) = json.loads(body)["currencies"]
        assert (one["total"]["gross"], one["total"]["returned"]) == (40_000, 15_000)


def test_a_wish_that_fits_no_report(school: School) -> None:
    with pytest.raises(ReportMisfit):
        ask(school, course=school.course)
    with pytest.raises(ReportMisfit):
        ask(school, kind=Kind.COURSE_PROGRESS)
    with pytest.raises(ReportMisfit):
        ask(school, kind=Kind.COURSE_PROGRESS, course=school.course, first=TODAY)
    with pytest.raises(InvalidSpan):
        ask(school, first=TODAY, last=TODAY - timedelta(days=1))


@pytest.mark.parametrize("role", ["instructor", "learner", "support", "teaching_assistant"])
def test_revenue_is_for_who_may_see_orders(school: School, role: str) -> None:
    with pytest.raises(PermissionDenied):
        ask(school, roles=(role,))


def test_cost(school: School) -> None:
    with metered() as cost:
        asked = ask(school)
    assert cost.spent == units(1, 1, index=2)
    order = new_id()
    for _ in range(2):  # kept, and the same again
        with metered() as cost:
            pay(school, {school.course: 40_000}, order=order)
        assert cost.spent == units(1, 1)
    with metered() as cost:
        revenue_report(asked, at=NOON)
    assert cost.spent == units(3, read="1.5")
