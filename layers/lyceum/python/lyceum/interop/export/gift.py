"""GIFT files: what of a question the format can say, and how. https://docs.moodle.org/en/GIFT_format."""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from lyceum.content.parts import BLANK
from lyceum.content.question_files import named_files
from lyceum.content.questions import (
    AcceptedNumber,
    AcceptedRange,
    AcceptedText,
    AuthoredQuestion,
    Choice,
    ChoiceKey,
    EssayKey,
    Key,
    MatchingKey,
    NoKey,
    NumericKey,
    Question,
    ResponseKey,
    RichText,
    ShortAnswerKey,
    TextFormat,
    TrueFalseKey,
)
from lyceum.interop.export.losses import (
    CannotSay,
    Exported,
    Fitted,
    Losses,
    in_one_language,
    line,
    rewritten,
    without_media,
    words,
)
from lyceum.interop.gift.escapes import escape
from lyceum.interop.gift.reader import DESCRIPTION
from lyceum.interop.gift.shares import whole
from lyceum.kernel.text import LocalizedText

_NOTHING_FOR_IT = "GIFT has nothing for it"
_LOST_OF_ALL = (
    "floor",
    "group",
    "hints",
    "units",
    "takes_unit",
    "files",
    "picture",
    "regions",
    "most_places",
    "blanks",
)
_INLINE = re.compile(rf"^(?:\S(?:.*\S)? )?{BLANK} \S(?:.*\S)?$", re.DOTALL)


def write_gift(questions: Sequence[AuthoredQuestion], *, language: str = "en") -> Exported:
    """The questions that GIFT can say, in one language, with a report line for each."""
    said, report, losses, pieces = [], [], {}, []
    category: str | None = None
    for question in questions:
        lost = Losses()
        try:
            plain = _said(question, language, lost)
        except CannotSay as problem:
            report.append(line(question, lost, str(problem)))
            continue
        if plain.category is None and category is not None:
            lost.add("category", "the category before it goes on")
            plain = plain.model_copy(update={"category": category})
        if plain.category != category:
            category = plain.category
            pieces.append(f"$CATEGORY: {category}\n")
        if shown := named_files(question):
            lost.add("files", f"GIFT carries none: {', '.join(shown)[:200]}")
        pieces.append(_passage(plain))
        said.append(plain)
        report.append(line(question, lost))
        losses[question.question.id] = lost.found
    return Exported("\n".join(pieces).encode(), tuple(report), tuple(said), losses)


def _said(authored: AuthoredQuestion, language: str, lost: Losses) -> AuthoredQuestion:
    """The question as GIFT can say it. Raises CannotSay."""
    fit = _FITS.get(type(authored.key))
    if fit is None or (isinstance(authored.key, NoKey) and not authored.question.informational):
        raise CannotSay(f"{authored.question.kind}: {_NOTHING_FOR_IT}")
    question = in_one_language(authored.question, language, "question", lost)
    key: Key = in_one_language(authored.key, language, "key", lost)
    question = lost.cleared(without_media(question, lost), "question", _NOTHING_FOR_IT, *_LOST_OF_ALL)
    question = _with_points(question, lost)
    question, key = fit(question, key, lost)
    question = _trimmed(question, "question", lost)
    key = _trimmed(key, "key", lost)
    question = _embedded(question, lost)
    if question.title is None and not words(question.stem):
        raise CannotSay("it has neither a title nor a text")
    return authored.model_copy(
        update={"question": question, "key": key, "source_id": _id(authored.source_id, "source_id", lost)}
        | {"category": _id(authored.category, "category", lost)}
    )


def _with_points(question: Question, lost: Losses) -> Question:
    worth = Decimal(0) if question.informational else Decimal(1)
    if question.points != worth:
        lost.add("question.points", "every question is worth 1")
    return question.model_copy(update={"points": worth})


def _id(text: str | None, path: str, lost: Losses) -> str | None:
    """An id or a tag: one line of at most 120 characters."""
    if text is None:
        return None
    plain = " ".join(text.split())[:120].strip()
    if plain != text:
        lost.add(path, "on one line, at most 120 characters")
    return plain or None


def _trimmed(value: Any, where: str, lost: Losses) -> Any:
    """Texts as GIFT reads them: no blanks at their ends, and Moodle's own format on one line."""
    return rewritten(value, where, (RichText, LocalizedText), lambda text, path: _trimmed_text(text, path, lost))


def _trimmed_text(value: RichText | LocalizedText, where: str, lost: Losses) -> RichText | LocalizedText:
    before = words(value) if isinstance(value, RichText) else value.best()[1]
    lines = before.replace("\r\n", "\n").replace("\r", "\n")
    text = lines.strip() if isinstance(value, RichText) else " ".join(lines.split())
    if isinstance(value, RichText) and value.format is TextFormat.MOODLE:
        text = "\n".join(part for part in (one.strip() for one in text.split("\n")) if part)
    if text != before:
        lost.add(where, "without blanks at the ends, a title on one line")
    if isinstance(value, LocalizedText):
        return LocalizedText.of(text, value.languages()[0])
    return value.model_copy(update={"text": LocalizedText.of(text, value.text.languages()[0])})


def _embedded(question: Question, lost: Losses) -> Question:
    text = words(question.stem)
    if question.embedded and (text.count(BLANK) != 1 or not _INLINE.match(text)):
        lost.add("question.embedded", "the place of the answer does not stand between words")
        return question.model_copy(update={"embedded": False})
    return question


_FEEDBACK = ("feedback_right", "feedback_partly", "feedback_wrong")


def _fit_choice(question: Question, key: ChoiceKey, lost: Losses) -> Fitted[ChoiceKey]:
    key = lost.cleared(key, "key", _NOTHING_FOR_IT, *_FEEDBACK)
    shares = {choice.id: key.shares.get(choice.id, Decimal(0)) for choice in question.choices}
    best = max(shares.values(), default=Decimal(0))
    if best <= 0:
        raise CannotSay("no answer is right")
    if best < 1:
        lost.add("key.shares", "the best answer earns everything")
        shares = {id: Decimal(1) if share == best else share for id, share in shares.items()}
    return question, key.model_copy(update={"shares": shares})


def _fit_several(question: Question, key: ResponseKey, lost: Losses) -> Fitted[ResponseKey]:
    key = lost.cleared(key, "key", _NOTHING_FOR_IT, *_FEEDBACK)
    shares = [key.shares.get(choice.id, Decimal(0)) for choice in question.choices]
    right = sum(share > 0 for share in shares)
    if not right:
        raise CannotSay("no answer is right")
    if key.scoring == "exact":
        lost.add("key.scoring", "each right answer earns its part")
        lost.add("key.shares", "each right answer earns its part, each wrong one costs as much")
        part = (Decimal(1) / right).quantize(Decimal("0.0000001"))
        shares = [part if share > 0 else -part for share in shares]
    shares, _ = whole(shares)
    kept = {choice.id: share for choice, share in zip(question.choices, shares, strict=True)}
    if key.scoring != "exact" and any(kept[id] != key.shares.get(id, 0) for id in kept):
        lost.add("key.shares", "the right answers make up everything together")
    return question, key.model_copy(update={"shares": kept, "scoring": "partial"})


def _fit_truth(question: Question, key: TrueFalseKey, lost: Losses) -> Fitted[TrueFalseKey]:
    return question, lost.cleared(key, "key", _NOTHING_FOR_IT, "feedback_partly")


def _fit_text(question: Question, key: ShortAnswerKey, lost: Losses) -> Fitted[ShortAnswerKey]:
    key = lost.cleared(key, "key", _NOTHING_FOR_IT, *_FEEDBACK, "feedback_otherwise", "case_sensitive")
    accepted = []
    for each in key.accepted:
        text = each.text.strip()
        if not text or "->" in text:
            raise CannotSay("an accepted text is empty, or has '->' in it")
        if "*" in text and not key.wildcards:
            lost.add("key.wildcards", "a star is a wildcard unless a backslash stands before it")
            text = text.replace("*", "\\*")
        accepted.append(each.model_copy(update={"text": text}))
    if not any(each.share > 0 for each in accepted):
        raise CannotSay("no answer is right")
    wildcards = any("*" in each.text for each in accepted)
    if key.wildcards and not wildcards:
        lost.add("key.wildcards", "there is no star")
    return question, key.model_copy(update={"accepted": tuple(accepted), "wildcards": wildcards})


def _fit_number(question: Question, key: NumericKey, lost: Losses) -> Fitted[NumericKey]:
    key = lost.cleared(key, "key", _NOTHING_FOR_IT, *_FEEDBACK, "units", "unit_penalty")
    accepted = []
    for place, each in enumerate(key.accepted):
        made = _range(each)
        if made is not each:
            lost.add(f"key.accepted[{place}]", "as a range")
        made = lost.cleared(made, f"key.accepted[{place}]", "both ends belong to a range", "low_open", "high_open")
        if max(len(f"{end:f}") for end in (made.low, made.high)) > 40:
            raise CannotSay("a number has more than 40 digits")
        accepted.append(made)
    if not any(each.share > 0 for each in accepted):
        raise CannotSay("no number is right")
    return question, key.model_copy(update={"accepted": tuple(accepted)})


def _range(accepted: AcceptedRange | AcceptedNumber) -> AcceptedRange:
    if isinstance(accepted, AcceptedRange):
        return accepted
    off = accepted.tolerance * abs(accepted.value) if accepted.relative else accepted.tolerance
    low, high = accepted.value - off, accepted.value + off
    return AcceptedRange(low=low, high=high, share=accepted.share, feedback=accepted.feedback)


def _fit_pairs(question: Question, key: MatchingKey, lost: Losses) -> Fitted[MatchingKey]:
    key = lost.cleared(key, "key", _NOTHING_FOR_IT, *_FEEDBACK, "scoring")
    pairs = {prompt: target for prompt, target in key.pairs.items() if target is not None}
    if len(pairs) < len(key.pairs):
        lost.add("key.pairs", "every prompt belongs to a target")
        lost.add("question.prompts", "every prompt belongs to a target")
    prompts = tuple(prompt for prompt in question.prompts if prompt.id in pairs)
    choices = tuple(_as_target(choice, place, question, lost) for place, choice in enumerate(question.choices))
    texts = [words(choice.text) for choice in choices]
    if len(set(texts)) < len(texts) or any(not text or "->" in text for text in texts):
        raise CannotSay("two targets are alike, or one is empty or has '->' in it")
    if not pairs or any(not words(prompt.text).strip() or "->" in words(prompt.text) for prompt in prompts):
        raise CannotSay("a prompt is empty or has '->' in it, or there is none")
    changed = question.model_copy(update={"prompts": prompts, "choices": choices})
    return changed, key.model_copy(update={"pairs": pairs})


def _as_target(choice: Choice, place: int, question: Question, lost: Losses) -> Choice:
    if choice.text.format is not question.stem.format:
        lost.add(f"question.choices[{place}].text", "in the question's format")
    text = choice.text.model_copy(update={"format": question.stem.format})
    return choice.model_copy(update={"text": _trimmed(text, f"question.choices[{place}].text", lost)})


def _fit_essay(question: Question, key: EssayKey, lost: Losses) -> Fitted[EssayKey]:
    return question, lost.cleared(key, "key", _NOTHING_FOR_IT, *_FEEDBACK, "guidance")


def _fit_text_alone(question: Question, key: NoKey, lost: Losses) -> Fitted[NoKey]:
    if key.reason != DESCRIPTION:
        lost.add("key.reason", "it is called a description there")
    return question, lost.cleared(key, "key", _NOTHING_FOR_IT, "verbatim").model_copy(update={"reason": DESCRIPTION})


_FITS: dict[type, Callable[[Question, Any, Losses], Fitted[Any]]] = {
    ChoiceKey: _fit_choice,
    ResponseKey: _fit_several,
    TrueFalseKey: _fit_truth,
    ShortAnswerKey: _fit_text,
    NumericKey: _fit_number,
    MatchingKey: _fit_pairs,
    EssayKey: _fit_essay,
    NoKey: _fit_text_alone,
}


def _passage(authored: AuthoredQuestion) -> str:
    question, key = authored.question, authored.key
    marks = [("id", authored.source_id)] if authored.source_id else []
    marks += [("tag", tag) for tag in question.tags]
    comment = "// " + " ".join(f"[{kind}:{_in_brackets(text)}]" for kind, text in marks if text) + "\n" if marks else ""
    title = f"::{escape(question.title.best()[1])}::" if question.title is not None else ""
    format = question.stem.format
    stem = f"[{format}]{escape(words(question.stem))}"
    if isinstance(key, NoKey):
        return f"{comment}{title}{stem}\n"
    general = f"####{_text(key.general_feedback, format)}" if key.general_feedback is not None else ""
    answers = "{" + _ANSWERS[type(key)](question, key) + general + "}"
    if question.embedded:
        before, after = escape(words(question.stem)).split(f"{BLANK} ")
        return f"{comment}{title}[{format}]{before}{answers} {after}\n"
    return f"{comment}{title}{stem} {answers}\n"


def _in_brackets(text: str) -> str:
    return re.sub(r"([\]\\])", r"\\\1", text)


def _text(text: RichText, format: TextFormat) -> str:
    own = f"[{text.format}]" if text.format is not format else ""
    return own + escape(words(text))


def _told(text: RichText | None, format: TextFormat) -> str:
    return f"#{_text(text, format)}" if text is not None else ""


def _percent(share: Decimal) -> str:
    return f"%{(share * 100).normalize():f}%"


def _choice(question: Question, key: ChoiceKey) -> str:
    parts = []
    for choice in question.choices:
        share = key.shares[choice.id]
        mark = "=" if share == 1 else "~" if share == 0 else f"~{_percent(share)}"
        parts.append(mark + _answer(question, choice.text, key.feedback.get(choice.id)))
    return " ".join(parts)


def _several(question: Question, key: ResponseKey) -> str:
    return " ".join(
        f"~{_percent(key.shares[choice.id])}" + _answer(question, choice.text, key.feedback.get(choice.id))
        for choice in question.choices
    )


def _answer(question: Question, text: RichText, feedback: RichText | None) -> str:
    return _text(text, question.stem.format) + _told(feedback, question.stem.format)


def _truth(question: Question, key: TrueFalseKey) -> str:
    format = question.stem.format
    wrong, right = (
        _text(text, format) if text is not None else "" for text in (key.feedback_wrong, key.feedback_right)
    )
    told = f"#{wrong}#{right}" if right else f"#{wrong}" if wrong else ""
    return ("TRUE" if key.answer else "FALSE") + told


def _accepted(each: AcceptedText, format: TextFormat) -> str:
    return f"={_percent(each.share)}{escape(each.text)}{_told(each.feedback, format)}"


def _short(question: Question, key: ShortAnswerKey) -> str:
    return " ".join(_accepted(each, question.stem.format) for each in key.accepted)


def _number(question: Question, key: NumericKey) -> str:
    format = question.stem.format
    parts = []
    for each in key.accepted:
        if isinstance(each, AcceptedRange):
            written = f"{each.low:f}" if each.low == each.high else f"{each.low:f}..{each.high:f}"
            parts.append(f"={_percent(each.share)}{written}{_told(each.feedback, format)}")
    otherwise = f" ~{_told(key.feedback_otherwise, format)}" if key.feedback_otherwise is not None else ""
    return "#" + " ".join(parts) + otherwise


def _pairs(question: Question, key: MatchingKey) -> str:
    targets = {choice.id: escape(words(choice.text)) for choice in question.choices}
    format = question.stem.format
    pairs = [f"={_text(prompt.text, format)} -> {targets[str(key.pairs[prompt.id])]}" for prompt in question.prompts]
    unmatched = [f"= -> {text}" for id, text in targets.items() if id not in key.pairs.values()]
    return " ".join([*pairs, *unmatched])


_ANSWERS: dict[type, Callable[[Question, Any], str]] = {
    ChoiceKey: _choice,
    ResponseKey: _several,
    TrueFalseKey: _truth,
    ShortAnswerKey: _short,
    NumericKey: _number,
    MatchingKey: _pairs,
    EssayKey: lambda _question, _key: "",
}
