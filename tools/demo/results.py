"""What came of it: gradebook, completion, notifications and mail, against the sheet."""

from collections import Counter
from decimal import Decimal
from typing import Any

from tools.demo.api import until
from tools.demo.journal import Step
from tools.demo.letters import is_invitation
from tools.demo.members import mails_to
from tools.demo.sheet import LEARNERS, figure
from tools.demo.stage import LANGUAGES, Stage


def check_gradebook(stage: Stage) -> None:
    """The instructor's gradebook and the learners' own grades."""
    api, path = stage.instructor.api, f"/courses/{stage.course}/gradebook"
    with stage.journal.step("The gradebook has what the sheet has") as step:

        def rows() -> list[dict[str, Any]] | None:
            found = list(api.every(path))
            complete = len(found) == len(LEARNERS) and all(
                {stage.assessment_of(paper) for paper in stage.graded}
                <= {result["assessment"] for result in row["assessments"]}
                for row in found
            )
            return found if complete else None

        kept = until(rows, what="every grade in the gradebook")
        stage.keep("gradebook.json", kept)
        for row in kept:
            _check_row(stage, row, step)
        step.say(", ".join(f"{name} {figure(stage.grade(name))} %" for name in LEARNERS))


def _check_row(stage: Stage, row: dict[str, Any], step: Step) -> None:
    name = stage.persons[row["learner"]]
    found = {result["assessment"]: result for result in row["assessments"]}
    for paper in stage.graded:
        result = found[stage.assessment_of(paper)]
        step.equal(Decimal(result["percent"]), paper.percent(name), f"{name}'s percent of {paper.name}")
        step.equal(result["passed"], paper.passed(name), f"{name} passed {paper.name}")
    step.equal(Decimal(row["percent"]), stage.grade(name), f"{name}'s course grade")
    own = [each for each in stage.learners[name].api.every("/me/grades") if each["course"] == stage.course]
    step.equal([each["percent"] for each in own], [row["percent"]], f"{name}'s own view of it")


def check_completion(stage: Stage) -> None:
    """Who has completed the course, and how far the others are."""
    with stage.journal.step("The course is completed by those who finished and passed everything") as step:
        for name, member in stage.everybody():

            def look(api: Any = member.api, name: str = name) -> dict[str, Any] | None:
                (found,) = (each for each in api.every("/me/enrollments") if each["course"] == stage.course)
                return found if Decimal(found["percent"]) == stage.percent(name) else None

            found = until(look, what=f"{stage.percent(name)} % of {name}", seconds=30)
            step.equal(found["status"] == "completed", stage.completed(name), f"{name} completed")
            step.equal(bool(found["completed_at"]), stage.completed(name), f"{name}'s day of completion")
            step.say(f"{name} {figure(stage.percent(name))} %{', completed' if stage.completed(name) else ''}")


def check_messages(stage: Stage) -> None:
    """Every learner was told, once and in their language, in the app and by mail."""
    with stage.journal.step("Everybody was told, in their language: in the app") as step:
        for name, member in stage.everybody():

            def look(api: Any = member.api, name: str = name) -> list[Any] | None:
                found = list(api.every("/me/notifications"))
                return found if len(found) >= sum(_expected(stage, name).values()) else None

            found = until(look, what=f"notifications of {name}", seconds=30)
            step.equal(Counter(each["kind"] for each in found), _expected(stage, name), f"{name}'s notifications")
            step.equal({each["language"] for each in found}, {LANGUAGES[name]}, f"language of {name}'s notifications")
            member.api.send("PUT", f"/me/notifications/{found[0]['id']}/read")
            step.say(f"{name} {len(found)}")
    with stage.journal.step("… and by mail") as step:
        kept = {}
        for name, member in stage.everybody():
            own = kept[name] = _letters(stage, member.person.email)
            step.equal(len(own), sum(_expected(stage, name).values()), f"mails to {name}")
            greeting = f"เรียน คุณ{member.name}" if LANGUAGES[name] == "th" else f"Hello {member.name},"
            step.check(all(greeting in mail["BodyText"] for mail in own), f"a mail to {name} is in another language")
            step.say(f"{name} {len(own)}")
        stage.keep("mail.json", kept)


def _letters(stage: Stage, address: str) -> list[dict[str, Any]]:
    """What the school has mailed to somebody; the user pool's codes and other schools' invitations are not its own."""
    sent = (mail for mail in mails_to(stage.place, address) if mail["Type"] == "v2.SendEmail")
    return [mail for mail in sent if not is_invitation(mail)]


def _expected(stage: Stage, name: str) -> Counter[str]:
    """What a learner has to hear of, by kind."""
    expected = Counter({"enrolled": 1, "result-ready": len(stage.graded)})
    expected["submission-received"] = sum(paper.by_hand for paper in stage.papers)
    return expected + Counter({"course-completed": int(stage.completed(name))})
