"""The words of a report in the language that its reader asked for."""

from collections.abc import Mapping

from lyceum.insight import wording_en, wording_th
from lyceum.insight.wording import Words
from lyceum.kernel.text import FALLBACK

LANGUAGES: Mapping[str, Words] = {"en": wording_en.WORDS, "th": wording_th.WORDS}
"""Language tag → words."""


def words(language: str) -> Words:
    """The words for a language tag or its primary subtag (`th-TH` → Thai), else English (RULES S2-2)."""
    return LANGUAGES.get(language) or LANGUAGES.get(language.split("-", 1)[0].lower()) or LANGUAGES[FALLBACK]
