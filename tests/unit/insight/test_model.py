"""What is true of a report that somebody asked for."""

from datetime import UTC, datetime, timedelta

import pytest

from lyceum.insight.model import (
    ATTEMPTS,
    INTERNAL_ERROR,
    KEPT,
    LANGUAGES,
    PATIENCE,
    TIMED_OUT,
    Kind,
    Report,
    ReportFormat,
    ReportState,
    chosen_language,
)

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
LATER = NOON + timedelta(minutes=1)


def asked(**more: object) -> Report:
    wish = {"kind": Kind.COURSE_PROGRESS, "course": "c1", "format": ReportFormat.CSV, "language": "th"}
    return Report(tenant="acme", id="r1", requester="ada", requested_at=NOON, **(wish | more))  # type: ignore[arg-type]


def test_a_report_begins_unmade() -> None:
    report = asked()
    assert (report.state, report.attempts, report.reason, report.finished_at) == (ReportState.REQUESTED, 0, None, None)


def test_its_file_has_a_place_and_a_name() -> None:
    report = asked()
    assert report.key == "reports/acme/r1.csv"
    assert report.file_name == "course-progress-c1.csv"


def test_it_is_kept_for_thirty_days() -> None:
    assert asked().kept_until == NOON + timedelta(days=30) == NOON + KEPT


def test_it_is_tried_three_times() -> None:
    assert [asked(attempts=tried).is_last_attempt for tried in range(5)] == [False, False, False, True, True]
    assert ATTEMPTS == 3


def test_it_ends_ready_or_failed_with_a_reason() -> None:
    running = asked(state=ReportState.RUNNING, attempts=2)

    assert running.ready(LATER) == asked(state=ReportState.READY, attempts=2, finished_at=LATER)
    failed = asked(state=ReportState.FAILED, attempts=2, finished_at=LATER, reason="timed-out")
    assert running.failed("timed-out", LATER) == failed


@pytest.mark.parametrize(
    ("named", "accepted", "chosen"),
    [
        (None, (), "en"),
        ("th", (), "th"),
        ("TH-th", ("en",), "th"),
        ("en", ("th",), "en"),
        (None, ("th-TH", "en"), "th"),
        (None, ("de", "fr-CH"), "en"),
        ("de", ("th",), "th"),
        ("", ("th",), "th"),
        ("th-Thai-TH", (), "th"),
    ],
)
def test_the_first_language_that_reports_know_is_chosen(
    named: str | None, accepted: tuple[str, ...], chosen: str
) -> None:
    assert chosen_language(named, accepted) == chosen
    assert LANGUAGES == ("en", "th")


def test_clients_are_told_why_a_report_failed_in_the_words_that_the_api_names() -> None:
    assert (TIMED_OUT, INTERNAL_ERROR) == ("timed-out", "internal-error")
    assert timedelta(minutes=15) == PATIENCE
