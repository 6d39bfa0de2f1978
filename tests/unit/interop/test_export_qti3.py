"""Export to QTI 3.0: what is read back is what the package says, and what that lacks of the original is listed."""

import io
import zipfile
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from lyceum.content.questions import (
    AcceptedNumber,
    AcceptedRange,
    AcceptedText,
    AuthoredQuestion,
    Blank,
    BlankKey,
    Choice,
    ChoiceKey,
    Ellipse,
    EssayKey,
    FileRules,
    FillBlankKey,
    HotspotArea,
    HotspotKey,
    Key,
    MatchingKey,
    Media,
    MediaKind,
    NumericKey,
    OrderingKey,
    Picture,
    Place,
    Polygon,
    Question,
    QuestionKind,
    Rectangle,
    ResponseKey,
    RichText,
    ShortAnswerKey,
    SubmissionKey,
    TextFormat,
    TrueFalseKey,
)  # fmt: skip
from lyceum.content.report import Outcome
from lyceum.interop.archive import read_archive
from lyceum.interop.export.losses import Exported
from lyceum.interop.export.qti3 import write_qti3
from lyceum.interop.parse import parse_gift, parse_moodle, parse_qti
from lyceum.kernel.text import LocalizedText
from tests.unit.assessment.samples import one_of_each, one_of_each_later
from tests.unit.interop.inputs import files, folder
from tests.unit.interop.normal import differences, normal
from tests.unit.interop.test_export_gift import plain_differences


def read_back(exported: Exported) -> Sequence[AuthoredQuestion]:
    return parse_qti(read_archive(exported.content)).questions if exported.said else ()


def check(originals: Sequence[AuthoredQuestion]) -> Exported:
    """The round trip, field by field, against what the report says."""
    exported = write_qti3(originals)
    again = read_back(exported)
    assert len(again) == len(exported.said)
    for said, read in zip(exported.said, again, strict=True):
        assert differences(normal(said), normal(read)) == set(), (said, read)
    by_id = {original.question.id: original for original in originals}
    for said in exported.said:
        listed = exported.losses[said.question.id]
        for path in plain_differences(by_id[said.question.id], said):
            assert any(path.startswith(loss) for loss in listed), (path, listed)
    told = {line.element: line for line in exported.report}
    for id, found in exported.losses.items():
        assert (told[id].outcome is Outcome.CHANGED) == bool(found)
    assert len(exported.report) == len(originals)
    return exported


@pytest.mark.parametrize("family", ["gift", "moodle-xml", "qti12", "qti2-3"])
def test_every_real_question_comes_back_as_the_report_says(family: str) -> None:
    parse = {"gift": parse_gift, "moodle-xml": parse_moodle}.get(family, parse_qti)
    exported = check(parse(files(folder(family))).questions)
    assert len(exported.said) > 10


def test_every_kind_is_said_or_refused_with_the_reason() -> None:
    exported = check((*one_of_each(), *one_of_each_later()))
    refused = {line.kind: line.why for line in exported.report if line.outcome is Outcome.REFUSED}
    assert refused.keys() == {QuestionKind.UNSUPPORTED, QuestionKind.NUMERIC}
    assert "overlap" in str(refused[QuestionKind.NUMERIC])


D = Decimal
HTML = TextFormat.HTML


def told(text: str) -> RichText:
    return RichText.of(f"<p>{text}</p>", HTML)


def whole(id: str, key: Key, **parts: Any) -> AuthoredQuestion:
    """A question that QTI can say whole: HTML in one language."""
    named: dict[str, Any] = {name: choices_of(parts.pop(name)) for name in ("choices", "prompts") if name in parts}
    question = Question(id=id, kind=key.kind, stem=parts.pop("stem", told("Stem")), points=D(3), **named, **parts)
    return AuthoredQuestion(question=question, key=key)


def choices_of(names: str) -> tuple[Choice, ...]:
    return tuple(Choice(id=name, text=RichText.of(f"<b>{name}</b> &amp; more", HTML)) for name in names.split())


RIGHT_WRONG: dict[str, Any] = {
    "general_feedback": told("All"),
    "feedback_right": told("Right"),
    "feedback_wrong": told("Wrong"),
}
MAP = Picture(source="https://maps.example/a.png", width=D(400), height=D(300))
BOXES = tuple(Rectangle(left=D(x), top=D(0), right=D(x + 10), bottom=D(10)) for x in (0, 20, 40))
ROUND = Ellipse(x=D(50), y=D(50), half_width=D(10), half_height=D(5))
CORNERS = Polygon(corners=tuple(Place(x=D(x), y=D(y)) for x, y in ((70, 70), (90, 70), (70, 90))))
GAPS = {
    "a": BlankKey(
        answer=ShortAnswerKey(accepted=(AcceptedText(text="red"), AcceptedText(text="pink", share=D("0.5"))))
    ),
    "b": BlankKey(answer=NumericKey(accepted=(AcceptedNumber(value=D(12), tolerance=D(1)),)), weight=D(2)),
    "c": BlankKey(answer=ChoiceKey(shares={"x": D(1), "y": D(0)})),
}
FULL_GAPS = GAPS | {"a": BlankKey(answer=ShortAnswerKey(accepted=(AcceptedText(text="red"),))), "b": GAPS["c"]}
SAID_WHOLE = [
    whole("one", ChoiceKey(shares={"a": D(1), "b": D("0.25"), "c": D(0)}, feedback={"b": told("Nearly")}, **RIGHT_WRONG,
                           feedback_partly=told("Partly")), choices="a b c"),
    whole("costly", ChoiceKey(shares={"a": D(1), "b": D("-0.5")}), choices="a b", floor=D("-0.5")),
    whole("inline", ChoiceKey(shares={"a": D(1), "b": D(0)}), choices="a b", embedded=True, stem=told("x _____ y")),
    whole("several", ResponseKey(scoring="partial", shares={"a": D("0.5"), "b": D("0.5"), "c": D("-0.5"), "d": D(0)},
                                 feedback={"a": told("A"), "c": told("C")}, **RIGHT_WRONG), choices="a b c d"),
    whole("exact", ResponseKey(scoring="exact", shares={"a": D("0.5"), "b": D("0.5"), "c": D(0)}, **RIGHT_WRONG),
          choices="a b c"),
    whole("truth", TrueFalseKey(answer=False, **RIGHT_WRONG)),
    whole("text", ShortAnswerKey(accepted=(AcceptedText(text="York"), AcceptedText(text="Leeds", share=D("0.5"))),
                                 case_sensitive=True, **RIGHT_WRONG)),
    whole("inside", ShortAnswerKey(accepted=(AcceptedText(text="York"),)), embedded=True, stem=told("In _____.")),
    whole("number", NumericKey(accepted=(AcceptedNumber(value=D("-3.5"), tolerance=D("0.05"), relative=True,
                                                        share=D("0.5")),
                                         AcceptedNumber(value=D("2.5"), tolerance=D("0.1")), AcceptedNumber(value=D(7)),
                                         AcceptedRange(low=D(8), high=D(9), low_open=True), ), **RIGHT_WRONG)),
    whole("pairs", MatchingKey(pairs={"p": "a", "q": "b", "r": None}, **RIGHT_WRONG), choices="a b c", prompts="p q r"),
    whole("all_pairs", MatchingKey(pairs={"p": "a", "q": "a"}, scoring="exact"), choices="a b", prompts="p q"),
    *(whole(scoring, OrderingKey.model_validate({"order": ("c", "a", "b", "d"), "scoring": scoring, **RIGHT_WRONG}),
            choices="a b c d") for scoring in ("exact", "position", "adjacent")),
    whole("gaps", FillBlankKey(blanks=GAPS, **RIGHT_WRONG), stem=told("[[a]], [[b]] and [[c]]"), blanks=(
        Blank(id="a"), Blank(id="b", form="number"), Blank(id="c", form="choice", choices=choices_of("x y")))),
    whole("all_gaps", FillBlankKey(blanks=FULL_GAPS, scoring="exact"), stem=told("[[a]], [[b]] and [[c]]"), blanks=(
        Blank(id="a"), Blank(id="b", form="choice", choices=choices_of("x y")),
        Blank(id="c", form="choice", choices=choices_of("x y")))),
    whole("drawn", HotspotKey(areas=tuple(HotspotArea(area=box, share=D(share)) for box, share in zip(
        BOXES, ("1", "0.5", "0"), strict=True))), picture=MAP, regions=BOXES),
    whole("drawn_all", HotspotKey(scoring="exact", areas=tuple(
        HotspotArea(area=box, share=D(share)) for box, share in zip(BOXES, "110", strict=True))),
        picture=MAP, regions=BOXES, most_places=3),
    whole("hidden", HotspotKey(outside=D("-0.25"), areas=(HotspotArea(area=ROUND, share=D("0.5")),
          HotspotArea(area=CORNERS, share=D("0.5")), HotspotArea(area=BOXES[0], share=D("-0.5")))), picture=MAP,
          most_places=2, floor=D(-1)),
    whole("essay", EssayKey(guidance=told("Be kind."), general_feedback=told("All"))),
    whole("file", SubmissionKey(kind=QuestionKind.FILE_UPLOAD),
          files=FileRules(media_types=("application/pdf", ".docx"))),
    whole("sound", SubmissionKey(kind=QuestionKind.AUDIO), files=FileRules(most=20, media_types=("audio/*",))),
    whole("film", SubmissionKey(kind=QuestionKind.VIDEO), files=FileRules(media_types=("video/mp4",))),
]  # fmt: skip


@pytest.mark.parametrize("question", SAID_WHOLE, ids=lambda each: each.question.id)
def test_what_qti_can_say_is_said_whole(question: AuthoredQuestion) -> None:
    exported = check([question])
    assert exported.losses == {question.question.id: {}}
    assert [line.outcome for line in exported.report] == [Outcome.TAKEN]


def test_a_package_is_well_formed_and_the_same_to_the_byte() -> None:
    questions = (*one_of_each(), *one_of_each_later())
    exported = write_qti3(questions)
    assert write_qti3(questions).content == exported.content
    with zipfile.ZipFile(io.BytesIO(exported.content)) as archive:
        names = archive.namelist()
        assert names[:2] == ["imsmanifest.xml", "test.xml"]
        assert len(names) == 2 + len(exported.said)
        for name in names:
            root = ET.fromstring(archive.read(name))
            if name.startswith("items/"):
                assert root.tag == "{http://www.imsglobal.org/xsd/imsqtiasi_v3p0}qti-assessment-item"


PICTURED = Media(kind=MediaKind.IMAGE, source="/static/q/map.png", alternative=LocalizedText.of('A "map" & more'))
SPOKEN = Media(kind=MediaKind.AUDIO, source="/static/q/said.mp3")
SHOT = Media(kind=MediaKind.VIDEO, source="https://films.example/a.mp4", alternative=LocalizedText.of("Waves"))


def test_what_is_shown_beside_texts_is_shown_in_them_and_comes_along() -> None:
    choices = tuple(Choice(id=id, text=told(id), media=(SPOKEN,)) for id in "ab")
    question = Question(
        id="shown", kind=QuestionKind.MULTIPLE_CHOICE, stem=told("Stem"), media=(PICTURED, SHOT), choices=choices
    )
    authored = AuthoredQuestion(question=question, key=ChoiceKey(shares={"a": D(1), "b": D(0)}))
    exported = check([authored])
    assert set(exported.losses["shown"]) >= {"question.media", "question.choices[0].media", "files"}

    files = {"q/map.png": b"a map", "q/said.mp3": b"a sound", "q/other.png": b"nobody shows it"}
    exported = write_qti3([authored], files=files)
    assert "files" not in exported.losses["shown"]
    package = read_archive(exported.content)
    assert {name for name in package if name.startswith("media/")} == {"media/q/map.png", "media/q/said.mp3"}
    assert package["imsmanifest.xml"].decode().count('href="media/q/said.mp3"') == 1
    parsed = parse_qti(package)
    assert sorted(parsed.assets.values()) == [b"a map", b"a sound"]
    text = parsed.questions[0].question.stem.text.best()[1]
    assert text.count("/static/q/") == 1
    assert "https://films.example/a.mp4" in text
    assert [line for line in parsed.report if line.outcome is Outcome.REFUSED] == []


def test_nothing_to_say_makes_a_package_all_the_same() -> None:
    exported = write_qti3([])
    assert exported.report == ()
    assert set(read_archive(exported.content)) == {"imsmanifest.xml", "test.xml"}
