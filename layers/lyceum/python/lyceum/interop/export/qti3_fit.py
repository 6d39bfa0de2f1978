"""What of a question QTI 3.0 can say, as our reader understands it again."""

from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from typing import Any

from lyceum.content.parts import BLANK
from lyceum.content.questions import (
    AcceptedNumber,
    AcceptedRange,
    AuthoredQuestion,
    Blank,
    BlankKey,
    ChoiceKey,
    EssayKey,
    FileRules,
    FillBlankKey,
    HotspotKey,
    Key,
    MatchingKey,
    NoKey,
    NumericKey,
    OrderingKey,
    Question,
    QuestionKind,
    ResponseKey,
    ShortAnswerKey,
    SubmissionKey,
    TrueFalseKey,
)
from lyceum.interop.export.losses import CannotSay, Fitted, Losses, in_one_language
from lyceum.interop.export.qti3_markup import NOTHING_FOR_IT, as_html, in_a_block, plain_title
from lyceum.interop.export.qti3_media import media_in_texts
from lyceum.interop.export.qti3_places import fit_places
from lyceum.interop.gift.shares import whole
from lyceum.interop.qti.items import TEXT_ONLY


def fit_qti(authored: AuthoredQuestion, language: str, lost: Losses) -> AuthoredQuestion:
    """The question as QTI 3.0 says it, in one language. Raises CannotSay."""
    fit = _FITS.get(type(authored.key))
    if fit is None or (isinstance(authored.key, NoKey) and not authored.question.informational):
        raise CannotSay(f"{authored.question.kind}: {NOTHING_FOR_IT}")
    question = in_one_language(authored.question, language, "question", lost)
    key: Key = in_one_language(authored.key, language, "key", lost)
    question = lost.cleared(question, "question", NOTHING_FOR_IT, "hints", "tags", "group")
    question = lost.cleared(question, "question", "a unit has no place beside a number", "units", "takes_unit")
    question = _embedded(_worth(question, key, lost), lost)
    question, key = fit(question, key, lost)
    question = media_in_texts(as_html(plain_title(question, lost), "question", lost), lost)
    question = question.model_copy(update={"stem": in_a_block(question.stem, lost)})
    key = as_html(key, "key", lost)
    if authored.category is not None:
        lost.add("category", NOTHING_FOR_IT)
    return authored.model_copy(update={"question": question, "key": key, "category": None})


def _worth(question: Question, key: Key, lost: Losses) -> Question:
    if isinstance(key, NoKey) or question.points > 0:
        return question
    lost.add("question.points", "what can be answered is worth something")
    return question.model_copy(update={"points": Decimal(1)})


def _embedded(question: Question, lost: Losses) -> Question:
    """A field within the text, where one place for it is shown and the kind has one."""
    if not question.embedded:
        return question
    inline = (QuestionKind.SHORT_ANSWER, QuestionKind.NUMERIC, QuestionKind.MULTIPLE_CHOICE)
    if question.kind in inline and all(text.count(BLANK) == 1 for text in question.stem.text.root.values()):
        return question
    return lost.cleared(question, "question", "its place is not shown once in the text", "embedded")


def _fit_choice(question: Question, key: ChoiceKey, lost: Losses) -> Fitted[ChoiceKey]:
    shares = {choice.id: key.shares.get(choice.id, Decimal(0)) for choice in question.choices}
    if max(shares.values(), default=Decimal(0)) <= 0:
        raise CannotSay("no answer is right")
    shares, question = _with_floor(question, shares, lost)
    if not any(0 < share < 1 for share in shares.values()):
        key = lost.cleared(key, "key", "no answer is right in part", "feedback_partly")
    if not any(share <= 0 for share in shares.values()):
        key = lost.cleared(key, "key", "no answer is wrong", "feedback_wrong")
    return question, key.model_copy(update={"shares": _with_a_best(shares, lost)})


def _with_a_best(shares: dict[str, Decimal], lost: Losses) -> dict[str, Decimal]:
    best = max(shares.values())
    if best == 1:
        return shares
    lost.add("key.shares", "the best answer earns everything")
    return {id: Decimal(1) if share == best else share for id, share in shares.items()}


def _with_floor(question: Question, shares: dict[str, Decimal], lost: Losses) -> tuple[dict[str, Decimal], Question]:
    """No share below the floor, and no floor below every share: neither could be told from the other."""
    kept = {id: max(share, question.floor) for id, share in shares.items()}
    if kept != shares:
        lost.add("key.shares", "none below the floor")
    least = min(Decimal(0), *kept.values()) if kept else Decimal(0)
    if least != question.floor:
        lost.add("question.floor", "no answer reaches it")
    return kept, question.model_copy(update={"floor": least})


def _fit_several(question: Question, key: ResponseKey, lost: Losses) -> Fitted[ResponseKey]:
    listed = [key.shares.get(choice.id, Decimal(0)) for choice in question.choices]
    right = sum(share > 0 for share in listed)
    if not right:
        raise CannotSay("no answer is right")
    shares = _equal_parts(listed, right) if key.scoring == "exact" else whole(listed)[0]
    if shares != listed:
        lost.add("key.shares", "the right answers make up everything together, in equal parts where all are needed")
    question = lost.cleared(question, "question", "it cannot be told for sets of answers", "floor")
    kept = {choice.id: share for choice, share in zip(question.choices, shares, strict=True)}
    if len(question.choices) < 2:
        raise CannotSay("there is one answer alone")
    if right == len(shares) or (key.scoring == "exact" and right < 2):
        key = lost.cleared(key, "key", "no single answer is told so", "feedback_wrong")
    return question, lost.cleared(key, "key", "the answers' own feedback is told", "feedback_partly").model_copy(
        update={"shares": kept}
    )


def _equal_parts(shares: list[Decimal], right: int) -> list[Decimal]:
    part = (Decimal(1) / right).quantize(Decimal("0.0000001")).normalize()
    return [part if share > 0 else Decimal(0) for share in shares]


def _fit_truth(question: Question, key: TrueFalseKey, lost: Losses) -> Fitted[TrueFalseKey]:
    return question, lost.cleared(key, "key", "nothing is right in part", "feedback_partly")


def _fit_text(question: Question, key: ShortAnswerKey, lost: Losses) -> Fitted[ShortAnswerKey]:
    if key.wildcards and any("*" in each.text for each in key.accepted):
        raise CannotSay("patterns of accepted texts are not read back")
    key = lost.cleared(key, "key", "there is no star", "wildcards")
    key = lost.cleared(key, "key", NOTHING_FOR_IT, "feedback_partly", "feedback_otherwise")
    accepted = []
    seen: set[str] = set()
    for place, each in enumerate(sorted(key.accepted, key=lambda one: -one.share)):
        name = each.text if key.case_sensitive else each.text.casefold()
        if name in seen or each.share <= 0 or each.text != each.text.strip() or not each.text:
            lost.add("key.accepted", "each text once, those that earn something")
            continue
        seen.add(name)
        accepted.append(lost.cleared(each, f"key.accepted[{place}]", NOTHING_FOR_IT, "feedback"))
    if not accepted:
        raise CannotSay("no answer is right")
    if accepted[0].share != 1:
        lost.add("key.accepted", "the best text earns everything")
        accepted[0] = accepted[0].model_copy(update={"share": Decimal(1)})
    if [each.text for each in accepted] != [each.text for each in key.accepted]:
        lost.add("key.accepted", "the best first")
    if key.case_sensitive and all(each.text.swapcase() == each.text for each in accepted):
        lost.add("key.case_sensitive", "no letter has a case")
        key = key.model_copy(update={"case_sensitive": False})
    return question, key.model_copy(update={"accepted": tuple(accepted)})


def _fit_number(question: Question, key: NumericKey, lost: Losses) -> Fitted[NumericKey]:
    key = lost.cleared(key, "key", NOTHING_FOR_IT, "units", "unit_penalty", "feedback_partly", "feedback_otherwise")
    ranges = [_ends(each) for each in key.accepted]
    ordered = sorted(range(len(ranges)), key=lambda place: ranges[place])
    apart = all(ranges[one][1] < ranges[other][0] for one, other in pairwise(ordered))
    if not apart:
        raise CannotSay("ranges that overlap or touch come back as others")
    accepted = []
    for place in ordered:
        each = lost.cleared(key.accepted[place], f"key.accepted[{place}]", NOTHING_FOR_IT, "feedback")
        if each.share <= 0:
            lost.add("key.accepted", "numbers that earn something")
            continue
        accepted.append(_as_read(each, f"key.accepted[{place}]", lost))
    if not accepted or max(each.share for each in accepted) != 1:
        raise CannotSay("no number earns everything")
    if ordered != sorted(ordered):
        lost.add("key.accepted", "from the least number to the greatest")
    return question, key.model_copy(update={"accepted": tuple(accepted)})


def _ends(accepted: AcceptedRange | AcceptedNumber) -> tuple[Decimal, Decimal]:
    if isinstance(accepted, AcceptedRange):
        return accepted.low, accepted.high
    off = abs(accepted.value) * accepted.tolerance if accepted.relative else accepted.tolerance
    return accepted.value - off, accepted.value + off


def _as_read(accepted: AcceptedRange | AcceptedNumber, where: str, lost: Losses) -> AcceptedRange | AcceptedNumber:
    """A range of one number is that number; nothing to be off by is neither relative nor absolute."""
    low, high = _ends(accepted)
    if max(abs(low), abs(high)) >= Decimal(10) ** 39 or any(len(f"{end:f}") > 40 for end in (low, high)):
        raise CannotSay("a number has more than 40 digits")
    if isinstance(accepted, AcceptedRange) and low != high:
        return accepted
    if isinstance(accepted, AcceptedNumber) and accepted.tolerance > 0 and low != high:
        return accepted
    value = AcceptedNumber(value=low, share=accepted.share, feedback=accepted.feedback)
    if value != accepted:
        lost.add(where, "as one number")
    return value


def _fit_pairs(question: Question, key: MatchingKey, lost: Losses) -> Fitted[MatchingKey]:
    if not any(key.pairs.values()):
        raise CannotSay("no prompt has a target")
    if key.scoring == "exact" and sum(target is not None for target in key.pairs.values()) == 1:
        lost.add("key.scoring", "of one pair there is no part")
        key = key.model_copy(update={"scoring": "partial"})
    if len(question.prompts) * len(question.choices) == sum(target is not None for target in key.pairs.values()):
        key = lost.cleared(key, "key", "no pair is wrong", "feedback_wrong")
    return question, lost.cleared(key, "key", NOTHING_FOR_IT, "feedback_partly")


def _fit_order(question: Question, key: OrderingKey, lost: Losses) -> Fitted[OrderingKey]:
    if len(key.order) == 2 and key.scoring != "exact":
        lost.add("key.scoring", "of two things both are in their places, or neither")
        key = key.model_copy(update={"scoring": "exact"})
    return question, lost.cleared(key, "key", NOTHING_FOR_IT, "feedback_partly")


def _fit_gaps(question: Question, key: FillBlankKey, lost: Losses) -> Fitted[FillBlankKey]:
    if len(question.blanks) < 2:
        raise CannotSay("a single gap comes back as a question of its own kind")
    text = question.stem.text.best()[1]
    asked = sorted(question.blanks, key=lambda blank: text.find(f"[[{blank.id}]]"))
    if tuple(asked) != question.blanks:
        lost.add("question.blanks", "in the order of the text")
    blanks, keys = [], {}
    for each in asked:
        blank, gap = _fit_gap(question, each, key, lost)
        blanks.append(blank)
        keys[blank.id] = gap
    lost_pool = lost.cleared(question, "question", "each gap has its own", "choices")
    if lost_pool is not question:
        lost.add("question.blanks", "each gap has its own choices")
    changed = lost.cleared(lost_pool, "question", "gaps earn nothing at the least", "floor")
    key = lost.cleared(key, "key", NOTHING_FOR_IT, "feedback_partly")
    return changed.model_copy(update={"blanks": tuple(blanks)}), key.model_copy(update={"blanks": keys})


def _fit_gap(question: Question, asked: Blank, key: FillBlankKey, lost: Losses) -> tuple[Blank, BlankKey]:
    """A gap with choices of its own, and the answer that is read back for it."""
    gap, blank, own = key.blanks[asked.id], asked, Losses()
    if gap.weight <= 0:
        raise CannotSay("a gap counts nothing")
    if asked.form == "choice" and not asked.choices:
        blank = asked.model_copy(update={"choices": question.choices})
    alone = question.model_copy(update={"choices": blank.choices, "floor": Decimal(0)})
    _, answer = _FITS[type(gap.answer)](alone, gap.answer, own)
    answer = own.cleared(answer, "", NOTHING_FOR_IT, "general_feedback", "feedback_right", "feedback_wrong")
    if key.scoring == "exact":
        answer = _only_full(answer, own)
    if isinstance(answer, ChoiceKey):
        answer = own.cleared(answer, "", NOTHING_FOR_IT, "feedback")
    for path, why in own.found.items():
        lost.add(f"key.blanks.{blank.id}.answer{path.removeprefix('key')}", why)
    return blank, gap.model_copy(update={"answer": answer})


def _only_full(answer: Any, lost: Losses) -> Any:
    """Where all gaps are needed, only what earns everything counts."""
    if isinstance(answer, ChoiceKey):
        shares = {id: Decimal(share == 1) for id, share in answer.shares.items()}
        if shares != answer.shares:
            lost.add("key.shares", "only what earns everything counts")
        return answer.model_copy(update={"shares": shares})
    accepted = tuple(each for each in answer.accepted if each.share == 1)
    if accepted != answer.accepted:
        lost.add("key.accepted", "only what earns everything counts")
    return answer.model_copy(update={"accepted": accepted})


def _fit_essay[K: (EssayKey, SubmissionKey)](question: Question, key: K, lost: Losses) -> Fitted[K]:
    question = lost.cleared(question, "question", "people give no less than nothing", "floor")
    return question, lost.cleared(key, "key", NOTHING_FOR_IT, "feedback_right", "feedback_partly", "feedback_wrong")


def _fit_files(question: Question, key: SubmissionKey, lost: Losses) -> Fitted[SubmissionKey]:
    question, key = _fit_essay(question, key, lost)
    rules = question.files
    types = rules.media_types if rules is not None else ()
    kind = {QuestionKind.AUDIO: "audio", QuestionKind.VIDEO: "video"}.get(key.kind, "")
    if kind and not (types and types[0].startswith(f"{kind}/")):
        types = (f"{kind}/*", *types)
    if not kind and types and types[0].partition("/")[0] in ("audio", "video"):
        types = ("*/*", *types)
    most = 1 if rules is None or rules.most == 1 else 20
    made = FileRules(most=most, media_types=tuple(each.lower() for each in types))
    if made != rules:
        lost.add("question.files", "one file or as many as one likes, of these types")
    return question.model_copy(update={"files": made}), key


def _fit_text_alone(question: Question, key: NoKey, lost: Losses) -> Fitted[NoKey]:
    if key.reason != TEXT_ONLY or key.verbatim is not None:
        lost.add("key.reason", "it is called a text there")
        lost.add("key.verbatim", "a text has no source of its own")
    return question, NoKey(reason=TEXT_ONLY)


_FITS: dict[type, Callable[[Question, Any, Losses], Fitted[Any]]] = {
    ChoiceKey: _fit_choice,
    ResponseKey: _fit_several,
    TrueFalseKey: _fit_truth,
    ShortAnswerKey: _fit_text,
    NumericKey: _fit_number,
    MatchingKey: _fit_pairs,
    OrderingKey: _fit_order,
    FillBlankKey: _fit_gaps,
    HotspotKey: fit_places,
    EssayKey: _fit_essay,
    SubmissionKey: _fit_files,
    NoKey: _fit_text_alone,
}
