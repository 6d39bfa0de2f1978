"""Studying: what a learner may open, how far they are, and when a course is complete (RULES S1-13, S1-17, S1-19, S2-7).

Tells: LearningOpened, ProgressMoved, CourseCompleted.
Hears: LearnerEnrolled and LearnerWithdrawn (enrollment), AttemptGraded and GradeRecorded (assessment).
"""
