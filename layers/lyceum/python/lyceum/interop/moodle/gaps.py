"""Words for numbered gaps: gapselect and ddwtos."""

import re
from dataclasses import dataclass
from decimal import Decimal

from lxml import etree

from lyceum.content.questions import Blank, BlankKey, Choice, ChoiceKey, RichText, TextFormat
from lyceum.interop import limits
from lyceum.interop.exchange.bench import NotGradable
from lyceum.interop.moodle.fields import Fields, words

_GAP = re.compile(r"\[\[([0-9]{1,3})\]\]")


@dataclass(frozen=True)
class Gaps:
    """A text with `[[g1]]` for its gaps."""

    text: str
    blanks: tuple[Blank, ...]
    keys: dict[str, BlankKey]


def read_gaps(fields: Fields) -> Gaps:
    """Each gap takes the words of the group that its own word belongs to. Raises NotGradable."""
    options = [*fields.children("selectoption"), *fields.children("dragbox")]
    if not options or len(options) > limits.MAX_CHOICES:
        raise NotGradable(f"it has no words to put in, or more than {limits.MAX_CHOICES}")
    if any(option.tag == "dragbox" and option.find("infinite") is None for option in options):
        fields.notes.append("a word that could be used once only can be used again")
    groups = [_group(option) for option in options]
    texts = [fields.formatted(_word(words(option)), TextFormat.HTML) for option in options]
    found = fields.child("questiontext")
    pieces = _GAP.split(words(found) if found is not None else "")
    numbers = [int(written) for written in pieces[1::2]]
    if not 0 < len(numbers) <= limits.MAX_CHOICES:
        raise NotGradable("there is no gap in its text, or there are too many")
    keys = {
        f"g{place}": BlankKey(answer=ChoiceKey(shares={f"c{number}": Decimal(1)}))
        for place, number in enumerate(numbers, start=1)
    }
    blanks = [
        Blank(id=name, form="choice", choices=_words_for(number, groups, texts))
        for name, number in zip(keys, numbers, strict=True)
    ]
    pieces[1::2] = [f"[[{blank.id}]]" for blank in blanks]
    return Gaps("".join(pieces), tuple(blanks), keys)


def _words_for(number: int, groups: list[str], texts: list[RichText]) -> tuple[Choice, ...]:
    """The words of the group that a gap's own word belongs to."""
    if not 1 <= number <= len(groups):
        raise NotGradable(f"the gap {number} has no word")
    own = (place for place, group in enumerate(groups, start=1) if group == groups[number - 1])
    return tuple(Choice(id=f"c{place}", text=texts[place - 1]) for place in own)


def _group(option: etree._Element) -> str:
    group = option.find("group")
    return words(group) if group is not None else "1"


def _word(text: str) -> str:
    return text.replace("&lt;br&gt;", " ")
