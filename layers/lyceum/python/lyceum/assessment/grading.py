"""Machine grading: a pure function of a key, what the question is worth, and the response."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lyceum.assessment.model import shares
from lyceum.assessment.model.points import ONE, ZERO, quantised
from lyceum.assessment.responses import (
    BlanksResponse,
    ChoiceResponse,
    ChoicesResponse,
    FilesResponse,
    NumberResponse,
    OrderResponse,
    PairsResponse,
    PlacesResponse,
    ResponseModel,
    ResponseValue,
    TextResponse,
)
from lyceum.content.questions import (
    BY_HAND,
    ChoiceKey,
    EssayKey,
    Explained,
    FillBlankKey,
    HotspotKey,
    Key,
    MatchingKey,
    NoKey,
    NumericKey,
    OrderingKey,
    ResponseKey,
    RichText,
    ShortAnswerKey,
    SubmissionKey,
    TrueFalseKey,
)


@dataclass(frozen=True, slots=True)
class Mark:
    """What the machine gave for one response."""

    points: Decimal | None
    """None: a person has to grade it. Below 0 only where the question's floor is."""
    maximum: Decimal
    feedback: tuple[RichText, ...] = ()
    """The author's words for just this response; they say nothing about other answers."""

    @property
    def needs_person(self) -> bool:
        """Whether the points are still to be given by somebody."""
        return self.points is None


def grade(maximum: Decimal, key: Key, response: ResponseValue | None, *, floor: Decimal = ZERO) -> Mark:
    """The points of one response, quantised to four places, with the feedback that belongs to it.

    They lie between `floor` times `maximum` (0 unless wrong answers cost points) and `maximum`. No response, an empty
    one and one of another kind earn 0. An essay without a text earns 0 at once; with one it needs a person. An
    unsupported question is worth nothing. Source: RULES S1-25, S1-26.
    """
    if isinstance(key, NoKey):
        return Mark(quantised(ZERO), quantised(ZERO))
    if isinstance(key, BY_HAND):
        return Mark(None if _is_something(key, response) else quantised(ZERO), quantised(maximum))
    share = _share(key, response)
    if share is None:
        return Mark(quantised(ZERO), quantised(maximum))
    earned = min(ONE, max(floor, share.of_points))
    return Mark(quantised(maximum * earned), quantised(maximum), (*share.feedback, *_told(key, earned)))


def feedback_for(maximum: Decimal, key: Key, response: ResponseValue | None, points: Decimal) -> tuple[RichText, ...]:
    """The author's words for a response that people, or a corrected key, gave these points: for what was chosen as
    ever, and those for right, partly right or wrong by the points that count. None where nothing was answered.
    """
    if isinstance(key, NoKey) or maximum <= 0:
        return ()
    if isinstance(key, BY_HAND):
        return _told(key, points / maximum) if _is_something(key, response) else ()
    share = _share(key, response)
    return () if share is None else (*share.feedback, *_told(key, points / maximum))


def _is_something(key: EssayKey | SubmissionKey, response: ResponseValue | None) -> bool:
    if isinstance(key, EssayKey):
        return isinstance(response, TextResponse) and response.text.strip() != ""
    return isinstance(response, FilesResponse) and len(response.files) > 0


def _told(key: Explained, earned: Decimal) -> tuple[RichText, ...]:
    partly = key.feedback_partly if earned > 0 else key.feedback_wrong
    told = key.feedback_right if earned == ONE else partly
    return () if told is None else (told,)


_SHARES: dict[type[Explained], tuple[type[ResponseModel], Callable[[Any, Any], shares.Share | None]]] = {
    ChoiceKey: (ChoiceResponse, shares.chosen),
    TrueFalseKey: (ChoiceResponse, shares.true_or_false),
    ResponseKey: (ChoicesResponse, shares.several),
    ShortAnswerKey: (TextResponse, shares.written),
    NumericKey: (NumberResponse, shares.number),
    MatchingKey: (PairsResponse, shares.paired),
    OrderingKey: (OrderResponse, shares.ordered),
    FillBlankKey: (BlanksResponse, shares.filled),
    HotspotKey: (PlacesResponse, shares.pointed),
}


def _share(key: Explained, response: ResponseValue | None) -> shares.Share | None:
    """None where nothing was answered, or something that is no answer to this."""
    form, share = _SHARES[type(key)]
    return share(key, response) if isinstance(response, form) else None
