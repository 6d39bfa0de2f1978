"""Ordering, gaps, hotspots, units and files: what fits together, and what learners see and are told."""

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from lyceum.assessment.api.correct_answers import CorrectAnswerView
from lyceum.assessment.errors import InvalidQuestionSet
from lyceum.assessment.grading import grade
from lyceum.assessment.model.answering import check_response
from lyceum.assessment.model.assessment import Version
from lyceum.assessment.model.fitting import check_questions
from lyceum.assessment.model.question_set import KeyEntry, presented, split
from lyceum.assessment.model.scoring import final_score
from lyceum.assessment.model.sealing import sealed
from lyceum.assessment.responses import (
    BlanksResponse,
    ChoiceResponse,
    PairsResponse,
    PlacesResponse,
)
from lyceum.content.keys import NumericKey
from lyceum.content.questions import (
    AcceptedNumber,
    AuthoredQuestion,
    Blank,
    BlankKey,
    Choice,
    ChoiceKey,
    FillBlankKey,
    HotspotKey,
    MatchingKey,
    Media,
    MediaKind,
    OrderingKey,
    Place,
    RichText,
    TrueFalseKey,
)
from lyceum.kernel.text import LocalizedText
from tests.unit.assessment.samples import (
    EXAM,
    authored,
    choice_question,
    choices,
    cloze_question,
    essay_question,
    file_question,
    hotspot_question,
    matching_question,
    numeric_question,
    one_of_each,
    one_of_each_later,
    ordering_question,
    settings,
    shares,
    unit_question,
)

EVERY = (*one_of_each(), *one_of_each_later())


def places(*pairs: tuple[int, int]) -> PlacesResponse:
    return PlacesResponse(places=tuple(Place(x=Decimal(x), y=Decimal(y)) for x, y in pairs))


def blanks(**filled: str) -> BlanksResponse:
    return BlanksResponse(blanks=filled)


def changed(question: AuthoredQuestion, **parts: Any) -> AuthoredQuestion:
    return question.model_copy(update={"question": question.question.model_copy(update=parts)})


def rekeyed(question: AuthoredQuestion, **parts: Any) -> AuthoredQuestion:
    return question.model_copy(update={"key": question.key.model_copy(update=parts)})


def regapped(name: str, answer: Any) -> AuthoredQuestion:
    poem = cloze_question()
    assert isinstance(poem.key, FillBlankKey)
    return rekeyed(poem, blanks=poem.key.blanks | {name: BlankKey(answer=answer)})


POEM = cloze_question()


@pytest.mark.parametrize(
    "question",
    [
        changed(choice_question(), floor=Decimal("0.1")),
        rekeyed(ordering_question(), order=("monday", "tuesday")),
        rekeyed(ordering_question(), order=("monday", "tuesday", "tuesday")),
        authored("q", OrderingKey(order=("a",)), choices=choices("a")),
        changed(hotspot_question(), picture=None),
        changed(unit_question(), takes_unit=False),
        changed(unit_question(), units=("kg", "s")),
        changed(numeric_question(), takes_unit=True),
        changed(POEM, stem=RichText.of("[[own]] [[word]] [[number]]")),
        changed(POEM, stem=RichText.of("[[own]] [[word]] [[number]] [[pool]] [[word]]")),
        changed(POEM, stem=RichText(text=LocalizedText({"en": POEM.question.stem.text.root["en"], "th": "สี"}))),
        changed(POEM, blanks=POEM.question.blanks[:3]),
        changed(POEM, blanks=(*POEM.question.blanks, Blank(id="own"))),
        changed(POEM, choices=()),
        changed(POEM, blanks=(POEM.question.blanks[0].model_copy(update={"choices": choices("rose", "rose")}),)),
        regapped("own", ChoiceKey(shares=shares(whale="1"))),
        regapped("own", ChoiceKey(shares=shares(blue="1"))),
        regapped("word", NumericKey(accepted=(AcceptedNumber(value=Decimal(1)),))),
        regapped("number", NumericKey(accepted=(AcceptedNumber(value=Decimal(1)),), units={"m": Decimal(1)})),
        authored("q", FillBlankKey(blanks={})),
        authored("q", MatchingKey(pairs={"p": None}), prompts=choices("p", "q"), choices=choices("t")),
    ],
)
def test_a_question_that_does_not_fit_its_key_is_refused(question: AuthoredQuestion) -> None:
    with pytest.raises(InvalidQuestionSet) as refusal:
        check_questions([question])
    assert refusal.value.facts == {"question": question.question.id}


def test_what_fits_is_taken() -> None:
    nowhere = authored(
        "q", MatchingKey(pairs={"p": "t", "r": None}), prompts=choices("p", "r"), choices=choices("t", "u")
    )
    check_questions([*EVERY, nowhere, changed(unit_question("q2"), units=()), changed(choice_question("q3"), floor=-1)])


SECRETS = ("share", "crimson", "Nearly a poem", "In order!", 'order"', 'area"', "penalty", "conclusion", "weight")


@pytest.mark.parametrize("shuffle", [True, False])
@pytest.mark.parametrize("question", EVERY, ids=lambda each: each.question.id)
def test_nothing_that_a_learner_is_shown_holds_a_key(question: AuthoredQuestion, shuffle: bool) -> None:
    version = Version.of(EXAM, 1, [question])
    (shown,) = presented(version.questions, seed="x", shuffle=shuffle)
    text = shown.model_dump_json()
    assert [secret for secret in SECRETS if secret in text] == []


def orders(question: AuthoredQuestion, *, shuffle: bool) -> set[tuple[str, ...]]:
    version = Version.of(EXAM, 1, [question])
    shown = [presented(version.questions, seed=str(seed), shuffle=shuffle)[0] for seed in range(20)]
    return {tuple(choice.id for choice in each.choices) for each in shown}


def test_what_is_to_be_put_in_order_never_comes_in_the_order_of_its_key() -> None:
    seen = orders(ordering_question(), shuffle=False)
    assert len(seen) > 3
    version = Version.of(EXAM, 1, [ordering_question()])
    ids = [choice.id for choice in version.questions.questions[0].choices]
    assert ids == sorted(ids)  # as kept, too
    assert isinstance(version.key.entries[0].key, OrderingKey)
    texts_in_order = {c.id: c.text.text.in_language() for c in version.questions.questions[0].choices}
    assert [texts_in_order[id] for id in version.key.entries[0].key.order] == [
        "Text of monday",
        "Text of tuesday",
        "Text of friday",
    ]


def test_words_for_several_gaps_are_always_moved_and_those_of_one_gap_only_where_the_author_wants() -> None:
    words = changed(cloze_question(), choices=choices("blue", "plaid", "red", "green"))
    assert len(orders(words, shuffle=False)) > 3
    questions = Version.of(EXAM, 1, [words]).questions

    def own(*, shuffle: bool) -> set[tuple[str, ...]]:
        shown = [presented(questions, seed=str(seed), shuffle=shuffle)[0].blanks[0] for seed in range(20)]
        return {tuple(choice.id for choice in blank.choices) for blank in shown}

    assert len(own(shuffle=False)) == 1
    assert len(own(shuffle=True)) == 2


def test_sealed_gaps_still_earn_what_they_did() -> None:
    closed = sealed(cloze_question(), of=EXAM)
    names = {
        choice.text.text.in_language(): choice.id
        for choice in (*closed.question.choices, *closed.question.blanks[0].choices)
    }
    assert not {"rose", "fish", "blue", "plaid"} & set(names.values())
    filled = blanks(own=names["Text of rose"], word="Crimson", number="12", pool=names["Text of blue"])
    check_response(closed.question, filled)
    assert grade(Decimal(4), closed.key, filled).points == 4
    assert sealed(closed, of=EXAM) == closed
    half = grade(Decimal(4), closed.key, blanks(own=names["Text of fish"], word="crimson", pool=names["Text of blue"]))
    assert (half.points, half.feedback) == (2, (RichText.of("Nearly a poem."),))
    assert {blank.id for blank in closed.question.blanks} == {"own", "word", "number", "pool"}


def test_the_same_word_in_two_gaps_and_two_questions_has_three_names() -> None:
    two = authored(
        "two",
        FillBlankKey(blanks={name: BlankKey(answer=ChoiceKey(shares=shares(x="1"))) for name in ("a", "b")}),
        blanks=tuple(Blank(id=name, form="choice", choices=choices("x")) for name in ("a", "b")),
    )
    other = two.model_copy(update={"question": two.question.model_copy(update={"id": "other"})})
    ids = {blank.choices[0].id for each in (two, other) for blank in sealed(each, of=EXAM).question.blanks}
    assert len(ids) == 4


@pytest.mark.parametrize("name", ["feedback_right", "feedback_partly", "feedback_wrong"])
def test_who_is_right_partly_right_or_wrong_is_told_so(name: str) -> None:
    told = RichText.of("Told.")
    key = matching_question().key.model_copy(update={name: told})
    right = {"france": "paris", "norway": "oslo", "italy": "rome"}
    answers = {"feedback_right": right, "feedback_partly": {"france": "paris"}, "feedback_wrong": {"france": "oslo"}}
    for which, pairs in answers.items():
        assert grade(Decimal(1), key, PairsResponse(pairs=pairs)).feedback == ((told,) if which == name else ())


def test_feedback_of_a_choice_comes_before_that_of_the_outcome() -> None:
    key = ChoiceKey(shares=shares(a="1"), feedback={"a": RichText.of("A.")}, feedback_right=RichText.of("Right."))
    mark = grade(Decimal(1), key, ChoiceResponse(choice="a"))
    assert mark.feedback == (RichText.of("A."), RichText.of("Right."))


def test_feedback_of_gaps_and_areas_is_told_where_they_were_answered() -> None:
    told = {name: RichText.of(name) for name in ("rose", "fish")}
    gaps = {"a": BlankKey(answer=ChoiceKey(shares=shares(rose="1"), feedback=told))}
    assert grade(Decimal(1), FillBlankKey(blanks=gaps), blanks(a="fish")).feedback == (told["fish"],)
    assert grade(Decimal(1), FillBlankKey(blanks=gaps, scoring="exact"), blanks(a="rose")).feedback == (told["rose"],)
    found = hotspot_question().key
    assert isinstance(found, HotspotKey)
    area = found.areas[0].model_copy(update={"feedback": RichText.of("There!")})
    for scoring in ("exact", "partial"):
        key = found.model_copy(update={"areas": (area, *found.areas[1:]), "scoring": scoring})
        assert grade(Decimal(1), key, places((5, 5))).feedback == (RichText.of("There!"),)
        assert grade(Decimal(1), key, places((25, 5))).feedback == ()


def test_feedback_for_numbers_and_texts_that_nothing_accepts_reaches_gaps() -> None:
    otherwise = RichText.of("Look again.")
    key = NumericKey(accepted=(AcceptedNumber(value=Decimal(1)),), feedback_otherwise=otherwise)
    assert grade(Decimal(1), FillBlankKey(blanks={"a": BlankKey(answer=key)}), blanks(a="2")).feedback == (otherwise,)


def test_nobody_ends_below_nothing() -> None:
    score = final_score([Decimal(1), Decimal(-3)], Decimal(4), settings(), late=False)
    assert (score.points, score.percent, score.passed) == (0, 0, False)
    assert final_score([Decimal(3), Decimal(-1)], Decimal(4), settings(), late=False).percent == 50


CLOSED = {"low_open": False, "high_open": False}
"""Both ends belong to the range."""


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        (ordering_question(), {"order": ["monday", "tuesday", "friday"]}),
        (unit_question(), {"numbers": [{"low": "2.4", "high": "2.6"} | CLOSED], "units": {"m": "1", "cm": "0.01"}}),
        (
            cloze_question(),
            {
                "blanks": {
                    "word": {"texts": ["crimson"]},
                    "number": {"numbers": [{"low": "12", "high": "12"} | CLOSED]},
                    "own": {"choices": ["rose"]},
                    "pool": {"choices": ["blue"]},
                }
            },
        ),
        (
            hotspot_question(),
            {"areas": [{"shape": "rectangle", "left": "0", "top": "0", "right": "10", "bottom": "10"}]},
        ),
        (file_question(), {}),
        (
            authored("q", MatchingKey(pairs={"p": "t", "r": None}), prompts=choices("p", "r"), choices=choices("t")),
            {"pairs": {"p": "t"}},
        ),
        (authored("q", TrueFalseKey(answer=False)), {"choices": ["false"]}),
    ],
    ids=lambda each: each.question.id if isinstance(each, AuthoredQuestion) else "",
)
def test_right_answers_are_shown_as_they_are(question: AuthoredQuestion, shown: dict[str, Any]) -> None:
    view = CorrectAnswerView.of(question.key, for_staff=False)
    assert view is not None
    assert view.model_dump(mode="json", exclude_none=True) == shown


def test_guidance_is_for_staff_alone() -> None:
    key = file_question().key
    for_staff, for_learner = (CorrectAnswerView.of(key, for_staff=staff) for staff in (True, False))
    assert for_staff is not None
    assert for_staff.guidance == RichText.of("Look for the conclusion.")
    assert for_learner is not None
    assert for_learner.guidance is None


@pytest.mark.parametrize("number", ["1e99", "1" * 42, "NaN", "--1", "0x1", "1_0", " 1", True, 1e41, float("inf")])
def test_numbers_of_keys_are_bounded(number: object) -> None:
    with pytest.raises(ValidationError):
        AcceptedNumber.model_validate({"value": number})


@pytest.mark.parametrize(
    ("number", "kept"), [("-3.14", "-3.14"), (3.14, "3.14"), (6.02e23, "6.02E+23"), (7, "7"), (1e-50, "0E-40")]
)
def test_numbers_of_keys_are_kept_as_written(number: object, kept: str) -> None:
    value = AcceptedNumber.model_validate({"value": number}).value
    assert value == Decimal(kept)
    again = AcceptedNumber.model_validate_json(AcceptedNumber(value=value).model_dump_json())
    assert again.value == value


def test_prompts_and_choices_may_have_pictures_sounds_and_films() -> None:
    media = tuple(Media(kind=kind, source=f"/static/{kind}") for kind in MediaKind)
    choice = Choice(id="a", text=RichText.of(""), media=media[:1])
    question = authored("q", ChoiceKey(shares=shares(a="1")), choices=(choice,), media=media)
    version = Version.of(EXAM, 1, [question])
    (shown,) = presented(version.questions, seed="x", shuffle=True)
    assert shown.media == media
    assert shown.choices[0].media == media[:1]
    assert version.digest != Version.of(EXAM, 1, [changed(question, media=())]).digest


@pytest.mark.parametrize(
    "other",
    [
        changed(cloze_question(), floor=Decimal("-0.5")),
        changed(cloze_question(), blanks=POEM.question.blanks[::-1]),
        rekeyed(cloze_question(), scoring="exact"),
        rekeyed(cloze_question(), feedback_partly=None),
    ],
)
def test_the_fingerprint_tells_what_came_later(other: AuthoredQuestion) -> None:
    assert Version.of(EXAM, 1, [other]).digest != Version.of(EXAM, 1, [cloze_question()]).digest


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (choice_question(), {"floor": Decimal("-0.5")}),
        (hotspot_question(), {"most_places": 3}),
        (hotspot_question(), {"regions": ()}),
        (unit_question(), {"units": ("m",)}),
        (file_question(), {"files": None}),
    ],
)
def test_the_fingerprint_tells_a_changed_question(question: AuthoredQuestion, parts: dict[str, Any]) -> None:
    assert Version.of(EXAM, 1, [changed(question, **parts)]).digest != Version.of(EXAM, 1, [question]).digest


def test_the_floor_is_part_of_the_key_that_grades() -> None:
    _, key = split(1, [hotspot_question(), choice_question()])
    assert [entry.floor for entry in key.entries] == [-1, 0]


def test_the_smallest_questions_fit() -> None:
    one = FillBlankKey(blanks={"a": BlankKey(answer=ChoiceKey(shares=shares(x="1")))})
    gap = authored("q", one, blanks=(Blank(id="a", form="choice", choices=choices("x")),))
    check_questions([changed(gap, stem=RichText.of("[[a]]"))])
    check_questions([authored("q", OrderingKey(order=("a", "b")), choices=choices("b", "a"))])


def test_entries_of_earlier_releases_have_the_floor_that_they_had() -> None:
    assert KeyEntry(id="q", points=Decimal(1), key=choice_question().key).floor == 0


def test_choices_of_two_gaps_that_are_called_alike_are_shuffled_apart() -> None:
    names = ("a", "b")
    gaps = {name: BlankKey(answer=ChoiceKey(shares=shares(x="1"))) for name in names}
    own = tuple(Blank(id=name, form="choice", choices=choices("x", "y", "z", "w")) for name in names)
    questions, _ = split(1, [authored("q", FillBlankKey(blanks=gaps), blanks=own)])
    alike = 0
    for seed in "abcdefghijklmnop":
        (shown,) = presented(questions, seed=seed, shuffle=True)
        one, other = ([choice.id for choice in blank.choices] for blank in shown.blanks)
        alike += one == other
    assert alike < 8


def test_sealing_keeps_keys_that_name_no_choice_and_prompts_that_belong_to_none() -> None:
    essay = authored("e", essay_question().key, choices=choices("x"))
    assert sealed(essay, of=EXAM).key == essay.key
    key = MatchingKey(pairs={"p": None, "q": "t"})
    closed = sealed(authored("m", key, prompts=choices("p", "q"), choices=choices("t")), of=EXAM)
    assert closed.key == MatchingKey(pairs={"p": None, "q": closed.question.choices[0].id})
