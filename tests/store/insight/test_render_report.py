"""A report is made from what the contexts keep; once, however often it is told and wherever it is cut off."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from lyceum.assessment.model.scoring import counting_percent as counted_by_assessment
from lyceum.assessment.model.settings import ScorePolicy
from lyceum.assessment.responses import TextResponse
from lyceum.assessment.save_answer import save_answer
from lyceum.assessment.submit_attempt import submit_attempt
from lyceum.insight.counting_scores import counting_percent
from lyceum.insight.model import ATTEMPTS, Report, ReportFormat, ReportState
from lyceum.insight.render_report import give_up, render_report
from lyceum.insight.store import reports
from lyceum.insight.store.items import CourseItem, ReportItem, part_key, report_key
from lyceum.insight.store.sources import awaiting_grading
from lyceum.kernel import files
from lyceum.kernel.aws import client
from lyceum.kernel.errors import Busy
from lyceum.kernel.ids import new_id
from lyceum.kernel.table import get
from tests.store.assessment.world import WITH_ESSAY, new_world
from tests.store.insight.school import NOON, School, keep, told
from tests.unit.assessment.samples import NOON as BEGUN

pytestmark = pytest.mark.store
LATER = NOON + timedelta(minutes=1)
AFTER = BEGUN + timedelta(minutes=1)


def made(school: School, report: Report, bucket: str) -> Any:
    render_report(school.tenant, report.id, at=LATER)
    assert reports.find(school.tenant, report.id).state is ReportState.READY
    return json.loads(client("s3").get_object(Bucket=bucket, Key=report.key)["Body"].read())


def states_told(report: Report) -> list[str]:
    events = told(ReportItem, report_key(report.tenant, report.id))
    return [json.loads(event["d"])["state"] for event in events if event["n"] == "ReportRendered"]


def test_a_report_says_what_the_contexts_keep(school: School, bucket: str) -> None:
    ada = school.enroll("Ada", percent=100, done=NOON)
    bob = school.enroll("Bob", percent=40)
    school.enroll("Cem")
    school.grade(ada, 60, 90)
    school.grade(bob, 50)
    school.day("2026-11-21", e=3, l=5, a=2)
    school.day("2026-10-01", e=9)

    said = made(school, school.ask(), bucket)

    assert said["course"]["title"]["en"] == "Building serverless systems"
    assert [(each["id"], each["pass_mark"]) for each in said["assessments"]] == [(school.quiz, "70")]
    rows = {row["name"]: row for row in said["learners"]}
    assert sorted(rows) == ["Ada", "Bob", "Cem"]
    assert [rows[name]["status"] for name in ("Ada", "Bob", "Cem")] == ["completed", "in_progress", "enrolled"]
    assert [Decimal(rows[name]["percent"]) for name in ("Ada", "Bob", "Cem")] == [100, 40, 0]
    assert [rows[name]["scores"].get(school.quiz) for name in ("Ada", "Bob", "Cem")] == ["90", "50", None]
    assert [(day["day"], day["lessons_completed"]) for day in said["activity"]] == [("2026-11-21", 5)]


def test_who_waits_for_a_grader_is_said_so(table: str, tenant: str) -> None:
    world = new_world(tenant)
    essay = world.live(WITH_ESSAY)
    ada = world.enrolled("Ada")
    attempt = str(world.begin(ada, essay).id)
    save_answer(ada, attempt, "essay", TextResponse(text="Words."), revision=1, at=AFTER)
    submit_attempt(ada, attempt, at=AFTER)
    assert awaiting_grading(tenant, [new_id(), essay]) == [(essay, ada.person)]


def test_somebody_without_a_name_stands_by_id(school: School, bucket: str) -> None:
    nameless = school.enroll("")
    (row,) = made(school, school.ask(), bucket)["learners"]
    assert row["name"] == nameless


@pytest.mark.parametrize("format", ReportFormat)
def test_every_format_is_kept_with_its_media_type(school: School, bucket: str, format: ReportFormat) -> None:
    school.enroll("Ada", percent=50)
    report = school.ask(format=format)
    render_report(school.tenant, report.id, at=LATER)
    kept = client("s3").get_object(Bucket=bucket, Key=f"reports/{school.tenant}/{report.id}.{format}")
    assert str(format) in kept["ContentType"]
    assert b"Ada" in kept["Body"].read()


def test_an_event_that_comes_again_makes_nothing_again(school: School, bucket: str) -> None:
    report = school.ask()
    made(school, report, bucket)
    first = reports.find(school.tenant, report.id)
    render_report(school.tenant, report.id, at=LATER + timedelta(hours=1))
    assert reports.find(school.tenant, report.id) == first
    assert states_told(report) == ["ready"]


@pytest.mark.parametrize("place", ["keep", "finish"])
def test_a_crash_is_made_good_by_the_repetition(
    school: School, bucket: str, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    report = school.ask()
    module: Any = files if place == "keep" else reports

    def die(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as cut:
        cut.setattr(module, place, die)
        with pytest.raises(KeyboardInterrupt):
            render_report(school.tenant, report.id, at=LATER)
    assert reports.find(school.tenant, report.id).state is ReportState.RUNNING

    made(school, report, bucket)
    assert states_told(report) == ["ready"]


def test_what_keeps_failing_has_failed_with_the_last_attempt(
    school: School, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = school.ask()

    def fail(*_: Any) -> None:
        raise Busy

    monkeypatch.setattr(files, "keep", fail)
    for attempt in range(1, ATTEMPTS + 1):
        with pytest.raises(Busy):
            render_report(school.tenant, report.id, at=LATER)
        state = ReportState.FAILED if attempt == ATTEMPTS else ReportState.RUNNING
        assert reports.find(school.tenant, report.id).state is state
    ended = reports.find(school.tenant, report.id)
    assert (ended.reason, states_told(report)) == ("internal-error", ["failed"])
    render_report(school.tenant, report.id, at=LATER)  # told a fourth time: it stays failed


def test_a_course_without_an_outline_fails_at_once(school: School, bucket: str) -> None:
    course = new_id()
    key = part_key(school.tenant, course, "COURSE")
    keep(school.tenant, CourseItem(key.pk, key.sk))
    report = school.ask(course=course)
    render_report(school.tenant, report.id, at=LATER)
    ended = reports.find(school.tenant, report.id)
    assert (ended.state, ended.reason) == (ReportState.FAILED, "course-not-found")
    assert states_told(report) == ["failed"]


def test_a_report_that_never_ends_fails_by_its_timer(school: School, bucket: str) -> None:
    report = school.ask()
    item = _item(report)
    assert item.gsi2sk is not None
    assert "#insight.ReportDue#" in item.gsi2sk
    give_up(school.tenant, report.id, at=LATER)
    ended = reports.find(school.tenant, report.id)
    assert (ended.state, ended.reason) == (ReportState.FAILED, "timed-out")
    assert _item(report).gsi2pk is None
    render_report(school.tenant, report.id, at=LATER)
    assert reports.find(school.tenant, report.id) == ended


def test_the_timer_leaves_a_finished_report_alone(school: School, bucket: str) -> None:
    report = school.ask()
    made(school, report, bucket)
    give_up(school.tenant, report.id, at=LATER)
    assert reports.find(school.tenant, report.id).state is ReportState.READY


def test_news_of_a_forgotten_report_changes_nothing(school: School, bucket: str) -> None:
    gone = new_id()
    render_report(school.tenant, gone, at=LATER)
    give_up(school.tenant, gone, at=LATER)
    assert told(ReportItem, report_key(school.tenant, gone)) == []


@pytest.mark.parametrize("policy", ScorePolicy)
@pytest.mark.parametrize("percents", [[], [60], [90, 30, 61], [33, 33, 34.01]])
def test_what_counts_is_what_assessment_counts(policy: ScorePolicy, percents: list[float]) -> None:
    """Contexts share no code, so nothing but this compares the two (RULES S2-10)."""
    attempts = {number: Decimal(str(percent)) for number, percent in enumerate(percents, 9)}
    card = {"p": str(policy), "t": {str(number): [1, percent] for number, percent in attempts.items()}}
    assert counting_percent(card) == counted_by_assessment(policy, attempts)


def _item(report: Report) -> ReportItem:
    item = get(ReportItem, report_key(report.tenant, report.id), consistent=True)
    assert item is not None
    return item
