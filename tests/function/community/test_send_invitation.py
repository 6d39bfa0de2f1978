"""The consumer: both events send a letter, and what it does not know is refused."""

import json
from pathlib import Path

import pytest

from community.send_invitation import handler
from lyceum.identity.invite import Wish, invite
from lyceum.identity.model.invitation import Preset
from lyceum.kernel import memory
from lyceum.kernel.access import Caller
from lyceum.kernel.clock import iso, now
from lyceum.kernel.creation import Creation
from lyceum.kernel.entry import UnknownEvent
from lyceum.kernel.ids import new_id
from lyceum.kernel.settings import settings
from tests.schools import open_school
from tests.store.community.schools import mails_to, verify_sender

pytestmark = pytest.mark.store
SAMPLE = json.loads((Path(__file__).parents[3] / "events/community/send_invitation.json").read_text())


@pytest.mark.parametrize("name", ["InvitationMade", "InvitationRenewed"])
def test_a_letter_goes_out_for_each(
    emulator: str, table: str, tenant: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAIL_FROM", "school@example.org")
    settings.cache_clear()
    memory.forget()
    verify_sender()
    head = Caller(open_school(tenant).id, tenant, frozenset({"administrator"}))
    address = f"ada.{tenant}@example.com"
    made = invite(head, Wish(address, "", Preset(("learner",))), creation=Creation(new_id()), at=now())
    data = {"invitation": made.id, "delivery": 1}
    detail = SAMPLE["detail"] | {"id": new_id(), "name": name, "tenant": tenant, "at": iso(now()), "data": data}
    for _ in range(2):
        handler({**SAMPLE, "detail": detail}, None)
    assert len(mails_to(emulator, address)) == 1


def test_an_event_that_it_does_not_know_is_refused() -> None:
    with pytest.raises(UnknownEvent):
        handler({**SAMPLE, "detail": {**SAMPLE["detail"], "name": "InvitationEaten"}}, None)
