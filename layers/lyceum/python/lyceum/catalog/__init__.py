"""What a school offers: courses from draft to immutable version, imports of courses, and the public catalogue.

Tells: CoursePublished, CourseUnpublished, ImportRequested, ImportFinished. Hears: AssessmentAuthored (assessment).
Writes a course's `COURSE`, `DRAFT`, `VERSION`, `OUTLINE`, `LESSON` items, and opens and prices its `OFFER`.
"""
