"""Items of QTI 1.2, by the specification and as Canvas and Respondus write them."""

from decimal import Decimal
from typing import Any

import pytest

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
    EssayKey,
    HotspotKey,
    MatchingKey,
    NoKey,
    NumericKey,
    Place,
    QuestionKind,
    ShortAnswerKey,
    SubmissionKey,
    TrueFalseKey,
)
from tests.unit.interop.gifts import english
from tests.unit.interop.qtis import earns, read


def item(presentation: str, processing: str = "", more: str = "", **metadata: str) -> str:
    fields = "".join(
        f"<qtimetadatafield><fieldlabel>{label}</fieldlabel><fieldentry>{entry}</fieldentry></qtimetadatafield>"
        for label, entry in metadata.items()
    )
    return (
        '<questestinterop xmlns="http://www.imsglobal.org/xsd/ims_qtiasiv1p2"><item ident="i" title="T">'
        f"<itemmetadata><qtimetadata>{fields}</qtimetadata></itemmetadata><presentation>"
        f"<material><mattext>Stem</mattext></material>{presentation}</presentation>"
        "<resprocessing><outcomes><decvar varname='SCORE' minvalue='0'/>"
        f"</outcomes>{processing}</resprocessing>{more}</item></questestinterop>"
    )


def labels(*names: str) -> str:
    inside = "".join(
        f'<response_label ident="{name}"><material><mattext>Text {name}</mattext></material></response_label>'
        for name in names
    )
    return f"<render_choice>{inside}</render_choice>"


def lid(*names: str, ident: str = "R", cardinality: str = "Single", text: str = "") -> str:
    material = f"<material><mattext>{text}</mattext></material>" if text else ""
    return f'<response_lid ident="{ident}" rcardinality="{cardinality}">{material}{labels(*names)}</response_lid>'


def rule(test: str, points: str, action: str = "Set", attributes: str = "", told: str = "") -> str:
    feedback = f'<displayfeedback linkrefid="{told}"/>' if told else ""
    return (
        f"<respcondition {attributes}><conditionvar>{test}</conditionvar>"
        f'<setvar varname="SCORE" action="{action}">{points}</setvar>{feedback}</respcondition>'
    )


def equal(value: str, ident: str = "R", attributes: str = "") -> str:
    return f'<varequal respident="{ident}" {attributes}>{value}</varequal>'


FIB = '<response_str ident="R"><render_fib><response_label ident="a"/></render_fib></response_str>'


def only(text: str) -> Any:
    (found,) = read(text).questions
    return found


def test_one_choice_with_points_for_each() -> None:
    found = only(item(lid("A", "B", "C"), rule(equal("A"), "10") + rule(equal("B"), "5"), points_possible="4"))
    assert [earns(found, ChoiceResponse(choice=id)) for id in ("c1", "c2", "c3")] == [4, 2, 0]
    assert english(found.question.stem) == "Stem"


def test_several_choices_that_add_up_and_that_count_together() -> None:
    several = lid("A", "B", "C", cardinality="Multiple")
    adding = "".join(rule(equal(name), worth, "Add") for name, worth in (("A", "50"), ("B", "50"), ("C", "-25")))
    found = only(item(several, adding))
    for chosen, points in ((("c1", "c2"), 1), (("c1",), "0.5"), (("c1", "c3"), "0.25"), (("c3",), 0)):
        assert earns(found, ChoicesResponse(choices=chosen)) == Decimal(points)
    whole = f"<and>{equal('A')}{equal('B')}<not>{equal('C')}</not></and>"
    found = only(item(several, rule(whole, "100")))
    assert [
        earns(found, ChoicesResponse(choices=chosen)) for chosen in (("c1", "c2"), ("c1",), ("c1", "c2", "c3"))
    ] == [1, 0, 0]


def test_the_first_condition_that_holds_ends_it_unless_it_goes_on() -> None:
    rules = rule(equal("A"), "1", attributes='continue="No"') + rule("<other/>", "0")
    assert earns(only(item(lid("A", "B"), rules)), ChoiceResponse(choice="c1")) == 1
    with pytest.raises(ValueError, match="not enough values"):
        (_,) = [
            q
            for q in read(item(lid("A", "B"), rules.replace('"No"', '"Yes"'))).questions
            if not isinstance(q.key, NoKey)
        ]


def test_true_and_false() -> None:
    names = lid("t", "f").replace("Text t", "True").replace("Text f", "False")
    found = only(item(names, rule(equal("f"), "100"), question_type="true_false_question"))
    assert isinstance(found.key, TrueFalseKey)
    assert found.key.answer is False


@pytest.mark.parametrize(
    ("attributes", "typed", "points"), [("", "PARIS", 1), ('case="Yes"', "PARIS", 0), ('case="Yes"', "Paris", 1)]
)
def test_words_mind_the_case_only_where_they_say_so(attributes: str, typed: str, points: int) -> None:
    """Source: QTI 1.2, varequal: `case` is "No" where it is not written."""
    found = only(item(FIB, rule(equal("Paris", attributes=attributes), "100")))
    assert isinstance(found.key, ShortAnswerKey)
    assert earns(found, TextResponse(text=typed)) == points


def test_numbers_in_ranges() -> None:
    between = (
        '<or><varequal respident="R">77</varequal><and><vargt '
        'respident="R">70</vargt><varlte respident="R">84</varlte></and></or>'
    )
    found = only(item(FIB.replace("<render_fib>", '<render_fib fibtype="Decimal">'), rule(between, "100")))
    assert isinstance(found.key, NumericKey)
    assert [earns(found, NumberResponse(number=n)) for n in ("77", "70", "70.01", "84", "84.1")] == [1, 0, 1, 1, 0]


def test_pairs_drop_downs_and_gaps() -> None:
    two = lid("x", "y", ident="R1", text="one") + lid("x", "y", ident="R2", text="two")
    rules = rule(equal("x", "R1"), "50", "Add") + rule(equal("y", "R2"), "50", "Add")
    pairs = only(item(two, rules, question_type="matching_question"))
    assert isinstance(pairs.key, MatchingKey)
    assert earns(pairs, PairsResponse(pairs={"p1": "t1", "p2": "t1"})) == Decimal("0.5")
    named = item(two, rules, question_type="multiple_dropdowns_question").replace(">Stem<", ">A [one], b [two].<")
    gaps = only(named)
    assert english(gaps.question.stem) == "A [[g1]], b [[g2]]."
    assert earns(gaps, BlanksResponse(blanks={"g1": "c1", "g2": "c2"})) == 1
    typed = only(named.replace("multiple_dropdowns", "fill_in_multiple_blanks"))
    assert earns(typed, BlanksResponse(blanks={"g1": "text x", "g2": "Text x"})) == 1  # Canvas takes all that it lists


def test_categories_and_orders() -> None:
    two = lid("a", "b", "c", ident="R1", text="A", cardinality="Multiple") + lid(
        "a", "b", "c", ident="R2", text="B", cardinality="Multiple"
    )
    found = only(
        item(
            two,
            rule(equal("a", "R1"), "50", "Add") + rule(equal("b", "R2"), "50", "Add"),
            question_type="categorization_question",
        )
    )
    assert found.key.pairs == {"p1": "t1", "p2": "t2", "p3": None}
    ordered = only(item(lid("a", "b", "c", cardinality="Ordered"), rule(equal("b") + equal("c") + equal("a"), "5")))
    assert earns(ordered, OrderResponse(order=("c2", "c3", "c1"))) == 5
    assert earns(ordered, OrderResponse(order=("c1", "c2", "c3"))) == 0


def hotspot(area: str, coords: str, size: str = "") -> str:
    return (
        f'<response_xy ident="R"><render_hotspot><material><matimage uri="a.png" {size}/></material>'
        f'<response_label ident="A" rarea="{area}">{coords}</response_label></render_hotspot></response_xy>'
    )


@pytest.mark.parametrize(
    ("area", "coords", "size", "inside", "outside"),
    [
        ("Rectangle", "10,20,30,40", 'width="100" height="100"', (40, 60), (41, 60)),  # corner, width, height
        ("Ellipse", "50,50,20,10", 'width="100" height="100"', (60, 50), (61, 50)),  # centre, width, height
        ("Bounded", "0,0,10,0,0,10", 'width="100" height="100"', (5, 5), (6, 6)),
        (
            "rectangle",
            "0.1,0.2,0.3,0.4",
            "",
            ("0.3", "0.4"),
            ("0.31", "0.4"),
        ),  # Canvas: parts of the picture, two corners
    ],
)
def test_places_in_a_picture(area: str, coords: str, size: str, inside: Any, outside: Any) -> None:
    found = only(item(hotspot(area, coords, size)))
    assert isinstance(found.key, HotspotKey)
    at = [PlacesResponse(places=(Place(x=Decimal(x), y=Decimal(y)),)) for x, y in (inside, outside)]
    assert [earns(found, place) for place in at] == [1, 0]


def test_feedback_hints_and_solutions() -> None:
    told = "".join(
        f'<itemfeedback ident="{name}"><flow_mat><material><mattext>Told '
        f"{name}</mattext></material></flow_mat></itemfeedback>"
        for name in ("fa", "fb", "all", "lost")
    )
    told += (
        '<itemfeedback ident="more"><hint><hintmaterial><material>'
        "<mattext>Think</mattext></material></hintmaterial></hint></itemfeedback>"
    )
    general = (
        '<respcondition continue="Yes"><conditionvar><other/>'
        '</conditionvar><displayfeedback linkrefid="all"/></respcondition>'
    )
    rules = general + rule(equal("A"), "1", told="fa") + rule(equal("B"), "0", told="fb")
    source = read(item(lid("A", "B"), rules, told))
    (found,) = source.questions
    key: Any = found.key
    assert {id: english(text) for id, text in key.feedback.items()} == {"c1": "<p>Told fa</p>", "c2": "<p>Told fb</p>"}
    assert english(key.general_feedback) == "<p>Told all</p>"
    assert [english(hint) for hint in found.question.hints] == ["Think"]
    report = {line.element: line for line in source.report}
    assert report["q.xml#itemfeedback[4]"].why == "no answer leads to it"


def test_texts_and_files_for_people_to_grade() -> None:
    assert isinstance(only(item(FIB, question_type="essay_question")).key, EssayKey)
    assert isinstance(only(item(FIB)).key, EssayKey)
    assert isinstance(only(item("", question_type="file_upload_question")).key, SubmissionKey)
    text = only(item("", question_type="text_only_question"))
    assert (text.question.kind, text.question.informational) == (QuestionKind.UNSUPPORTED, True)


@pytest.mark.parametrize(
    ("presentation", "rules", "metadata", "reason"),
    [
        (FIB, "", {"question_type": "calculated_question"}, "formulas"),
        ("<response_grp ident='R'/>", "", {}, "connected answers"),
        (lid("A"), "", {}, "no answer earns anything"),
        (lid("A", "B"), rule("<durequal>5</durequal>", "1"), {}, "durequal is not computed"),
        (lid("A", "B"), rule(equal("A"), "many"), {}, "no number"),
        (lid("A", "B", cardinality="Ordered"), rule(equal("A"), "1"), {}, "which order is right"),
        (hotspot("Rectangle", "10,20", 'width="9" height="9"'), "", {}, "is no shape"),
        (hotspot("Rectangle", "10,20,30,40"), "", {}, "how large its picture is"),
        (hotspot("Ellipse", "0.1,0.2,0.3,0.4"), "", {}, "how large its ellipse is"),
    ],
)
def test_what_has_no_place_is_kept_and_its_reason_told(
    presentation: str, rules: str, metadata: dict[str, str], reason: str
) -> None:
    source = read(item(presentation, rules, **metadata))
    (found,) = source.questions
    assert isinstance(found.key, NoKey)
    assert reason in found.key.reason
    (line,) = [line for line in source.report if line.element == "q.xml#item"]
    assert reason in str(line.why)
