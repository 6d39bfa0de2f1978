"""The main job from a school's founding to a withdrawal: a course is imported, written, learned, examined, reported."""

from datetime import timedelta
from typing import Any

from lyceum.kernel.clock import iso
from tests.faults.lives.school import COURSE, Life
from tests.http import Person
from tests.imports import packed, post_form
from tests.unit.assessment.samples import choice_question

LONG = "All of it. " * 60
"""An answer that is an item of its own."""


class LearningLife(Life):
    """The one job that Lyceum is for."""

    work: str = ""
    """The assignment."""

    def live(self) -> None:
        """All of it."""
        self.found()
        self.import_a_course()
        self.write_another()
        self.keep_questions()
        self.set_work()
        self.publish()
        self.study()
        self.sit()
        self.regrade()
        self.hand_in()
        self.grade_by_hand()
        self.report()
        self.withdraw()
        self.leave_things_to_timers()

    def import_a_course(self) -> None:
        """From OLX."""
        content = packed()
        wish = {"name": "course.tar.gz", "size": len(content), "media_type": "application/gzip"}
        form = self.ask("POST /v1/{tenant}/uploads", self.author, wish, key="upload")
        assert post_form(form, content) < 300
        self.house.stage.look_again()
        wish = {"format": "olx", "upload": form["id"]}
        self.ask("POST /v1/{tenant}/imports", self.author, wish, key="import")
        self.house.settle()

    def set_work(self) -> None:
        """A rubric, and an assignment that takes files; each changed once."""
        level = {"id": "good", "title": {"en": "Good"}, "points": 1}
        criteria = [{"id": "reasons", "title": {"en": "Reasons"}, "levels": [level]}]
        kept = {"title": {"en": "Rubric"}, "course": self.course, "rubric": {"criteria": criteria}}
        rubric = self.ask("POST /v1/{tenant}/rubrics", self.author, kept, key="rubric")["id"]
        self.ask("PATCH /v1/{tenant}/rubrics/{rubric}", self.author, {"retired": True}, rubric=rubric)
        assignments = f"{COURSE}/assignments"
        wish = {
            "title": {"en": "Work"},
            "instructions": {"en": "Send a file."},
            "settings": {"accepts": {"files": {"kinds": ["pdf"]}}, "peer_review": {"reviewers": 1, "weight": 100}},
        }
        self.work = str(self.ask(f"POST {assignments}", self.author, wish, key="work")["id"])
        self.ask(f"PATCH {assignments}/{{course_assignment}}", self.author, {"points": 10}, course_assignment=self.work)

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
        """The exam, graded by hand, by two people, which completes the course."""
        ada, house = self.who("ada"), self.house
        change = {"title": {"en": "The last exam"}, "settings": {"second_marking": {"tolerance_percent": 10}}}
        self.ask(f"PATCH {COURSE}/assessments/{{assessment}}", self.author, change, assessment=self.assessment)
        house.settle()
        attempt = self.begin(ada)
        section = "PUT /v1/{tenant}/attempts/{attempt}/sections/{section}"
        self.ask(f"{section}/entry", ada, attempt=attempt, section="capital")
        self.ask(f"{section}/exit", ada, attempt=attempt, section="capital")
        self.ask(f"{section}/entry", ada, attempt=attempt, section="essay")
        own = "PUT /v1/{tenant}/attempts/{attempt}"
        self.ask(f"{own}/flags/{{question}}", ada, {"flagged": True}, attempt=attempt, question="essay")
        self.ask(f"{own}/position", ada, {"question": "essay"}, attempt=attempt)
        self.accommodate(ada)
        self.save(ada, attempt, "essay", {"text": LONG})
        self.send_a_file(ada, attempt)
        self.ask("PUT /v1/{tenant}/attempts/{attempt}/submission", ada, attempt=attempt)
        house.settle()
        grade = "PUT /v1/{tenant}/attempts/{attempt}/grades/{question}"
        for grader, points in ((self.author, "9.5"), (self.head, "10")):
            self.ask(grade, grader, {"points": points, "feedback": "Good."}, attempt=attempt, question="essay")
            house.settle()

    def leave_an_essay(self) -> str:
        """Another attempt of Ada's, which nobody grades."""
        ada, section = self.who("ada"), "PUT /v1/{tenant}/attempts/{attempt}/sections/{section}"
        attempt = self.begin(ada, "once more")
        self.ask(f"{section}/entry", ada, attempt=attempt, section="capital")
        self.ask(f"{section}/exit", ada, attempt=attempt, section="capital")
        self.ask(f"{section}/entry", ada, attempt=attempt, section="essay")
        self.save(ada, attempt, "essay", {"text": "Some of it."})
        self.ask("PUT /v1/{tenant}/attempts/{attempt}/submission", ada, attempt=attempt)
        self.house.settle()
        return attempt

    def send_a_file(self, learner: Person, attempt: str) -> None:
        """For a question that takes one; it is answered with, and taken back, so that nobody has to grade it."""
        content, question = b"%PDF-1.7\n", "file_upload"
        wish = {"question": question, "name": "a.pdf", "size": len(content), "media_type": "application/pdf"}
        uploads = "/v1/{tenant}/attempts/{attempt}/uploads"
        form = self.ask(f"POST {uploads}", learner, wish, attempt=attempt, key="answer-upload")
        assert post_form(form, content) < 300
        self.house.stage.look_again()
        self.ask(f"PUT {uploads}/{{upload}}/completion", learner, attempt=attempt, upload=form["id"])
        self.save(learner, attempt, question, {"files": [{"upload": form["id"], "name": "a.pdf"}]})
        self.save(learner, attempt, question, None, revision=2)

    def accommodate(self, learner: Person) -> None:
        """While they sit the exam: twice the time in the course, three times in the exam."""
        own = self.author
        self.ask(f"PUT {COURSE}/accommodations/{{person}}", own, {"time_factor": "2"}, person=learner.id)
        wish = {"time_factor": "3", "extra_attempts": 1}
        route = f"PUT {COURSE}/assessments/{{assessment}}/accommodations/{{person}}"
        self.ask(route, own, wish, assessment=self.assessment, person=learner.id)
        self.house.settle()

    def regrade(self) -> None:
        """The capital is right whatever it was, until it is not."""
        regrades, place = "/v1/{tenant}/assessments/{assessment}/regrades", {"assessment": self.assessment}
        wish = {"question": "capital", "correction": {"kind": "full_credit"}, "reason": "It was not taught."}
        made = self.ask(f"POST {regrades}", self.author, wish, key="regrade", **place)["id"]
        self.house.settle()
        for step in ("application", "reversal"):
            self.ask(f"PUT {regrades}/{{regrade}}/{step}", self.author, regrade=made, **place)
            self.house.settle()

    def hand_in(self) -> None:
        """Ada hands in a file, Bo a text, which Ada reviews and so returns; Ada's is graded and returned."""
        ada, house, assignment = self.who("ada"), self.house, "/v1/{tenant}/assignments/{course_assignment}"
        content = b"%PDF-1.7\n"
        wish = {"name": "work.pdf", "size": len(content), "media_type": "application/pdf"}
        form = self.ask(f"POST {assignment}/uploads", ada, wish, course_assignment=self.work, key="work-upload")
        assert post_form(form, content) < 300
        house.stage.look_again()
        wish = {"form": "file", "upload": form["id"]}
        work = self.ask(f"POST {assignment}/submissions", ada, wish, course_assignment=self.work, key="hand-in")["id"]
        house.settle()
        wish = {"form": "text", "text": "All of it."}
        self.ask(f"POST {assignment}/submissions", self.who("bo"), wish, course_assignment=self.work, key="hand-in")
        self.ask(f"POST {assignment}/peer-reviews", self.author, course_assignment=self.work)
        (duty,) = self.ask("GET /v1/{tenant}/me/peer-reviews", ada)["items"]
        review = {"number": 1, "points": 8, "comment": "Good."}
        self.ask("PUT /v1/{tenant}/peer-reviews/{peer_review}", ada, review, peer_review=duty["id"])
        house.settle()
        submission = "PUT /v1/{tenant}/submissions/{submission}"
        self.ask(f"{submission}/grade", self.author, {"number": 1, "points": 9, "feedback": "Good."}, submission=work)
        self.ask(f"{submission}/return", self.author, submission=work)
        house.settle()

    def grade_by_hand(self) -> None:
        """A gradebook of its own, points for a talk, a grade that is locked for a while, and all of them."""
        scheme, lock = f"{COURSE}/gradebook/scheme", f"{COURSE}/gradebook/lock"
        row, ada = f"{COURSE}/grades/{{learner}}", {"learner": self.who("ada").id}
        talk = {"id": "talk", "kind": "participation", "title": {"en": "Talk"}, "maximum": "20"}
        why = {"reason": "Term is over"}
        self.ask(f"PUT {scheme}", self.author, {"items": [talk]})
        self.house.settle()
        self.ask(f"PUT {row}/items/{{item}}", self.author, {"points": "15"}, item="talk", **ada)
        sheet = f"learner,Talk [talk]\r\n{ada['learner']},16.5\r\n"
        seen = self.ask(f"POST {COURSE}/gradebook/imports", self.author, {"csv": sheet})["preview"]
        self.ask(f"POST {COURSE}/gradebook/imports", self.author, {"csv": sheet, "preview": seen})
        self.ask(f"POST {COURSE}/gradebook/exports", self.author, {"format": "xlsx"}, key="gradebook")
        self.ask(f"PUT {row}/lock", self.author, why, **ada)
        self.ask(f"DELETE {row}/lock", self.author, query=why, **ada)
        self.ask(f"PUT {lock}", self.author, why)
        self.house.settle()
        self.ask(f"DELETE {lock}", self.author, query=why)
        self.house.settle()

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

    def open_an_exam(self) -> None:
        """Half an hour before its start everybody has an attempt that waits."""
        house, settings = self.house, {"kind": "exam", "available_from": iso(self.house.clock.at + timedelta(hours=1))}
        questions = [choice_question("opened").model_dump(mode="json")]
        wish = {"title": {"en": "Opened"}, "lesson": self.read, "questions": questions, "settings": settings}
        exam = self.ask(f"POST {COURSE}/assessments", self.author, wish, key="opened")["id"]
        self.ask(f"PUT {COURSE}/publication", self.author)
        house.settle()
        change = {"settings": {"time_limit_minutes": 20}}
        self.ask(f"PATCH {COURSE}/assessments/{{assessment}}", self.author, change, assessment=exam)
        house.settle()
        house.clock.later(timedelta(minutes=40))
        house.task("operations.sweep_timers", {}, "schedule")
        house.settle()

    def withdraw(self) -> None:
        """Chai gives a place up, with an attempt that waits and one that is open."""
        chai = self.who("chai")
        self.ask(f"POST {COURSE}/enrollments", chai, key="place")
        self.house.settle()
        self.open_an_exam()
        self.begin(chai)
        self.ask("DELETE /v1/{tenant}/me/enrollments/{course}", chai)
        self.house.settle()

    def leave_things_to_timers(self) -> None:
        """An attempt, a report and a job's run that nobody ends; a day later the timers do, and days are sealed.

        An essay that nobody grades: its workflow comes again with another token.
        """
        house, bo = self.house, self.who("bo")
        essay = self.leave_an_essay()
        self.begin(bo)
        wish = {"kind": "course_progress", "course": self.course, "format": "json"}
        self.ask("POST /v1/{tenant}/reports", self.author, wish, key="forgotten")
        self.ask("POST /v1/jobs/{job}/runs", self.operator, job="insight.seal_days", key="run")
        house.settle(leave=("ReportRequested", "JobDue"))
        house.clock.later(timedelta(days=1))
        waits = {"tenant": self.tenant, "attempt": essay, "execution": "execution-1", "token": "token-2"}
        house.task("assessment.await_grade", waits)
        house.task("operations.start_job", {"job": "insight.seal_days", "at": iso(house.clock.at)}, "schedule")
        house.settle(leave=("ReportRequested", "JobDue"))
        house.task("operations.sweep_timers", {}, "schedule")
        house.settle(only=("AttemptDue", "ReportDue", "JobRunOverdue"))
        house.settle(leave=("ReportRequested",))
