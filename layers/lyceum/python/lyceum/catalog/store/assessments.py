"""What catalog reads of assessments and assignments: the cards that assessment keeps for lists."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from lyceum.content.kinds import AssessmentKind
from lyceum.content.published import Outline, OutlineAssessment
from lyceum.kernel.clock import iso
from lyceum.kernel.table import Item, Key, get, tenant_key
from lyceum.kernel.table.read import in_parallel, query_index
from lyceum.kernel.text import LocalizedText


class AssessmentItem(Item):
    """`T#t#A#a / ASSESSMENT`: only its card is read here (assessment writes it)."""

    KIND = "assessment"


def find(tenant: str, assessment: str) -> OutlineAssessment | None:
    """An assessment as an outline shows it, or None. 1 round trip."""
    item = get(AssessmentItem, Key(tenant_key(tenant, "A", assessment), "ASSESSMENT"), consistent=True)
    if item is None or item.card is None:
        return None
    card = item.card
    return OutlineAssessment(
        id=card["id"],
        title=LocalizedText(card["title"]),
        kind=AssessmentKind(card["kind"]),
        lesson=card["lesson"],
        graded=card["graded"],
    )


def waits(tenant: str, course: str, outline: Outline, *, since: datetime | None) -> bool:
    """Whether something that the outline shows was written since, in a version that learners do not have yet.

    1 round trip for up to 100 assessments and 100 assignments; the lists are indexes and follow by milliseconds.
    """
    lists: tuple[tuple[str, Callable[[Mapping[str, Any]], bool]], ...] = (
        ("ASSESSMENTS", lambda card: outline.shows_assessment(card["id"], card["lesson"])),
        ("ASSIGNMENTS", lambda card: card["lesson"] is None or card["lesson"] in outline.lessons()),
    )
    told = iso(since) if since is not None else ""
    return any(
        in_parallel(*(partial(_waits, tenant_key(tenant, "C", course, name), shown, told) for name, shown in lists))
    )


def _waits(list_key: str, shown: Callable[[Mapping[str, Any]], bool], told: str) -> bool:
    after = None
    while True:
        page = query_index(list_key, after=after, limit=100)
        waiting = (entry.card for entry in page.items if entry.card.get("active") != entry.card["newest"])
        # Cards of the release before do not say when they were written.
        if any(("changed" not in card or card["changed"] > told) and shown(card) for card in waiting):
            return True
        after = page.next_key
        if after is None:
            return False
