"""Asking for a report, seeing what became of it, fetching it: the routes, and the way from one function to the next."""

import json
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from insight.render_report import handler as render
from insight.request_report import handler
from lyceum.insight.model import LANGUAGES
from lyceum.insight.store.items import ReportItem, report_key
from lyceum.insight.texts import LANGUAGES as WORDED
from lyceum.kernel.ids import new_id
from tests.http import Answer, Person, request
from tests.store.insight.school import School, told

pytestmark = pytest.mark.store
ASK, LOOK, LIST = "POST /v1/{tenant}/reports", "GET /v1/{tenant}/reports/{report}", "GET /v1/{tenant}/reports"
SAMPLE = json.loads(Path("events/insight/render_report.json").read_text(encoding="utf-8"))


def ask(school: School, caller: Person, *, headers: dict[str, str] | None = None, **changed: Any) -> Answer:
    wish = {"kind": "course_progress", "course": school.course, "format": "json"} | changed
    return request(handler, ASK, caller=caller, body=wish, headers=headers, tenant=school.tenant)


def look(school: School, caller: Person, report: str) -> Answer:
    return request(handler, LOOK, caller=caller, tenant=school.tenant, report=report)


def event(school: School, report: str, name: str = "ReportRequested") -> dict[str, Any]:
    data = {"report": report} if name == "ReportRequested" else {"id": report, "due": "2026-11-22T12:15:00.000Z"}
    detail: dict[str, Any] = SAMPLE["detail"] | {"name": name, "tenant": school.tenant, "data": data}
    return {**SAMPLE, "detail": detail}


def test_a_report_is_asked_for_made_and_fetched(school: School, bucket: str) -> None:
    ina = school.person("Ina")
    school.enroll("Ada", percent=50)
    asked = ask(school, ina, format="csv")
    assert (asked.status, asked.json["state"]) == (202, "requested")
    assert asked.headers["Location"] == f"/v1/{school.tenant}/reports/{asked.json['id']}"
    assert "download" not in {name for name, value in asked.json.items() if value is not None}

    render(event(school, asked.json["id"]), None)

    ready = look(school, ina, asked.json["id"])
    assert (ready.status, ready.json["state"]) == (200, "ready")
    with urllib.request.urlopen(ready.json["download"]["url"]) as answer:
        assert answer.headers["Content-Type"].startswith("text/csv")
        assert "Ada" in answer.read().decode("utf-8-sig")


def test_the_wish_is_told_with_ids_alone(school: School) -> None:
    ina = school.person("Ina")
    report = ask(school, ina).json["id"]
    (event_,) = told(ReportItem, report_key(school.tenant, report))
    assert event_["n"] == "ReportRequested"
    assert json.loads(event_["d"]) == {
        "report": report,
        "kind": "course_progress",
        "course": school.course,
        "requester": ina.id,
    }


def test_the_same_wish_again_is_the_same_report(school: School) -> None:
    ina, key = school.person("Ina"), {"Idempotency-Key": "report-of-today"}
    first, again = ask(school, ina, headers=key), ask(school, ina, headers=key)
    assert (first.status, again.status, first.json["id"]) == (202, 202, again.json["id"])
    other = ask(school, ina, headers=key, format="html")
    assert (other.status, other.json["type"].rsplit("/", 1)[1]) == (422, "idempotency-key-reused")


@pytest.mark.parametrize(
    ("asked", "accepted", "chosen"),
    [
        (None, None, "en"),
        (None, "th-TH, en;q=0.5", "th"),
        (None, "fr, EN-gb;q=0.9, th;q=0.1", "en"),
        ("th", "en", "th"),
        ("de", "th", "th"),
        ("de", "fr", "en"),
    ],
)
def test_the_language_is_one_that_reports_are_worded_in(
    school: School, asked: str | None, accepted: str | None, chosen: str
) -> None:
    headers = {"Accept-Language": accepted} if accepted else {}
    answer = ask(school, school.person("Ina"), headers=headers, **({"language": asked} if asked else {}))
    assert answer.json["language"] == chosen


def test_reports_are_worded_in_every_language_that_can_be_chosen() -> None:
    assert set(LANGUAGES) == set(WORDED)


def test_the_list_has_the_callers_own_newest_first(school: School) -> None:
    ina, tom = school.person("Ina"), school.person("Tom")
    mine = [ask(school, ina).json["id"] for _ in range(3)]
    ask(school, tom)
    first = request(handler, LIST, caller=ina, query={"limit": "2"}, tenant=school.tenant).json
    rest = request(handler, LIST, caller=ina, query={"cursor": first["next_cursor"]}, tenant=school.tenant).json
    assert [entry["id"] for entry in (*first["items"], *rest["items"])] == list(reversed(mine))
    assert rest["next_cursor"] is None


def test_the_list_shows_how_far_each_is(school: School, bucket: str) -> None:
    ina = school.person("Ina")
    report = ask(school, ina).json["id"]
    render(event(school, report), None)
    (entry,) = request(handler, LIST, caller=ina, tenant=school.tenant).json["items"]
    assert (entry["state"], entry["finished_at"] is not None) == ("ready", True)


def test_a_report_that_timed_out_says_so(school: School) -> None:
    ina = school.person("Ina")
    report = ask(school, ina).json["id"]
    render(event(school, report, "ReportDue"), None)
    shown = look(school, ina, report).json
    assert (shown["state"], shown["reason"], shown["download"]) == ("failed", "timed-out", None)


def test_a_course_that_is_not_there_is_not_reported(school: School) -> None:
    answer = ask(school, school.person("Ina"), course=new_id())
    assert (answer.status, answer.json["type"].rsplit("/", 1)[1]) == (404, "course-not-found")


@pytest.mark.parametrize(
    "changed",
    [{"kind": "horoscope"}, {"format": "docx"}, {"course": "x"}, {"language": "?"}, {"learner": "somebody"}],
)
def test_a_wish_that_makes_no_sense_is_refused(school: School, changed: dict[str, Any]) -> None:
    assert ask(school, school.person("Ina"), **changed).status == 422


def test_an_import_is_no_report(school: School) -> None:
    """Both lie under the same key: jobs of a person."""
    from lyceum.catalog.store.items import ImportItem, import_key
    from tests.store.insight.school import NOON, keep

    ina, job = school.person("Ina"), new_id()
    key = import_key(school.tenant, job)
    item = ImportItem(key.pk, key.sk, requester=ina.id, format="olx", upload=job, state="requested", requested_at=NOON)
    keep(school.tenant, item)
    assert look(school, ina, job).status == 404
