"""Comparing typed text with accepted text: what counts as the same answer."""

import re
import unicodedata
from collections.abc import Iterator

# Word breaks that Thai keyboards and web pages insert and nobody sees, and the byte order mark.
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\ufeff\u00ad"))
# Two spellings of SARA AM that look alike (NIKHAHIT, perhaps a tone mark, SARA AA); NFC leaves them apart.
_SARA_AM = re.compile("\u0e4d([\u0e48-\u0e4b]?)\u0e32")
# SARA E twice looks like SARA AE.
_SARA_AE = "\u0e40\u0e40"


def folded(text: str, *, case_sensitive: bool = False) -> str:
    """The text in the form in which answers are compared.

    Unicode NFC, white space runs as one space, none at the ends, invisible characters removed, look-alike Thai
    spellings made one; case folded unless the case matters.
    """
    plain = unicodedata.normalize("NFC", text.translate(_INVISIBLE))
    plain = _SARA_AM.sub("\\1\u0e33", plain).replace(_SARA_AE, "\u0e41")
    if not case_sensitive:
        plain = unicodedata.normalize("NFC", plain.casefold())
    return " ".join(plain.split())


def same_text(typed: str, accepted: str, *, case_sensitive: bool = False, wildcards: bool = False) -> bool:
    r"""Whether the typed text is the accepted one. There, `*` stands for any run of characters and `\*` for itself."""
    text = folded(typed, case_sensitive=case_sensitive)
    if not wildcards:
        return text == folded(accepted, case_sensitive=case_sensitive)
    pieces = [_folded_piece(piece, case_sensitive=case_sensitive) for piece in _pieces(accepted)]
    return _matches(text, pieces)


def _folded_piece(piece: str, *, case_sensitive: bool) -> str:
    """A piece between wildcards, folded like text, but keeping one space at an end that has any."""
    inner = folded(piece, case_sensitive=case_sensitive)
    if not inner:
        return " " if piece else ""
    return " " * piece[0].isspace() + inner + " " * piece[-1].isspace()


def _pieces(accepted: str) -> Iterator[str]:
    piece = ""
    escaped = False
    for sign in accepted.strip():
        if escaped:
            piece += sign if sign == "*" else "\\" + sign
            escaped = False
        elif sign == "\\":
            escaped = True
        elif sign == "*":
            yield piece
            piece = ""
        else:
            piece += sign
    yield piece + "\\" * escaped


def _matches(text: str, pieces: list[str]) -> bool:
    """Leftmost search, piece after piece: it never goes back, so many wildcards take no longer than one."""
    if len(pieces) == 1:
        return text == pieces[0]
    first, *middle, last = pieces
    if len(text) < len(first) + len(last) or not text.startswith(first) or not text.endswith(last):
        return False
    position, end = len(first), len(text) - len(last)
    for piece in middle:
        found = text.find(piece, position, end)
        if found < 0:
            return False
        position = found + len(piece)
    return True
