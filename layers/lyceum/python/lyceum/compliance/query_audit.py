"""Read the audit trail: by day, by person, by object."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from lyceum.compliance.errors import AuditObjectUnknown, AuditQuestionUnclear
from lyceum.compliance.model.entry import Entry
from lyceum.compliance.model.history import History, history_of
from lyceum.compliance.store import entries
from lyceum.kernel.access import Caller
from lyceum.kernel.events import SEALED, Change
from lyceum.kernel.pages import Page
from lyceum.kernel.sealing import Opener, opener


@dataclass(frozen=True, slots=True)
class Question:
    """By what the trail is asked: exactly one of the three."""

    day: str | None = None
    person: str | None = None
    object: str | None = None

    @classmethod
    def of(cls, day: str | None, person: str | None, object: str | None, *, today: str) -> "Question":
        """What is asked; where nothing is said, today's entries."""
        return cls(day or today) if person is None and object is None else cls(day, person, object)

    @property
    def name(self) -> str:
        """What its cursors are bound to. Raises AuditQuestionUnclear."""
        asked = [f"{name}:{value}" for name in self.__slots__ if (value := getattr(self, name)) is not None]
        if len(asked) != 1:
            raise AuditQuestionUnclear
        return asked[0]


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as somebody may read it: opened, or erased."""

    entry: Entry
    address: str | None
    agent: str | None
    changes: dict[str, Change]
    erased: bool
    """Whether something in it was sealed under a key that is gone."""


def query_audit(caller: Caller, question: Question, *, after: str | None, limit: int) -> Page[Shown]:
    """Entries, newest first. Raises AuditQuestionUnclear. 2 round trips, 3 by person or object."""
    page = _read(caller.tenant, question, after=after, limit=limit)
    return Page(shown(caller.tenant, page.items), page.next_key)


def history(caller: Caller, object: str) -> History:
    """Who made an object and who changed it last (RULES S2-18, X19, X22). Raises AuditObjectUnknown. 2 round trips."""
    found = history_of(entries.first_and_last(caller.tenant, object))
    if found is None:
        raise AuditObjectUnknown(object=object)
    return found


def shown(tenant: str, found: Iterable[Entry]) -> list[Shown]:
    """Entries with what can still be opened. 1 round trip for each 100 people, 0 where nothing is sealed."""
    trail = list(found)
    people = {person for entry in trail for person in _sealed_for(entry)}
    keys = opener(tenant, people) if people else Opener(tenant, {})
    return [_opened(entry, keys) for entry in trail]


def in_period(tenant: str, question: Question, *, since: datetime, until: datetime) -> Iterable[Entry]:
    """All entries of a person or an object within a period."""
    read, what = (
        (entries.of_person, question.person) if question.person is not None else (entries.of_object, question.object)
    )
    return entries.each_of(read, tenant, what or "", since=since, until=until)


def _read(tenant: str, question: Question, *, after: str | None, limit: int) -> Page[Entry]:
    if question.day is not None:
        return entries.of_day(tenant, question.day, after=after, limit=limit)
    if question.person is not None:
        return entries.of_person(tenant, question.person, after=after, limit=limit)
    return entries.of_object(tenant, question.object or "", after=after, limit=limit)


def _sealed_for(entry: Entry) -> Iterable[str]:
    if entry.whence:
        yield entry.actor
    if SEALED in entry.changes:
        yield entry.owner


def _opened(entry: Entry, keys: Opener) -> Shown:
    whence = keys.open(entry.actor, entry.whence) if entry.whence else None
    address, _, agent = (whence or "").partition("\n")
    erased = entry.whence is not None and whence is None
    changes: dict[str, Change] = {}
    for field, change in entry.changed().items():
        before, lost = _plain(change.before, entry, keys)
        after, lost_too = _plain(change.after, entry, keys)
        changes[field] = Change(before=before, after=after)
        erased = erased or lost or lost_too
    return Shown(entry, address or None, agent or None, changes, erased)


type State = str | int | bool | list[str] | None


def _plain(value: State, entry: Entry, keys: Opener) -> tuple[State, bool]:
    """A value opened, and whether it is lost."""
    if not isinstance(value, str) or not value.startswith(SEALED):
        return value, False
    text = keys.open(entry.owner, value)
    return text, text is None
