"""Reports that the tests of this context share: a small class, an empty course, and one that wishes us ill."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from lyceum.insight.report_model import (
    CourseProgressReport,
    DayActivity,
    EnrollmentStatus,
    LearnerRow,
    ReportedAssessment,
    ReportedCourse,
)
from lyceum.kernel.text import LocalizedText

MADE_AT = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)
"""In Bangkok this is already the next day."""

QUIZ, EXAM, ESSAY = "quiz-1", "exam", "essay"
HOSTILE = "<script>alert('x')</script><img src=x onerror=alert(1)>\"'&{{ 7*7 }}"

_CLASS = (
    # name, status, percent, quiz, exam, days since the last activity
    ("Ana Souza", "completed", "100", "95", "88.5", 3),
    ("Björn Åkesson", "in_progress", "62.5", "60", None, 1),
    ("กนกวรรณ ศรีสุข", "completed", "100", "100", "92", 9),
    ("เกษม ทองดี", "in_progress", "50", "59.99", "44.5", 2),
    ("Chidi Okafor", "enrolled", "0", None, None, None),
    ("ไพลิน แก้วมณี", "in_progress", "37.5", "72.5", None, 5),
    ("Dmitri Volkov", "withdrawn", "12.5", "20", None, 16),
    ("แพรวา จันทร์เพ็ญ", "in_progress", "100", "85", "61", 0),
    ("Eve O’Neill", "in_progress", "75", "78", "55", 4),
    ("สมชาย ใจดี", "failed", "100", "64", "31.25", 12),
    ("Fatima al-Zahra", "enrolled", "0", None, None, None),
    ("Zoë Wright", "in_progress", "25", "48", None, 6),
)


def _row(
    number: int, name: str, status: str, percent: str, scores: dict[str, str | None], idle: int | None
) -> LearnerRow:
    done = status == "completed"
    return LearnerRow(
        learner=f"01J00000000000000000000{number:03d}",
        name=name,
        enrolled_at=MADE_AT - timedelta(days=40 - number),
        status=EnrollmentStatus(status),
        percent=Decimal(percent),
        completed_at=MADE_AT - timedelta(days=idle or 0) if done else None,
        last_activity=None if idle is None else MADE_AT - timedelta(days=idle),
        scores={key: Decimal(score) for key, score in scores.items() if score is not None},
        awaiting_grading=(ESSAY,) if done else (),
    )


def class_report(*, language: str = "en", zone: str = "Asia/Bangkok") -> CourseProgressReport:
    """Twelve learners, two scored assessments, one that waits to be graded, thirty days with two gaps."""
    return CourseProgressReport(
        tenant="demo",
        tenant_name=LocalizedText({"en": "Riverside Academy", "th": "สถาบันริมน้ำ"}),
        course=ReportedCourse(
            id="c1",
            title=LocalizedText({"en": "Building serverless systems", "th": "การสร้างระบบแบบไร้เซิร์ฟเวอร์"}),
        ),
        made_at=MADE_AT,
        language=language,
        zone=zone,
        assessments=(
            ReportedAssessment(
                id=QUIZ,
                title=LocalizedText({"en": "Events and queues", "th": "เหตุการณ์และคิว"}),
                points=Decimal(10),
                pass_mark=Decimal(60),
            ),
            ReportedAssessment(
                id=EXAM,
                title=LocalizedText({"en": "Final exam", "th": "สอบปลายภาค"}),
                points=Decimal(40),
                pass_mark=Decimal(55),
            ),
            ReportedAssessment(
                id=ESSAY,
                title=LocalizedText({"en": "Essay: choosing a data store", "th": "เรียงความ: การเลือกที่เก็บข้อมูล"}),
                points=Decimal("12.5"),
                pass_mark=Decimal(60),
            ),
        ),
        learners=tuple(
            _row(n, name, status, percent, {QUIZ: quiz, EXAM: exam}, idle)
            for n, (name, status, percent, quiz, exam, idle) in enumerate(_CLASS, 1)
        ),
        activity=tuple(
            DayActivity(
                day=date(2026, 10, 24) + timedelta(days=n),
                enrollments=max(0, 3 - n),
                lessons_completed=(n * 7) % 11,
                attempts_submitted=n % 3,
                courses_completed=1 if n in {20, 26} else 0,
            )
            for n in range(30)
            if n not in {5, 6}
        ),
    )


def empty_report() -> CourseProgressReport:
    """A course that nobody has joined, without assessments or activity."""
    return CourseProgressReport(
        tenant="demo", course=ReportedCourse(id="c1", title=LocalizedText({"en": "Empty"})), made_at=MADE_AT
    )


def hostile_report() -> CourseProgressReport:
    """Every text that people write holds markup, quotes and template syntax."""
    bad = LocalizedText({"en": HOSTILE})
    return CourseProgressReport(
        tenant="demo",
        tenant_name=bad,
        course=ReportedCourse(id=HOSTILE, title=bad),
        made_at=MADE_AT,
        assessments=(ReportedAssessment(id=HOSTILE, title=bad, points=Decimal(1), pass_mark=Decimal(60)),),
        learners=(
            LearnerRow(
                learner=HOSTILE,
                name=HOSTILE,
                enrolled_at=MADE_AT,
                status=EnrollmentStatus.IN_PROGRESS,
                scores={HOSTILE: Decimal(50)},
            ),
        ),
    )
