"""Whether a response fits its question."""

from collections.abc import Iterable

from lyceum.assessment.errors import (
    DuplicateChoice,
    NotAnswerable,
    NotANumber,
    OutsideThePicture,
    ResponseTooLong,
    TooManyParts,
    UnitNotTaken,
    UnknownChoice,
    UnknownUnit,
    WrongResponseKind,
)
from lyceum.assessment.responses import (
    FALSE,
    MAX_GAP,
    MAX_TEXT,
    TRUE,
    BlanksResponse,
    ChoiceResponse,
    ChoicesResponse,
    FilesResponse,
    NumberResponse,
    OrderResponse,
    PairsResponse,
    PlacesResponse,
    ResponseModel,
    ResponseValue,
    TextResponse,
    parse_number,
)
from lyceum.content.questions import Blank, Question, QuestionKind

_FORMS: dict[QuestionKind, type[ResponseModel]] = {
    QuestionKind.MULTIPLE_CHOICE: ChoiceResponse,
    QuestionKind.TRUE_FALSE: ChoiceResponse,
    QuestionKind.MULTIPLE_RESPONSE: ChoicesResponse,
    QuestionKind.SHORT_ANSWER: TextResponse,
    QuestionKind.ESSAY: TextResponse,
    QuestionKind.NUMERIC: NumberResponse,
    QuestionKind.MATCHING: PairsResponse,
    QuestionKind.ORDERING: OrderResponse,
    QuestionKind.FILL_BLANK: BlanksResponse,
    QuestionKind.HOTSPOT: PlacesResponse,
    QuestionKind.FILE_UPLOAD: FilesResponse,
    QuestionKind.AUDIO: FilesResponse,
    QuestionKind.VIDEO: FilesResponse,
}


def check_response(question: Question, response: ResponseValue) -> None:
    """Refuse a response that does not fit the question.

    Raises NotAnswerable, WrongResponseKind, UnknownChoice, DuplicateChoice, ResponseTooLong, NotANumber, UnitNotTaken,
    UnknownUnit, TooManyParts, OutsideThePicture. Source: RULES S1-25, S4-12.
    """
    form = _FORMS.get(question.kind)
    if form is None:
        raise NotAnswerable(question=question.id)
    if not isinstance(response, form):
        raise WrongResponseKind(question=question.id, expected=form_of(question))
    match response:
        case TextResponse():
            _check_length(question, response.text, MAX_TEXT)
        case NumberResponse():
            _check_number(question, response)
        case BlanksResponse():
            _check_blanks(question, response)
        case PlacesResponse():
            _check_places(question, response)
        case FilesResponse():
            _check_count(question, len(response.files), question.files.most if question.files is not None else 1)
        case _:
            _check_parts(question, response)


def form_of(question: Question) -> str:
    """What a response to it is named by: `choice`, `text`, `files`, …; nothing where it takes none."""
    form = _FORMS.get(question.kind)
    return next(iter(form.model_fields)) if form is not None else ""


def _check_length(question: Question, text: str, limit: int) -> None:
    if len(text) > limit:
        raise ResponseTooLong(question=question.id, limit=limit)


def _check_count(question: Question, count: int, limit: int) -> None:
    if count > limit:
        raise TooManyParts(question=question.id, limit=limit)


def _check_number(question: Question, response: NumberResponse) -> None:
    if parse_number(response.number) is None:
        raise NotANumber(question=question.id)
    if response.unit is not None and not question.takes_unit:
        raise UnitNotTaken(question=question.id)
    if response.unit is not None and question.units and response.unit not in question.units:
        raise UnknownUnit(question=question.id)


def _check_blanks(question: Question, response: BlanksResponse) -> None:
    blanks = {blank.id: blank for blank in question.blanks}
    _check_known(question, response.blanks, set(blanks))
    for name, text in response.blanks.items():
        _check_blank(question, blanks[name], text)


def _check_blank(question: Question, blank: Blank, text: str) -> None:
    _check_length(question, text, MAX_GAP)
    if text == "":
        return  # nothing was put into it
    if blank.form == "choice":
        _check_known(question, [text], {choice.id for choice in blank.choices or question.choices})
    elif blank.form == "number" and parse_number(text) is None:
        raise NotANumber(question=question.id)


def _check_places(question: Question, response: PlacesResponse) -> None:
    _check_count(question, len(response.places), question.most_places)
    picture = question.picture
    if picture is not None and any(place.x > picture.width or place.y > picture.height for place in response.places):
        raise OutsideThePicture(question=question.id)


def _check_parts(
    question: Question, response: ChoiceResponse | ChoicesResponse | PairsResponse | OrderResponse
) -> None:
    choices = _choices_of(question)
    match response:
        case ChoiceResponse():
            _check_known(question, [response.choice], choices)
        case ChoicesResponse():
            _check_each_once(question, response.choices, choices)
        case OrderResponse():
            _check_each_once(question, response.order, choices)
        case PairsResponse():
            _check_known(question, response.pairs, {prompt.id for prompt in question.prompts})
            _check_known(question, response.pairs.values(), choices)


def _check_each_once(question: Question, named: tuple[str, ...], known: set[str]) -> None:
    _check_known(question, named, known)
    if len(set(named)) != len(named):
        raise DuplicateChoice(question=question.id)


def _choices_of(question: Question) -> set[str]:
    if question.kind is QuestionKind.TRUE_FALSE:
        return {TRUE, FALSE}
    return {choice.id for choice in question.choices}


def _check_known(question: Question, named: Iterable[str], known: set[str]) -> None:
    if any(name not in known for name in named):
        raise UnknownChoice(question=question.id)
