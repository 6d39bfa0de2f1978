"""The timer of an invitation."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from identity.expire_invitation import handler
from lyceum.kernel import clock
from lyceum.kernel.clock import now
from lyceum.kernel.ids import new_id
from lyceum.kernel.timers import overdue, sweep
from tests.invited_school import InvitingSchool, inviting

pytestmark = pytest.mark.store
__all__ = ["inviting"]
SAMPLE = json.loads((Path(__file__).parents[3] / "events/identity/expire_invitation.json").read_text())


def test_what_ran_out_is_listed_among_the_expired(inviting: InvitingSchool, monkeypatch: pytest.MonkeyPatch) -> None:
    id = inviting.invited()
    late = now() + timedelta(days=15)
    found = [due for shard in range(32) for due in overdue(shard, at=late)[0] if due.tenant == inviting.tenant]
    assert [(due.event, due.id) for due in found] == [("InvitationDue", id)]
    sweep(at=late)
    monkeypatch.setattr(clock, "now", lambda: late)
    detail = SAMPLE["detail"] | {"id": new_id(), "tenant": inviting.tenant, "data": {"id": id, "due": "x"}}
    for _ in range(2):
        handler({**SAMPLE, "detail": detail}, None)
    assert [one["id"] for one in inviting.invitations(state="expired").json["items"]] == [id]


def test_one_that_was_accepted_stays_so(inviting: InvitingSchool, monkeypatch: pytest.MonkeyPatch) -> None:
    id = inviting.invited()
    inviting.accept(inviting.token(id), by=inviting.outsider())
    assert all(due.id != id for shard in range(32) for due in overdue(shard, at=now() + timedelta(days=15))[0])
    monkeypatch.setattr(clock, "now", lambda: now() + timedelta(days=15))
    detail = SAMPLE["detail"] | {"id": new_id(), "tenant": inviting.tenant, "data": {"id": id, "due": "x"}}
    handler({**SAMPLE, "detail": detail}, None)
    assert inviting.invitation(id).json["state"] == "accepted"
