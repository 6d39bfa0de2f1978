"""Compare the audit trail with its seals and name what was altered, added or taken away."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lyceum.compliance.model.entry import digest
from lyceum.compliance.model.seal import WINDOW, Head, Seal, is_ripe, root_hash, window_of
from lyceum.kernel.clock import parse


class Kind(StrEnum):
    """What is wrong."""

    ENTRY_ALTERED = "entry altered"
    ENTRY_ADDED = "entry added"
    ENTRY_TAKEN_AWAY = "entry taken away"
    ENTRY_UNPROVEN = "entry that no seal proves, as seals are missing"
    SEAL_ALTERED = "seal altered"
    SEAL_MISSING = "seal missing"
    SEAL_DELETED = "seal deleted"
    SEAL_OVERWRITTEN = "seal overwritten"
    HEAD_ALTERED = "head of the chain altered"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, by name."""

    kind: Kind
    name: str


@dataclass(frozen=True, slots=True)
class StoredSeal:
    """A seal as the bucket has it: the first version that was written, and what was tried since."""

    number: int
    body: bytes
    deleted: bool = False
    """A delete marker hides it."""
    overwritten: bool = False
    """There are later versions of it."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verification found."""

    findings: tuple[Finding, ...]
    seals: int
    sealed: int
    """Entries that are as they were sealed."""
    waiting: int
    """Entries of the last minutes, which are not sealed yet."""

    @property
    def is_sound(self) -> bool:
        """Whether everything is as it was."""
        return not self.findings


def verify(
    stored: Sequence[StoredSeal],
    head: Head,
    entries: Mapping[str, str],
    *,
    open_windows: frozenset[str] = frozenset(),
    now: datetime,
) -> Verdict:
    """Compare. `entries`: place → leaf hash of what the table has; `open_windows`: those that wait for their seal."""
    seals = _readable(stored)
    findings = list(_chain(stored, seals, head))
    proven = {leaf.place: leaf.hash for seal in seals.values() for leaf in seal.leaves}
    whole = not any(finding.kind in (Kind.SEAL_MISSING, Kind.SEAL_ALTERED) for finding in findings)
    stray = Kind.ENTRY_ADDED if whole else Kind.ENTRY_UNPROVEN
    common = sorted(entries.keys() & proven.keys())
    unproven = sorted(entries.keys() - proven.keys())
    strays = [place for place in unproven if not _waits(place, open_windows, now)]
    altered = [place for place in common if entries[place] != proven[place]]
    findings += [Finding(stray, place) for place in strays]
    findings += [Finding(Kind.ENTRY_ALTERED, place) for place in altered]
    findings += [Finding(Kind.ENTRY_TAKEN_AWAY, place) for place in sorted(proven.keys() - entries.keys())]
    return Verdict(tuple(findings), len(seals), len(common) - len(altered), len(unproven) - len(strays))


def _readable(stored: Sequence[StoredSeal]) -> dict[int, Seal]:
    found: dict[int, Seal] = {}
    for each in stored:
        try:
            found[each.number] = Seal.read(each.body)
        except ValueError:
            continue  # the chain names it
    return found


def _chain(stored: Sequence[StoredSeal], seals: Mapping[int, Seal], head: Head) -> Iterator[Finding]:
    """From the end, where the head in the table says what the last seal is, back to the first."""
    by_number = {each.number: each for each in stored}
    last = max([head.number, *by_number])
    if last > head.number:
        yield Finding(Kind.HEAD_ALTERED, f"it names seal {head.number}, the last is {last}")
    expected = head.hash if last == head.number else ""
    for number in range(last, 0, -1):
        each, seal = by_number.get(number), seals.get(number)
        if each is None:
            yield Finding(Kind.SEAL_MISSING, str(number))
            expected = ""
            continue
        yield from _traces(each)
        if not _is_itself(seal, each):
            yield Finding(Kind.SEAL_ALTERED, str(number))
        elif expected and digest(each.body) != expected:
            yield _unexpected(number, last)
        expected = seal.previous if seal is not None else ""


def _is_itself(seal: Seal | None, stored: StoredSeal) -> bool:
    """Whether a seal reads, has its own number and root, and nothing beside them."""
    if seal is None or seal.number != stored.number:
        return False
    return seal.root == root_hash(seal.leaves) and seal.body() == stored.body


def _unexpected(number: int, last: int) -> Finding:
    """The table says of the last one what it was; each other is said by the one after it."""
    if number == last:
        return Finding(Kind.HEAD_ALTERED, f"it is not what seal {number} is")
    return Finding(Kind.SEAL_ALTERED, str(number))


def _traces(each: StoredSeal) -> Iterator[Finding]:
    if each.deleted:
        yield Finding(Kind.SEAL_DELETED, str(each.number))
    if each.overwritten:
        yield Finding(Kind.SEAL_OVERWRITTEN, str(each.number))


def _waits(place: str, open_windows: frozenset[str], now: datetime) -> bool:
    """Whether a seal is still to come for it: nobody wrote an entry later than now, or at no instant at all."""
    try:
        at = parse(place.partition("#")[0])
    except ValueError:
        return False
    window = window_of(at)
    return window in open_windows or (at < now + WINDOW and not is_ripe(window, now=now))
