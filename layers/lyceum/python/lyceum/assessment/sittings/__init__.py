"""Sittings: what is asked of those who sit, and how answers are marked."""
