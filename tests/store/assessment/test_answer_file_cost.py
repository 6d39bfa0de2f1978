"""What files of answers cost, against docs/access-patterns/assessment.md."""

import pytest

from lyceum.assessment.discard_files import discard_files
from lyceum.assessment.submit_attempt import submit_attempt
from lyceum.assessment.upload_answer import complete_upload
from lyceum.assessment.view_attempt import view_attempt
from tests.access_patterns import assert_as_stated
from tests.imports import post_form
from tests.meter import metered
from tests.store.assessment.test_answer_files import ask, save, send
from tests.store.assessment.work import PDF
from tests.store.assessment.world import World
from tests.unit.assessment.samples import NOON, file_question

pytestmark = [pytest.mark.store, pytest.mark.usefixtures("files")]
CONTEXT = "assessment"


def test_a_file_from_its_form_to_its_grader(world: World) -> None:
    ada = world.enrolled("ada")
    attempt = world.begin(ada, world.live((file_question(),)))
    id, _ = str(attempt.id), world.questions(attempt.id)
    with metered() as cost:
        upload, form = ask(ada, attempt)
    assert_as_stated(CONTEXT, "answer upload", cost)
    assert post_form(form, PDF) == 204
    with metered() as cost:
        complete_upload(ada, id, upload, at=NOON)
    assert_as_stated(CONTEXT, "complete answer upload", cost)
    with metered() as cost:
        complete_upload(ada, id, upload, at=NOON)
    assert_as_stated(CONTEXT, "complete answer upload again", cost)
    with metered() as cost:
        save(ada, attempt, upload)
    assert_as_stated(CONTEXT, "save answer, one file", cost)
    with metered() as cost:
        view_attempt(world.caller("tutor", "instructor"), id, at=NOON)
    assert_as_stated(CONTEXT, "view attempt, with a file", cost)
    send(ada, attempt)
    submit_attempt(ada, id, at=NOON)
    for gone, name in ((1, "discard files, one of two"), (0, "discard files, none")):
        with metered() as cost:
            assert discard_files(world.tenant, id, at=NOON) == gone
        assert_as_stated(CONTEXT, name, cost)
