"""The whole main job, from the instructor's file to the report; and a second school beside the first."""

import secrets
from pathlib import Path

from tools.demo.buying import buy
from tools.demo.examining import examine
from tools.demo.journal import Broken, Journal
from tools.demo.members import Place, signed_in
from tools.demo.neighbours import found_neighbour, invite
from tools.demo.questions import add_questions
from tools.demo.regrading import regrade
from tools.demo.reporting import fetch_reports
from tools.demo.results import check_completion, check_gradebook, check_messages
from tools.demo.rights import await_end, impersonate, take_back
from tools.demo.spreadsheet import type_points
from tools.demo.stage import Stage
from tools.demo.studying import join, study
from tools.demo.teaching import import_course, publish
from tools.demo.testing import grade_essays, sit_tests
from tools.demo.trail import check_trail
from tools.people import Person


def play(
    place: Place,
    instructor: Person,
    *,
    journal: Journal,
    folder: Path,
    course: Path,
    questions: Path | None,
) -> bool:
    """Every step in order; whether each did what it should. What was fetched lies in `folder` afterwards."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with journal.step("The instructor signs in") as step:
            teacher = signed_in(place, instructor)
            step.say(", ".join(teacher.who()["roles"]))
        run = secrets.token_hex(4)
        stage = Stage(place, journal, run, teacher, course_path=course, questions_path=questions, folder=folder)
        add_questions(stage, import_course(stage))
        publish(stage)
        join(stage)
        study(stage)
        school = found_neighbour(stage)
        invite(stage, school)
        taken = take_back(stage, school)
        sit_tests(stage)
        grade_essays(stage)
        check_gradebook(stage)
        check_completion(stage)
        fetch_reports(stage)
        check_messages(stage)
        regrade(stage)
        type_points(stage, examine(stage))
        buy(stage, school)
        impersonate(stage, school)
        check_trail(stage, school)
        await_end(stage, school, taken)
    except Broken as error:
        journal.say(f"Stopped: {error}")
        return False
    return journal.ok
