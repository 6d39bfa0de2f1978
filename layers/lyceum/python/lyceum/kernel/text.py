"""Localised text: one value in several languages, chosen by what the reader asked for."""

import re
from collections.abc import Iterator, Sequence
from typing import Annotated

from pydantic import ConfigDict, Field, RootModel, StringConstraints

FALLBACK = "en"

LanguageTag = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=35)]
"""A BCP 47 language tag, lower-case primary subtag: `en`, `th`, `pt-BR`."""


_CONTROLS = r"\x00-\x08\x0B\x0C\x0E-\x1F\x7F"
"""Control characters other than tabulator, line feed and carriage return: no text of people has them."""
_CONTROL = re.compile(f"[{_CONTROLS}]")

PlainText = Annotated[str, StringConstraints(pattern=f"^[^{_CONTROLS}]*$")]
"""Text that people write. One with U+0000 or another control character is refused: files, mails and reports that are
made from it could not carry it."""

FilledText = Annotated[str, StringConstraints(pattern=rf"^[^{_CONTROLS}]*[^\s\x85{_CONTROLS}][^{_CONTROLS}]*$")]
"""As `PlainText`, with something to see in it. U+0085 is white space for Unicode, and none for ECMA's `\\s`."""


def controls_replaced(text: str) -> str:
    """A text of a foreign source as PlainText takes it, with U+FFFD for each character that it does not."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)


class LocalizedText(RootModel[Annotated[dict[LanguageTag, PlainText], Field(min_length=1, max_length=20)]]):
    """Text by language tag, `{"en": "Course", "th": "วิชา"}`; at least one language (RULES S2-2)."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    @classmethod
    def of(cls, text: str, language: str = FALLBACK) -> "LocalizedText":
        """Text known in one language only."""
        return cls({language: text})

    def languages(self) -> tuple[str, ...]:
        """The language tags that this text has, in the order they were written."""
        return tuple(self.root)

    def best(self, wanted: Sequence[str] = (), *, fallback: str = FALLBACK) -> tuple[str, str]:
        """`(language, text)` for the first wanted tag there is, then the fallback, then whatever was written first.

        A tag matches its primary subtag too: `en-GB` takes `en` (RFC 4647, lookup).
        """
        for tag in _candidates((*wanted, fallback)):
            if tag in self.root:
                return tag, self.root[tag]
        return next(iter(self.root.items()))

    def in_language(self, *wanted: str, fallback: str = FALLBACK) -> str:
        """The text alone, chosen as `best` does."""
        return self.best(wanted, fallback=fallback)[1]


def _candidates(tags: Sequence[str]) -> Iterator[str]:
    for tag in tags:
        yield tag
        primary = tag.split("-", 1)[0].lower()
        if primary != tag:
            yield primary


def accepted_languages(header: str | None) -> tuple[str, ...]:
    """Tags of an `Accept-Language` header, most wanted first; malformed parts are ignored (RFC 9110, 12.5.4)."""
    weighted: list[tuple[float, int, str]] = []
    for position, part in enumerate((header or "").split(",")[:20]):
        tag, _, parameters = part.strip().partition(";")
        weight = parameters.strip().removeprefix("q=") if parameters else "1"
        try:
            quality = float(weight)
        except ValueError:
            continue
        if tag and tag != "*" and 0 < quality <= 1:
            weighted.append((-quality, position, tag))
    return tuple(tag for _, _, tag in sorted(weighted))


_UNSEEN = r"\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u202a-\u202e\u2028\u2029\u2060-\u2069\ufeff"

PlainLine = Annotated[str, StringConstraints(pattern=rf"^[^{_UNSEEN}\t\n]*$")]
"""One line of text without anything unseen: no control characters (headers and logs end at a line's end), none that
turn the direction of reading."""

Passage = Annotated[str, StringConstraints(pattern=rf"^[^{_UNSEEN}]*$")]
"""As `PlainLine`, over several lines."""

FilledLine = Annotated[str, StringConstraints(pattern=rf"^[^{_UNSEEN}\t\n]*[^\s{_UNSEEN}][^{_UNSEEN}\t\n]*$")]
"""As `PlainLine`, with something to see in it."""

FilledPassage = Annotated[str, StringConstraints(pattern=rf"^[^{_UNSEEN}]*[^\s{_UNSEEN}][^{_UNSEEN}]*$")]
"""As `Passage`, with something to see in it."""
