"""Measuring: what a process, a request, an exam and a month cost. Development only."""

from tools.checks.handlers import make_importable

make_importable()
