"""Events become entries: each once, in any order, found again by day, person and object."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from lyceum.compliance.model.classification import MEANINGS
from lyceum.compliance.record_audit import record_audit
from lyceum.compliance.store import entries, seals
from lyceum.kernel.errors import Busy
from lyceum.kernel.ids import derived_id
from tests.store.compliance.trail import ADA, COURSE, HEAD, NOON, Trail, envelope, publication

pytestmark = pytest.mark.store
WINDOW = "2026-11-22T12:00"


def day(trail: Trail, *, after: str | None = None, limit: int = 100) -> list[str]:
    return [entry.id for entry in entries.of_day(trail.tenant, "2026-11-22", after=after, limit=limit).items]


def test_an_event_is_read_as_it_was_told(trail: Trail) -> None:
    told = trail.record(
        origin={"request_id": "r-7", "impersonator": ADA, "whence": "~1.abc"},
        changes={"roles": {"before": ["learner"], "after": ["instructor", "learner"]}},
    )
    (kept,) = entries.of_day(trail.tenant, "2026-11-22", after=None, limit=10).items
    assert kept == told
    assert (kept.actor, kept.impersonator, kept.request_id, kept.whence) == (HEAD, ADA, "r-7", "~1.abc")
    assert (kept.category, kept.severity, kept.object) == ("access", "warning", ADA)
    assert kept.changed()["roles"].after == ["instructor", "learner"]


def test_a_repetition_is_the_same_entry(trail: Trail) -> None:
    told = envelope(trail.tenant)
    assert record_audit(told, at=NOON) == record_audit(told, at=NOON + timedelta(hours=3))
    assert day(trail) == [told.id]


def test_the_same_event_at_once_is_one_entry(trail: Trail) -> None:
    told, start = envelope(trail.tenant), Barrier(4)

    def deliver(_: int) -> None:
        start.wait()
        record_audit(told, at=NOON)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(deliver, range(4)))
    assert day(trail) == [told.id]


def test_a_day_is_read_newest_first_page_by_page(trail: Trail) -> None:
    told = [trail.record(at=NOON + timedelta(seconds=n)) for n in (3, 1, 2, 0, 4)]
    trail.record(at=NOON + timedelta(days=1))
    newest_first = [entry.id for entry in sorted(told, key=lambda entry: entry.at, reverse=True)]
    assert day(trail) == newest_first
    first = entries.of_day(trail.tenant, "2026-11-22", after=None, limit=2)
    assert day(trail, after=first.next_key, limit=2) == newest_first[2:4]


def test_what_a_person_did_and_what_was_done_to_a_thing(trail: Trail) -> None:
    roles = trail.record()
    published = record_audit(publication(trail.tenant, at=NOON + timedelta(seconds=1)), at=NOON)
    taken = record_audit(
        envelope(
            trail.tenant, "LearnerEnrolled", actor=ADA, context="enrollment", data={"learner": ADA, "course": COURSE}
        ),
        at=NOON,
    )
    system = trail.record(actor="system", at=NOON + timedelta(seconds=2))

    def by(read: object, what: str) -> list[str]:
        return [entry.id for entry in read(trail.tenant, what, after=None, limit=10).items]  # type: ignore[operator]

    assert by(entries.of_person, HEAD) == [published.id, roles.id]
    assert by(entries.of_person, ADA) == [taken.id]
    assert by(entries.of_person, "system") == []
    # Learners' own actions change nobody's course (RULES S2-18).
    assert by(entries.of_object, COURSE) == [published.id]
    assert by(entries.of_object, ADA) == [system.id, roles.id]


def test_pages_of_a_person_and_of_an_object(trail: Trail) -> None:
    told = [trail.record(at=NOON + timedelta(seconds=n)).id for n in range(5)][::-1]
    for read, what in ((entries.of_person, HEAD), (entries.of_object, ADA)):
        found: list[str] = []
        after: str | None = None
        while len(found) < 10:
            page = read(trail.tenant, what, after=after, limit=2)
            found += [entry.id for entry in page.items]
            after = page.next_key
            if after is None:
                break
        assert found == told


def test_an_event_of_a_newer_release_is_recorded(trail: Trail) -> None:
    entry = trail.record(name="NobodyKnowsThisYet", version=7, data={"some": ["thing", 1]})
    assert "NobodyKnowsThisYet" not in MEANINGS
    assert day(trail) == [entry.id]
    assert (entry.category, entry.object) == ("other", None)


def test_an_event_of_the_platform_has_a_trail_of_its_own(seals_bucket: str) -> None:
    entry = record_audit(envelope("", "JobDue", context="operations", actor="system", data={"job": "x"}), at=NOON)
    assert entry.id in [each.id for each in entries.of_day("*", "2026-11-22", after=None, limit=1000).items]


def test_an_entry_in_time_opens_its_window_once_for_each_process(trail: Trail) -> None:
    trail.record()
    revision = seals.find_window(trail.tenant, WINDOW).revision
    trail.record(delay=timedelta(minutes=5, seconds=20))
    assert seals.find_window(trail.tenant, WINDOW).revision == revision
    trail.record(delay=timedelta(minutes=6))
    trail.record(delay=timedelta(minutes=6))
    assert seals.find_window(trail.tenant, WINDOW).revision == revision + 2
    assert seals.open_windows(trail.tenant) == {WINDOW}


@pytest.mark.parametrize("late", [False, True])
def test_a_fault_between_window_and_entry_loses_nothing(
    trail: Trail, monkeypatch: pytest.MonkeyPatch, late: bool
) -> None:
    """The event is delivered again; then entry and open window are both there, whichever came first."""
    told, at = envelope(trail.tenant), NOON + timedelta(hours=1 if late else 0)

    def fail(*_: object, **__: object) -> None:
        raise Busy

    with monkeypatch.context() as broken:
        broken.setattr(seals if late else entries, "open_window" if late else "add", fail)
        with pytest.raises(Busy):
            record_audit(told, at=at)
    record_audit(told, at=at)
    assert day(trail) == [told.id]
    assert seals.open_windows(trail.tenant) == {WINDOW}


def test_tenants_do_not_see_each_others_entries(trail: Trail) -> None:
    trail.record()
    other = Trail(f"{trail.tenant}x")
    assert day(other) == []
    assert entries.of_person(other.tenant, HEAD, after=None, limit=10).items == []
    assert entries.of_object(other.tenant, derived_id("x"), after=None, limit=10).items == []
