"""Kinds of lessons and assessments: apart from their documents, for who needs only the words."""

from enum import StrEnum


class LessonKind(StrEnum):
    """What a lesson mostly is (RULES X2): decides its icon and how it is completed."""

    TEXT = "text"
    VIDEO = "video"
    QUIZ = "quiz"
    DOCUMENT = "document"


class AssessmentKind(StrEnum):
    """What an assessment is for (RULES S1-20)."""

    QUIZ = "quiz"
    EXAM = "exam"
    PROJECT = "project"
    SURVEY = "survey"
    """Asks what people think: nobody grades it, and nobody has points in it."""
    SELF_ASSESSMENT = "self_assessment"
    """For learners themselves: it counts for nothing, and right answers are shown as soon as one has handed in."""
