"""Who takes which course: one enrollment per learner and course, seats never oversold (RULES S1-16, S1-11).

Tells: LearnerEnrolled, LearnerWithdrawn, EnrollmentCompleted.
Hears: LearningOpened, ProgressMoved, CourseCompleted (learning), OrderRefunded, OrderDisputed and DisputeClosed
(commerce).
"""
