"""What a format cannot say of a question: each field by its path, with the reason.

Writers first make a question into one that their format can say whole, and list what changed on the way. So what is
read back is the question that was made, and the list is everything in which that differs from the original.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from lyceum.content.parts import Choice, Content, RichText
from lyceum.content.questions import AuthoredQuestion, Key, Question
from lyceum.content.report import Outcome, ReportLine
from lyceum.kernel.text import LocalizedText

type Fitted[K: Key] = tuple[Question, K]
"""A question and its key as a format says them."""


class CannotSay(Exception):
    """The format has nothing for the question as a whole; the message says why."""


@dataclass
class Losses:
    """Paths such as `question.hints` or `key.feedback_partly`, each with its reason."""

    found: dict[str, str] = field(default_factory=dict)

    def add(self, path: str, why: str) -> None:
        """One more; the first reason stays."""
        self.found.setdefault(path, why)

    def cleared[M: Content](self, model: M, where: str, why: str, *names: str) -> M:
        """The model with these fields as they are by default."""
        update: dict[str, Any] = {}
        for name in names:
            default = type(model).model_fields[name].get_default(call_default_factory=True)
            if getattr(model, name) != default:
                self.add(f"{where}.{name}", why)
                update[name] = default
        return model.model_copy(update=update) if update else model


@dataclass(frozen=True)
class Exported:
    """A file for another system."""

    content: bytes
    report: tuple[ReportLine, ...]
    """A line for each question: taken, changed (`why` says what is missing), or refused."""
    said: tuple[AuthoredQuestion, ...]
    """The questions as the file says them: what reads back."""
    losses: dict[str, dict[str, str]]
    """Question id → path → reason."""


def line(question: AuthoredQuestion, losses: Losses, refused: str | None = None) -> ReportLine:
    """A question's line in the report."""
    name, kind = question.question.id, str(question.question.kind)
    if refused is not None:
        return ReportLine(element=name, kind=kind, outcome=Outcome.REFUSED, why=refused)
    why = "; ".join(f"{path}: {reason}" for path, reason in losses.found.items())[:1_000] or None
    return ReportLine(element=name, kind=kind, outcome=Outcome.CHANGED if why else Outcome.TAKEN, why=why)


def rewritten(value: Any, where: str, kinds: tuple[type, ...], change: Callable[[Any, str], Any]) -> Any:
    """The value with everything of these kinds changed, however deep; `change` is told the path, too."""
    if isinstance(value, kinds):
        return change(value, where)
    if isinstance(value, Content):
        names = type(value).model_fields
        update = {name: rewritten(getattr(value, name), f"{where}.{name}", kinds, change) for name in names}
        return value.model_copy(update=update)
    if isinstance(value, tuple):
        return tuple(rewritten(each, f"{where}[{place}]", kinds, change) for place, each in enumerate(value))
    if isinstance(value, dict):
        return {name: rewritten(each, f"{where}.{name}", kinds, change) for name, each in value.items()}
    return value


def in_one_language[M: Content](model: M, language: str, where: str, losses: Losses) -> M:
    """The model with every text in one language alone: what has that language, else its best."""

    def alone(text: LocalizedText, path: str) -> LocalizedText:
        return _one_language(text, language, path, losses)

    changed: M = rewritten(model, where, (LocalizedText,), alone)
    return changed


def _one_language(value: LocalizedText, language: str, where: str, losses: Losses) -> LocalizedText:
    tag, text = value.best((language,))
    if value.root != {language: text}:
        losses.add(where, f"in {tag} alone, called {language}" if tag != language else f"in {language} alone")
    return LocalizedText.of(text, language)


def words(text: RichText) -> str:
    """The text in its only language."""
    return text.text.best()[1]


def without_media(question: Question, losses: Losses) -> Question:
    """Without pictures, sounds and films beside the texts."""
    question = losses.cleared(question, "question", "only what stands in the text can be shown", "media")
    update = {}
    for name in ("choices", "prompts"):
        parts: tuple[Choice, ...] = getattr(question, name)
        plain = tuple(
            losses.cleared(part, f"question.{name}[{place}]", "only what stands in the text can be shown", "media")
            for place, part in enumerate(parts)
        )
        if plain != parts:
            update[name] = plain
    return question.model_copy(update=update) if update else question
