"""Decisions about access in words, English and Thai."""

from collections.abc import Mapping, Sequence
from typing import Final

from lyceum.identity.explain_access import Explained
from lyceum.kernel.access import Decision, Source, Statement
from lyceum.kernel.text import LocalizedText

LANGUAGES: Final = ("en", "th")

ROLE_NAMES: Final[Mapping[str, Mapping[str, str]]] = {
    "administrator": {"en": "administrator", "th": "ผู้ดูแลระบบ"},
    "instructor": {"en": "instructor", "th": "ผู้สอน"},
    "teaching_assistant": {"en": "teaching assistant", "th": "ผู้ช่วยสอน"},
    "learner": {"en": "learner", "th": "ผู้เรียน"},
    "support": {"en": "support", "th": "ฝ่ายช่วยเหลือ"},
    "auditor": {"en": "auditor", "th": "ผู้ตรวจสอบ"},
    "finance": {"en": "finance", "th": "ฝ่ายการเงิน"},
}

_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "nothing": {"en": "Denied: nothing grants it", "th": "ไม่อนุญาต: ไม่มีสิ่งใดให้สิทธิ์นี้"},
    "yes": {"en": "Allowed by", "th": "อนุญาตโดย"},
    "no": {"en": "Denied by", "th": "ไม่อนุญาตโดย"},
    "role": {"en": "role {role}", "th": "บทบาท{role}"},
    "inherited": {"en": "role {role}, which inherits it from {ancestor}", "th": "บทบาท{role} ซึ่งสืบทอดจาก{ancestor}"},
    "override": {"en": "a setting for this person alone", "th": "การกำหนดเฉพาะบุคคลนี้"},
    "scope": {"en": "on {kind} {id}", "th": "ใน{kind} {id}"},
    "by": {"en": "assigned by {by} on {day}", "th": "มอบโดย {by} เมื่อ {day}"},
    "until": {"en": "until {day}", "th": "จนถึง {day}"},
}
_KINDS: Final[Mapping[str, Mapping[str, str]]] = {
    "course": {"en": "course", "th": "หลักสูตร"},
    "branch": {"en": "branch", "th": "สาขา"},
    "class": {"en": "class", "th": "ชั้นเรียน"},
}


def language_of(wanted: Sequence[str]) -> str:
    """The language of the words, of those that the reader wants."""
    return LocalizedText({name: name for name in LANGUAGES}).in_language(*wanted)


def in_words(decision: Decision, explained: Explained, language: str) -> str:
    """`Denied by role marker on course 01J…, assigned by Ada on 2026-11-22`, in that language."""
    said = decision.by
    if said is None:
        return _WORDS["nothing"][language]
    verdict = _WORDS["yes" if decision.allowed else "no"][language]
    parts = [f"{verdict} {_source(said, explained, language)}"]
    if said.scope:
        kind, _, id = said.scope.partition(":")
        parts[0] += " " + _WORDS["scope"][language].format(kind=_KINDS[kind][language], id=id)
    if said.by and said.since is not None:
        who = explained.people.get(said.by)
        name = who.name if who is not None and who.name else said.by
        parts.append(_WORDS["by"][language].format(by=name, day=f"{said.since:%Y-%m-%d}"))
    if said.expires is not None:
        parts.append(_WORDS["until"][language].format(day=f"{said.expires:%Y-%m-%d %H:%M} UTC"))
    return ", ".join(parts)


def role_name(slug: str, explained: Explained, language: str) -> str:
    """What a role is called."""
    own = explained.own_roles.by_slug.get(slug)
    names = own.name if own is not None else ROLE_NAMES.get(slug, {})
    return LocalizedText(dict(names)).in_language(language) if names else slug


def _source(said: Statement, explained: Explained, language: str) -> str:
    if said.source in (Source.USER_DENY, Source.USER_GRANT):
        return _WORDS["override"][language]
    role = role_name(said.role, explained, language)
    if said.source is Source.INHERITED:
        ancestor = role_name(said.ancestor, explained, language)
        return _WORDS["inherited"][language].format(role=role, ancestor=ancestor)
    return _WORDS["role"][language].format(role=role)
