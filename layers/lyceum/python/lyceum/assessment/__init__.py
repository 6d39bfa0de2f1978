"""Assessments: question sets and keys, attempts, machine and manual grading, grades and the gradebook.

Tells: AssessmentAuthored, AttemptStarted, AttemptSubmitted, GradeAwaited, AttemptGraded, GradeRecorded.
Hears: AttemptDue, AttemptSubmitted, GradeAwaited, AttemptGraded; LearnerEnrolled, CoursePublished.
"""
