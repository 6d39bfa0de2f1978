"""The demonstration as a whole: every step of the main job, on the deployed stack."""

import io
import re
from pathlib import Path

import pytest

from tests.e2e.deployed import Deployed
from tools.demo.journal import Journal
from tools.demo.scenario import play
from tools.demo.sources import REPOSITORY, SAMPLE_COURSE, SAMPLE_QUESTIONS
from tools.people import DEMO_PEOPLE, TENANT, create_user
from tools.seed import seed

REAL = REPOSITORY.parent / "shared/inputs"
pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.mark.parametrize(
    ("course", "questions"),
    [(SAMPLE_COURSE, SAMPLE_QUESTIONS), (SAMPLE_COURSE, None), (REAL / "olx", REAL / "gift")],
    ids=["sample", "without questions", "real"],
)
def test_the_main_job_does_all_that_it_should(
    own_stack: Deployed, tmp_path: Path, course: Path, questions: Path | None
) -> None:
    for path in filter(None, (course, questions)):
        if not path.exists():
            pytest.skip(f"{path.name} is not at hand: {path}")
    place = own_stack.place(TENANT)
    for person in DEMO_PEOPLE:
        create_user(own_stack.aws("cognito-idp"), place.user_pool_id, person)
    seed(place)
    said = io.StringIO()
    instructor = next(person for person in DEMO_PEOPLE if person.role == "instructor")
    ok = play(place, instructor, journal=Journal(said), folder=tmp_path, course=course, questions=questions)
    assert ok, said.getvalue()
    assert re.search(r"gone, within a minute: after [1-5]?\d\.\d s", said.getvalue()), said.getvalue()
    assert re.search(r"make verify-audit\): lakeside-[0-9a-f]+: sound; [1-9]\d* entries under", said.getvalue())
    assert {path.name for path in tmp_path.iterdir()} == {
        "course_progress.csv",
        "course_progress.html",
        "course_progress.json",
        "gradebook.json",
        "gradebook.xlsx",
        "import_report.json",
        "invitations.json",
        "mail.json",
        "revenue.csv",
        "revenue.html",
        "revenue.json",
    }
