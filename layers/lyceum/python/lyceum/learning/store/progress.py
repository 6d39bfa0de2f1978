"""Reading and writing a learner's progress: one conditional write, and no read where this process was there last."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.operand import Path

from lyceum.content.published import Outline
from lyceum.kernel.errors import Conflict, DomainError
from lyceum.kernel.events import SYSTEM, Event
from lyceum.kernel.table import batch_get, get, transaction
from lyceum.learning.errors import AccessEnded, NotEnrolled
from lyceum.learning.events import CourseCompleted, LearningOpened, ProgressMoved
from lyceum.learning.model.progress import Access, Position, Progress, Study
from lyceum.learning.store import outlines
from lyceum.learning.store.entities import changes, entity, kept
from lyceum.learning.store.items import (
    EnrollmentItem,
    OutlineItem,
    ProgressItem,
    enrollment_key,
    outline_key,
    progress_key,
)
from lyceum.learning.store.packing import pack_position

OPENING = ("enrolled", "in_progress", "completed")
"""States of an enrollment that open its course (RULES S1-16)."""

_REMEMBERED = 5_000

_known: dict[tuple[str, str, str], Study] = {}
"""Progress as this process last read or wrote it. It may be old: every write is on condition of its revision."""


class ProgressChanged(Conflict):
    """Another device or process changed the progress first; `item` is what is there now."""

    title = {"en": "Your progress was changed elsewhere", "th": "ความคืบหน้าถูกเปลี่ยนจากที่อื่น"}

    def __init__(self, item: ProgressItem | None) -> None:
        super().__init__()
        self.item = item


def recall(tenant: str, learner: str, course: str) -> Study | None:
    """What this process last saw, maybe old. 0 round trips."""
    return _known.get((tenant, learner, course))


def forget() -> None:
    """Forget everything, as a new process would have."""
    _known.clear()
    outlines.forget()


def find(tenant: str, learner: str, course: str) -> tuple[Study | None, Outline | None]:
    """The learner's progress, if it was opened, and the course's current outline, if it has one.

    1 round trip; one more where the learner is on a version that this process does not know and that is not the current
    one, or where nothing was opened. 0.5 RCU, and the outline's size where this process knows none.
    """
    key = progress_key(tenant, learner, course)
    current = outlines.remembered(tenant, course)
    item: ProgressItem | None
    if current is None:
        item, outline = batch_get((ProgressItem, key), (OutlineItem, outline_key(tenant, course)))
        current = outlines.taken_in(tenant, course, outline)
    else:
        item = get(ProgressItem, key)
        if item is None:
            # What this process remembers may be an older version than the one to begin with.
            current = outlines.taken_in(tenant, course, get(OutlineItem, outline_key(tenant, course)))
    return (study_of(item, learner, course) if item is not None else None), current


def study_of(item: ProgressItem, learner: str, course: str) -> Study:
    """An item with its outline, remembered. 1 round trip where this process does not know the version."""
    tenant = item.pk.split("#")[1]
    outline = outlines.of_version(tenant, course, int(item.version))
    return _remember(Study(outline, entity(item, outline, tenant, learner, course)))


def add(study: Study, *, at: datetime) -> Study:
    """Keep new progress, on condition that the enrollment is active; what is kept already wins.

    1 round trip, 4 WCU. Raises NotEnrolled, AccessEnded. Tells LearningOpened, once.
    """
    new = study.progress
    there: list[ProgressItem] = []

    def explain_presence(old: ProgressItem | None) -> DomainError | None:
        there.extend([old] if old is not None else [])
        return None

    opened = LearningOpened(learner=new.learner, course=new.course, version=new.version)
    active = EnrollmentItem.status.is_in(*OPENING)
    with transaction(tenant=new.tenant, at=at) as write:
        write.put(kept(study), when=ProgressItem.absent(), otherwise=explain_presence, events=[opened])
        key = enrollment_key(new.tenant, new.learner, new.course)
        write.check(EnrollmentItem, key, when=active, otherwise=_explain_enrollment(new.course))
    if there:
        return study_of(there[0], new.learner, new.course)
    return _remember(replace(study, progress=replace(new, rev=1)))


def save(before: Study, after: Progress, *, at: datetime, actor: str = SYSTEM) -> Study:
    """Write what changed, if nothing else was written since `before`, and tell what moved. 1 round trip, 1 WCU per KB.

    The revision stands for all that `after` was decided on: access, locks, what was done. Raises ProgressChanged.
    """
    old = before.progress
    with transaction(tenant=old.tenant, at=at, actor=actor) as write:
        write.update(
            ProgressItem,
            progress_key(old.tenant, old.learner, old.course),
            changes(before, after),
            when=ProgressItem.rev == old.rev,
            otherwise=ProgressChanged,
            events=_told(old, after),
        )
    return _remember(replace(before, progress=replace(after, rev=old.rev + 1)))


def close(tenant: str, learner: str, course: str, *, heard: int, at: datetime) -> None:
    """End the access as of revision `heard` of the enrollment; an older one changes nothing. 1 round trip, 1 WCU."""
    with transaction(tenant=tenant, at=at) as write:
        write.update(
            ProgressItem,
            progress_key(tenant, learner, course),
            [ProgressItem.access.set(str(Access.ENDED)), ProgressItem.access_heard.set(heard)],
            when=_newer(heard),
            otherwise=lambda _: None,
        )
    _known.pop((tenant, learner, course), None)


def reopen(tenant: str, learner: str, course: str, *, heard: int, at: datetime) -> None:
    """Open it as of revision `heard` of the enrollment, which was taken again; also before its end is heard of.

    1 round trip, 1 WCU.
    """
    with transaction(tenant=tenant, at=at) as write:
        write.update(
            ProgressItem,
            progress_key(tenant, learner, course),
            [ProgressItem.access.set(str(Access.ACTIVE)), ProgressItem.access_heard.set(heard)],
            when=_newer(heard),
            otherwise=lambda _: None,
        )
    _known.pop((tenant, learner, course), None)


def _newer(heard: int) -> Condition:
    newer: Condition = ProgressItem.access_heard.does_not_exist() | (ProgressItem.access_heard < heard)
    return newer


def move_positions(tenant: str, learner: str, course: str, positions: Mapping[str, Position], *, at: datetime) -> None:
    """Move on in lessons that the learner has a position in, knowing nothing else. 1 round trip, 1 WCU per KB, 0 RCU.

    A kept position proves that the lesson exists and was open to the learner, which both stay so. Conditions: access,
    and every position newer than the one kept. Raises ProgressChanged.
    """
    packed = {lesson: pack_position(position) for lesson, position in positions.items()}
    when = _access(at)
    for lesson, position in packed.items():
        when &= _position(lesson) < position
    with transaction(tenant=tenant, at=at, actor=learner) as write:
        write.update(
            ProgressItem,
            progress_key(tenant, learner, course),
            [_position(lesson).set(position) for lesson, position in packed.items()],
            when=when,
            otherwise=ProgressChanged,
        )


def set_access(tenant: str, learner: str, course: str, access: Access, *, heard: int, at: datetime) -> None:
    """Set the access as of revision `heard` of the enrollment; an older one changes nothing. 1 round trip, 1 WCU."""
    with transaction(tenant=tenant, at=at) as write:
        write.update(
            ProgressItem,
            progress_key(tenant, learner, course),
            [ProgressItem.access.set(str(access)), ProgressItem.access_heard.set(heard)],
            when=_newer(heard) & (ProgressItem.access != str(Access.ENDED)),
            otherwise=lambda _: None,
        )
    _known.pop((tenant, learner, course), None)


def _position(lesson: str) -> Path:
    return Path([ProgressItem.positions.attr_name, lesson])


def _access(at: datetime) -> Condition:
    not_over = ProgressItem.access_ends.does_not_exist() | (ProgressItem.access_ends > at)
    condition: Condition = (ProgressItem.access == str(Access.ACTIVE)) & not_over
    return condition


def _explain_enrollment(course: str) -> Callable[[EnrollmentItem | None], DomainError]:
    def explain(old: EnrollmentItem | None) -> DomainError:
        if old is None or old.status == "withdrawn":
            return NotEnrolled(course=course)
        return AccessEnded(course=course, state=str(old.status))

    return explain


def _told(old: Progress, new: Progress) -> list[Event]:
    told: list[Event] = []
    if new.percent != old.percent:
        told.append(ProgressMoved(learner=new.learner, course=new.course, percent=new.percent))
    if new.completed_at is not None and old.completed_at is None:
        completed = CourseCompleted(learner=new.learner, course=new.course, version=new.version, percent=new.percent)
        told.append(completed)
    return told


def _remember(study: Study) -> Study:
    if len(_known) >= _REMEMBERED:
        _known.clear()
    progress = study.progress
    _known[progress.tenant, progress.learner, progress.course] = study
    return study
