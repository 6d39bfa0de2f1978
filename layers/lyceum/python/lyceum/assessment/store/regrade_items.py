"""The items of regrades and where they lie: beside the keys that they correct."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from lyceum.assessment.model.regrade import Progress, Regrade, RegradeChange, RegradeState, Standing
from lyceum.assessment.model.scoring import Score
from lyceum.assessment.store.question_sets import correction_of, kept_correction
from lyceum.kernel.table import CompressedJSONAttribute, InstantAttribute, Item, Key, tenant_key
from lyceum.kernel.table.items import RawMapAttribute


class RegradeItem(Item):
    """`T#t#A#a / REGRADE#r`: one correction of one question, and how far its work has come."""

    KIND = "regrade"

    course = UnicodeAttribute(attr_name="c")
    version = NumberAttribute(attr_name="n")
    question = UnicodeAttribute(attr_name="q")
    place = NumberAttribute(attr_name="p")
    correction = CompressedJSONAttribute(attr_name="co")
    """Kind and key."""
    reason = UnicodeAttribute(attr_name="why")
    by = UnicodeAttribute(attr_name="u")
    at = InstantAttribute(attr_name="at")
    state = UnicodeAttribute(attr_name="s")
    round = NumberAttribute(attr_name="r")
    progress = RawMapAttribute(attr_name="pr")
    changes = NumberAttribute(attr_name="cp", null=True)
    execution = UnicodeAttribute(attr_name="ex", null=True)
    touched_at = InstantAttribute(attr_name="t", null=True)


class RegradesItem(Item):
    """`T#t#A#a / REGRADES`: which regrade of the assessment is being worked on."""

    KIND = "regrades"

    running = UnicodeAttribute(attr_name="x", null=True)


class ChangesItem(Item):
    """`T#t#A#a / CHANGES#r#<round>#<page>`: what one page of learners came to; pages without a change are not kept."""

    KIND = "changes"

    document = CompressedJSONAttribute(attr_name="d")
    """[attempt, learner, before, after] each; a result is [points of the question, score or nothing]."""


def regrade_key(tenant: str, assessment: str, regrade: str) -> Key:
    """Where a regrade lies."""
    return Key(tenant_key(tenant, "A", assessment), f"REGRADE#{regrade}")


def head_key(tenant: str, assessment: str) -> Key:
    """Where it stands which one is running."""
    return Key(tenant_key(tenant, "A", assessment), "REGRADES")


def changes_prefix(regrade: str, round: int) -> str:
    """How the sort keys of a round's changes begin."""
    return f"CHANGES#{regrade}#{round:03d}#"


def changes_key(tenant: str, regrade: Regrade, page: int) -> Key:
    """Where a page of changes lies."""
    return Key(tenant_key(tenant, "A", regrade.assessment), f"{changes_prefix(regrade.id, regrade.round)}{page:05d}")


def item_of(tenant: str, regrade: Regrade) -> RegradeItem:
    """A new regrade as it is kept."""
    key = regrade_key(tenant, regrade.assessment, regrade.id)
    return RegradeItem(
        key.pk,
        key.sk,
        course=regrade.course,
        version=regrade.version,
        question=regrade.question,
        place=regrade.place,
        correction=kept_correction(regrade.correction),
        reason=regrade.reason,
        by=regrade.by,
        at=regrade.at,
        state=str(regrade.state),
        round=regrade.round,
        progress=_kept_progress(regrade.progress),
        touched_at=regrade.touched_at,
    )


def regrade_of(item: RegradeItem) -> Regrade:
    """The regrade that an item keeps."""
    return Regrade(
        id=item.sk.rpartition("#")[2],
        assessment=item.pk.rpartition("#")[2],
        course=item.course,
        version=int(item.version),
        question=item.question,
        place=int(item.place),
        correction=correction_of(item.correction),
        reason=item.reason,
        by=item.by,
        at=item.at,
        state=RegradeState(item.state),
        round=int(item.round),
        progress=_progress_of(item.progress),
        changes=int(item.changes) if item.changes is not None else None,
        execution=item.execution,
        touched_at=item.touched_at,
        rev=item.revision,
    )


def moving(regrade: Regrade) -> list[Any]:
    """Actions that write everything that its work changes."""
    changes, execution, touched = RegradeItem.changes, RegradeItem.execution, RegradeItem.touched_at
    return [
        RegradeItem.state.set(str(regrade.state)),
        RegradeItem.round.set(regrade.round),
        RegradeItem.progress.set(_kept_progress(regrade.progress)),
        changes.set(regrade.changes) if regrade.changes is not None else changes.remove(),
        execution.set(regrade.execution) if regrade.execution is not None else execution.remove(),
        touched.set(regrade.touched_at) if regrade.touched_at is not None else touched.remove(),
    ]


def kept_changes(changes: Sequence[RegradeChange]) -> list[list[Any]]:
    """A page of changes in short form."""
    return [[each.attempt, each.learner, _kept(each.before), _kept(each.after)] for each in changes]


def changes_of(kept: Sequence[Sequence[Any]]) -> list[RegradeChange]:
    """What `kept_changes` wrote."""
    return [
        RegradeChange(attempt=attempt, learner=learner, before=_standing(before), after=_standing(after))
        for attempt, learner, before, after in kept
    ]


def _kept_progress(progress: Progress) -> dict[str, Any]:
    return {
        "k": progress.keyed,
        "p": progress.page,
        "a": progress.after,
        "n": progress.attempts,
        "c": progress.changed,
    }


def _progress_of(kept: Mapping[str, Any]) -> Progress:
    return Progress(
        keyed=bool(kept["k"]), page=int(kept["p"]), after=kept["a"], attempts=int(kept["n"]), changed=int(kept["c"])
    )


def _kept(standing: Standing) -> list[Any]:
    score = standing.score
    points = str(standing.points) if standing.points is not None else None
    if score is None:
        return [points, None]
    return [points, [str(score.points), str(score.maximum), str(score.percent), score.passed]]


def _standing(kept: Sequence[Any]) -> Standing:
    points, score = kept
    found = Score(Decimal(score[0]), Decimal(score[1]), Decimal(score[2]), score[3]) if score is not None else None
    return Standing(Decimal(points) if points is not None else None, found)
