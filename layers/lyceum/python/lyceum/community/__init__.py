"""What the school says to its people: notifications in the app and by e-mail, in their language (RULES S1-42, X21).

Tells: nothing. Hears: LearnerEnrolled (enrollment), AttemptSubmitted, AttemptGraded, SubmissionReturned and
PeerReviewAsked (assessment), CourseCompleted (learning), ImportFinished (catalog), ReportRendered (insight),
TenantFounded (tenancy), and what was sold, refused, refunded and disputed (commerce).
"""
