"""The shared language of learning content: outlines, lessons, questions and their keys.

Importers write it, catalog keeps it, learning shows it, assessment asks and grades with it.
Pure models: no I/O, no events.
"""
