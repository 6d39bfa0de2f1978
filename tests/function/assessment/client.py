"""Somebody who calls the routes of this context."""

from dataclasses import dataclass
from typing import Any

from assessment import (
    accommodate,
    allocate_peer_reviews,
    author_assessment,
    author_assignment,
    change_grade,
    explain_grade,
    export_gradebook,
    grade_response,
    grade_submission,
    gradebook,
    grading_queue,
    hand_in,
    import_grades,
    manage_bank,
    manage_rubric,
    navigate_attempt,
    peer_review,
    regrade,
    save_answer,
    shape_gradebook,
    start_attempt,
    submit_attempt,
    upload_work,
    view_attempt,
    view_submission,
)
from tests.http import Answer, Person, request
from tests.imports import post_form


def problem(answer: Answer) -> str:
    """The name of a refusal, without its address; empty where there is none."""
    return str(answer.json["type"]).rsplit("/", 1)[1] if answer.status >= 400 else ""


@dataclass(frozen=True)
class Client:
    """A person at work in a tenant, perhaps one that is not theirs."""

    person: Person
    tenant: str

    def start(self, assessment: str, **more: Any) -> Answer:
        route = "POST /v1/{tenant}/assessments/{assessment}/attempts"
        return self._send(start_attempt.handler, route, assessment=assessment, **more)

    def save(self, attempt: str, question: str, body: Any) -> Answer:
        route = "PUT /v1/{tenant}/attempts/{attempt}/answers/{question}"
        return self._send(save_answer.handler, route, body=body, attempt=attempt, question=question)

    def ask_answer_upload(self, attempt: str, body: Any, **more: Any) -> Answer:
        route = "POST /v1/{tenant}/attempts/{attempt}/uploads"
        return self._send(upload_work.handler, route, body=body, attempt=attempt, **more)

    def complete(self, attempt: str, upload: str) -> Answer:
        route = "PUT /v1/{tenant}/attempts/{attempt}/uploads/{upload}/completion"
        return self._send(upload_work.handler, route, attempt=attempt, upload=upload)

    def send_file(self, attempt: str, question: str, content: bytes, name: str, media_type: str) -> dict[str, Any]:
        """A file that was sent and completed, as an answer names it."""
        wish = {"question": question, "name": name, "size": len(content), "media_type": media_type}
        asked = self.ask_answer_upload(attempt, wish)
        assert asked.status == 201, asked.text
        assert post_form(asked.json, content) == 204
        completed = self.complete(attempt, asked.json["id"])
        assert completed.status == 200, completed.text
        return {"upload": asked.json["id"], "name": name}

    def submit(self, attempt: str) -> Answer:
        return self._send(submit_attempt.handler, "PUT /v1/{tenant}/attempts/{attempt}/submission", attempt=attempt)

    def enter(self, attempt: str, section: str) -> Answer:
        route = "PUT /v1/{tenant}/attempts/{attempt}/sections/{section}/entry"
        return self._send(navigate_attempt.handler, route, attempt=attempt, section=section)

    def leave(self, attempt: str, section: str) -> Answer:
        route = "PUT /v1/{tenant}/attempts/{attempt}/sections/{section}/exit"
        return self._send(navigate_attempt.handler, route, attempt=attempt, section=section)

    def flag(self, attempt: str, question: str, body: Any) -> Answer:
        route = "PUT /v1/{tenant}/attempts/{attempt}/flags/{question}"
        return self._send(navigate_attempt.handler, route, body=body, attempt=attempt, question=question)

    def position(self, attempt: str, question: str) -> Answer:
        route = "PUT /v1/{tenant}/attempts/{attempt}/position"
        return self._send(navigate_attempt.handler, route, body={"question": question}, attempt=attempt)

    def view(self, attempt: str) -> Answer:
        return self._send(view_attempt.handler, "GET /v1/{tenant}/attempts/{attempt}", attempt=attempt)

    def grade(self, attempt: str, question: str, body: Any, **more: Any) -> Answer:
        route = "PUT /v1/{tenant}/attempts/{attempt}/grades/{question}"
        return self._send(grade_response.handler, route, body=body, attempt=attempt, question=question, **more)

    def queue(self, assessment: str, **more: Any) -> Answer:
        route = "GET /v1/{tenant}/assessments/{assessment}/grading-queue"
        return self._send(grading_queue.handler, route, assessment=assessment, **more)

    def regrades(self, route: str, body: Any = None, **more: Any) -> Answer:
        """A route below `…/assessments/{assessment}/regrades`, such as `PUT /{regrade}/application`."""
        method, _, path = route.partition(" ")
        place = f"{method} /v1/{{tenant}}/assessments/{{assessment}}/regrades{path}"
        return self._send(regrade.handler, place, body=body, **more)

    def gradebook(self, course: str, **more: Any) -> Answer:
        return self._send(gradebook.handler, "GET /v1/{tenant}/courses/{course}/gradebook", course=course, **more)

    def export_gradebook(self, course: str, body: Any, **more: Any) -> Answer:
        route = "POST /v1/{tenant}/courses/{course}/gradebook/exports"
        return self._send(export_gradebook.handler, route, body=body, course=course, **more)

    def import_grades(self, course: str, body: Any) -> Answer:
        route = "POST /v1/{tenant}/courses/{course}/gradebook/imports"
        return self._send(import_grades.handler, route, body=body, course=course)

    def my_grades(self, **more: Any) -> Answer:
        return self._send(gradebook.handler, "GET /v1/{tenant}/me/grades", **more)

    def make(self, course: str, body: Any, **more: Any) -> Answer:
        route = "POST /v1/{tenant}/courses/{course}/assessments"
        return self._send(author_assessment.handler, route, body=body, course=course, **more)

    def listed(self, course: str, **more: Any) -> Answer:
        route = "GET /v1/{tenant}/courses/{course}/assessments"
        return self._send(author_assessment.handler, route, course=course, **more)

    def assessment(self, course: str, assessment: str) -> Answer:
        route = "GET /v1/{tenant}/courses/{course}/assessments/{assessment}"
        return self._send(author_assessment.handler, route, course=course, assessment=assessment)

    def change(self, course: str, assessment: str, body: Any, **more: Any) -> Answer:
        route = "PATCH /v1/{tenant}/courses/{course}/assessments/{assessment}"
        return self._send(author_assessment.handler, route, body=body, course=course, assessment=assessment, **more)

    def accommodate(self, course: str, person: str, body: Any, *, assessment: str = "", **more: Any) -> Answer:
        return self._accommodation("PUT", course, person, assessment, body=body, **more)

    def accommodation(self, course: str, person: str, *, assessment: str = "") -> Answer:
        return self._accommodation("GET", course, person, assessment)

    def _accommodation(self, method: str, course: str, person: str, assessment: str, **more: Any) -> Answer:
        place = {"assessment": assessment} if assessment else {}
        inside = "/assessments/{assessment}" if assessment else ""
        route = f"{method} /v1/{{tenant}}/courses/{{course}}{inside}/accommodations/{{person}}"
        return self._send(accommodate.handler, route, course=course, person=person, **place, **more)

    def accommodations(self, course: str, **more: Any) -> Answer:
        route = "GET /v1/{tenant}/courses/{course}/accommodations"
        return self._send(accommodate.handler, route, course=course, **more)

    def my_accommodations(self) -> Answer:
        return self._send(accommodate.handler, "GET /v1/{tenant}/me/accommodations")

    def bank(self, route: str, body: Any = None, **more: Any) -> Answer:
        """A route below `/v1/{tenant}/banks`, such as `PATCH /{bank}`."""
        method, _, path = route.partition(" ")
        return self._send(manage_bank.handler, f"{method} /v1/{{tenant}}/banks{path}", body=body, **more)

    def rubrics(self, route: str, body: Any = None, **more: Any) -> Answer:
        """A route below `/v1/{tenant}/rubrics`, such as `PATCH /{rubric}`."""
        method, _, path = route.partition(" ")
        return self._send(manage_rubric.handler, f"{method} /v1/{{tenant}}/rubrics{path}", body=body, **more)

    def assignments(self, route: str, body: Any = None, **more: Any) -> Answer:
        """A route below `…/courses/{course}/assignments`, such as `PATCH /{course_assignment}`."""
        method, _, path = route.partition(" ")
        place = f"{method} /v1/{{tenant}}/courses/{{course}}/assignments{path}"
        return self._send(author_assignment.handler, place, body=body, **more)

    def ask_upload(self, assignment: str, body: Any, **more: Any) -> Answer:
        route = "POST /v1/{tenant}/assignments/{course_assignment}/uploads"
        return self._send(upload_work.handler, route, body=body, course_assignment=assignment, **more)

    def hand_in(self, assignment: str, body: Any, **more: Any) -> Answer:
        route = "POST /v1/{tenant}/assignments/{course_assignment}/submissions"
        return self._send(hand_in.handler, route, body=body, course_assignment=assignment, **more)

    def see(self, route: str, **more: Any) -> Answer:
        """A route of what is handed in, such as `/submissions/{submission}`."""
        return self._send(view_submission.handler, f"GET /v1/{{tenant}}{route}", **more)

    def staff(self, route: str, body: Any = None, **more: Any) -> Answer:
        """A route of graders, such as `PUT /submissions/{submission}/grade`."""
        method, _, path = route.partition(" ")
        return self._send(grade_submission.handler, f"{method} /v1/{{tenant}}{path}", body=body, **more)

    def allocate(self, assignment: str) -> Answer:
        route = "POST /v1/{tenant}/assignments/{course_assignment}/peer-reviews"
        return self._send(allocate_peer_reviews.handler, route, course_assignment=assignment)

    def review(self, route: str, body: Any = None, **more: Any) -> Answer:
        """A route of reviews, such as `PUT /peer-reviews/{peer_review}`."""
        method, _, path = route.partition(" ")
        return self._send(peer_review.handler, f"{method} /v1/{{tenant}}{path}", body=body, **more)

    def scheme(self, course: str, body: Any = None, **more: Any) -> Answer:
        """What it is; with a body, what it is to be."""
        route = f"{'GET' if body is None else 'PUT'} /v1/{{tenant}}/courses/{{course}}/gradebook/scheme"
        return self._send(shape_gradebook.handler, route, body=body, course=course, **more)

    def lock_course(self, method: str, course: str, **more: Any) -> Answer:
        route = f"{method} /v1/{{tenant}}/courses/{{course}}/gradebook/lock"
        return self._send(shape_gradebook.handler, route, course=course, **more)

    def mark(self, course: str, learner: str, item: str, body: Any, **more: Any) -> Answer:
        route = "PUT /v1/{tenant}/courses/{course}/grades/{learner}/items/{item}"
        return self._send(change_grade.handler, route, body=body, course=course, learner=learner, item=item, **more)

    def lock(self, method: str, course: str, learner: str, **more: Any) -> Answer:
        route = f"{method} /v1/{{tenant}}/courses/{{course}}/grades/{{learner}}/lock"
        return self._send(change_grade.handler, route, course=course, learner=learner, **more)

    def explained(self, course: str, learner: str | None = None) -> Answer:
        """A learner's grade; one's own without an id."""
        if learner is None:
            route = "GET /v1/{tenant}/me/grades/{course}/explanation"
            return self._send(explain_grade.handler, route, course=course)
        route = "GET /v1/{tenant}/courses/{course}/grades/{learner}/explanation"
        return self._send(explain_grade.handler, route, course=course, learner=learner)

    def _send(self, handler: Any, route: str, **parts: Any) -> Answer:
        return request(handler, route, caller=self.person, tenant=self.tenant, **parts)
