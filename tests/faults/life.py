"""A school's life from its founding to a withdrawal: every operation of the main job that writes, at least once."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from lyceum.kernel.clock import iso
from tests.faults.house import House
from tests.http import Person, person
from tests.imports import packed, post_form
from tests.unit.assessment.samples import choice_question, essay_question

COURSE = "/v1/{tenant}/courses/{course}"
CHAPTER = f"{COURSE}/chapters/{{chapter}}"
LESSON = f"{CHAPTER}/lessons/{{lesson}}"
TITLE = {"title": {"en": "Changed"}}
LONG = "All of it. " * 60
"""An answer that is an item of its own."""


@dataclass
class Life:
    """Who lives it, and where."""

    house: House
    tenant: str
    course: str = ""
    assessment: str = ""

    def who(self, name: str, *roles: str) -> Person:
        """Somebody by name."""
        return person(name, self.tenant, *(roles or ("learner",)))

    @property
    def author(self) -> Person:
        """The instructor."""
        return self.who("author", "instructor")

    def ask(self, route: str, caller: Person, body: Any = None, **options: Any) -> Any:
        """A request that succeeds, in this school."""
        return self.house.ask_well(route, caller, body, **{"tenant": self.tenant, "course": self.course} | options)

    def live(self) -> None:
        """All of it."""
        self.found()
        self.import_a_course()
        self.write_another()
        self.publish()
        self.study()
        self.sit()
        self.report()
        self.withdraw()
        self.leave_things_to_timers()

    def found(self) -> None:
        """A school with an administrator, an author and three learners."""
        house, admin = self.house, self.who("admin", "administrator")
        founding = {"tenant": self.tenant, "name": {"en": "School"}, "administrator": admin.id}
        house.task("tenancy.found_tenant", founding | {"self_registration": True})
        house.settle()
        for name in ("author", "ada", "bo", "chai"):
            self.ask("PUT /v1/{tenant}/me/membership", self.who(name), {"name": name.title(), "language": "en"})
        roles = {"roles": ["learner", "instructor"]}
        self.ask("PUT /v1/{tenant}/members/{person}/roles", admin, roles, person=self.author.id)
        wording = {"subject": "Welcome", "note": "Welcome, $name", "text": "Welcome, $name, to $course"}
        place = {"template": "enrolled", "language": "en"}
        self.ask("PUT /v1/{tenant}/message-templates/{template}/{language}", admin, wording, **place)
        house.settle()

    def import_a_course(self) -> None:
        """From OLX."""
        content = packed()
        wish = {"name": "course.tar.gz", "size": len(content), "media_type": "application/gzip"}
        form = self.ask("POST /v1/{tenant}/uploads", self.author, wish, key="upload")
        assert post_form(form, content) < 300
        wish = {"format": "olx", "upload": form["id"]}
        self.ask("POST /v1/{tenant}/imports", self.author, wish, key="import")
        self.house.settle()

    def write_another(self) -> None:
        """By hand: the course that is learned."""
        house = self.house
        made = self.ask("POST /v1/{tenant}/courses", self.author, {"title": {"en": "By hand"}}, key="course")
        self.course = made["id"]
        chapter = self.ask(f"POST {COURSE}/chapters", self.author, TITLE, key="chapter")["id"]
        extra = self.ask(f"POST {COURSE}/chapters", self.author, TITLE, key="another chapter")["id"]
        self.ask(f"PATCH {CHAPTER}", self.author, {"title": {"en": "One"}}, chapter=chapter)
        self.ask(f"DELETE {CHAPTER}", self.author, chapter=extra)
        page = {"title": {"en": "Page"}, "blocks": [{"kind": "html", "html": {"en": "<p>Read.</p>"}}]}
        wishes = [{"title": {"en": name}, "units": [page]} for name in ("Read", "Try", "Extra")]
        read, tried, extra = (
            self.ask(f"POST {CHAPTER}/lessons", self.author, wish, chapter=chapter, key=f"lesson {number}")["id"]
            for number, wish in enumerate(wishes)
        )
        self.read = read
        self.ask(f"PATCH {LESSON}", self.author, TITLE, chapter=chapter, lesson=read)
        self.ask(f"DELETE {LESSON}", self.author, chapter=chapter, lesson=extra)
        questions = [one.model_dump(mode="json") for one in (choice_question(), essay_question())]
        settings = {"time_limit_minutes": 30, "max_attempts": 9, "pass_mark": "50"}
        wish = {"title": {"en": "Exam"}, "lesson": tried, "questions": questions, "settings": settings}
        self.assessment = self.ask(f"POST {COURSE}/assessments", self.author, wish, key="assessment")["id"]
        house.settle()
        change = {"title": {"en": "The exam"}}
        self.ask(f"PATCH {COURSE}/assessments/{{assessment}}", self.author, change, assessment=self.assessment)
        house.settle()

    def publish(self) -> None:
        """With seats; taken back, and published again."""
        self.ask(f"PATCH {COURSE}", self.author, {"seats": 5})
        self.ask(f"PUT {COURSE}/publication", self.author)
        self.house.settle()
        self.ask(f"DELETE {COURSE}/publication", self.author)
        self.ask(f"PUT {COURSE}/publication", self.author)
        self.house.settle()

    def study(self) -> None:
        """Ada as usual; Bo looks before anybody has heard of him."""
        ada, bo = self.who("ada"), self.who("bo")
        self.ask(f"POST {COURSE}/enrollments", ada, key="place")
        self.house.settle()
        self.ask(f"POST {COURSE}/enrollments", bo, key="place")
        self.ask(f"GET {COURSE}/outline", bo)
        self.house.settle()
        done = {"items": [{"lesson": self.read, "completed": True, "at": iso(self.house.clock.at)}]}
        self.ask(f"PATCH {COURSE}/progress", ada, done)
        self.house.settle()

    def sit(self) -> None:
        """The exam, graded by hand, which completes the course."""
        ada, house = self.who("ada"), self.house
        attempt = self.begin(ada)
        self.save(ada, attempt, "essay", {"text": LONG})
        self.ask("PUT /v1/{tenant}/attempts/{attempt}/submission", ada, attempt=attempt)
        house.settle()
        grade = "PUT /v1/{tenant}/attempts/{attempt}/grades/{question}"
        points = {"points": "10", "feedback": "Good."}
        self.ask(grade, self.author, points, attempt=attempt, question="essay")
        house.settle()

    def begin(self, learner: Person, key: str = "attempt") -> str:
        """An open attempt."""
        route = "POST /v1/{tenant}/assessments/{assessment}/attempts"
        return str(self.ask(route, learner, assessment=self.assessment, key=key)["id"])

    def save(self, learner: Person, attempt: str, question: str, response: Any, revision: int = 1) -> None:
        """An answer."""
        route = "PUT /v1/{tenant}/attempts/{attempt}/answers/{question}"
        body = {"response": response, "revision": revision}
        self.ask(route, learner, body, attempt=attempt, question=question)

    def report(self) -> None:
        """A report, and a notification that is read."""
        wish = {"kind": "course_progress", "course": self.course, "format": "csv"}
        self.ask("POST /v1/{tenant}/reports", self.author, wish, key="report")
        self.house.settle()
        ada = self.who("ada")
        (newest, *_) = self.ask("GET /v1/{tenant}/me/notifications", ada)["items"]
        read = "PUT /v1/{tenant}/me/notifications/{notification}/read"
        self.ask(read, ada, notification=newest["id"])

    def withdraw(self) -> None:
        """Chai gives a place up."""
        chai = self.who("chai")
        self.ask(f"POST {COURSE}/enrollments", chai, key="place")
        self.house.settle()
        self.ask("DELETE /v1/{tenant}/me/enrollments/{course}", chai)
        self.house.settle()

    def leave_things_to_timers(self) -> None:
        """An attempt, a report and a job's run that nobody ends; a day later the timers do, and days are sealed."""
        house, bo = self.house, self.who("bo")
        self.begin(bo)
        wish = {"kind": "course_progress", "course": self.course, "format": "json"}
        self.ask("POST /v1/{tenant}/reports", self.author, wish, key="forgotten")
        operator = Person(self.who("operator").id, "*=operator")
        self.ask("POST /v1/jobs/{job}/runs", operator, job="insight.seal_days", key="run")
        house.settle(leave=("ReportRequested", "JobDue"))
        house.clock.later(timedelta(days=1))
        house.task("operations.start_job", {"job": "insight.seal_days", "at": iso(house.clock.at)}, "schedule")
        house.settle(leave=("ReportRequested", "JobDue"))
        house.task("operations.sweep_timers", {}, "schedule")
        house.settle(only=("AttemptDue", "ReportDue", "JobRunOverdue"))
        house.settle(leave=("ReportRequested",))
