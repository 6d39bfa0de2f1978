"""What the audit trail and terms may cost: the rows of docs/access-patterns/compliance.md."""

from datetime import timedelta
from functools import partial

import pytest

from lyceum.compliance.accept_terms import accept_terms
from lyceum.compliance.data_requests import answer_request, ask, own_requests, requests
from lyceum.compliance.manage_terms import publish_terms, write_terms
from lyceum.compliance.model.data_request import DataRequestKind, DataRequestState
from lyceum.compliance.query_audit import Question, history, query_audit
from lyceum.compliance.record_audit import record_audit
from lyceum.compliance.store import seals
from lyceum.compliance.store.items import item_of
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.aws import client
from lyceum.kernel.capacity import item_size
from lyceum.kernel.creation import Creation
from lyceum.kernel.ids import new_id
from lyceum.kernel.terms import accepted_claim
from tests.access_patterns import assert_as_stated, assert_every_row_is_measured
from tests.meter import Cost, metered
from tests.store.compliance.trail import ADA, COURSE, HEAD, NOON, Trail, envelope

pytestmark = pytest.mark.store


def stated(name: str, cost: Cost) -> None:
    print(f"{name}: {cost}")
    assert_as_stated("compliance", name, cost)


def test_every_row_is_measured() -> None:
    assert_every_row_is_measured("compliance", __file__)


def test_recording(trail: Trail) -> None:
    with metered() as cost:
        trail.record()
    stated("record the first entry of a window in a process", cost)
    with metered() as cost:
        entry = trail.record(
            origin={"request_id": "JKJaXmPLvHcESHA=", "whence": "~1." + "x" * 220},
            changes={"roles": {"before": ["learner"], "after": ["instructor", "learner"]}},
        )
    stated("record an entry", cost)
    assert item_size(item_of(entry).to_wire()) <= 1024
    action = envelope(
        trail.tenant, "LearnerEnrolled", actor=ADA, context="enrollment", data={"learner": ADA, "course": COURSE}
    )
    with metered() as cost:
        record_audit(action, at=NOON)
    stated("record a learner's action", cost)


@pytest.fixture
def busy(trail: Trail) -> Trail:
    """A day with sixty entries of one person about one other."""
    for n in range(60):
        trail.record(at=NOON + timedelta(seconds=n))
    return trail


def test_asking(busy: Trail) -> None:
    head = Caller(HEAD, busy.tenant, frozenset({"administrator"}))
    asked = {
        "audit of a day (50)": Question(day="2026-11-22"),
        "audit of a person (50)": Question(person=HEAD),
        "audit of an object (50)": Question(object=ADA),
    }
    for name, question in asked.items():
        with metered() as cost:
            page = query_audit(head, question, after=None, limit=50)
        assert len(page.items) == 50
        stated(name, cost)
    with metered() as cost:
        history(head, ADA)
    stated("history of an object", cost)


def test_sealing(trail: Trail) -> None:
    for n in range(5):
        trail.record(at=NOON + timedelta(seconds=n))
    with metered(client("s3")) as cost:
        trail.seal()
    stated("seal a window", cost)
    # Windows of other tests may be ripe by now; none is by that time.
    with metered() as cost:
        list(seals.open_to_seal(now=NOON - timedelta(days=3650)))
    stated("look for windows to seal", cost)


def test_terms(table: str, tenant: str) -> None:
    head, ada = Caller(new_id(), tenant), Caller(new_id(), tenant)
    write_terms(head, title={"en": "Terms"}, text={"en": "Be kind. " * 200}, at=clock.now())
    publish_terms(head, "1", effective_from=None, at=clock.now())
    with metered() as cost:
        accept_terms(ada, "1", at=clock.now())
    stated("accept terms", cost)
    with metered() as cost:
        assert accepted_claim(ada.person) == f"{tenant}=1"
    stated("accepted terms in a token", cost)


def test_asking_about_ones_data(trail: Trail) -> None:
    ada, head = Caller(ADA, trail.tenant), Caller(HEAD, trail.tenant, frozenset({"administrator"}))
    at = clock.now()
    with metered() as cost:
        made = ask(ada, DataRequestKind.ACCESS, None, creation=Creation(new_id()), at=at)
    stated("ask about one's data", cost)
    ask(ada, DataRequestKind.CORRECTION, "Two l.", creation=Creation(new_id()), at=at)
    answer = partial(answer_request, head, ADA, made.id, expected=None, at=at)
    answer(state=DataRequestState.IN_PROGRESS, answer="We look.")
    with metered() as cost:
        answer(state=DataRequestState.IN_PROGRESS, answer="We look again.")
    stated("take a request on", cost)
    with metered() as cost:
        answer(state=DataRequestState.DONE, answer=None)
    stated("answer a request", cost)
    with metered() as cost:
        assert len(own_requests(ada, after=None, limit=20).items) == 2
    stated("own requests (20)", cost)
    with metered() as cost:
        assert len(requests(head, closed=False, after=None, limit=20).items) == 1
    stated("requests that wait (20)", cost)
