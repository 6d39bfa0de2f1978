"""A school words its messages itself."""

from dataclasses import dataclass
from datetime import datetime

from lyceum.community import store
from lyceum.community.errors import TemplateNotFound
from lyceum.community.model import Kind, Wording
from lyceum.community.system_templates import SYSTEM
from lyceum.kernel.access import Caller
from lyceum.kernel.errors import ChangedInTheMeantime


@dataclass(frozen=True, slots=True)
class Template:
    """What is said of one kind of occasion in one language."""

    kind: Kind
    language: str
    wording: Wording
    version: int
    """0: the wording that every school starts with."""


def current_template(caller: Caller, slug: str, language: str) -> Template:
    """The school's own wording, else the shipped one. Raises TemplateNotFound. 1 round trip."""
    kind = _kind(slug)
    found = store.find_override(caller.tenant, kind, language)
    if found is not None:
        return Template(kind, language, *found)
    if language not in SYSTEM:
        raise TemplateNotFound(template=slug, language=language)
    return Template(kind, language, SYSTEM[language].templates[kind], 0)


def word_message(
    caller: Caller, slug: str, language: str, wording: Wording, *, expected: int | None, at: datetime
) -> Template:
    """Make a wording the school's current one, as a new version; the same wording again changes nothing.

    Raises TemplateNotFound, UnknownVariable, MalformedTemplate, ChangedInTheMeantime. Source: RULES S1-42, X21.
    """
    kind = _kind(slug)
    wording.checked(kind)
    found = store.find_override(caller.tenant, kind, language)
    version = found[1] if found else 0
    if expected is not None and expected != version:
        raise ChangedInTheMeantime
    if found is None or found[0] != wording:
        version += 1
        store.override(caller.tenant, kind, language, wording, version=version, author=caller.person, at=at)
    return Template(kind, language, wording, version)


def _kind(slug: str) -> Kind:
    if slug not in set(Kind):
        raise TemplateNotFound(template=slug)
    return Kind(slug)
