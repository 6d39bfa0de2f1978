"""The outline of an OLX course: whatever way it is written, every block has one place and one report line."""

import pytest

from lyceum.content.kinds import LessonKind
from lyceum.content.outline import HtmlBlock, UnknownBlock, VideoBlock
from lyceum.interop.parse import ParsedSource, parse_olx
from tests.unit.interop.courses import blocks, course, document, in_unit, line, outcome, why

CHOICES = "<choicegroup><choice correct='true'>a</choice><choice>b</choice></choicegroup>"
TRUE_FALSE = f"<multiplechoiceresponse>{CHOICES}</multiplechoiceresponse>"


def titles(parsed: ParsedSource) -> list[tuple[str, list[tuple[str, list[str]]]]]:
    """Chapters, their lessons, and the units of those, by their English titles."""
    return [
        (
            chapter.title.in_language(),
            [
                (lesson.title.in_language(), [unit.title.in_language() for unit in lesson.units])
                for lesson in chapter.lessons
            ],
        )
        for chapter in document(parsed).chapters
    ]


SPREAD = course(
    "",
    **{
        "course.xml": '<course url_name="2026" org="Org" course="C1"/>',
        "course/2026.xml": '<course display_name="C"><chapter url_name="week:1"/></course>',
        "chapter/week/1.xml": '<chapter display_name="Ch"><sequential url_name="s"/></chapter>',
        "sequential/s.xml": '<sequential display_name="Se"><vertical url_name="v"/></sequential>',
        "vertical/v.xml": '<vertical display_name="Un"><html url_name="h"/><video url_name="x"/></vertical>',
        "html/h.xml": '<html display_name="Page" filename="h-file"/>',
        "html/h-file.html": "<p>Hello</p>",
        "video/x.xml": '<video youtube="1.00:abcdefghijk"/>',
    },
)


def test_pointers_lead_through_the_files() -> None:
    parsed = parse_olx(SPREAD)
    assert titles(parsed) == [("Ch", [("Se", ["Un"])])]
    assert document(parsed).source == "Org/C1/2026"
    page, video = blocks(parsed)
    assert isinstance(page, HtmlBlock)
    assert page.html.in_language() == "<p>Hello</p>"
    assert isinstance(video, VideoBlock)
    assert video.sources == ("youtube:abcdefghijk",)
    assert {line.outcome.value for line in parsed.report} == {"taken"}


def test_one_folder_around_everything_is_no_part_of_the_course() -> None:
    wrapped = {f"my course/{path}": content for path, content in SPREAD.items()} | {"__MACOSX/._my course": b"\x00"}
    parsed = parse_olx(wrapped)
    assert document(parsed) == document(parse_olx(SPREAD))
    assert outcome(parsed, "__MACOSX/._my course") == "refused"


def test_the_same_course_again_is_the_same_document() -> None:
    assert parse_olx(SPREAD) == parse_olx(dict(reversed(SPREAD.items())))


def test_an_older_course_keeps_its_root_under_roots() -> None:
    older = {
        path.replace("course.xml", "roots/2026.xml") if path == "course.xml" else path: text
        for path, text in SPREAD.items()
    }
    assert titles(parse_olx(older)) == [("Ch", [("Se", ["Un"])])]


def test_a_course_of_2012_names_its_files_and_its_blocks_otherwise() -> None:
    parsed = parse_olx(
        {
            "course.xml": b'<course filename="6.002" slug="6.002" name="Circuits" org="edx" course="full"/>',
            "course/6.002.xml": b'<sequential><chapter filename="Overview" slug="O" name="Overview"/></sequential>',
            "chapter/Overview.xml": b"<sequential><sequential filename='Seq' slug='Seq' name='Usage'/>"
            b'<vertical filename="gone" slug="gone"/></sequential>',
            "sequential/Seq.xml": b'<sequential><html slug="h" filename="h_19" name="Text"/></sequential>',
            "html/h_19.xml": b"<html><p>Hi</p></html>",
        }
    )
    assert titles(parsed) == [("Overview", [("Usage", ["Text"])])]
    assert document(parsed).title.in_language() == "Circuits"
    assert document(parsed).source == "edx/full/6.002"
    assert why(parsed, "chapter/Overview.xml#vertical") == "vertical/gone.xml is missing"


def test_a_course_in_one_file() -> None:
    parsed = parse_olx(
        course(
            '<chapter display_name="Ch"><sequential display_name="Se"><vertical display_name="Un">'
            f"<html><p>Hi</p></html><problem>{TRUE_FALSE}</problem></vertical></sequential></chapter>"
        )
    )
    assert titles(parsed) == [("Ch", [("Se", ["Un"])])]
    assert [block.kind for block in blocks(parsed)] == ["html", "questions"]


def test_levels_that_a_course_leaves_out_are_implied() -> None:
    parsed = parse_olx(
        course(
            '<chapter display_name="Ch"><html display_name="A">a</html><videosequence display_name="Vs">'
            '<video youtube="1.00:abcdefghijk" display_name="B"/></videosequence>'
            '<vertical display_name="Un"><html>c</html></vertical></chapter>'
            '<sequential display_name="Loose"><html display_name="D">d</html></sequential>'
        )
    )
    assert titles(parsed) == [
        ("Ch", [("Ch", ["A"]), ("Vs", ["B"]), ("Ch", ["Un"])]),
        ("Course", [("Loose", ["D"])]),
    ]
    assert {line.outcome.value for line in parsed.report} == {"taken"}


def test_titles_in_thai_stand_beside_the_others() -> None:
    parsed = parse_olx(
        course(
            '<chapter display_name="One" display_name_th="หนึ่ง"><sequential><html>'
            '<p lang="en">Hi</p><p lang="th">สวัสดี</p></html></sequential></chapter>',
            'display_name="C" display_name_th="ว" language="en"',
        )
    )
    assert document(parsed).title.root == {"en": "C", "th": "ว"}
    assert document(parsed).chapters[0].title.root == {"en": "One", "th": "หนึ่ง"}
    (page,) = blocks(parsed)
    assert isinstance(page, HtmlBlock)
    assert page.html.root == {"en": '<p lang="en">Hi</p>', "th": '<p lang="th">สวัสดี</p>'}


def test_a_course_in_thai_has_thai_texts() -> None:
    parsed = parse_olx(course("<chapter><html>ก</html></chapter>", 'display_name="ว" language="th"'))
    assert document(parsed).language == "th"
    assert document(parsed).title.root == {"th": "ว"}


@pytest.mark.parametrize(
    ("inside", "element", "reason"),
    [
        ('<chapter url_name="gone"/>', "course.xml#chapter", "chapter/gone.xml is missing"),
        ('<chapter url_name="broken"/>', "course.xml#chapter", "not well-formed"),
        ("<chapter display_name='Empty'/>", "course.xml#chapter", "no lesson"),
        ('<wiki slug="w"/>', "course.xml#wiki", "no course wiki"),
        ('<textbook title="T" book_url="b"/>', "course.xml#textbook", "textbooks"),
        ('<chapter><html filename="gone"/></chapter>', "course.xml#html", "html/gone.html is missing"),
        (
            '<chapter><html>x</html><html visible_to_staff_only="true">key</html></chapter>',
            "course.xml#html[2]",
            "staff only",
        ),
        ("<chapter><problem/></chapter>", "course.xml#problem", "empty"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_the_reason(inside: str, element: str, reason: str) -> None:
    parsed = parse_olx(course(inside, **{"chapter/broken.xml": "<chapter><sequential></chapter>"}))
    assert outcome(parsed, element) == "refused"
    assert reason in why(parsed, element)


def test_what_staff_alone_may_see_is_refused_with_everything_in_it() -> None:
    parsed = parse_olx(
        course(
            '<chapter><sequential visible_to_staff_only="true"><vertical>'
            f"<problem>{TRUE_FALSE}</problem></vertical></sequential><html>x</html></chapter>"
        )
    )
    names = ("sequential", "vertical", "problem", "multiplechoiceresponse", "choicegroup")
    assert {outcome(parsed, f"course.xml#{tag}") for tag in names} == {"refused"}
    assert document(parsed).assessments == ()


def test_a_definition_has_one_place() -> None:
    parsed = parse_olx(
        course(
            '<chapter url_name="a"/><chapter url_name="a"/>',
            **{"chapter/a.xml": "<chapter><html>x</html></chapter>"},
        )
    )
    assert len(document(parsed).chapters) == 1
    assert "used already" in why(parsed, "course.xml#chapter[2]")


def test_a_block_that_contains_itself_is_refused() -> None:
    parsed = parse_olx(
        course(
            '<chapter><sequential url_name="s"/></chapter>',
            **{
                "sequential/s.xml": '<sequential><vertical url_name="v"/></sequential>',
                "vertical/v.xml": '<vertical><html>x</html><sequential url_name="s"/></vertical>',
            },
        )
    )
    assert "contain itself" in why(parsed, "vertical/v.xml#sequential")
    assert [block.kind for block in blocks(parsed)] == ["html"]


def test_a_url_name_that_is_used_twice_gives_two_ids() -> None:
    parsed = parse_olx(in_unit('<html url_name="x">a</html>' + f'<problem url_name="x">{TRUE_FALSE}</problem>' * 2))
    (made,) = document(parsed).assessments
    assert len({question.question.id for question in made.questions}) == 2


def test_files_that_no_pointer_reaches_are_refused_with_every_block_in_them() -> None:
    parsed = parse_olx(
        course(
            "<chapter><html>x</html></chapter>",
            **{
                "vertical/orphan.xml": f'<vertical><problem>{TRUE_FALSE}</problem><html url_name="h"/></vertical>',
                "html/h.xml": '<html filename="h"/>',
                "html/h.html": "<p>lost</p>",
                "drafts/vertical/d.xml": '<vertical><html url_name="dh"/></vertical>',
                "drafts/html/dh.xml": "<html>draft</html>",
            },
        )
    )
    orphans = (
        "vertical/orphan.xml",
        "vertical/orphan.xml#vertical",
        "vertical/orphan.xml#multiplechoiceresponse",
        "html/h.xml#html",
    )
    assert {why(parsed, element) for element in orphans} == {"not reachable from course.xml"}
    assert outcome(parsed, "html/h.html") == "refused"
    drafts = ("drafts/vertical/d.xml", "drafts/vertical/d.xml#vertical", "drafts/html/dh.xml#html")
    assert {why(parsed, element) for element in drafts} == {"it is a draft that was never published"}


def test_an_unknown_block_is_kept_as_it_was_found_and_refused() -> None:
    parsed = parse_olx(in_unit('<google-calendar url_name="g" calendar_id="x"><inner a="b"/></google-calendar>'))
    (kept,) = blocks(parsed)
    assert isinstance(kept, UnknownBlock)
    assert kept.verbatim == '<google-calendar url_name="g" calendar_id="x"><inner a="b"/></google-calendar>'
    assert outcome(parsed, "course.xml#google-calendar") == "refused"
    assert line(parsed, "course.xml#google-calendar").target is not None


def test_a_long_unknown_block_is_cut_and_that_is_said() -> None:
    parsed = parse_olx(in_unit(f"<poll>{'x' * 30_000}</poll>"))
    (kept,) = blocks(parsed)
    assert isinstance(kept, UnknownBlock)
    assert len(kept.verbatim) == 20_000
    assert "only the first 20000" in why(parsed, "course.xml#poll")


@pytest.mark.parametrize(
    "tag",
    [
        "lti_consumer",
        "lti",
        "poll",
        "poll_question",
        "word_cloud",
        "annotatable",
        "discussion",
        "customtag",
        "done",
        "survey",
    ],
)
def test_blocks_of_open_edx_that_have_no_counterpart_are_kept(tag: str) -> None:
    parsed = parse_olx(in_unit(f'<{tag} url_name="x" a="b"/>'))
    assert [block.kind for block in blocks(parsed)] == ["unknown"]
    assert outcome(parsed, f"course.xml#{tag}") == "refused"


@pytest.mark.parametrize(
    "tag", ["library_content", "randomize", "conditional", "problemset", "wrapper", "vertical", "itembank"]
)
def test_blocks_inside_containers_stand_in_the_unit_around_them(tag: str) -> None:
    parsed = parse_olx(in_unit(f"<{tag}><html>a</html><problem>{TRUE_FALSE}</problem></{tag}>"))
    assert [block.kind for block in blocks(parsed)] == ["html", "questions"]
    element = f"course.xml#{tag}" if tag != "vertical" else "course.xml#vertical[2]"
    assert outcome(parsed, element) == "changed"


def test_of_an_experiment_the_first_arm_is_shown() -> None:
    parsed = parse_olx(
        in_unit("<split_test><vertical><html>A</html></vertical><vertical><html>B</html></vertical></split_test>")
    )
    (only,) = blocks(parsed)
    assert isinstance(only, HtmlBlock)
    assert only.html.in_language() == "A"
    assert "another arm" in why(parsed, "course.xml#html[2]")


def test_a_lesson_is_of_the_kind_that_it_mostly_is() -> None:
    parsed = parse_olx(
        course(
            "<chapter><sequential><html>x</html></sequential><sequential><video youtube='abcdefghijk'/></sequential>"
            f"<sequential><problem>{TRUE_FALSE}</problem></sequential><sequential/></chapter>"
        )
    )
    lessons = document(parsed).chapters[0].lessons
    assert [lesson.kind for lesson in lessons[:3]] == [LessonKind.TEXT, LessonKind.VIDEO, LessonKind.QUIZ]
    assert [lesson.required for lesson in lessons] == [True, True, True, False]
    assert outcome(parsed, "course.xml#sequential[4]") == "changed"
