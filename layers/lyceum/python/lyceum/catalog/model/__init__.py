"""What is true of courses, their drafts, publications and imports. Pure: no I/O, no clock."""
