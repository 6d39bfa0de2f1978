"""The wording that every school starts with: `wording/<language>.toml`, read and checked when first imported."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from lyceum.community.model import Kind, Wording

LANGUAGES = ("en", "th")


@dataclass(frozen=True, slots=True)
class Words:
    """What stands in a text where a name is not known."""

    nobody: str
    course: str
    assessment: str
    assignment: str
    no_date: str


@dataclass(frozen=True, slots=True)
class LanguageWording:
    """Everything that is said in one language."""

    words: Words
    templates: Mapping[Kind, Wording]


def read(text: str) -> LanguageWording:
    """One file's wording. Raises KeyError for a kind that is left out, and as `Wording.checked` does."""
    found: dict[str, Any] = tomllib.loads(text)
    templates = {kind: Wording(**found[kind]).checked(kind) for kind in Kind}
    return LanguageWording(Words(**found["words"]), templates)


def _shipped(language: str) -> LanguageWording:
    return read(resources.files("lyceum.community").joinpath(f"wording/{language}.toml").read_text("utf-8"))


SYSTEM: Mapping[str, LanguageWording] = {language: _shipped(language) for language in LANGUAGES}
"""Language → its wording."""
