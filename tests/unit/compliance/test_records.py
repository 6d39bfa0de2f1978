"""What an entry, a seal, an export, terms and a history say, field by field."""

import json
import time
from dataclasses import MISSING, fields, replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.compliance.errors import AuditPeriodTooLong, TermsNotFound
from lyceum.compliance.model.classification import MEANINGS, UNKNOWN, Category, Effect, Meaning, Severity, meaning_of
from lyceum.compliance.model.entry import Entry
from lyceum.compliance.model.export import Export, ExportState
from lyceum.compliance.model.history import History, history_of
from lyceum.compliance.model.seal import (
    ENTRIES_A_SEAL,
    SEALED_AFTER,
    WINDOW,
    Head,
    Leaf,
    Seal,
    bounds,
    is_in_time,
    is_ripe,
    window_of,
)
from lyceum.compliance.model.terms import Acceptance, Terms, TermsState, Version
from lyceum.kernel.events import SYSTEM, Change
from tests.store.compliance.trail import ADA, COURSE, HEAD, NOON, envelope, publication

MILLISECOND = timedelta(milliseconds=1)


@pytest.mark.parametrize("name", sorted(MEANINGS))
def test_every_meaning_is_whole(name: str) -> None:
    meaning = MEANINGS[name]
    assert isinstance(meaning.category, Category)
    assert isinstance(meaning.severity, Severity)
    assert isinstance(meaning.effect, Effect)
    assert meaning_of(name) is meaning
    if meaning.effect is Effect.USED:
        assert meaning.object is None
    elif meaning.category is not Category.TENANCY:  # what happens to a school is about the school
        assert meaning.object


def test_what_is_made_and_what_happens_to_the_whole_school() -> None:
    """Source: RULES S2-18; a history begins with what made its object."""
    assert {name for name, meaning in MEANINGS.items() if meaning.effect is Effect.CREATED} == {
        "ApiKeyCreated",
        "AuditExportRequested",
        "DataRequestMade",
        "ImportRequested",
        "InvitationBatchRequested",
        "InvitationMade",
        "MemberJoined",
        "QuestionExportRequested",
        "ReportRequested",
        "TenantFounded",
        "TermsEnacted",
    }
    school = {name: meaning for name, meaning in MEANINGS.items() if meaning.category is Category.TENANCY}
    assert {name for name, meaning in school.items() if meaning.object is None} == {
        "OnboardingFailed",
        "OnboardingRequested",
        "ProfileFieldsDefined",
        "TenantChanged",
        "TenantFounded",
        "TenantReactivated",
        "TenantSuspended",
    }


def test_an_event_of_a_newer_release_is_recorded_all_the_same() -> None:
    assert meaning_of("OfTomorrow") == UNKNOWN == Meaning(Category.OTHER, Severity.NOTICE, Effect.USED, None)


def test_an_entry_says_what_its_event_said() -> None:
    told = envelope(
        "acme",
        origin={"request_id": "r", "impersonator": ADA, "whence": "~1.x"},
        changes={"roles": {"before": ["a"], "after": ["b"]}},
    )
    assert Entry.of(told) == Entry(
        id=told.id,
        tenant="acme",
        event="RolesAssigned",
        context="identity",
        version=1,
        actor=HEAD,
        at=NOON,
        rev=1,
        aggregate=told.aggregate,
        data=json.dumps({"person": ADA, "roles": ["learner"]}, separators=(",", ":")),
        changes='{"roles":[["a"],["b"]]}',
        category="access",
        severity="warning",
        effect="changed",
        object=ADA,
        impersonator=ADA,
        request_id="r",
        whence="~1.x",
    )


def test_what_an_event_does_not_say_an_entry_does_not_say_either() -> None:
    bare = Entry.of(envelope("", "OfTomorrow", origin=None, data={}))
    assert (bare.tenant, bare.changes, bare.object, bare.impersonator) == ("*", "", None, None)
    assert (bare.request_id, bare.whence, bare.category) == (None, None, "other")
    assert Entry.of(envelope("acme", origin={"request_id": ""})).request_id is None
    assert Entry.of(envelope("acme", data={"roles": []})).object is None
    assert b"impersonator" not in bare.content()
    assert b"null" not in bare.content()


def test_an_entry_is_about_nothing_and_of_nobody_else_unless_it_says_so() -> None:
    whole = Entry.of(envelope("acme"))
    needed = [field.name for field in fields(Entry) if field.default is MISSING]
    bare = Entry(**{name: getattr(whole, name) for name in needed})
    assert (bare.object, bare.impersonator, bare.request_id, bare.whence) == (None, None, None, None)


def test_where_and_when_and_by_whom() -> None:
    entry = Entry.of(envelope("acme", at=NOON.replace(hour=23)))
    assert entry.place == f"2026-11-22T23:00:00.000Z#{entry.id}"
    assert entry.day == "2026-11-22"
    assert entry.by_person
    assert not Entry.of(envelope("acme", actor=SYSTEM)).by_person


@pytest.mark.parametrize(
    ("data", "owner"),
    [({"person": ADA, "learner": HEAD}, ADA), ({"learner": ADA}, ADA), ({"person": ""}, HEAD), ({}, HEAD)],
)
def test_values_are_sealed_under_the_key_of_whom_they_are_about(data: dict[str, Any], owner: str) -> None:
    assert Entry.of(envelope("acme", data=data)).owner == owner


def test_only_what_made_or_changed_an_object_is_its_history() -> None:
    assert Entry.of(publication("acme")).changes_object
    assert not Entry.of(envelope("acme", "LearnerEnrolled", data={"course": COURSE})).changes_object
    assert not Entry.of(envelope("acme", data={})).changes_object
    assert not replace(Entry.of(publication("acme")), effect="used").changes_object


def test_changes_are_read_as_they_were_told() -> None:
    entry = Entry.of(envelope("acme", changes={"a": {"before": ["x"], "after": None}}))
    assert entry.changed() == {"a": Change.model_validate({"before": ["x"], "after": None})}
    both = {"a": {"before": ["x"], "after": ["y"]}, "b": {"before": None, "after": "z"}}
    read = Entry.of(envelope("acme", changes=both)).changed()
    assert {field: (change.before, change.after) for field, change in read.items()} == {
        "a": (["x"], ["y"]),
        "b": (None, "z"),
    }
    assert Entry.of(envelope("acme")).changed() == {}


def test_windows_are_five_minutes_of_utc() -> None:
    bangkok = timezone(timedelta(hours=7))
    assert window_of(datetime(2026, 11, 26, 16, 39, 59, 999_999, tzinfo=bangkok)) == "2026-11-26T09:35"
    start = datetime(2026, 11, 26, 9, 35, tzinfo=UTC)
    assert bounds("2026-11-26T09:35") == (start, start + timedelta(minutes=5))
    assert (timedelta(minutes=5), timedelta(seconds=60), 20_000) == (WINDOW, SEALED_AFTER, ENTRIES_A_SEAL)


def test_windows_are_those_of_utc_wherever_the_machine_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("TZ", "NPT-5:45")
        time.tzset()
        found = window_of(datetime(2026, 11, 26, 9, 39, tzinfo=UTC))
    time.tzset()
    assert found == "2026-11-26T09:35"


@given(st.integers(0, 299), st.integers(0, 59_999))
def test_a_window_is_sealed_a_minute_after_its_end_and_entries_are_in_time_for_half_of_that(
    second: int, after: int
) -> None:
    at, now = NOON + timedelta(seconds=second), NOON + WINDOW + timedelta(milliseconds=after)
    assert is_in_time(at, now=now) is (after < 30_000)
    assert not is_ripe(window_of(at), now=now)
    assert is_ripe(window_of(at), now=NOON + WINDOW + SEALED_AFTER)


def seal(*seconds: int, head: Head | None = None) -> Seal:
    entries = [Entry.of(envelope("acme", at=NOON + timedelta(seconds=second))) for second in seconds]
    return Seal.over(entries, tenant="acme", head=head or Head(), window=window_of(NOON), at=NOON)


def test_the_first_seal_follows_nothing() -> None:
    assert Head() == Head(number=0, hash="")
    first = seal(1)
    assert (first.tenant, first.number, first.previous, first.window, first.at) == (
        "acme",
        1,
        "",
        "2026-11-22T12:00",
        NOON,
    )
    second = seal(2, head=Head(first.number, first.hash))
    assert (second.number, second.previous) == (2, first.hash)


def test_the_file_of_a_seal_names_everything_that_a_verifier_needs() -> None:
    made = replace(seal(), leaves=(Leaf("p", "ab"),), root="cd", number=3, previous="ef")
    assert json.loads(made.body()) == {
        "v": 1,
        "tenant": "acme",
        "number": 3,
        "previous": "ef",
        "window": "2026-11-22T12:00",
        "at": "2026-11-22T12:00:00.000Z",
        "size": 1,
        "root": "cd",
        "leaves": [["p", "ab"]],
    }


@pytest.mark.parametrize(
    "changed", [{"v": 2}, {"size": 3}, {"at": "today"}, {"at": None}, {"leaves": [["p"]]}, {"leaves": 1}, {"root": ...}]
)
def test_what_no_seal_is_is_refused(changed: dict[str, Any]) -> None:
    kept = json.loads(seal(1).body()) | changed
    kept = {name: value for name, value in kept.items() if value is not ...}
    with pytest.raises(ValueError, match=r"."):
        Seal.read(json.dumps(kept).encode())


def test_why_a_seal_is_refused_is_said() -> None:
    with pytest.raises(ValueError, match=r"^this is no seal$"):
        Seal.read(b"[]")
    with pytest.raises(ValueError, match=r"^another version, or leaves are missing$"):
        Seal.read(json.dumps(json.loads(seal(1).body()) | {"size": 2}).encode())


def export(**other: Any) -> Export:
    return Export("acme", "e1", HEAD, "csv", date(2026, 11, 1), date(2026, 11, 30), NOON, **other)


def test_an_export_is_a_file_that_goes_after_a_week() -> None:
    assert (export().person, export().object, export().entries) == (None, None, None)
    assert export().key == "exports/acme/e1.csv"
    assert export().file_name == "audit-2026-11-01-2026-11-30.csv"
    assert export().kept_until == NOON + timedelta(days=7)
    assert export(person=ADA).check() == export(person=ADA)
    assert export(object=COURSE).check() == export(object=COURSE)
    with pytest.raises(AuditPeriodTooLong) as refusal:
        replace(export(), last=date(2026, 12, 2)).check()
    assert refusal.value.facts == {"days": "31"}


def test_an_export_is_waited_for_for_twenty_minutes() -> None:
    failed = NOON + timedelta(minutes=20)
    assert export().state_at(failed - MILLISECOND) is ExportState.REQUESTED
    assert export().state_at(failed) is ExportState.FAILED
    assert export(entries=0).state_at(failed) is ExportState.READY


@pytest.mark.parametrize(
    ("name", "version"),
    [
        ("1", Version("acme", 1)),
        ("99999", Version("acme", 99_999)),
        ("platform-3", Version("*", 3)),
    ],
)
def test_terms_are_named_by_their_number(name: str, version: Version) -> None:
    assert Version.named("acme", name) == version


@pytest.mark.parametrize("name", ["", "0", "01", "100000", "platform-", "Platform-3", "x-3", "3 ", "-1", "platform-0"])
def test_other_names_are_no_terms(name: str) -> None:
    with pytest.raises(TermsNotFound) as refusal:
        Version.named("acme", name)
    assert refusal.value.facts == {"version": name}


def test_a_draft_is_not_in_effect_and_an_acceptance_says_no_more_than_it_must() -> None:
    draft = Terms(Version("acme", 1), TermsState.DRAFT, {"en": "Terms"}, {"en": "…"}, HEAD, NOON)
    assert draft.effective_from is None
    assert Acceptance(draft.version, NOON).whence is None


def test_who_made_an_object_and_who_changed_it_last() -> None:
    first, middle, last = (
        Entry.of(publication("acme", at=NOON + timedelta(days=day), actor=actor))
        for day, actor in ((0, HEAD), (1, ADA), (2, HEAD))
    )
    assert history_of([middle, last, first]) == History(COURSE, NOON, HEAD, last.at, HEAD)
    assert history_of([first]) == History(COURSE, NOON, HEAD)
    assert history_of([replace(last, effect="used"), first]) == History(COURSE, NOON, HEAD, None, None)
    assert history_of([replace(first, object=None)]) == History("", NOON, HEAD)
