"""What catalog reads of an assessment: the card that assessment keeps for lists."""

from lyceum.content.kinds import AssessmentKind
from lyceum.content.published import OutlineAssessment
from lyceum.kernel.table import Item, Key, get, tenant_key
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
