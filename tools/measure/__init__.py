"""Measuring: what a process, a request, an exam and a month cost. Development only."""

from tools.checks.handlers import as_on_lambda

as_on_lambda()
