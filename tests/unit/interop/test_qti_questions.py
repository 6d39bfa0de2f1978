"""Items of QTI 2 and 3 by kind of interaction: what they earn here is what their response processing gives there."""

from decimal import Decimal

import pytest

from lyceum.assessment.grading import grade
from lyceum.assessment.responses import (
    BlanksResponse,
    ChoiceResponse,
    ChoicesResponse,
    NumberResponse,
    OrderResponse,
    PairsResponse,
    PlacesResponse,
    TextResponse,
)
from lyceum.content.questions import (
    ChoiceKey,
    EssayKey,
    FillBlankKey,
    HotspotKey,
    MatchingKey,
    NumericKey,
    OrderingKey,
    Place,
    QuestionKind,
    ResponseKey,
    ShortAnswerKey,
    TrueFalseKey,
)
from tests.unit.interop.gifts import english
from tests.unit.interop.qtis import (
    ENTRY,
    MAP_POINT,
    MAP_RESPONSE,
    MATCH_CORRECT,
    PICTURE,
    TEMPLATES,
    VARIABLE,
    both,
    choices,
    condition,
    declared,
    earns,
    item,
    mapping,
    number,
    read,
)


def test_one_choice_that_must_be_right() -> None:
    found = both(item(declared("identifier", "single", "B"), "<p>Stem</p>" + choices("A", "B"), MATCH_CORRECT))
    assert isinstance(found.key, ChoiceKey)
    assert english(found.question.stem) == "<p>Stem</p><div>Which?</div>"
    assert [earns(found, ChoiceResponse(choice=id)) for id in ("c1", "c2")] == [0, 1]


def test_choices_by_a_mapping_with_bounds() -> None:
    """Source: QTI 2.1 Implementation Guide, "Composition of Water": H 1, O 1, all else -2, between 0 and 2."""
    water = mapping('lowerBound="0" upperBound="2" defaultValue="-2"', H="1", O="1", Cl="-1")
    found = both(
        item(
            declared("identifier", "multiple", "H", "O", more=water),
            choices("H", "He", "C", "O", "N", "Cl", most=0),
            MAP_RESPONSE,
        )
    )
    assert isinstance(found.key, ResponseKey)
    assert (found.key.scoring, found.question.points) == ("partial", 2)
    for chosen, points in (
        (("c1", "c4"), 2),
        (("c1",), 1),
        (("c1", "c4", "c2"), 0),
        (("c1", "c4", "c6"), 1),
        (("c5",), 0),
    ):
        assert earns(found, ChoicesResponse(choices=chosen)) == points


def test_a_set_that_must_be_whole() -> None:
    found = both(item(declared("identifier", "multiple", "A", "C"), choices("A", "B", "C", most=0), MATCH_CORRECT))
    assert isinstance(found.key, ResponseKey)
    assert found.key.scoring == "exact"
    assert earns(found, ChoicesResponse(choices=("c3", "c1"))) == 1
    assert earns(found, ChoicesResponse(choices=("c1",))) == 0


def test_true_and_false_with_marks_taken_off_nothing() -> None:
    found = both(item(declared("identifier", "single", "true"), choices("true", "false"), MATCH_CORRECT))
    assert isinstance(found.key, TrueFalseKey)
    assert found.key.answer is True


def test_wrong_choices_may_cost_points() -> None:
    costly = mapping('defaultValue="0"', A="2", B="-1")
    found = both(item(declared("identifier", "single", "A", more=costly), choices("A", "B", "C"), MAP_RESPONSE))
    assert [earns(found, ChoiceResponse(choice=id)) for id in ("c1", "c2", "c3")] == [2, -1, 0]
    assert found.question.floor == Decimal("-0.5")


def test_words_by_a_mapping() -> None:
    york = (
        '<mapping defaultValue="0"><mapEntry mapKey="York" mappedValue="1"/>'
        '<mapEntry mapKey="york" mappedValue="0.5"/></mapping>'
    )
    found = both(item(declared("string", "single", "York", more=york), ENTRY, MAP_RESPONSE))
    assert isinstance(found.key, ShortAnswerKey)
    assert english(found.question.stem) == "<p>It is _____.</p>"
    assert [earns(found, TextResponse(text=text)) for text in ("York", "york", "Leeds")] == [1, Decimal("0.5"), 0]


def test_words_that_do_not_mind_the_case() -> None:
    rules = (
        "<responseProcessing><responseCondition><responseIf>"
        '<stringMatch caseSensitive="false"><variable identifier="RESPONSE"/>'
        '<baseValue baseType="string">York</baseValue></stringMatch>'
        '<setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue></setOutcomeValue>'
        "</responseIf></responseCondition></responseProcessing>"
    )
    (found,) = read(item(declared("string", "single"), ENTRY, rules)).questions
    assert isinstance(found.key, ShortAnswerKey)
    assert found.key.case_sensitive is False
    assert earns(found, TextResponse(text="YORK")) == 1


@pytest.mark.parametrize(
    ("test", "right", "wrong"),
    [
        (f"<match>{VARIABLE}{number('5')}</match>", ["5", "5.0"], ["5.01", "0"]),
        (
            f'<equal toleranceMode="absolute" tolerance="0.5 1">{number("5")}{VARIABLE}</equal>',
            ["4.5", "6"],
            ["4.4", "6.1"],
        ),
        (
            f'<equal toleranceMode="relative" tolerance="10 10">{number("-40")}{VARIABLE}</equal>',
            ["-44", "-36"],
            ["-45", "-35"],
        ),
        (
            f'<equal toleranceMode="absolute" tolerance="1" includeLowerBound="false">{number("5")}{VARIABLE}</equal>',
            ["4.1", "6"],
            ["4"],
        ),
        (f"<and><gt>{VARIABLE}{number('1')}</gt><lte>{VARIABLE}{number('3')}</lte></and>", ["1.1", "3"], ["1", "3.1"]),
        (
            f"<or><lt>{VARIABLE}{number('0')}</lt><gte>{VARIABLE}{number('9')}</gte></or>",
            ["-1", "9", "1000"],
            ["0", "8.9"],
        ),
        (f"<not><equal>{VARIABLE}{number('3')}</equal></not>", ["2", "4"], ["3"]),
    ],
)
def test_numbers(test: str, right: list[str], wrong: list[str]) -> None:
    found = both(item(declared("float", "single"), ENTRY, condition(test)))
    assert isinstance(found.key, NumericKey)
    assert [earns(found, NumberResponse(number=text)) for text in right] == [1] * len(right)
    assert [earns(found, NumberResponse(number=text)) for text in wrong] == [0] * len(wrong)


def test_gaps_that_add_up_and_gaps_that_count_all_together() -> None:
    two = "".join(
        f'<responseDeclaration identifier="{name}" cardinality="single" baseType="{base}"><correctResponse>'
        f"<value>{right}</value></correctResponse></responseDeclaration>"
        for name, base, right in (("R1", "string", "cat"), ("R2", "identifier", "mat"))
    )
    body = (
        '<p>The <textEntryInteraction responseIdentifier="R1"/> sat on the '
        '<inlineChoiceInteraction responseIdentifier="R2"><inlineChoice identifier="mat">mat</inlineChoice>'
        '<inlineChoice identifier="hat">hat</inlineChoice></inlineChoiceInteraction>.</p>'
    )
    tests = [f'<match><variable identifier="{name}"/><correct identifier="{name}"/></match>' for name in ("R1", "R2")]
    adding = (
        "<responseProcessing>"
        + "".join(
            f"<responseCondition><responseIf>{test}<setOutcomeValue "
            'identifier="SCORE"><sum><variable identifier="SCORE"/>'
            f"{number(worth)}</sum></setOutcomeValue></responseIf></responseCondition>"
            for test, worth in zip(tests, ("1", "3"), strict=True)
        )
        + "</responseProcessing>"
    )
    found = both(item(two, body, adding))
    assert isinstance(found.key, FillBlankKey)
    assert english(found.question.stem) == "<p>The [[g1]] sat on the [[g2]].</p>"
    cases: list[tuple[dict[str, str], int]] = [
        ({"g1": "cat", "g2": "c1"}, 4),
        ({"g1": "cat"}, 1),
        ({"g2": "c1"}, 3),
        ({"g2": "c2"}, 0),
    ]
    assert [earns(found, BlanksResponse(blanks=blanks)) for blanks, _ in cases] == [points for _, points in cases]
    together = both(item(two, body, condition(f"<and>{''.join(tests)}</and>", "2")))
    assert [earns(together, BlanksResponse(blanks=blanks)) for blanks, _ in cases] == [2, 0, 0, 0]


def test_words_to_put_into_gaps() -> None:
    worth = (
        '<mapping defaultValue="-1" lowerBound="0"><mapEntry mapKey="W G1" '
        'mappedValue="1"/><mapEntry mapKey="Su G2" mappedValue="2"/></mapping>'
    )
    words = "".join(
        f'<gapText identifier="{name}" matchMax="1">{text}</gapText>'
        for name, text in (("W", "winter"), ("Su", "summer"), ("A", "autumn"))
    )
    body = (
        '<gapMatchInteraction responseIdentifier="RESPONSE"><prompt>Fill.'
        f'</prompt>{words}<blockquote><p>Now is the <gap identifier="G1"/> '
        'made <gap identifier="G2"/></p></blockquote></gapMatchInteraction>'
    )
    found = both(item(declared("directedPair", "multiple", "W G1", "Su G2", more=worth), body, MAP_RESPONSE))
    assert isinstance(found.key, FillBlankKey)
    assert "Now is the [[g1]] made [[g2]]" in str(english(found.question.stem))
    assert earns(found, BlanksResponse(blanks={"g1": "c1", "g2": "c2"})) == 3
    assert earns(found, BlanksResponse(blanks={"g2": "c2"})) == 2


def sets(left: str, right: str) -> str:
    both_sets = "".join(
        "<simpleMatchSet>"
        + "".join(
            f'<simpleAssociableChoice identifier="{n}" matchMax="1">{n}</simpleAssociableChoice>' for n in names.split()
        )
        + "</simpleMatchSet>"
        for names in (left, right)
    )
    return f'<matchInteraction responseIdentifier="RESPONSE" maxAssociations="0">{both_sets}</matchInteraction>'


def test_pairs_that_add_up_and_pairs_that_count_all_together() -> None:
    worth = (
        '<mapping defaultValue="0"><mapEntry mapKey="C R" mappedValue="1"/>'
        '<mapEntry mapKey="D M" mappedValue="1"/></mapping>'
    )
    declaration = declared("directedPair", "multiple", "C R", "D M", more=worth)
    adding = both(item(declaration, sets("C D L", "R M T"), MAP_RESPONSE))
    assert isinstance(adding.key, MatchingKey)
    assert adding.key.pairs == {"p1": "c1", "p2": "c2", "p3": None}
    assert earns(adding, PairsResponse(pairs={"p1": "c1", "p2": "c3"})) == 1
    whole = both(item(declaration, sets("C D L", "R M T"), MATCH_CORRECT))
    assert earns(whole, PairsResponse(pairs={"p1": "c1", "p2": "c2"})) == 1
    assert earns(whole, PairsResponse(pairs={"p1": "c1"})) == 0


def test_things_in_order() -> None:
    body = choices("A", "B", "C").replace("choiceInteraction", "orderInteraction")
    found = both(item(declared("identifier", "ordered", "C", "A", "B"), body, MATCH_CORRECT))
    assert isinstance(found.key, OrderingKey)
    assert earns(found, OrderResponse(order=("c3", "c1", "c2"))) == 1
    assert earns(found, OrderResponse(order=("c1", "c2", "c3"))) == 0


def test_places_that_are_drawn() -> None:
    body = (
        f'<hotspotInteraction responseIdentifier="RESPONSE" maxChoices="1">{PICTURE}'
        '<hotspotChoice identifier="A" shape="circle" coords="77,115,8"/>'
        '<hotspotChoice identifier="B" shape="rect" coords="118,184,130,190"/>'
        "</hotspotInteraction>"
    )
    found = both(item(declared("identifier", "single", "A"), body, MATCH_CORRECT))
    assert isinstance(found.key, HotspotKey)
    assert found.question.picture is not None
    assert (found.question.picture.width, found.question.picture.height, len(found.question.regions)) == (206, 280, 2)
    at = [PlacesResponse(places=(Place(x=Decimal(x), y=Decimal(y)),)) for x, y in ((77, 120), (120, 186), (0, 0))]
    assert [earns(found, place) for place in at] == [1, 0, 0]


def test_places_that_are_hidden() -> None:
    areas = (
        '<areaMapping defaultValue="0"><areaMapEntry shape="circle" coords="102,113,16" mappedValue="1"/></areaMapping>'
    )
    body = f'<selectPointInteraction responseIdentifier="RESPONSE" maxChoices="1">{PICTURE}</selectPointInteraction>'
    found = both(item(declared("point", "single", "102 113", more=areas), body, MAP_POINT))
    assert isinstance(found.key, HotspotKey)
    assert found.question.regions == ()
    assert earns(found, PlacesResponse(places=(Place(x=Decimal(102), y=Decimal(129)),))) == 1


def test_texts_files_sounds_and_films_for_people_to_grade() -> None:
    essay = (
        '<rubricBlock view="scorer"><p>Be kind.</p></rubricBlock><extendedTextInteraction '
        'responseIdentifier="RESPONSE"><prompt>Why?</prompt></extendedTextInteraction>'
    )
    found = both(item(declared("string", "single"), essay))
    assert isinstance(found.key, EssayKey)
    assert english(found.key.guidance) == "<p>Be kind.</p>"
    for kind, expected in (
        ("audio/mpeg", QuestionKind.AUDIO),
        ("video/mp4", QuestionKind.VIDEO),
        ("application/pdf", QuestionKind.FILE_UPLOAD),
    ):
        upload = both(
            item(declared("file", "single"), f'<uploadInteraction responseIdentifier="RESPONSE" type="{kind}"/>')
        )
        assert upload.question.kind is expected


def test_feedback_by_choice_and_for_everyone() -> None:
    outcomes = '<outcomeDeclaration identifier="FEEDBACK" cardinality="single" baseType="identifier"/>'
    rules = MATCH_CORRECT.replace(
        f' template="{TEMPLATES}/match_correct"/>',
        "><responseCondition><responseIf><match><variable "
        "identifier='RESPONSE'/><correct identifier='RESPONSE'/></match>"
        "<setOutcomeValue identifier='SCORE'><baseValue baseType='float'>1"
        "</baseValue></setOutcomeValue></responseIf></responseCondition>"
        "<setOutcomeValue identifier='FEEDBACK'><variable "
        "identifier='RESPONSE'/></setOutcomeValue></responseProcessing>",
    )
    told = "".join(
        f'<modalFeedback outcomeIdentifier="FEEDBACK" identifier="{name}" '
        f'showHide="{show}"><p>{name} {show}</p></modalFeedback>'
        for name, show in (("A", "show"), ("B", "show"), ("never", "hide"))
    )
    text = item(declared("identifier", "single", "A") + outcomes, choices("A", "B", "C"), rules + told)
    (found,) = read(text).questions
    assert isinstance(found.key, ChoiceKey)
    assert {id: english(text) for id, text in found.key.feedback.items()} == {
        "c1": "<p>A show</p>",
        "c2": "<p>B show</p>",
    }
    assert english(found.key.general_feedback) == "<p>never hide</p>"
    assert len(grade(Decimal(1), found.key, ChoiceResponse(choice="c1")).feedback) == 1
