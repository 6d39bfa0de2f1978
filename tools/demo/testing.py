"""The learners sit the tests, and the instructor grades what a machine cannot."""

from decimal import Decimal

from tools.demo.api import until
from tools.demo.attempts import answer, answerable, check_result, grade, sit, start
from tools.demo.journal import Step
from tools.demo.sheet import LEARNERS, Paper, figure
from tools.demo.stage import Stage


def sit_tests(stage: Stage) -> None:
    """Practice and graded tests, by all three, with the answers of the sheet."""
    practice = [paper for paper in stage.papers if not paper.graded]
    with stage.journal.step("They do the practice; the machine grades at once") as step:
        for paper in practice:
            for name, member in stage.everybody():
                stage.attempts[paper.name, name] = sit(member.api, stage.assessment_of(paper), paper, name, step)
        questions = sum(len(paper.questions) for paper in practice)
        step.say(f"{len(practice)} assessments, {questions} questions, by each of the three")
    _look_at_given(stage)
    _resume(stage)
    for paper in stage.graded:
        limit = f", timed: {paper.time_limit} min" if paper.time_limit else ""
        with stage.journal.step(f"They sit '{paper.lesson}'{limit}") as step:
            for name, member in stage.everybody():
                stage.attempts[paper.name, name] = sit(member.api, stage.assessment_of(paper), paper, name, step)
            step.say(f"{len(paper.questions)} questions")
            if not paper.by_hand:
                step.say(_points(paper))


def _look_at_given(stage: Stage) -> None:
    """Questions without an answer sheet are opened and handed in empty: every one is there, and earns nothing."""
    if stage.given is None:
        return
    title, questions = stage.given
    with stage.journal.step(f"Ada opens '{title}' and hands it in empty") as step:
        api = stage.learners["ada"].api
        (lesson,) = (lesson for lesson in stage.lessons if lesson["title"].get("en") == title)
        opened = api.post(f"/assessments/{lesson['assessment']}/attempts")
        step.equal(len(opened["questions"]), questions, "questions, as counted in the source")
        closed = api.put(f"/attempts/{opened['id']}/submission")
        points = [result["points"] for result in closed["results"] if result["points"] is not None]
        step.equal({Decimal(point) for point in points}, {Decimal(0)}, "points for nothing")
        step.say(f"{len(opened['questions'])} questions")


def _resume(stage: Stage) -> None:
    """Another device goes on with an open attempt, and an older answer does not overwrite a newer one."""
    paper = next(paper for paper in stage.graded if paper.time_limit)
    with stage.journal.step("Ada answers on two devices: the newer answer stays") as step:
        api = stage.learners["ada"].api
        first = start(api, stage.assessment_of(paper), paper, step)
        second = start(api, stage.assessment_of(paper), paper, step)
        step.equal(second.attempt, first.attempt, "the open attempt on another device")
        question, given = first.questions[0], paper.handed_in["ada"][0]
        answer(api, first, question, given, revision=7)
        body = {"response": {"choice": question["choices"][-1]["id"]}, "revision": 3}
        refused = api.refusal("PUT", f"/attempts/{first.attempt}/answers/{question['id']}", body)
        step.equal(refused[0], 409, "the older answer")
        kept = api.get(f"/attempts/{first.attempt}")["answers"]
        step.equal([found["revision"] for found in kept], [7], "what is kept")


def grade_essays(stage: Stage) -> None:
    """The instructor works through the grading queue; the learners then see points and words."""
    for paper in stage.graded:
        if not paper.by_hand:
            continue
        with stage.journal.step(f"The instructor grades '{paper.lesson}' by the grading queue") as step:
            _grade(stage, paper, step)
            step.say(_points(paper))


def _grade(stage: Stage, paper: Paper, step: Step) -> None:
    api, assessment = stage.instructor.api, stage.assessment_of(paper)
    path = f"/assessments/{assessment}/grading-queue"

    def waiting() -> list[dict[str, object]]:
        return list(api.every(path))

    until(lambda: len(waiting()) == len(LEARNERS), what=f"three attempts at {paper.lesson} in the queue")
    for found in waiting():
        grade(api, found, paper, stage.persons[str(found["learner"])])
    until(lambda: not waiting(), what=f"an empty queue of {paper.lesson}")
    for name, member in stage.everybody():
        view = member.api.get(f"/attempts/{stage.attempts[paper.name, name]}")
        check_result(view, answerable(view), paper, name, step=step, by_hand=True)
        comments = [result["comment"] for result in view["results"] or [] if result["by_hand"]]
        step.equal(comments, [given.comment for given in paper.handed_in[name] if given.comment], "the grader's words")


def _points(paper: Paper) -> str:
    return ", ".join(f"{name} {figure(paper.points(name))} of {figure(paper.maximum)}" for name in LEARNERS)
