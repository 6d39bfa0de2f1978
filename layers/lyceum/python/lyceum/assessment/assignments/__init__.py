"""Assignments: work that is handed in."""
