"""Insight: what a course's figures say. Reports are computed from one snapshot and rendered for people and machines."""
