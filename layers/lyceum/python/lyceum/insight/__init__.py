"""Insight: what a course's figures say. Reports are computed from one snapshot and rendered for people and machines.

Tells: ReportRequested, ReportRendered. Hears: ReportRequested, ReportDue (its own timer), JobDue. Reads the table's
stream beside the relay, to count by day.
"""
