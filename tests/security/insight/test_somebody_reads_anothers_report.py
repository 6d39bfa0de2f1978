"""Somebody reaches for a report that is not theirs: by its id, by its place in the bucket, through a cursor."""

import urllib.error
import urllib.request

import pytest

from insight.request_report import handler
from lyceum.insight.render_report import render_report
from lyceum.kernel import clock
from tests.http import Answer, Person, request
from tests.store.insight.school import School

pytestmark = [pytest.mark.security, pytest.mark.store]
LOOK = "GET /v1/{tenant}/reports/{report}"


def look(tenant: str, caller: Person, report: str) -> Answer:
    return request(handler, LOOK, caller=caller, tenant=tenant, report=report)


def test_another_instructor_does_not_find_it(school: School) -> None:
    report = school.ask("Ina")
    answer = look(school.tenant, school.person("Tom"), report.id)
    assert (answer.status, answer.json["type"].rsplit("/", 1)[1]) == (404, "report-not-found")


def test_an_administrator_reads_every_report_of_the_school(school: School, bucket: str) -> None:
    report = school.ask("Ina")
    render_report(school.tenant, report.id, at=clock.now())
    answer = look(school.tenant, school.person("Head", "administrator"), report.id)
    assert answer.json["state"] == "ready"


def test_an_administrator_of_another_school_does_not(school: School) -> None:
    report = school.ask("Ina")
    stranger = Person(school.person("Head").id, f"elsewhere=administrator;{school.tenant}x=administrator")
    assert look(school.tenant, stranger, report.id).status == 403
    assert look("elsewhere", stranger, report.id).status == 404


@pytest.mark.parametrize("roles", [("learner",), ()])
def test_a_learner_asks_for_none_and_reads_none(school: School, roles: tuple[str, ...]) -> None:
    somebody = Person(school.person("Ada").id, f"{school.tenant}=learner" if roles else "")
    wish = {"kind": "course_progress", "course": school.course, "format": "json"}
    asked = request(handler, "POST /v1/{tenant}/reports", caller=somebody, body=wish, tenant=school.tenant)
    listed = request(handler, "GET /v1/{tenant}/reports", caller=somebody, tenant=school.tenant)
    assert {asked.status, listed.status, look(school.tenant, somebody, school.ask("Ina").id).status} == {403}


def test_a_course_of_another_school_cannot_be_reported(school: School) -> None:
    stranger = Person(school.person("Ina").id, "elsewhere=administrator")
    wish = {"kind": "course_progress", "course": school.course, "format": "json"}
    assert request(handler, "POST /v1/{tenant}/reports", caller=stranger, body=wish, tenant="elsewhere").status == 404


def test_a_cursor_of_another_persons_list_is_refused(school: School) -> None:
    for _ in range(2):
        school.ask("Ina")
    own = request(
        handler, "GET /v1/{tenant}/reports", caller=school.person("Ina"), query={"limit": "1"}, tenant=school.tenant
    )
    stolen = request(
        handler,
        "GET /v1/{tenant}/reports",
        caller=school.person("Tom"),
        query={"cursor": own.json["next_cursor"]},
        tenant=school.tenant,
    )
    assert (stolen.status, stolen.json["type"].rsplit("/", 1)[1]) == (422, "invalid-cursor")


def test_the_address_is_signed_for_one_file_and_a_short_time(school: School, bucket: str) -> None:
    report = school.ask("Ina")
    render_report(school.tenant, report.id, at=clock.now())
    download = look(school.tenant, school.person("Ina"), report.id).json["download"]
    assert f"/reports/{school.tenant}/{report.id}.json" in download["url"]
    assert "X-Amz-Expires=300" in download["url"]
    assert "X-Amz-Signature=" in download["url"]
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(download["url"].replace(report.id, school.ask("Tom").id))
