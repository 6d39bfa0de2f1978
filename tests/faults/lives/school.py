"""What every life begins with: a school with people, and a course by hand."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

from tests.faults.house import House
from tests.http import Person, person
from tests.imports import pictured, post_form
from tests.unit.assessment.samples import choice_question, essay_question, file_question

COURSE = "/v1/{tenant}/courses/{course}"
CHAPTER = f"{COURSE}/chapters/{{chapter}}"
LESSON = f"{CHAPTER}/lessons/{{lesson}}"
MEMBER = "/v1/{tenant}/members/{person}"
TITLE = {"title": {"en": "Changed"}}


@dataclass
class Life(ABC):
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

    @property
    def head(self) -> Person:
        """The administrator."""
        return self.who("admin", "administrator")

    @property
    def operator(self) -> Person:
        """Of the platform."""
        return Person(self.who("operator").id, "*=operator")

    def ask(self, route: str, caller: Person | None, body: Any = None, **options: Any) -> Any:
        """A request that succeeds, in this school."""
        return self.house.ask_well(route, caller, body, **{"tenant": self.tenant, "course": self.course} | options)

    @abstractmethod
    def live(self) -> None:
        """All of it."""

    def found(self) -> None:
        """A school with an administrator, an author and three learners."""
        house, admin = self.house, self.head
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

    def keep_questions(self) -> None:
        """In a bank."""
        banks = "/v1/{tenant}/banks"
        bank = self.ask(f"POST {banks}", self.author, TITLE, key="bank")["id"]
        wish = {"content": choice_question().model_dump(mode="json")}
        question = self.ask(f"POST {banks}/{{bank}}/questions", self.author, wish, bank=bank, key="kept")["id"]
        other = {"content": essay_question().model_dump(mode="json")}
        route = f"PATCH {banks}/{{bank}}/questions/{{bank_question}}"
        self.ask(route, self.author, other, bank=bank, bank_question=question)
        self.ask(f"PATCH {banks}/{{bank}}", self.author, {"sharing": "school"}, bank=bank)
        self.bring_a_picture("banks/{bank}", bank=bank)
        self.bring_questions(bank)
        self.ask("POST /v1/{tenant}/question-exports", self.author, {"format": "qti3", "bank": bank}, key="export")
        self.house.settle()

    def bring_a_picture(self, owner: str, **place: str) -> None:
        """By hand, for a bank or a course."""
        content = b"\x89PNG\r\n\x1a\n"
        wish = {"name": "a.png", "size": len(content), "media_type": "image/png"}
        form = self.ask("POST /v1/{tenant}/uploads", self.author, wish, key=f"picture for {owner}")
        assert post_form(form, content) < 300
        self.house.stage.look_again()
        route = f"PUT /v1/{{tenant}}/{owner}/assets/{{upload}}"
        self.ask(route, self.author, {"path": "a.png"}, upload=form["id"], **place)

    def bring_questions(self, bank: str) -> None:
        """Into a bank, from a file with a picture: one is new, one is there and has changed."""
        for number, year in enumerate(("1912", "1913")):
            wish = {"name": "kept.xml", "size": 1_000, "media_type": "text/xml"}
            form = self.ask("POST /v1/{tenant}/uploads", self.author, wish, key=f"file {number}")
            assert post_form(form, pictured("Titanic", year)) < 300
            self.house.stage.look_again()
            asked = {"format": "moodle_xml", "upload": form["id"], "bank": bank}
            self.ask("POST /v1/{tenant}/imports", self.author, asked, key=f"brought {number}")
            self.house.settle()

    def write_another(self) -> None:
        """By hand: the course that is learned."""
        house = self.house
        made = self.ask("POST /v1/{tenant}/courses", self.author, {"title": {"en": "By hand"}}, key="course")
        self.course = made["id"]
        self.bring_a_picture("courses/{course}")
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
        written = (choice_question(), essay_question(), file_question())
        questions = [one.model_dump(mode="json") for one in written]
        settings = {"time_limit_minutes": 30, "max_attempts": 9, "pass_mark": "50"}
        parts = {"capital": ["capital"], "essay": ["essay", "file_upload"]}
        sections = [{"id": name, "questions": own, "time_limit_seconds": 600} for name, own in parts.items()]
        wish = {"title": {"en": "Exam"}, "lesson": tried, "questions": questions, "settings": settings}
        wish["structure"] = {"order": "fixed", "sections": sections}
        self.assessment = self.ask(f"POST {COURSE}/assessments", self.author, wish, key="assessment")["id"]
        house.settle()
        change = {"title": {"en": "The exam"}}
        self.ask(f"PATCH {COURSE}/assessments/{{assessment}}", self.author, change, assessment=self.assessment)
        house.settle()
