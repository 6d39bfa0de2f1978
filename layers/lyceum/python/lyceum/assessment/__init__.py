"""Assessments: question sets and keys, attempts, machine and manual grading, grades and the gradebook.

Tells: AssessmentAuthored, AttemptStarted, AttemptSubmitted, GradeAwaited, AttemptGraded, GradeRecorded,
QuestionBankChanged, BankQuestionChanged, AccommodationChanged, AttemptExtended, QuestionExportRequested,
QuestionExportFinished.
Hears: AttemptDue, AccommodationChanged, AttemptSubmitted, GradeAwaited, AttemptGraded; LearnerEnrolled,
CoursePublished.
"""
