"""An attempt has its grade: the workflow that waits for it goes on."""

import json
from datetime import datetime

from lyceum.assessment.model.attempt import FINAL
from lyceum.assessment.model.attempt_id import AttemptId
from lyceum.assessment.store import attempts, tokens


def resume_grading(tenant: str, attempt: str, *, at: datetime) -> bool:
    """Let the workflow go on that waits for this grade; False where none waits yet, or the grade is not there yet.

    Done when the grade is told and when the token is: each is written before it is told, so whichever comes second
    finds both. Safe to repeat: a token is noted as spent only after the workflow was told, and telling it twice does
    nothing. Raises AttemptNotFound, Busy where Step Functions does not answer. 1 to 4 round trips.
    """
    id = AttemptId.parse(attempt)
    token = tokens.find(tenant, id)
    if token is None or attempts.find(tenant, id).state not in FINAL:
        return False
    tokens.send_success(token, json.dumps({"attempt": attempt}))
    tokens.spend(tenant, id, token, at=at)
    return True
