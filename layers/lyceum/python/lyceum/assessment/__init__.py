"""Assessments: question sets and keys, attempts, machine and manual grading, grades and the gradebook.

Tells: AttemptStarted, AttemptSubmitted, AttemptGraded, AssessmentAuthored, GradeRecorded. Hears: AttemptDue, AttemptSubmitted,
AttemptGraded, CoursePublished; the import workflow calls `write_question_sets`.
"""
