"""A school with a course in full swing: lists and documents kept by the contexts whose they are."""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from lyceum.assessment.model.gradebook import AssessmentResult
from lyceum.assessment.model.settings import ScorePolicy
from lyceum.assessment.record_grade import GradedAttempt, record_grade
from lyceum.content.published import Outline
from lyceum.enrollment import store as enrollments
from lyceum.enrollment.model import Enrollment, Source
from lyceum.insight.model import Kind, Report, ReportFormat
from lyceum.insight.request_report import request_report
from lyceum.kernel.access import Caller
from lyceum.kernel.aws import client
from lyceum.kernel.creation import Creation
from lyceum.kernel.directory import MemberItem, member_key
from lyceum.kernel.errors import Conflict
from lyceum.kernel.ids import new_id
from lyceum.kernel.settings import settings
from lyceum.kernel.table import Item, get, transaction
from tests.http import Person, person
from tests.published_course import graded, lesson, outline, publish, put
from tests.store.assessment.world import World, new_world

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@contextmanager
def content_bucket() -> Iterator[str]:
    """A bucket of this test run's own, in CONTENT."""
    with pytest.MonkeyPatch.context() as patch:
        bucket = f"content-{secrets.token_hex(6)}"
        client("s3").create_bucket(Bucket=bucket)
        patch.setenv("CONTENT", bucket)
        settings.cache_clear()
        yield bucket
    settings.cache_clear()


@dataclass
class School:
    """One course with a quiz, and whoever enrolls."""

    tenant: str
    outline: Outline = field(init=False)
    quiz: str = field(init=False)
    world: World = field(init=False)

    def __post_init__(self) -> None:
        self.world = new_world(self.tenant)  # the assessment's own way to keep it
        self.quiz = self.world.draft(at=NOON, pass_mark=Decimal(70))
        quiz = graded(self.course, "l1").model_copy(update={"id": self.quiz})
        self.outline = publish(
            self.tenant, outline(self.course, [lesson("l1"), lesson("l2"), lesson("l3")], assessments=[quiz])
        )

    @property
    def course(self) -> str:
        """Its id."""
        return self.world.course

    def person(self, name: str, *roles: str) -> Person:
        """Somebody with a token."""
        return person(name, self.tenant, *(roles or ("instructor",)))

    def caller(self, name: str, *roles: str) -> Caller:
        """The same, past the gateway."""
        return Caller(self.person(name, *roles).id, self.tenant, frozenset(roles or ("instructor",)))

    def join(self, name: str) -> str:
        """A member of the school with a name; the id."""
        somebody = self.person(name).id
        key = member_key(self.tenant, somebody)
        keep(self.tenant, MemberItem(key.pk, key.sk, person=somebody, name=name, email="x@example.org", language="en"))
        return somebody

    def enroll(self, name: str, *, percent: int = 0, done: datetime | None = None, at: datetime = NOON) -> str:
        """A learner of the course, as far as this."""
        learner = self.join(name)
        caller = Caller(learner, self.tenant, frozenset({"learner"}))
        enrollment = Enrollment.begin(caller, self.course, source=Source.SELF, at=at)
        enrollments.add(enrollment, Creation(new_id()), seats_are_counted=False)
        before = enrollments.find(self.tenant, learner, self.course)
        assert before is not None
        after = before.moved(Decimal(percent), progress_rev=2)
        enrollments.follow(before, after.completed(done, progress_rev=3) if done else after, at=at)
        return learner

    def grade(self, learner: str, *percents: int, policy: ScorePolicy = ScorePolicy.HIGHEST) -> None:
        """Results of a learner's attempts at the quiz."""
        for number, percent in enumerate(percents, 1):
            result = GradedAttempt(
                learner=learner,
                course=self.course,
                assessment=self.quiz,
                number=number,
                rev=number,
                percent=Decimal(percent),
                rules=AssessmentResult(weight=Decimal(1), policy=policy, pass_mark=Decimal(70)),
            )
            record_grade(self.tenant, result, at=NOON)

    def ask(self, name: str = "Ina", *, format: ReportFormat = ReportFormat.JSON, course: str | None = None) -> Report:
        """Somebody asks for a report."""
        return request_report(
            self.caller(name),
            kind=Kind.COURSE_PROGRESS,
            course=course or self.course,
            format=format,
            language="en",
            creation=Creation(new_id()),
            at=NOON,
        )

    def day(self, day: str, **counters: int) -> None:
        """A sealed day."""
        put(self.tenant, self.course, f"DAY#{day}", **{name: {"N": str(number)} for name, number in counters.items()})


def keep(tenant: str, item: Item) -> None:
    """Write an item of another context as its owner would have."""
    with transaction(tenant=tenant, at=NOON) as write:
        write.put(item, when=Item.absent(), otherwise=Conflict())


def told(item: type[Item], key: Any) -> list[Mapping[str, Any]]:
    """The events that ride on an item."""
    found = get(item, key, consistent=True)
    return list(found.events or []) if found is not None else []


def minutes(count: int) -> timedelta:
    """So many minutes."""
    return timedelta(minutes=count)


__all__ = ["NOON", "School", "content_bucket", "keep", "minutes", "told"]
