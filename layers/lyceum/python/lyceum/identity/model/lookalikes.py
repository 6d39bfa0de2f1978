"""Names that look alike count as one: case, compatibility forms and confusable letters folded (UTS #39, section 4)."""

import unicodedata
from functools import lru_cache


def folded(text: str) -> str:
    """Without differences of case, width and composition (NFKC and case folding)."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def skeletons(text: str) -> frozenset[str]:
    """Texts that names have in common which read the same: Cyrillic `аdmin` and Latin `Admin`, `paypaI` and `paypal`.

    Two, since a capital is taken for other letters than its small one: `I` for `l`, `i` for neither.
    """
    plain = unicodedata.normalize("NFKC", text)
    return frozenset(_joined(one) for one in (_shape(folded(plain)), folded(_shape(plain))))


def _joined(text: str) -> str:
    return text.replace("rn", "m")


def mixes_scripts(text: str) -> bool:
    """Whether letters of one script pass for letters of another within one word."""
    from confusable_homoglyphs import confusables  # 0.9 MB of data: only who chooses a name pays for it

    return bool(confusables.is_dangerous(folded(text)))


def _shape(text: str) -> str:
    return "".join(_representative(letter) for letter in text)


@lru_cache(maxsize=4_096)
def _representative(letter: str) -> str:
    """The first of all single letters that this one is taken for."""
    from confusable_homoglyphs import confusables

    known: dict[str, list[dict[str, str]]] = confusables.confusables_data
    like = [one["c"] for one in known.get(letter, ())]
    if len(like) == 1:  # a variant names its prototype alone, a prototype all of its variants
        like += [one["c"] for one in known.get(like[0], ())]
    return min([letter, *(one for one in like if len(one) == 1)])
