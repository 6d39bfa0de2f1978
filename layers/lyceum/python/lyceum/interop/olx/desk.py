"""What the readers of one import share: the report, ids, files, assets and the course's language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lyceum.content.questions import RichText, TextFormat
from lyceum.interop.decoding import decode
from lyceum.interop.ledger import Ids, Ledger
from lyceum.interop.limits import MAX_LANGUAGES, MAX_VERBATIM_CHARACTERS
from lyceum.interop.markup import localized_html
from lyceum.interop.olx.assets import Assets
from lyceum.interop.olx.settings import Settings
from lyceum.interop.olx.tree import Block
from lyceum.kernel.text import LocalizedText, controls_replaced

_LANGUAGE_SUFFIX = re.compile(r"display_name_([a-z]{2,3})")


@dataclass
class Desk:
    """One import at work. Readers write their report lines here and take their ids from here."""

    files: Mapping[str, bytes]
    ledger: Ledger
    assets: Assets
    ids: Ids = field(default_factory=Ids)
    language: str = "en"
    used_files: dict[str, str] = field(default_factory=dict)
    """Content file → what shows it."""

    def id(self, prefix: str, *names: str) -> str:
        """A stable id such as `l-abcdefgh`."""
        return f"{prefix}-{self.ids.make(prefix, *names)}"

    def text_of(self, path: str) -> str:
        """A text file's content. Raises SourceNotUtf8, SourceTextTooLarge."""
        return decode(path, self.files[path])

    def html(self, markup: str, notes: list[str]) -> LocalizedText:
        """Sanitised HTML by language, with asset addresses resolved; notes get what was taken out."""
        text, removed = localized_html(markup, self.language, lambda written: self.assets.address(written, notes))
        notes.extend(removed)
        return text

    def rich(self, markup: str, notes: list[str]) -> RichText:
        """The same as rich text."""
        return RichText(format=TextFormat.HTML, text=self.html(markup, notes))

    def title(self, settings: Settings, fallback: "LocalizedText | str") -> LocalizedText:
        """`display_name`, and by our convention `display_name_th` beside it for Thai."""
        texts = {}
        # `name` is what courses of 2012 call it.
        if (name := settings.text("display_name") or settings.text("name")) and name.strip():
            texts[self.language] = controls_replaced(name).strip()
        for attribute in settings.names("display_name_"):
            language = _LANGUAGE_SUFFIX.fullmatch(attribute)
            if language and len(texts) < MAX_LANGUAGES and (name := settings.text(attribute)):
                texts[language.group(1)] = controls_replaced(name).strip()
        if texts:
            return LocalizedText(texts)
        return fallback if isinstance(fallback, LocalizedText) else LocalizedText.of(fallback, self.language)

    def optional_title(self, settings: Settings) -> LocalizedText | None:
        """None where the block has no name."""
        title = self.title(settings, "")
        return title if any(title.root.values()) else None

    def refuse_all(self, block: Block, why: str) -> None:
        """Refuses a block and everything in it that has no report line yet."""
        for inside in block.everything():
            for element in inside.elements():
                name = inside.file.names[element]
                if self.ledger.is_open(name):
                    self.ledger.refused(name, str(element.tag), inside.refusal or why)


def shortened(verbatim: str, notes: list[str]) -> str:
    """A source text cut at the limit; notes say so."""
    if len(verbatim) <= MAX_VERBATIM_CHARACTERS:
        return verbatim
    notes.append(f"only the first {MAX_VERBATIM_CHARACTERS} of {len(verbatim)} characters are kept")
    return verbatim[:MAX_VERBATIM_CHARACTERS]
