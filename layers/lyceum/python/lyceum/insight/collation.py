"""The order of names in a list, for Latin and Thai scripts, without a locale database (RULES X20)."""

import re
import unicodedata

_LEADING_VOWEL = re.compile("([เแโใไ])([ก-ฮ])")
_SECONDARY = re.compile("[\u0300-\u036f็-์]")


def sort_key(text: str) -> tuple[str, str]:
    """A key that sorts as a dictionary does: letters first, accents and tone marks only to break a tie.

    Thai: a vowel written before its consonant sorts after it, and tone marks are secondary (Royal Institute
    Dictionary; the same rules as Unicode's DUCET). Latin: case and accents are secondary.
    """
    letters = _LEADING_VOWEL.sub(r"\2\1", unicodedata.normalize("NFKD", text).casefold())
    return _SECONDARY.sub("", letters), letters
