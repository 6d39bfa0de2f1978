"""Between a submission and its item, and between work and the item that keeps it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from lyceum.assessment.model.submission import (
    HandedIn,
    PeersPart,
    Submission,
    SubmissionGrade,
    SubmissionId,
    SubmissionState,
    Work,
    WorkForm,
)
from lyceum.assessment.model.work_file import WorkFile
from lyceum.assessment.store.work_items import (
    HandedInItem,
    SubmissionItem,
    handed_in_key,
    submission_key,
    submissions_list,
)
from lyceum.kernel.clock import iso, parse
from lyceum.kernel.ids import shard_of
from lyceum.kernel.table.read import LIST_SHARDS

_SORT = {SubmissionState.PENDING: "1", SubmissionState.GRADED: "2", SubmissionState.RETURNED: "3"}
"""How a list sorts: what waits comes first."""


def sort_prefix(state: SubmissionState | None) -> str:
    """How the sort keys of a list's entries in a state begin."""
    return f"{_SORT[state]}#" if state is not None else ""


def submission_item(tenant: str, submission: Submission) -> SubmissionItem:
    """A submission as it is kept."""
    id = submission.id
    key, newest, standing = submission_key(tenant, id), submission.newest, submission.standing()
    card = {
        "learner": id.learner,
        "state": str(submission.state),
        "number": newest.number,
        "at": newest.at,
        "form": str(newest.form),
        "late": newest.late,
        "points": standing.points if standing is not None else None,
        "maximum": standing.maximum if standing is not None else None,
    }
    return SubmissionItem(
        key.pk,
        key.sk,
        course=submission.course,
        state=str(submission.state),
        versions={str(each.number): _version(each) for each in submission.versions},
        grade=_grade(submission.grade) if submission.grade is not None else None,
        earlier={str(place): _grade(each) for place, each in enumerate(submission.earlier)} or None,
        returned_at=submission.returned_at,
        gsi1pk=f"{submissions_list(tenant, id.assignment)}#{shard_of(id.learner, LIST_SHARDS)}",
        gsi1sk=f"{sort_prefix(submission.state)}{iso(newest.at)}#{id.learner}",
        card=card,
    )


def changes(item: SubmissionItem) -> list[Any]:
    """Actions that write everything that can change of a submission."""
    names = ("state", "versions", "gsi1pk", "gsi1sk", "card")
    actions = [getattr(SubmissionItem, name).set(getattr(item, name)) for name in names]
    for name in ("grade", "earlier", "returned_at"):
        attribute, value = getattr(SubmissionItem, name), getattr(item, name)
        actions.append(attribute.set(value) if value is not None else attribute.remove())
    return actions


def submission_of(item: SubmissionItem) -> Submission:
    """The submission that an item keeps."""
    learner, assignment = item.pk.rpartition("#")[2], item.sk.rpartition("#")[2]
    earlier: Mapping[str, Any] = item.earlier or {}
    return Submission(
        id=SubmissionId(learner, assignment),
        course=item.course,
        state=SubmissionState(item.state),
        versions=tuple(_version_of(int(number), item.versions[number]) for number in sorted(item.versions, key=int)),
        grade=_grade_of(item.grade) if item.grade is not None else None,
        earlier=tuple(_grade_of(earlier[place]) for place in sorted(earlier, key=int)),
        returned_at=item.returned_at,
        rev=item.revision,
    )


def handed_in_item(tenant: str, id: SubmissionId, number: int, work: Work) -> HandedInItem:
    """The content of a version as it is kept."""
    key, file = handed_in_key(tenant, id, number), work.file
    kept = {"k": file.key, "n": file.name, "z": file.size, "m": file.media_type} if file is not None else None
    return HandedInItem(key.pk, key.sk, form=str(work.form), text=work.text or None, file=kept)


def work_of(item: HandedInItem) -> Work:
    """The content that an item keeps."""
    kept: Mapping[str, Any] | None = item.file
    file = WorkFile(kept["k"], kept["n"], int(kept["z"]), kept["m"]) if kept is not None else None
    return Work(WorkForm(item.form), item.text or "", file)


def _version(version: HandedIn) -> list[Any]:
    return [version.id, version.at, str(version.form), version.late, version.body_hash]


def _version_of(number: int, kept: list[Any]) -> HandedIn:
    id, at, form, late, body_hash = kept
    return HandedIn(number, id, parse(at), WorkForm(form), bool(late), body_hash)


def _grade(grade: SubmissionGrade) -> dict[str, Any]:
    peers: dict[str, Any] = {"pe": [grade.peers.percent, grade.peers.weight]} if grade.peers is not None else {}
    alone = {"np": True} if grade.without_peers else {}
    return (
        peers
        | alone
        | {
            "n": grade.version,
            "gi": grade.given,
            "p": grade.points,
            "mx": grade.maximum,
            "by": grade.by,
            "at": grade.at,
            "fb": grade.feedback,
            "mk": dict(grade.marks),
            "w": grade.reason,
        }
    )


def _grade_of(kept: Mapping[str, Any]) -> SubmissionGrade:
    return SubmissionGrade(
        version=int(kept["n"]),
        given=Decimal(kept["gi"]),
        points=Decimal(kept["p"]),
        maximum=Decimal(kept["mx"]),
        by=kept["by"],
        at=parse(kept["at"]),
        feedback=kept["fb"],
        marks=dict(kept["mk"]),
        reason=kept["w"],
        peers=PeersPart(*(Decimal(each) for each in kept["pe"])) if "pe" in kept else None,
        without_peers=bool(kept.get("np", False)),
    )
