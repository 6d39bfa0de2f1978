"""Gradebooks: how the grade of a course comes about."""
