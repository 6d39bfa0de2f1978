"""Right answers on the wire, once they may be shown."""

from decimal import Decimal
from typing import Any

from lyceum.assessment.api.fields import View
from lyceum.assessment.responses import FALSE, TRUE
from lyceum.content.questions import (
    BY_HAND,
    AcceptedNumber,
    AcceptedRange,
    ChoiceKey,
    FillBlankKey,
    HotspotKey,
    Key,
    MatchingKey,
    NoKey,
    NumericKey,
    OrderingKey,
    ResponseKey,
    RichText,
    Shape,
    ShortAnswerKey,
    TrueFalseKey,
)


class AcceptedRangeView(View):
    """Numbers that earn full points, ends included unless they are open."""

    low: str
    high: str
    low_open: bool = False
    high_open: bool = False

    @classmethod
    def of(cls, accepted: AcceptedRange | AcceptedNumber) -> "AcceptedRangeView":
        """From what a key accepts."""
        if isinstance(accepted, AcceptedRange):
            ends = {"low_open": accepted.low_open, "high_open": accepted.high_open}
            return cls(low=str(accepted.low), high=str(accepted.high), **ends)
        off = accepted.tolerance * abs(accepted.value) if accepted.relative else accepted.tolerance
        return cls(low=_plain(accepted.value - off), high=_plain(accepted.value + off))


class BlankAnswerView(View):
    """What earns full points in one gap; the field that fits its form."""

    choices: list[str] | None = None
    texts: list[str] | None = None
    numbers: list[AcceptedRangeView] | None = None


class CorrectAnswerView(View):
    """What earns full points; the field that fits the kind of question."""

    choices: list[str] | None = None
    texts: list[str] | None = None
    numbers: list[AcceptedRangeView] | None = None
    units: dict[str, str] | None = None
    """Units that are taken, with how many of the unit of `numbers` each is."""
    pairs: dict[str, str] | None = None
    order: list[str] | None = None
    blanks: dict[str, BlankAnswerView] | None = None
    areas: list[Shape] | None = None
    feedback: RichText | None = None
    """The author's explanation."""
    guidance: RichText | None = None
    """For graders of what people grade."""

    def names_files(self) -> bool:
        """Whether explanation or guidance show files."""
        return any(text is not None and text.names_files() for text in (self.feedback, self.guidance))

    @classmethod
    def of(cls, key: Key, *, for_staff: bool) -> "CorrectAnswerView | None":
        """From a key; guidance for graders is not for learners."""
        if isinstance(key, NoKey):
            return None
        guidance = key.guidance if isinstance(key, BY_HAND) and for_staff else None
        shown = _correct(key)
        return shown.model_copy(update={"feedback": key.general_feedback, "guidance": guidance})


def _correct(key: Key) -> CorrectAnswerView:
    fields: dict[str, Any] = {}
    match key:
        case ChoiceKey() | ShortAnswerKey() | NumericKey():
            fields = dict(_gap(key))
            if isinstance(key, NumericKey) and key.units:
                fields["units"] = {unit: _plain(factor) for unit, factor in key.units.items()}
        case ResponseKey():
            fields = {"choices": [choice for choice, share in key.shares.items() if share > 0]}
        case TrueFalseKey():
            fields = {"choices": [TRUE if key.answer else FALSE]}
        case _:
            fields = _arranged(key)
    return CorrectAnswerView(**fields)


def _arranged(key: Key) -> dict[str, Any]:
    match key:
        case MatchingKey():
            return {"pairs": {prompt: target for prompt, target in key.pairs.items() if target is not None}}
        case OrderingKey():
            return {"order": list(key.order)}
        case FillBlankKey():
            return {"blanks": {name: _gap(gap.answer) for name, gap in key.blanks.items()}}
        case HotspotKey():
            return {"areas": [area.area for area in key.areas if area.share > 0]}
        case _:
            return {}


def _gap(key: ShortAnswerKey | NumericKey | ChoiceKey) -> BlankAnswerView:
    match key:
        case ShortAnswerKey():
            return BlankAnswerView(texts=_texts(key))
        case NumericKey():
            return BlankAnswerView(numbers=_numbers(key))
        case ChoiceKey():
            return BlankAnswerView(choices=_best(key))


def _best(key: ChoiceKey) -> list[str]:
    best = max(key.shares.values(), default=None)
    return [choice for choice, share in key.shares.items() if share == best]


def _texts(key: ShortAnswerKey) -> list[str]:
    return [accepted.text for accepted in key.accepted if accepted.share == 1]


def _numbers(key: NumericKey) -> list[AcceptedRangeView]:
    return [AcceptedRangeView.of(accepted) for accepted in key.accepted if accepted.share == 1]


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f")
