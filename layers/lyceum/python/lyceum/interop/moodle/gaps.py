"""Words for numbered gaps: gapselect and ddwtos."""

import re
from dataclasses import dataclass
from decimal import Decimal

from lyceum.content.questions import Blank, BlankKey, Choice, ChoiceKey, TextFormat
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
    groups = [words(group) if (group := option.find("group")) is not None else "1" for option in options]
    texts = [fields.formatted(_word(words(option)), TextFormat.HTML) for option in options]
    if any(option.tag == "dragbox" and option.find("infinite") is None for option in options):
        fields.notes.append("a word that could be used once only can be used again")
    found = fields.child("questiontext")
    blanks: list[Blank] = []
    keys: dict[str, BlankKey] = {}

    def gap(mark: "re.Match[str]") -> str:
        number = int(mark.group(1))
        if not 1 <= number <= len(options):
            raise NotGradable(f"the gap {number} has no word")
        name = f"g{len(blanks) + 1}"
        own = [place for place, group in enumerate(groups, start=1) if group == groups[number - 1]]
        choices = tuple(Choice(id=f"c{place}", text=texts[place - 1]) for place in own)
        blanks.append(Blank(id=name, form="choice", choices=choices))
        keys[name] = BlankKey(answer=ChoiceKey(shares={f"c{number}": Decimal(1)}))
        return f"[[{name}]]"

    text = _GAP.sub(gap, words(found) if found is not None else "")
    if not blanks or len(blanks) > limits.MAX_CHOICES:
        raise NotGradable("there is no gap in its text, or there are too many")
    return Gaps(text, tuple(blanks), keys)


def _word(text: str) -> str:
    return text.replace("&lt;br&gt;", " ")
