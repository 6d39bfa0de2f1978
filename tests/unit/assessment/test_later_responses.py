"""Ordering, gaps, hotspots, units and files: what a response may say, and what it earns at most and least."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from lyceum.assessment.errors import (
    DuplicateChoice,
    NotANumber,
    OutsideThePicture,
    ResponseTooLong,
    TooManyParts,
    UnitNotTaken,
    UnknownChoice,
    UnknownUnit,
    WrongResponseKind,
)
from lyceum.assessment.grading import grade
from lyceum.assessment.model.answering import check_response
from lyceum.assessment.model.scoring import final_score
from lyceum.assessment.responses import (
    MAX_GAP,
    AnswerFile,
    BlanksResponse,
    ChoiceResponse,
    ChoicesResponse,
    FilesResponse,
    NumberResponse,
    OrderResponse,
    PairsResponse,
    PlacesResponse,
    ResponseValue,
    TextResponse,
    compact,
    expand,
)
from lyceum.content.questions import (
    AcceptedNumber,
    AcceptedText,
    AuthoredQuestion,
    BlankKey,
    ChoiceKey,
    FillBlankKey,
    MatchingKey,
    NumericKey,
    OrderingKey,
    Place,
    QuestionKind,
    ShortAnswerKey,
    SubmissionKey,
)
from lyceum.kernel.errors import DomainError
from tests.texts import texts
from tests.unit.assessment.samples import (
    authored,
    cloze_question,
    file_question,
    hotspot_question,
    numeric_question,
    one_of_each,
    one_of_each_later,
    ordering_question,
    settings,
    shares,
    unit_question,
)

UPLOAD = "01J0000000000000000000000F"
FILE_A, FILE_B = AnswerFile(upload=UPLOAD, name="my a=1"), AnswerFile(upload=UPLOAD, name="b")
FILE = AnswerFile(upload=UPLOAD, name="บท=1.pdf")
EVERY = (*one_of_each(), *one_of_each_later())


def places(*pairs: tuple[int, int]) -> PlacesResponse:
    return PlacesResponse(places=tuple(Place(x=Decimal(x), y=Decimal(y)) for x, y in pairs))


def blanks(**filled: str) -> BlanksResponse:
    return BlanksResponse(blanks=filled)


RESPONSES: tuple[ResponseValue, ...] = (
    ChoiceResponse(choice="a"),
    ChoicesResponse(choices=("a",)),
    TextResponse(text="a"),
    NumberResponse(number="1"),
    NumberResponse(number="1", unit="m"),
    PairsResponse(pairs={"a": "b"}),
    OrderResponse(order=("a",)),
    blanks(a="b"),
    places((1, 2)),
    FilesResponse(files=(FILE,)),
)
FITTING: dict[str, ResponseValue] = {
    "days": OrderResponse(order=("friday", "monday")),
    "poem": blanks(own="fish", word="x" * MAX_GAP, number=" 1e3 ", pool="plaid"),
    "map": places((0, 0), (100, 50)),
    "length": NumberResponse(number="2.5", unit="kg"),
    "file_upload": FilesResponse(files=(FILE, FILE)),
    "audio": FilesResponse(files=()),
    "video": FilesResponse(files=(FILE,)),
}


@pytest.mark.parametrize("question", one_of_each_later(), ids=lambda each: each.question.id)
def test_a_fitting_response_is_taken_and_every_other_form_refused_by_name(question: AuthoredQuestion) -> None:
    fitting = FITTING[question.question.id]
    check_response(question.question, fitting)
    field = next(iter(type(fitting).model_fields))
    for other in RESPONSES:
        if type(other) is not type(fitting):
            with pytest.raises(WrongResponseKind) as refusal:
                check_response(question.question, other)
            assert refusal.value.facts == {"question": question.question.id, "expected": field}


@pytest.mark.parametrize(
    ("question", "response", "error", "facts"),
    [
        (ordering_question(), OrderResponse(order=("monday", "sunday")), UnknownChoice, {}),
        (ordering_question(), OrderResponse(order=("monday", "monday")), DuplicateChoice, {}),
        (cloze_question(), blanks(other="x"), UnknownChoice, {}),
        (cloze_question(), blanks(own="blue"), UnknownChoice, {}),
        (cloze_question(), blanks(pool="rose"), UnknownChoice, {}),
        (cloze_question(), blanks(number="twelve"), NotANumber, {}),
        (cloze_question(), blanks(word="x" * (MAX_GAP + 1)), ResponseTooLong, {"limit": "1000"}),
        (hotspot_question(), places((1, 1), (2, 2), (3, 3)), TooManyParts, {"limit": "2"}),
        (hotspot_question(), places((101, 1)), OutsideThePicture, {}),
        (hotspot_question(), places((1, 1), (1, 51)), OutsideThePicture, {}),
        (unit_question(), NumberResponse(number="2.5", unit="mm"), UnknownUnit, {}),
        (unit_question(), NumberResponse(number="two", unit="m"), NotANumber, {}),
        (numeric_question(), NumberResponse(number="3", unit="m"), UnitNotTaken, {}),
        (file_question(), FilesResponse(files=(FILE, FILE, FILE)), TooManyParts, {"limit": "2"}),
        (
            authored("audio", SubmissionKey(kind=QuestionKind.AUDIO)),
            FilesResponse(files=(FILE, FILE)),
            TooManyParts,
            {"limit": "1"},
        ),
    ],
)
def test_an_unfitting_response_is_refused_by_name(
    question: AuthoredQuestion, response: ResponseValue, error: type[DomainError], facts: dict[str, str]
) -> None:
    with pytest.raises(error) as refusal:
        check_response(question.question, response)
    assert refusal.value.facts == {"question": question.question.id} | facts


def test_a_typed_unit_may_be_any() -> None:
    typed = unit_question().question.model_copy(update={"units": ()})
    check_response(typed, NumberResponse(number="1", unit="parsec"))
    check_response(typed, NumberResponse(number="1"))


def test_a_gap_may_be_left_empty() -> None:
    check_response(cloze_question().question, blanks(own="", number="", word="", pool=""))


part_ids = st.from_regex(r"[A-Za-z0-9_-]{1,40}", fullmatch=True)
coordinates = st.decimals(min_value=0, max_value=100_000, places=4)
lines = texts(max_size=40).filter(lambda text: "\n" not in text and "\t" not in text)
later_responses = st.one_of(
    st.lists(part_ids, max_size=20).map(lambda ids: OrderResponse(order=tuple(ids))),
    st.dictionaries(part_ids, texts(max_size=80), max_size=20).map(lambda found: BlanksResponse(blanks=found)),
    st.lists(st.builds(Place, x=coordinates, y=coordinates), max_size=20).map(
        lambda found: PlacesResponse(places=tuple(found))
    ),
    st.lists(st.sampled_from(["a=b", "ครู.pdf", "x"]), max_size=20).map(
        lambda names: FilesResponse(files=tuple(AnswerFile(upload=UPLOAD, name=name) for name in names))
    ),
    st.sampled_from(["m", "", "km/h", "ม."]).map(lambda unit: NumberResponse(number="1", unit=unit)),
)


@given(later_responses)
def test_the_compact_form_loses_nothing(response: ResponseValue) -> None:
    assert expand(compact(response)) == response
    wire: TypeAdapter[ResponseValue] = TypeAdapter(ResponseValue)
    assert wire.validate_json(wire.dump_json(response)) == response


floors = st.decimals(min_value=-1, max_value=0, places=7)
points = st.decimals(min_value=0, max_value=1000, places=4)
any_response = st.one_of(later_responses, st.sampled_from([None, *RESPONSES, *FITTING.values()]))


@given(points, floors, st.sampled_from(EVERY), any_response)
def test_points_lie_between_the_floor_and_the_maximum(
    maximum: Decimal, floor: Decimal, question: AuthoredQuestion, response: ResponseValue | None
) -> None:
    mark = grade(maximum, question.key, response, floor=floor)
    assert mark.points is None or grade(maximum, question.key, response).points is not None
    if mark.points is not None:
        assert maximum * floor - Decimal("0.0001") <= mark.points <= mark.maximum
        assert floor < 0 or mark.points >= 0
    assert mark.maximum in (0, maximum)


@given(st.lists(st.tuples(st.decimals(-10, 10, places=4), st.decimals(0, 10, places=4)), max_size=6), st.booleans())
def test_a_score_lies_between_nothing_and_the_maximum(marks: list[tuple[Decimal, Decimal]], late: bool) -> None:
    maximum = sum((most for _, most in marks), Decimal(0))
    earned = [min(got, most) for got, most in marks]
    score = final_score(earned, maximum, settings(late_penalty_percent=Decimal(10)), late=late)
    assert 0 <= score.points <= score.maximum
    assert 0 <= score.percent <= 100


@given(st.permutations(("monday", "tuesday", "friday")), st.sampled_from(["exact", "position", "adjacent"]))
def test_only_the_right_order_earns_everything(order: list[str], scoring: str) -> None:
    mark = grade(Decimal(1), ordering_question(scoring=scoring).key, OrderResponse(order=tuple(order)))
    assert (mark.points == 1) == (order == ["monday", "tuesday", "friday"])


@pytest.mark.parametrize(
    ("kept", "response"),
    [
        ("oa,b", OrderResponse(order=("a", "b"))),
        ("o", OrderResponse(order=())),
        ("ba=x\x1eb=y=z=", BlanksResponse(blanks={"a": "x", "b": "y=z="})),
        ("b", BlanksResponse(blanks={})),
        (
            "h1=2.5,3=4",
            PlacesResponse(places=(Place(x=Decimal(1), y=Decimal("2.5")), Place(x=Decimal(3), y=Decimal(4)))),
        ),
        (f"f{UPLOAD}=my a=1\x1e{UPLOAD}=b", FilesResponse(files=(FILE_A, FILE_B))),
        ("n1\x1fm", NumberResponse(number="1", unit="m")),
        ("n1\x1f", NumberResponse(number="1", unit="")),
        ("n1", NumberResponse(number="1")),
    ],
)
def test_answers_that_earlier_releases_kept_are_read(kept: str, response: ResponseValue) -> None:
    assert compact(response) == kept
    assert expand(kept) == response


def test_an_answer_names_at_most_twenty_places_or_files() -> None:
    places((1, 1), *[(2, 2)] * 19)
    FilesResponse(files=(FILE_A,) * 20)
    with pytest.raises(ValidationError):
        places(*[(2, 2)] * 21)
    with pytest.raises(ValidationError):
        FilesResponse(files=(FILE_A,) * 21)


def test_an_answer_names_at_most_two_hundred_choices_in_order_or_gaps() -> None:
    ids = [f"p{number}" for number in range(201)]
    OrderResponse(order=tuple(ids[:200]))
    BlanksResponse(blanks=dict.fromkeys(ids[:200], "x"))
    with pytest.raises(ValidationError):
        OrderResponse(order=tuple(ids))
    with pytest.raises(ValidationError):
        BlanksResponse(blanks=dict.fromkeys(ids, "x"))


def test_units_and_names_of_files_are_short_lines() -> None:
    assert NumberResponse(number="1", unit="x" * 40).unit == "x" * 40
    assert AnswerFile(upload=UPLOAD, name="x" * 200).name == "x" * 200
    for unit in ("x" * 41, "k\nm"):
        with pytest.raises(ValidationError):
            NumberResponse(number="1", unit=unit)
    for name in ("", "x" * 201, "a\nb"):
        with pytest.raises(ValidationError):
            AnswerFile(upload=UPLOAD, name=name)


def test_what_has_nothing_to_earn_earns_nothing() -> None:
    assert grade(Decimal(1), MatchingKey(pairs={}), PairsResponse(pairs={"a": "b"})).points == 0
    weightless = FillBlankKey(blanks={"a": BlankKey(answer=ChoiceKey(shares=shares(x="1")), weight=Decimal(0))})
    assert grade(Decimal(1), weightless, blanks(a="x")).points == 0


def test_two_things_in_order_are_marked_by_their_places() -> None:
    for scoring, points in (("position", "0.5"), ("adjacent", 0), ("exact", 0)):
        key = OrderingKey.model_validate({"order": ("a", "b"), "scoring": scoring})
        assert grade(Decimal(1), key, OrderResponse(order=("a",))).points == Decimal(points)
    alone = OrderingKey(order=("a",), scoring="adjacent")
    assert grade(Decimal(1), alone, OrderResponse(order=("a",))).points == 1


def test_a_gap_that_takes_anything_takes_nothing_for_nothing() -> None:
    anything = BlankKey(answer=ShortAnswerKey(accepted=(AcceptedText(text="*"),), wildcards=True))
    key = FillBlankKey(blanks={"a": anything, "b": anything})
    assert grade(Decimal(2), key, blanks(a="x")).points == 1


def test_a_penalty_for_the_unit_never_raises_what_an_answer_earns() -> None:
    units = {"m": Decimal(1)}
    key = NumericKey(accepted=(AcceptedNumber(value=Decimal(1), share=Decimal("-0.5")),), units=units)
    assert grade(Decimal(2), key, NumberResponse(number="1"), floor=Decimal(-1)).points == -1
