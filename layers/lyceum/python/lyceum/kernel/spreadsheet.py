"""Cells of CSV files, which spreadsheets take for formulas if they are let."""

import re

_FORMULA = re.compile(r"[\s\x00-\x20\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*[=+\-@|%＝＋－＠−]|[\t\r\n\x00]")
"""What a spreadsheet may take for a formula, also in full width and behind blanks that some of them strip."""


def safe_cell(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet could run it as a formula (OWASP, CSV injection)."""
    return f"'{text}" if _FORMULA.match(text) else text
