"""Assessments: question sets and keys, attempts, machine and manual grading; assignments and what is handed in; grades.

Tells: AssessmentAuthored, AttemptStarted, AttemptSubmitted, AttemptAbandoned, GradeAwaited, AttemptGraded,
GradeRecorded, QuestionBankChanged, BankQuestionChanged, AccommodationChanged, AttemptExtended, QuestionExportRequested,
QuestionExportFinished, CourseAssignmentAuthored, RubricChanged, SubmissionHandedIn, SubmissionGraded,
SubmissionReturned, GradebookChanged, GradesRecomputing, GradesRecomputed, CourseGradeChanged, GradeLockChanged,
RegradeRequested, RegradeFinished, AttemptsPrepared.
Hears: AttemptDue, ExamOpeningDue, AccommodationChanged, AttemptSubmitted, GradeAwaited, AttemptGraded,
SubmissionReturned, AssessmentAuthored, GradebookChanged, GradesRecomputing; LearnerEnrolled, LearnerWithdrawn,
LearnerBanned, CoursePublished.
"""
