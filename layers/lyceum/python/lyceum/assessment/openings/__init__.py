"""The opening of exams: attempts that are there before their start."""
