"""Responses by kind of question: on the wire, checked against the question, and compact inside an item."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from lyceum.assessment.errors import (
    DuplicateChoice,
    NotAnswerable,
    NotANumber,
    ResponseTooLong,
    UnknownChoice,
    WrongResponseKind,
)
from lyceum.content.questions import PartId, Question, QuestionKind
from lyceum.kernel.text import PlainText

MAX_TEXT = 20_000
"""Characters of a text response."""
MAX_NUMBER = 64
"""Characters of a number: enough for every double, far below what arithmetic would have to fear."""
MAX_PARTS = 200
"""Choices or pairs that one response may name."""

TRUE, FALSE = "true", "false"

# Plain decimal notation in ASCII, so that one spelling has one meaning in every country: no digit grouping, no comma.
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")


class ResponseModel(BaseModel):
    """Base of the response forms: closed and immutable."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid")


class ChoiceResponse(ResponseModel):
    """multiple_choice, true_false: the id of the one choice (`true` or `false`)."""

    choice: PartId


class ChoicesResponse(ResponseModel):
    """multiple_response: the ids of the chosen choices, in any order, each once."""

    choices: Annotated[tuple[PartId, ...], Field(max_length=MAX_PARTS)]


class TextResponse(ResponseModel):
    """short_answer, essay: up to 20,000 characters."""

    text: PlainText


class NumberResponse(ResponseModel):
    """numeric: plain decimal notation as text, `"3.14"`, so that no client rounds it."""

    number: PlainText


class PairsResponse(ResponseModel):
    """matching: prompt id → target id; prompts may be left out, targets may repeat."""

    pairs: Annotated[dict[PartId, PartId], Field(max_length=MAX_PARTS)]


type ResponseValue = ChoiceResponse | ChoicesResponse | TextResponse | NumberResponse | PairsResponse

_FORMS: dict[QuestionKind, type[ResponseModel]] = {
    QuestionKind.MULTIPLE_CHOICE: ChoiceResponse,
    QuestionKind.TRUE_FALSE: ChoiceResponse,
    QuestionKind.MULTIPLE_RESPONSE: ChoicesResponse,
    QuestionKind.SHORT_ANSWER: TextResponse,
    QuestionKind.ESSAY: TextResponse,
    QuestionKind.NUMERIC: NumberResponse,
    QuestionKind.MATCHING: PairsResponse,
}


def parse_number(text: str) -> Decimal | None:
    """The number that the text writes in plain decimal notation (`-3.14`, `.5`, `6.02e23`), or None."""
    stripped = text.strip()
    if len(stripped) > MAX_NUMBER or not _NUMBER.fullmatch(stripped):
        return None
    return Decimal(stripped)


def check_response(question: Question, response: ResponseValue) -> None:
    """Refuse a response that does not fit the question.

    Raises NotAnswerable, WrongResponseKind, UnknownChoice, DuplicateChoice, ResponseTooLong, NotANumber.
    Source: RULES S1-25.
    """
    form = _FORMS.get(question.kind)
    if form is None:
        raise NotAnswerable(question=question.id)
    if not isinstance(response, form):
        raise WrongResponseKind(question=question.id, expected=next(iter(form.model_fields)))
    match response:
        case ChoiceResponse() | ChoicesResponse() | PairsResponse():
            _check_parts(question, response)
        case TextResponse() if len(response.text) > MAX_TEXT:
            raise ResponseTooLong(question=question.id, limit=MAX_TEXT)
        case NumberResponse() if parse_number(response.number) is None:
            raise NotANumber(question=question.id)


def _check_parts(question: Question, response: ChoiceResponse | ChoicesResponse | PairsResponse) -> None:
    choices = _choices_of(question)
    match response:
        case ChoiceResponse():
            _check_known(question, [response.choice], choices)
        case ChoicesResponse():
            _check_known(question, response.choices, choices)
            if len(set(response.choices)) != len(response.choices):
                raise DuplicateChoice(question=question.id)
        case PairsResponse():
            _check_known(question, response.pairs, {prompt.id for prompt in question.prompts})
            _check_known(question, response.pairs.values(), choices)


def _choices_of(question: Question) -> set[str]:
    if question.kind is QuestionKind.TRUE_FALSE:
        return {TRUE, FALSE}
    return {choice.id for choice in question.choices}


def _check_known(question: Question, named: Iterable[str], known: set[str]) -> None:
    if any(name not in known for name in named):
        raise UnknownChoice(question=question.id)


def compact(response: ResponseValue | None) -> str:
    """A response as short text for an item: a letter for its form, then its parts. None (taken back) is empty text."""
    match response:
        case None:
            return ""
        case ChoiceResponse():
            return "c" + response.choice
        case ChoicesResponse():
            return "m" + ",".join(response.choices)
        case TextResponse():
            return "t" + response.text
        case NumberResponse():
            return "n" + response.number
        case PairsResponse():
            return "p" + ",".join(f"{prompt}={target}" for prompt, target in response.pairs.items())


def expand(text: str) -> ResponseValue | None:
    """What `compact` wrote. Raises ValueError for anything else."""
    form, rest = text[:1], text[1:]
    parts = rest.split(",") if rest else []
    match form:
        case "":
            return None
        case "c":
            return ChoiceResponse(choice=rest)
        case "m":
            return ChoicesResponse(choices=tuple(parts))
        case "t":
            return TextResponse(text=rest)
        case "n":
            return NumberResponse(number=rest)
        case "p":
            return PairsResponse(pairs=dict(pair.split("=", 1) for pair in parts))
        case _:
            raise ValueError(f"no response starts with {form!r}")
