"""Responses by kind of question: on the wire, and compact inside an item."""

import re
from decimal import Decimal
from typing import Annotated, Any, cast

from pydantic import BaseModel, ConfigDict, Field

from lyceum.content.questions import PartId, Place
from lyceum.kernel.ids import Id
from lyceum.kernel.text import PlainLine, PlainText

MAX_TEXT = 20_000
"""Characters of a text response."""
MAX_NUMBER = 64
"""Characters of a number: enough for every double, far below what arithmetic would have to fear."""
MAX_PARTS = 200
"""Choices, pairs or gaps that one response may name."""
MAX_GAP = 1_000
"""Characters typed into one gap."""
MAX_PLACES = 20
"""Places of a picture, or files, that one response may name; most questions take fewer."""

TRUE, FALSE = "true", "false"

# Plain decimal notation in ASCII, so that one spelling has one meaning in every country: no digit grouping, no comma.
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")


# No text of people has control characters, so they can stand between texts.
_BETWEEN = "\x1e"
_UNIT = "\x1f"


def _parts(packed: str, between: str = ",") -> list[str]:
    return packed.split(between) if packed else []


def _pairs(packed: str, between: str = ",") -> dict[str, str]:
    return dict(part.split("=", 1) for part in _parts(packed, between))


class ResponseModel(BaseModel):
    """Base of the response forms: closed and immutable."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid")


class ChoiceResponse(ResponseModel):
    """multiple_choice, true_false: the id of the one choice (`true` or `false`)."""

    choice: PartId

    def packed(self) -> str:
        """In short."""
        return self.choice

    @classmethod
    def unpacked(cls, packed: str) -> "ChoiceResponse":
        """What `packed` wrote."""
        return cls(choice=packed)


class ChoicesResponse(ResponseModel):
    """multiple_response: the ids of the chosen choices, in any order, each once."""

    choices: Annotated[tuple[PartId, ...], Field(max_length=MAX_PARTS)]

    def packed(self) -> str:
        """In short."""
        return ",".join(self.choices)

    @classmethod
    def unpacked(cls, packed: str) -> "ChoicesResponse":
        """What `packed` wrote."""
        return cls(choices=tuple(_parts(packed)))


class TextResponse(ResponseModel):
    """short_answer, essay: up to 20,000 characters."""

    text: PlainText

    def packed(self) -> str:
        """As it is."""
        return self.text

    @classmethod
    def unpacked(cls, packed: str) -> "TextResponse":
        """What `packed` wrote."""
        return cls(text=packed)


class NumberResponse(ResponseModel):
    """numeric: plain decimal notation as text, `"3.14"`, so that no client rounds it; its unit where one is asked."""

    number: PlainText
    unit: Annotated[PlainLine, Field(max_length=40)] | None = None

    def packed(self) -> str:
        """In short."""
        return self.number if self.unit is None else self.number + _UNIT + self.unit

    @classmethod
    def unpacked(cls, packed: str) -> "NumberResponse":
        """What `packed` wrote."""
        number, asked, unit = packed.partition(_UNIT)
        return cls(number=number, unit=unit if asked else None)


class PairsResponse(ResponseModel):
    """matching: prompt id → target id; prompts may be left out, targets may repeat."""

    pairs: Annotated[dict[PartId, PartId], Field(max_length=MAX_PARTS)]

    def packed(self) -> str:
        """In short."""
        return ",".join(f"{prompt}={target}" for prompt, target in self.pairs.items())

    @classmethod
    def unpacked(cls, packed: str) -> "PairsResponse":
        """What `packed` wrote."""
        return cls(pairs=_pairs(packed))


class OrderResponse(ResponseModel):
    """ordering: choice ids from first to last; what is left out is in no right place."""

    order: Annotated[tuple[PartId, ...], Field(max_length=MAX_PARTS)]

    def packed(self) -> str:
        """In short."""
        return ",".join(self.order)

    @classmethod
    def unpacked(cls, packed: str) -> "OrderResponse":
        """What `packed` wrote."""
        return cls(order=tuple(_parts(packed)))


class BlanksResponse(ResponseModel):
    """fill_blank: gap id → the text or number typed there, or the id of the choice; gaps may be left out."""

    blanks: Annotated[dict[PartId, PlainText], Field(max_length=MAX_PARTS)]

    def packed(self) -> str:
        """In short."""
        return _BETWEEN.join(f"{blank}={text}" for blank, text in self.blanks.items())

    @classmethod
    def unpacked(cls, packed: str) -> "BlanksResponse":
        """What `packed` wrote."""
        return cls(blanks=_pairs(packed, _BETWEEN))


class PlacesResponse(ResponseModel):
    """hotspot: places of the picture, in its own measure."""

    places: Annotated[tuple[Place, ...], Field(max_length=MAX_PLACES)]

    def packed(self) -> str:
        """In short."""
        return ",".join(f"{place.x:f}={place.y:f}" for place in self.places)

    @classmethod
    def unpacked(cls, packed: str) -> "PlacesResponse":
        """What `packed` wrote."""
        found = (part.split("=", 1) for part in _parts(packed))
        return cls(places=tuple(Place(x=Decimal(x), y=Decimal(y)) for x, y in found))


class AnswerFile(ResponseModel):
    """A file that was sent before, and what to call it."""

    upload: Id
    name: Annotated[PlainLine, Field(min_length=1, max_length=200)]


class FilesResponse(ResponseModel):
    """file_upload, audio, video: what is handed in."""

    files: Annotated[tuple[AnswerFile, ...], Field(max_length=MAX_PLACES)]

    def packed(self) -> str:
        """In short."""
        return _BETWEEN.join(f"{file.upload}={file.name}" for file in self.files)

    @classmethod
    def unpacked(cls, packed: str) -> "FilesResponse":
        """What `packed` wrote."""
        found = (part.split("=", 1) for part in _parts(packed, _BETWEEN))
        return cls(files=tuple(AnswerFile(upload=upload, name=name) for upload, name in found))


type ResponseValue = (
    ChoiceResponse
    | ChoicesResponse
    | TextResponse
    | NumberResponse
    | PairsResponse
    | OrderResponse
    | BlanksResponse
    | PlacesResponse
    | FilesResponse
)


def parse_number(text: str) -> Decimal | None:
    """The number that the text writes in plain decimal notation (`-3.14`, `.5`, `6.02e23`), or None."""
    stripped = text.strip()
    if len(stripped) > MAX_NUMBER or not _NUMBER.fullmatch(stripped):
        return None
    return Decimal(stripped)


_FORMS: dict[str, Any] = {
    "c": ChoiceResponse,
    "m": ChoicesResponse,
    "t": TextResponse,
    "n": NumberResponse,
    "p": PairsResponse,
    "o": OrderResponse,
    "b": BlanksResponse,
    "h": PlacesResponse,
    "f": FilesResponse,
}
_LETTERS = {form: letter for letter, form in _FORMS.items()}


def compact(response: ResponseValue | None) -> str:
    """A response as short text for an item: a letter for its form, then its parts. None (taken back) is empty text."""
    return "" if response is None else _LETTERS[type(response)] + response.packed()


def expand(text: str) -> ResponseValue | None:
    """What `compact` wrote. Raises ValueError for anything else."""
    if text == "":
        return None
    form = _FORMS.get(text[0])
    if form is None:
        raise ValueError(f"no response starts with {text[0]!r}")
    return cast(ResponseValue, form.unpacked(text[1:]))
