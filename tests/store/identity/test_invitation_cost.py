"""What invitations cost: the rows of docs/access-patterns/identity.md."""

from datetime import UTC, datetime, timedelta

import pytest

from lyceum.identity.accept_invitation import accept_invitation
from lyceum.identity.invite import (
    Wish,
    expire_invitation,
    find_invitation,
    invitations_of,
    invite,
    revoke_invitation,
    send_again,
)
from lyceum.identity.invite_many import find_batch, invite_many, undo_batch
from lyceum.identity.model.invitation import Invitation, Preset
from lyceum.identity.model.invitation_batch import Batch
from lyceum.identity.model.invitation_rows import Row
from lyceum.identity.model.membership import Profile
from lyceum.identity.process_invitations import invite_rows, read_list, take_rows_back
from lyceum.kernel import memory
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation
from lyceum.kernel.ids import derived_id, new_id
from lyceum.kernel.invitation_tokens import new_token
from lyceum.kernel.rights import Assignment
from tests.meter import metered, units
from tests.schools import open_school

pytestmark = pytest.mark.store
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
COURSE = "course:01ARZ3NDEKTSV4RRFFQ69G5FAX"


@pytest.fixture
def head(table: str, tenant: str) -> Caller:
    memory.forget()
    return Caller(open_school(tenant).id, tenant, frozenset({"administrator"}))


def made(head: Caller, preset: Preset = Preset(("learner",))) -> Invitation:  # noqa: B008 - frozen
    return invite(head, Wish("ada@example.com", "en", preset), creation=Creation(new_id()), at=NOON)


def accept(head: Caller, invitation: Invitation) -> None:
    ada = Caller(derived_id("ada", head.tenant), head.tenant)
    token = new_token(head.tenant, invitation.id, 1)
    accept_invitation(ada, token, Profile("Ada", "ada@example.com"), verified=True, at=NOON)


def test_one_invitation_made_seen_sent_again_and_taken_back(head: Caller) -> None:
    with metered() as invited:
        one = made(head)
    assert invited.spent == units(1, 4, index=2)
    with metered() as listed:
        invitations_of(head, None, after=None, limit=20, at=NOON)
    assert listed.spent == units(1, read="0.5")
    with metered() as seen:
        find_invitation(head, one.id, at=NOON)
    assert seen.spent == units(1, read=1)
    with metered() as sent:
        send_again(head, one.id, creation=Creation(new_id()), at=NOON + timedelta(minutes=1))
    assert sent.spent == units(2, 1, read=1)
    with metered() as revoked:
        revoke_invitation(head, one.id, reason="No", at=NOON)
    assert revoked.spent == units(2, 4, index=3, read=1)


def test_one_that_runs_out(head: Caller) -> None:
    one = made(head)
    with metered() as lapsed:
        expire_invitation(head.tenant, one.id, at=NOON + timedelta(days=15))
    assert lapsed.spent == units(2, 1, index=3, read=1)


def test_a_learner_accepts(head: Caller) -> None:
    one = made(head)
    with metered() as accepted:
        accept(head, one)
    assert accepted.spent == units(2, 12, index=4, read=2)


def test_an_assistant_of_a_course_accepts(head: Caller) -> None:
    one = made(head, Preset((), (Assignment("", "teaching_assistant", COURSE),)))
    memory.forget()
    with metered() as accepted:
        accept(head, one)
    assert accepted.round_trips == 3
    assert accepted.spent == units(3, 14, index=4, read="2.5")


def test_a_batch_of_three_and_back(head: Caller) -> None:
    id = new_id()
    given = {"preset": Preset(("learner",)), "language": "", "expires": None, "dry_run": False}
    wish = Batch(head.tenant, id, head.person, NOON, **given)  # type: ignore[arg-type]
    rows = [Row(number, f"p{number}@example.com") for number in range(1, 4)]
    with metered() as asked:
        invite_many(head, wish, rows, creation=Creation(id))
    assert asked.spent == units(1, 4, index=1)
    with metered() as begun:
        read_list(head.tenant, id, at=NOON)
    assert begun.spent == units(2, 1, read=1)
    with metered() as invited:
        invite_rows(head.tenant, id, 0, at=NOON)
    assert invited.spent == units(6 + 3, 4 + 4 * 3, index=2 * 3, read="6.5")
    with metered() as seen:
        find_batch(head, id, start=0, limit=100, at=NOON)
    assert seen.spent == units(2, read=2)
    with metered() as undone:
        undo_batch(head, id, at=NOON)
    assert undone.spent == units(2, 1, read=1)
    with metered() as back:
        take_rows_back(head.tenant, id, 0, at=NOON)
    assert back.spent == units(4 + 3, 4 + 4 * 3, index=3 * 3, read=5)
