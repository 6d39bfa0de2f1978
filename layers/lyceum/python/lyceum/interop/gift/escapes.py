"""GIFT's backslash escapes, hidden while the structure is read and shown again in the texts."""

import re

_ESCAPED = "~=#{}:n\\"
# A lone surrogate cannot occur in decoded UTF-8, so the stand-ins can never be mistaken for something the author wrote.
_HIDE = {"\\" + character: chr(0xDC00 + ord(character)) for character in _ESCAPED}
_SHOW = {ord(stand_in): "\n" if pair == "\\n" else pair[1] for pair, stand_in in _HIDE.items()}
_PAIR = re.compile(r"\\[" + re.escape(_ESCAPED) + "]")


def hide(text: str) -> str:
    """The text with every escaped character replaced by a stand-in that no search for a marker finds."""
    return _PAIR.sub(lambda pair: _HIDE[pair.group()], text)


def show(text: str) -> str:
    """The text with the stand-ins replaced by the characters that were escaped."""
    return text.translate(_SHOW)


def escape(text: str) -> str:
    """Plain text as it is written in a GIFT file."""
    return re.sub(r"[~=#{}:\\]", lambda found: "\\" + found.group(), text).replace("\n", "\\n")
