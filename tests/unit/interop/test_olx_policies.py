"""Assessments of an OLX course, what its grading policy makes of them, and what policy.json overrides."""

import json
from datetime import UTC, datetime
from decimal import Decimal

from lyceum.content.kinds import AssessmentKind
from lyceum.content.outline import QuestionsBlock
from lyceum.interop.parse import parse_olx
from tests.unit.interop.courses import assessment, blocks, course, document, outcome, why

CHOICES = "<choicegroup><choice correct='true'>a</choice><choice>b</choice></choicegroup>"
TRUE_FALSE = f"<multiplechoiceresponse>{CHOICES}</multiplechoiceresponse>"


def test_all_problems_of_a_sequential_make_one_assessment_of_that_lesson() -> None:
    problem = f"<problem>{TRUE_FALSE}</problem>"
    parsed = parse_olx(
        course(
            f"<chapter><sequential><vertical>{problem}</vertical><vertical>{problem}</vertical></sequential></chapter>"
        )
    )
    made = assessment(parsed)
    lesson = document(parsed).chapters[0].lessons[0]
    shown = [block.questions for block in blocks(parsed) if isinstance(block, QuestionsBlock)]
    assert (made.lesson, lesson.assessment, made.chapter) == (lesson.id, made.id, document(parsed).chapters[0].id)
    assert [question for ids in shown for question in ids] == [question.question.id for question in made.questions]
    assert (made.weight, made.kind) == (0, AssessmentKind.QUIZ)


def test_a_timed_exam_with_a_due_date_and_attempts() -> None:
    parsed = parse_olx(
        course(
            "<chapter start='2026-02-01T00:00:00Z'><sequential is_time_limited='true' default_time_limit_minutes='45' "
            "due='2026-03-01T10:00:00Z'>"
            f"<problem max_attempts='2'>{TRUE_FALSE}</problem></sequential></chapter>"
        )
    )
    made = assessment(parsed)
    assert (made.kind, made.time_limit_minutes, made.max_attempts) == (AssessmentKind.EXAM, 45, 2)
    assert made.due_at == datetime(2026, 3, 1, 10, tzinfo=UTC)
    assert document(parsed).chapters[0].release_at == datetime(2026, 2, 1, tzinfo=UTC)


def test_different_attempts_are_not_limited_and_that_is_said() -> None:
    parsed = parse_olx(
        course(
            f"<chapter><sequential><problem max_attempts='2'>{TRUE_FALSE}</problem><problem>{TRUE_FALSE}</problem>"
            "</sequential></chapter>"
        )
    )
    assert assessment(parsed).max_attempts is None
    assert "attempts" in why(parsed, "course.xml#sequential")


GRADING = {
    "GRADER": [
        {"type": "Homework", "weight": 0.4, "drop_count": 1, "min_count": 2},
        {"type": "Exam", "weight": 0.6},
        {"type": "Unused", "weight": 0},
        {"weight": "much"},
    ],
    "GRADE_CUTOFFS": {"A": 0.9, "B": 0.55},
    "EXTRA": 1,
}


def test_the_grading_policy_gives_weights_and_the_pass_mark() -> None:
    graded = [("Homework", "true"), ("Homework", "true"), ("Exam", "true"), ("Exam", "false"), ("Other", "true")]
    sequentials = "".join(
        f"<sequential format='{format}' graded='{flag}'><problem>{TRUE_FALSE}</problem></sequential>"
        for format, flag in graded
    )
    parsed = parse_olx(
        course(f"<chapter>{sequentials}</chapter>", **{"policies/run/grading_policy.json": json.dumps(GRADING)})
    )
    made = document(parsed).assessments
    assert [one.weight for one in made] == [20, 20, 60, 0, 0]
    assert {one.pass_mark for one in made} == {Decimal(55)}
    assert document(parsed).pass_mark == Decimal(55)
    path = "policies/run/grading_policy.json"
    assert outcome(parsed, f"{path}#GRADER[1]") == "changed"
    assert outcome(parsed, f"{path}#GRADER[2]") == "taken"
    assert outcome(parsed, f"{path}#GRADER[4]") == "refused"
    assert "lowest of A, B" in why(parsed, f"{path}#GRADE_CUTOFFS")
    assert outcome(parsed, f"{path}#EXTRA") == "refused"
    assert "'Other'" in why(parsed, "course.xml#sequential[5]")


def test_questions_that_nothing_can_grade_count_for_nothing() -> None:
    parsed = parse_olx(
        course(
            "<chapter><sequential format='Exam' graded='true'><problem>"
            "<customresponse cfn='f'><textline/></customresponse></problem></sequential></chapter>",
            **{"policies/run/grading_policy.json": json.dumps(GRADING)},
        )
    )
    made = assessment(parsed)
    assert (made.weight, made.pass_mark) == (0, 0)
    assert "none of its questions can be graded" in why(parsed, "course.xml#sequential")


def test_policy_json_overrides_what_the_blocks_say() -> None:
    policy = {
        "course/run": {
            "display_name": "New name",
            "start": "2026-01-05T00:00:00Z",
            "tabs": [{"type": "wiki"}],
            "course_image": "a b.png",
        },
        "chapter/ch": {"display_name": "New chapter"},
        "chapter/gone": {"display_name": "x"},
        "odd": 1,
    }
    parsed = parse_olx(
        course(
            '<chapter url_name="ch" display_name="Old"><html>x</html></chapter>',
            **{"policies/run/policy.json": json.dumps(policy), "static/a b.png": "png"},
        )
    )
    made = document(parsed)
    assert (made.title.in_language(), made.chapters[0].title.in_language()) == ("New name", "New chapter")
    assert made.starts_at == datetime(2026, 1, 5, tzinfo=UTC)
    assert made.image == "a b.png"
    path = "policies/run/policy.json"
    assert "tabs" in why(parsed, f"{path}#course/run")
    assert outcome(parsed, f"{path}#chapter/ch") == "taken"
    assert outcome(parsed, f"{path}#chapter/gone") == "refused"
    assert outcome(parsed, f"{path}#odd") == "refused"


def test_policy_files_that_are_no_json_are_refused() -> None:
    parsed = parse_olx(course("", **{"policies/run/policy.json": "{", "policies/run/grading_policy.json": "[]"}))
    assert "not JSON" in why(parsed, "policies/run/policy.json")
    assert "not a JSON object" in why(parsed, "policies/run/grading_policy.json")


def test_settings_that_have_no_counterpart_are_named() -> None:
    parsed = parse_olx(course('<chapter><sequential hide_after_due="true"><html>x</html></sequential></chapter>'))
    assert why(parsed, "course.xml#sequential") == "settings not kept: hide_after_due"
