"""What of places in a picture QTI 3.0 can say: drawn ones are choices, hidden ones areas that are counted."""

from decimal import Decimal

from lyceum.content.questions import HotspotArea, HotspotKey, Question
from lyceum.interop.export.losses import CannotSay, Fitted, Losses
from lyceum.interop.export.qti3_markup import NOTHING_FOR_IT
from lyceum.interop.gift.shares import whole


def fit_places(question: Question, key: HotspotKey, lost: Losses) -> Fitted[HotspotKey]:
    """Raises CannotSay."""
    if question.picture is None:
        raise CannotSay("there is no picture")
    if key.outside or not question.regions:
        return _fit_hidden(question, key, lost)
    named = {repr(area.area): area for area in key.areas}
    areas = [named.get(repr(region)) or HotspotArea(area=region, share=Decimal(0)) for region in question.regions]
    if len(areas) < 2 or max(area.share for area in areas) <= 0:
        raise CannotSay("there is one place alone, or none that is right")
    if tuple(areas) != key.areas:
        lost.add("key.areas", "those that are drawn, in their order")
    if key.scoring == "exact" and question.most_places == 1:
        lost.add("key.scoring", "one place alone needs no other")
        key = key.model_copy(update={"scoring": "partial"})
    shares = _drawn_shares(question, key, [area.share for area in areas])
    made = tuple(HotspotArea(area=area.area, share=share) for area, share in zip(areas, shares, strict=True))
    if made != tuple(areas):
        lost.add("key.areas", "shares that add up to everything, without feedback of their own")
    question = lost.cleared(question, "question", "places cost nothing", "floor")
    key = lost.cleared(key, "key", NOTHING_FOR_IT, "feedback_right", "feedback_wrong", "feedback_partly")
    return question, key.model_copy(update={"areas": made})


def _drawn_shares(question: Question, key: HotspotKey, shares: list[Decimal]) -> list[Decimal]:
    """As choices among the places that are drawn."""
    if key.scoring == "exact":
        return [Decimal(share > 0) for share in shares]
    positive = [max(share, Decimal(0)) for share in shares]
    if question.most_places > 1:
        return whole(positive)[0]
    best = max(positive)
    return [Decimal(1) if share == best else share for share in positive]


def _fit_hidden(question: Question, key: HotspotKey, lost: Losses) -> Fitted[HotspotKey]:
    if key.scoring == "exact":
        raise CannotSay("places that are not drawn earn their parts")
    shares = [area.share for area in key.areas]
    if question.most_places == 1:
        good = max(shares) == 1
    else:
        good = sum((share for share in shares if share > 0), Decimal(0)) == 1
    if not good:
        raise CannotSay("its places do not earn everything together")
    areas = tuple(area.model_copy(update={"feedback": None}) for area in key.areas)
    if areas != key.areas:
        lost.add("key.areas", "without feedback of their own")
    question = lost.cleared(question, "question", "places are drawn, or counted where there are none", "regions")
    key = lost.cleared(
        key, "key", NOTHING_FOR_IT, "feedback_right", "feedback_wrong", "feedback_partly", "general_feedback"
    )
    return question, key.model_copy(update={"areas": areas})
