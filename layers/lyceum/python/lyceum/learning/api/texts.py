"""Localised texts in the caller's order."""

from collections.abc import Sequence

from lyceum.content.published import Outline
from lyceum.kernel.text import LocalizedText


class Texts:
    """Texts with the caller's language first; all languages stay."""

    def __init__(self, outline: Outline, wanted: Sequence[str]) -> None:
        self._wanted, self._fallback = wanted, outline.language
        self.language = outline.title.best(wanted, fallback=outline.language)[0]

    def of(self, text: LocalizedText) -> LocalizedText:
        """The text with the language to show first."""
        language, first = text.best((self.language, *self._wanted), fallback=self._fallback)
        return LocalizedText({language: first} | text.root)
