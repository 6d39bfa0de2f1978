"""Progress between the model's form and the item's, with the outline that numbers lessons and assessments."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from pynamodb.expressions.update import Action

from lyceum.content.published import Outline
from lyceum.learning.model.progress import Access, Evidence, Progress, Study
from lyceum.learning.store.items import ProgressItem, progress_key
from lyceum.learning.store.packing import (
    pack_completions,
    pack_position,
    pack_results,
    unpack_completions,
    unpack_position,
    unpack_results,
)


def changes(before: Study, after: Progress) -> list[Action]:
    """The actions that make the item of `before` say what `after` says: only what differs."""
    old, new = before.progress, kept(replace(before, progress=after))
    actions: list[Action] = []
    if after.completions != old.completions:
        actions.append(ProgressItem.completions.set(new.completions))
    if after.positions != old.positions:
        actions.append(ProgressItem.positions.set(new.positions))
    if after.results != old.results:
        actions.append(ProgressItem.results.set(new.results))
    if after.percent != old.percent:
        actions.append(ProgressItem.percent.set(after.percent))
    if after.completed_at is not None and after.completed_at != old.completed_at:
        actions += [ProgressItem.completed_at.set(after.completed_at), ProgressItem.evidence.set(new.evidence)]
    return actions


def kept(study: Study) -> ProgressItem:
    """Progress as it is kept."""
    progress = study.progress
    key = progress_key(progress.tenant, progress.learner, progress.course)
    lessons, assessments = _orders(study.outline)
    return ProgressItem(
        key.pk,
        key.sk,
        version=progress.version,
        opened_at=progress.opened_at,
        access=str(progress.access),
        access_ends=progress.access_ends,
        completions=pack_completions(progress.completions, lessons, progress.opened_at) or None,
        positions={lesson: pack_position(position) for lesson, position in progress.positions.items()},
        results=pack_results(progress.results, assessments) or None,
        percent=progress.percent,
        completed_at=progress.completed_at,
        evidence=_evidence_kept(progress.evidence, assessments) if progress.evidence else None,
    )


def entity(item: ProgressItem, outline: Outline, tenant: str, learner: str, course: str) -> Progress:
    """What an item says, read with the outline of its version."""
    lessons, assessments = _orders(outline)
    return Progress(
        tenant=tenant,
        learner=learner,
        course=course,
        version=int(item.version),
        opened_at=item.opened_at,
        access=Access(item.access),
        access_ends=item.access_ends,
        completions=unpack_completions(item.completions or b"", lessons, item.opened_at),
        positions={lesson: unpack_position(packed) for lesson, packed in item.positions.items()},
        results=unpack_results(item.results or b"", assessments),
        percent=item.percent,
        completed_at=item.completed_at,
        evidence=_evidence(item.evidence, assessments) if item.evidence else None,
        rev=item.revision,
    )


def _orders(outline: Outline) -> tuple[list[str], list[str]]:
    return list(outline.lessons()), [assessment.id for assessment in outline.assessments]


def _evidence_kept(evidence: Evidence, assessments: list[str]) -> dict[str, Any]:
    """Assessments by their place in the outline, so that the whole stays small."""
    passed = {str(assessments.index(assessment)): percent for assessment, percent in evidence.passed.items()}
    return {"how": evidence.how, "n": evidence.version, "l": evidence.lessons, "p": passed}


def _evidence(kept: dict[str, Any], assessments: list[str]) -> Evidence:
    passed = {assessments[int(place)]: Decimal(percent) for place, percent in kept["p"].items()}
    return Evidence(how=kept["how"], version=kept["n"], lessons=kept["l"], passed=passed)
