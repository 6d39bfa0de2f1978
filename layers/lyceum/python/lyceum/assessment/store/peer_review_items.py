"""The items of peer review, where they lie, and what they keep."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from lyceum.assessment.model.peer_round import Asked, Reviewed, Round, Step
from lyceum.assessment.model.submission import SubmissionId
from lyceum.kernel.clock import iso, parse
from lyceum.kernel.table import CompressedJSONAttribute, InstantAttribute, Item, Key, tenant_key
from lyceum.kernel.table.items import RawMapAttribute

DUTIES = "PEER-REVIEW#"
"""How the sort keys of what somebody has to review begin."""


class PeerRoundItem(Item):
    """`T#t#ASSIGNMENT#a / PEER-REVIEWS`: the newest round in which reviewers are given works."""

    KIND = "peer_round"

    round = UnicodeAttribute(attr_name="i", null=True)
    number = NumberAttribute(attr_name="n")
    first_at = InstantAttribute(attr_name="fa")
    due_at = InstantAttribute(attr_name="d", null=True)
    steps = CompressedJSONAttribute(attr_name="st", null=True)
    """[names, [[author, [reviewer, …], [who loses it, …]], …]] until they are taken; people by their place in names."""
    counts = RawMapAttribute(attr_name="ct")
    """w works, a reviews given out, t reviews taken from others."""
    away = CompressedJSONAttribute(attr_name="ab", null=True)


class PeerReviewedItem(Item):
    """`T#t#U#u / PEER-REVIEWED#a`: who reviews a learner's work, beside the submission."""

    KIND = "peer_reviewed"

    asked = RawMapAttribute(attr_name="r")
    """Reviewer → [id of the review, until when, percent or nothing]."""
    round = NumberAttribute(attr_name="n")
    closed_at = InstantAttribute(attr_name="cl", null=True)


class PeerReviewItem(Item):
    """`T#t#U#u / PEER-REVIEW#r`: what a learner has to review, and the review."""

    KIND = "peer_review"

    assignment = UnicodeAttribute(attr_name="a")
    author = UnicodeAttribute(attr_name="w")
    course = UnicodeAttribute(attr_name="c")
    title = RawMapAttribute(attr_name="ti")
    due_at = InstantAttribute(attr_name="d", null=True)
    zone = UnicodeAttribute(attr_name="z", null=True)
    """That the assignment's dates were meant in when the work was given out."""
    given = RawMapAttribute(attr_name="g", null=True)
    """n version, p points, mx maximum, pc percent, mk marks, x comment, at; once it was given."""
    taken_at = InstantAttribute(attr_name="ta", null=True)
    """When it went to somebody else; gone a month later."""


def peer_round_key(tenant: str, assignment: str) -> Key:
    """Where the rounds of an assignment stand."""
    return Key(tenant_key(tenant, "ASSIGNMENT", assignment), "PEER-REVIEWS")


def peer_reviewed_key(tenant: str, id: SubmissionId) -> Key:
    """Where it stands who reviews a work."""
    return Key(tenant_key(tenant, "U", id.learner), f"PEER-REVIEWED#{id.assignment}")


def peer_review_key(tenant: str, reviewer: str, review: str) -> Key:
    """Where a review lies."""
    return Key(tenant_key(tenant, "U", reviewer), f"{DUTIES}{review}")


def round_item(tenant: str, round: Round) -> PeerRoundItem:
    """A round as it is kept."""
    key = peer_round_key(tenant, round.assignment)
    return PeerRoundItem(
        key.pk,
        key.sk,
        round=round.id or None,
        number=round.number,
        first_at=round.first_at,
        due_at=round.due_at,
        steps=_steps(round.steps) if round.steps else None,
        counts={"w": round.works, "a": round.added, "t": round.taken},
        away=sorted(round.absent) or None,
    )


def round_of(assignment: str, item: PeerRoundItem) -> Round:
    """The round that an item keeps."""
    counts: Mapping[str, Any] = item.counts
    return Round(
        assignment=assignment,
        id=item.round or "",
        number=int(item.number),
        first_at=item.first_at,
        due_at=item.due_at,
        steps=_steps_of(*item.steps) if item.steps else (),
        works=int(counts["w"]),
        added=int(counts["a"]),
        taken=int(counts["t"]),
        absent=frozenset(item.away or ()),
        rev=item.revision,
    )


def _steps(steps: Sequence[Step]) -> list[Any]:
    """With every name once: 5,000 works with 10 reviewers each are 55,000 of them, and an item holds 400 KB."""
    names = sorted({name for step in steps for name in (step.author, *step.added, *step.taken)})
    place = {name: number for number, name in enumerate(names)}
    return [
        names,
        [[place[each.author], [place[a] for a in each.added], [place[t] for t in each.taken]] for each in steps],
    ]


def _steps_of(names: list[str], kept: list[Any]) -> tuple[Step, ...]:
    return tuple(
        Step(names[author], tuple(names[a] for a in added), tuple(names[t] for t in taken))
        for author, added, taken in kept
    )


def asked_map(reviewed: Reviewed) -> dict[str, Any]:
    """Who was asked, as it is kept."""
    return {
        reviewer: [each.review, iso(each.due_at) if each.due_at is not None else None, each.percent]
        for reviewer, each in reviewed.asked.items()
    }


def reviewed_of(id: SubmissionId, item: PeerReviewedItem | None) -> Reviewed:
    """Who reviews a work, by its item; nobody where there is none."""
    if item is None:
        return Reviewed(id=id)
    asked: Mapping[str, Any] = item.asked
    return Reviewed(
        id=id,
        asked={reviewer: _asked(*asked[reviewer]) for reviewer in sorted(asked, key=lambda each: asked[each][0])},
        round=int(item.round),
        closed_at=item.closed_at,
        rev=item.revision,
    )


def _asked(review: str, due: str | None, percent: Any) -> Asked:
    return Asked(review, parse(due) if due else None, Decimal(percent) if percent is not None else None)
