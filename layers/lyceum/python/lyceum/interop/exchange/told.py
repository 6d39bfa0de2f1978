"""Feedback of other systems, sorted by when it is told: always, by outcome, or by answer."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lyceum.content.questions import RichText

_OUTCOMES = {
    "feedback_right": ("right", "correct", "correct_fb"),
    "feedback_partly": ("partly", "partial", "partially_correct", "partly_correct"),
    "feedback_wrong": ("wrong", "incorrect", "incorrect_fb", "general_incorrect_fb"),
}
"""What feedback for an outcome is called."""


@dataclass
class Told:
    """An item's feedback. `texts`: its words by name; `called`: what the item calls it."""

    texts: Mapping[str, Callable[[], RichText | None]]
    called: Mapping[str, str]
    always: frozenset[str] = frozenset()
    fields: dict[str, Any] = field(default_factory=dict)
    """Of the key: what is told in general, and by outcome."""
    used: set[str] = field(default_factory=set)

    def sort(self, seen: Iterable[frozenset[str]]) -> None:
        """Looks at what was told for every answer tried: what is told always is general."""
        every = list(seen)
        self.always = frozenset.intersection(*every) if every else frozenset()
        found = frozenset.union(*every) if every else frozenset()
        self._keep("general_feedback", self.always)
        for outcome, names in _OUTCOMES.items():
            self._keep(outcome, {each for each in found - self.always if self.called[each].lower() in names})

    def own(self, told: frozenset[str]) -> RichText | None:
        """What is told for just one answer."""
        return self.together(told - self.always - self._by_outcome())

    def by_outcome(self, right: frozenset[str], wrong: frozenset[str]) -> None:
        """What a right answer and a wrong one are told, where nothing finer is told apart."""
        for name, told in (("feedback_right", right - wrong), ("feedback_wrong", wrong - right)):
            if name not in self.fields:
                self._keep(name, told - self.always - self._by_outcome())

    def together(self, names: Iterable[str]) -> RichText | None:
        """Several pieces as one."""
        texts = [text for name in sorted(names) if (text := self.texts[name]()) is not None]
        self.used.update(names)
        if len(texts) < 2:
            return texts[0] if texts else None
        first, *others = texts
        joined = {
            language: "\n".join([text, *(other.text.in_language(language) for other in others)])
            for language, text in first.text.root.items()
        }
        return first.model_copy(update={"text": type(first.text)(joined)})

    def _keep(self, name: str, names: Iterable[str]) -> None:
        text = self.together(names)
        if text is not None:
            self.fields[name] = text

    def _by_outcome(self) -> frozenset[str]:
        every = {each for names in _OUTCOMES.values() for each in names}
        return frozenset(name for name, called in self.called.items() if called.lower() in every)
