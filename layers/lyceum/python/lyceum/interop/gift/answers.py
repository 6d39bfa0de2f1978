"""An answer block as choices and key, by the kind of question that its marks make it."""

from dataclasses import dataclass, field
from decimal import Decimal

from lyceum.content.questions import (
    AcceptedText,
    Choice,
    ChoiceKey,
    EssayKey,
    Key,
    MatchingKey,
    NumericKey,
    ResponseKey,
    RichText,
    ShortAnswerKey,
    TrueFalseKey,
)
from lyceum.interop import limits
from lyceum.interop.gift.escapes import show
from lyceum.interop.gift.numbers import accepted_range
from lyceum.interop.gift.shares import share, whole
from lyceum.interop.gift.syntax import Answer, Malformed, answers
from lyceum.interop.gift.texts import Texts

_TRUE = {"T": True, "F": False}


@dataclass(frozen=True)
class Reading:
    """What an answer block says. `name` is GIFT's own name for the kind."""

    name: str
    key: Key
    choices: tuple[Choice, ...] = ()
    prompts: tuple[Choice, ...] = ()
    notes: list[str] = field(default_factory=list)


def read_answers(body: str, general: RichText | None, texts: Texts) -> Reading:
    """Decides as Moodle does: essay, numeric, choice, matching, true/false, else short answer. Raises Malformed."""
    if not body:
        return Reading("Essay", EssayKey(general_feedback=general))
    if body.startswith("#"):
        return _numeric(body[1:], general, texts)
    if (truth := _truth(body)) is not None:
        return _true_false(truth, body, general, texts)
    found = answers(body)
    if len(found) > limits.MAX_CHOICES:
        raise Malformed(f"more than {limits.MAX_CHOICES} answers")
    if any(answer.marker == "~" for answer in found):
        return _choices(found, general, texts)
    if any(answer.marker == "=" and "->" in answer.text for answer in found):
        return _matching(found, general, texts)
    return _short_answer(found, general, texts)


def _truth(body: str) -> bool | None:
    word = body.partition("#")[0].strip()
    if word.lower() in ("true", "false"):
        return word.lower() == "true"
    return _TRUE.get(word)


def _true_false(truth: bool, body: str, general: RichText | None, texts: Texts) -> Reading:
    # Moodle: the first feedback is for the wrong response, the second for the right one, whichever is true.
    wrong, _, rest = body.partition("#")[2].partition("#")
    right, more, _ = rest.partition("#")
    notes = ["a third feedback is not kept: true/false has two"] if more else []
    key = TrueFalseKey(
        answer=truth,
        feedback_wrong=texts.optional(wrong),
        feedback_right=texts.optional(right),
        general_feedback=general,
    )
    return Reading("TF", key, notes=notes)


def _choices(found: list[Answer], general: RichText | None, texts: Texts) -> Reading:
    if not found[0].marker:
        raise Malformed(f"'{show(found[0].text)[:40]}' stands before the first '=' or '~'")
    choices = tuple(Choice(id=f"c{place}", text=texts.rich(answer.text)) for place, answer in enumerate(found, start=1))
    feedback = {
        choice.id: told
        for choice, answer in zip(choices, found, strict=True)
        if (told := texts.optional(answer.feedback))
    }
    shares = [share(answer) for answer in found]
    if not any(value > 0 for value in shares):
        raise Malformed("no answer is right")
    if any(answer.marker == "=" for answer in found):
        return _single_choice(choices, shares, feedback, general)
    shares, note = whole(shares)
    key = ResponseKey(
        scoring="partial", shares=_by_choice(choices, shares), feedback=feedback, general_feedback=general
    )
    return Reading("MC", key, choices, notes=[note] if note else [])


def _single_choice(
    choices: tuple[Choice, ...], shares: list[Decimal], feedback: dict[str, RichText], general: RichText | None
) -> Reading:
    notes = []
    best = max(shares)
    if best < 1:
        notes.append(f"the best answer earned {(best * 100).normalize():f} %; it earns 100 %, the others as written")
        shares = [Decimal(1) if value == best else value for value in shares]
    key = ChoiceKey(shares=_by_choice(choices, shares), feedback=feedback, general_feedback=general)
    return Reading("MC", key, choices, notes=notes)


def _by_choice(choices: tuple[Choice, ...], shares: list[Decimal]) -> dict[str, Decimal]:
    return {choice.id: value for choice, value in zip(choices, shares, strict=True)}


def _matching(found: list[Answer], general: RichText | None, texts: Texts) -> Reading:
    notes: list[str] = []
    pairs: list[tuple[str, str]] = []
    for answer in found:
        left, arrow, right = answer.text.partition("->")
        if not arrow or answer.marker != "=":
            raise Malformed(f"'{show(answer.text)[:40]}' has no '->' as the other pairs have")
        if not right.strip():
            raise Malformed(f"'{show(left)[:40]}' has nothing to match with")
        if answer.feedback:
            notes.append("feedback on a pair is not kept: matching has none")
        if answer.weight:
            notes.append("the weight of a pair is not kept: every pair counts the same")
        pairs.append((left, texts.plain(right)))
    prompts = tuple(
        Choice(id=f"p{place}", text=texts.rich(left)) for place, (left, _) in enumerate(pairs, start=1) if left.strip()
    )
    if not prompts:
        raise Malformed("no pair has a left side")
    targets = _targets(pairs, texts)
    rights = [right for left, right in pairs if left.strip()]
    key = MatchingKey(
        pairs={prompt.id: targets[right].id for prompt, right in zip(prompts, rights, strict=True)},
        general_feedback=general,
    )
    return Reading("Matching", key, tuple(targets.values()), prompts, notes)


def _targets(pairs: list[tuple[str, str]], texts: Texts) -> dict[str, Choice]:
    """The right-hand sides, each once, sorted: the order in which they were written would give the pairs away."""
    ordered = sorted({right for _, right in pairs}, key=lambda text: (text.casefold(), text))
    return {text: Choice(id=f"t{place}", text=texts.shown(text)) for place, text in enumerate(ordered, start=1)}


def _short_answer(found: list[Answer], general: RichText | None, texts: Texts) -> Reading:
    if not found or (len(found) > 1 and not found[0].marker):
        raise Malformed("the answers do not begin with '='")
    accepted = []
    for answer in found:
        text = texts.plain(answer.text)
        if not text:
            raise Malformed("an answer is empty")
        accepted.append(AcceptedText(text=text, share=share(answer), feedback=texts.optional(answer.feedback)))
    if not any(answer.share > 0 for answer in accepted):
        raise Malformed("no answer is right")
    key = ShortAnswerKey(
        accepted=tuple(accepted), wildcards=any("*" in answer.text for answer in accepted), general_feedback=general
    )
    return Reading("Short", key)


def _numeric(body: str, general: RichText | None, texts: Texts) -> Reading:
    found = answers(body)
    accepted = []
    otherwise: RichText | None = None
    for answer in found:
        feedback = texts.optional(answer.feedback)
        if (answer.marker == "~" and not answer.text) or answer.text == "*":
            otherwise = feedback
        else:
            accepted.append(accepted_range(show(answer.text), share(answer), feedback))
    if not any(answer.share > 0 for answer in accepted):
        raise Malformed("no number is right")
    if len(accepted) > limits.MAX_CHOICES:
        raise Malformed(f"more than {limits.MAX_CHOICES} answers")
    key = NumericKey(accepted=tuple(accepted), feedback_otherwise=otherwise, general_feedback=general)
    return Reading("Numerical", key)
