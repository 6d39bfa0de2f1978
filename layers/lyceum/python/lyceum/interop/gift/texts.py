"""GIFT texts as rich texts: sanitised where they are HTML, in the question's language or in those they mark."""

from lyceum.content.questions import RichText, TextFormat
from lyceum.interop.gift.syntax import Text, formatted
from lyceum.interop.markup import has_tags, localized_html, sanitise


class Texts:
    """Makes the rich texts of one question and gathers the notes on what was taken out of them."""

    def __init__(self, language: str, format: TextFormat) -> None:
        self.language = language
        self.format = format
        self.notes: list[str] = []

    def rich(self, hidden: str) -> RichText:
        """A text in which escapes are still hidden, with its own `[format]` or the question's."""
        return self.of(formatted(hidden, self.format))

    def optional(self, hidden: str | None) -> RichText | None:
        """None for a text that is missing or empty."""
        text = formatted(hidden, self.format) if hidden else None
        return self.of(text) if text and text.text else None

    def plain(self, hidden: str) -> str:
        """A text that is compared with what a learner types: its format does not matter."""
        return formatted(hidden, self.format).text

    def shown(self, text: str) -> RichText:
        """A plain text in the question's format."""
        return self.of(Text(text, self.format))

    def of(self, text: Text) -> RichText:
        """A text whose escapes are resolved."""
        if text.format is TextFormat.PLAIN or not has_tags(text.text):
            return RichText.of(text.text, text.format, self.language)
        if text.format is TextFormat.MARKDOWN:
            clean = sanitise(text.text)
            self.notes.extend(clean.notes)
            # Only this one: a ">" begins a Markdown quotation, while "&lt;" must stay what it is.
            return RichText.of(clean.text.replace("&gt;", ">"), text.format, self.language)
        localized, notes = localized_html(text.text, self.language)
        self.notes.extend(notes)
        return RichText(format=text.format, text=localized)
