"""Work of a learner's that others may not touch."""

from typing import Any

from tests.function.assessment.client import Client
from tests.store.assessment.work import FILES, draft_assignment, publish_assignments
from tests.store.assessment.world import World

TEXT = {"form": "text", "text": "What nobody else may read."}
ASSIGNMENT = "/assignments/{course_assignment}"
SUBMISSION = "/submissions/{submission}"
UPLOAD = {"name": "work.pdf", "size": 900, "media_type": "application/pdf"}


def open_assignment(world: World, **settings: Any) -> str:
    """Live, for text, links and PDF."""
    chosen: dict[str, Any] = {"accepts": FILES, "resubmissions": 3} | settings
    made = draft_assignment(world, **chosen)
    publish_assignments(world)
    return made.id


def handed_in(client: Client, assignment: str) -> str:
    answer = client.hand_in(assignment, TEXT)
    assert answer.status == 201, answer.text
    return str(answer.json["id"])
