"""Questions of banks: a head that lists show, and immutable versions."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from lyceum.assessment.banks.errors import BankQuestionNotFound
from lyceum.assessment.banks.events import BankQuestionChanged
from lyceum.assessment.errors import QuestionSetTooLarge
from lyceum.assessment.model.bank import Arrival, Bank, BankQuestion, Difficulty
from lyceum.assessment.store.bank_items import (
    BankItem,
    BankQuestionItem,
    BankVersionItem,
    bank_key,
    bank_question_key,
    bank_version_key,
)
from lyceum.content.questions import AuthoredQuestion
from lyceum.kernel.creation import Creation, repeated_or_lost
from lyceum.kernel.errors import ChangedInTheMeantime
from lyceum.kernel.table import CompressedJSONAttribute, Key, Page, get, query, transaction

_MOST_BYTES = 390_000
"""Compressed; an item holds 400 KB."""
_LABEL = 120
_MARKUP = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, slots=True)
class Head:
    """What lists show of a question."""

    id: str
    version: int
    kind: str
    label: dict[str, str]
    tags: tuple[str, ...]
    difficulty: Difficulty
    points: Decimal
    retired: bool
    changed_at: datetime


def find(tenant: str, bank: str, question: str) -> BankQuestion:
    """A question at its newest version. Raises BankQuestionNotFound. 2 round trips."""
    item = get(BankQuestionItem, bank_question_key(tenant, bank, question), consistent=True)
    if item is None:
        raise BankQuestionNotFound(question=question)
    return question_of(item, *_content(tenant, bank, question, int(item.newest)))


def version(tenant: str, bank: str, question: str, number: int) -> AuthoredQuestion:
    """The content of one version. Raises BankQuestionNotFound. 1 round trip."""
    return _content(tenant, bank, question, number)[0]


def _content(tenant: str, bank: str, question: str, number: int) -> tuple[AuthoredQuestion, dict[str, str]]:
    item = get(BankVersionItem, bank_version_key(tenant, bank, question, number), consistent=True)
    if item is None:
        raise BankQuestionNotFound(question=question, version=number)
    return content_of(item)


def content_of(item: BankVersionItem) -> tuple[AuthoredQuestion, dict[str, str]]:
    """The content of a version, and the files that it names."""
    return AuthoredQuestion.model_validate(item.document, strict=False), dict(item.files or {})


def listed(tenant: str, bank: str, *, after: str | None, limit: int) -> Page[Head]:
    """Heads of a bank's questions by id. 1 round trip."""
    page = query(BankQuestionItem, bank_key(tenant, bank).pk, prefix="QUESTION#", after=after, limit=limit)
    return Page([head_of(item) for item in page.items], page.next_key)


def add(tenant: str, bank: Bank, question: BankQuestion, creation: Creation, *, actor: str) -> None:
    """Keep a new question in a bank that is still as it was read; the same creation again is a success.

    Raises IdempotencyKeyReused, ChangedInTheMeantime, QuestionSetTooLarge.
    """
    item = item_of(tenant, question)
    item.key_hash, item.body_hash = creation.key_hash, creation.body_hash
    refusal = ChangedInTheMeantime()
    explain = repeated_or_lost(creation, refusal)
    with transaction(tenant=tenant, at=question.changed_at, actor=actor) as write:
        write.put(item, when=BankQuestionItem.absent(), otherwise=explain, events=[told(question)])
        write.put(version_item(tenant, question), when=BankVersionItem.absent(), otherwise=explain)
        write.check(BankItem, bank_key(tenant, bank.id), when=BankItem.rev == bank.rev, otherwise=refusal)


def change(tenant: str, bank: Bank, question: BankQuestion, *, newer: bool, actor: str, at: datetime) -> None:
    """Write a changed question in the place of the revision that it was made from, with its new version if any.

    Raises ChangedInTheMeantime, QuestionSetTooLarge.
    """
    item = item_of(tenant, question)
    mine = replace(question, rev=question.rev + 1)

    def explain(old: BankQuestionItem | None) -> ChangedInTheMeantime | None:
        """Finding what this very write would have left means that only its answer was lost."""
        there = old is not None and question_of(old, question.authored, question.files) == mine
        return None if there else ChangedInTheMeantime()

    with transaction(tenant=tenant, at=at, actor=actor) as write:
        write.update(
            BankQuestionItem,
            item.key,
            changes_of(item),
            when=BankQuestionItem.rev == question.rev,
            otherwise=explain,
            events=[told(question)],
        )
        if newer:
            write.put(version_item(tenant, question), when=BankVersionItem.absent(), otherwise=ChangedInTheMeantime())
        write.check(
            BankItem, bank_key(tenant, bank.id), when=BankItem.rev == bank.rev, otherwise=ChangedInTheMeantime()
        )


def changes_of(item: BankQuestionItem) -> list[Any]:
    """What a changed question writes."""
    names = ("newest", "difficulty", "question_kind", "label", "tags", "points", "digest", "retired", "changed_at")
    known = [name for name in ("source", "job") if getattr(item, name) is not None]
    return [getattr(BankQuestionItem, name).set(getattr(item, name)) for name in (*names, *known)]


def told(question: BankQuestion) -> BankQuestionChanged:
    """What is told of a new or changed question."""
    return BankQuestionChanged(
        bank=question.bank, question=question.id, version=question.version, retired=question.retired
    )


def item_of(tenant: str, question: BankQuestion) -> BankQuestionItem:
    """A question as it is kept, without its content."""
    key, shown = bank_question_key(tenant, question.bank, question.id), question.authored.question
    return BankQuestionItem(
        key.pk,
        key.sk,
        newest=question.version,
        difficulty=str(question.difficulty),
        question_kind=str(shown.kind),
        label=_label(question.authored),
        tags={tag: place for place, tag in enumerate(dict.fromkeys(shown.tags))},
        points=shown.points,
        digest=question.digest,
        retired=question.retired,
        changed_at=question.changed_at,
        source=question.arrival.digest if question.arrival else None,
        job=question.arrival.job if question.arrival else None,
    )


def _label(authored: AuthoredQuestion) -> dict[str, str]:
    said = authored.question.title or authored.question.stem.text
    return {language: " ".join(_MARKUP.sub(" ", text).split())[:_LABEL] for language, text in said.root.items()}


def version_item(tenant: str, question: BankQuestion) -> BankVersionItem:
    """Its newest version as it is kept. Raises QuestionSetTooLarge."""
    return measured_version(tenant, question)[0]


def measured_version(tenant: str, question: BankQuestion) -> tuple[BankVersionItem, int]:
    """Its newest version as it is kept, and how many bytes its content takes. Raises QuestionSetTooLarge."""
    key: Key = bank_version_key(tenant, question.bank, question.id, question.version)
    document = question.authored.model_dump(mode="json", exclude_none=True)
    size = len(CompressedJSONAttribute().serialize(document))
    if size > _MOST_BYTES:
        raise QuestionSetTooLarge(bytes=size, limit=_MOST_BYTES)
    files = dict(question.files) or None
    return BankVersionItem(key.pk, key.sk, document=document, digest=question.digest, files=files), size


def head_of(item: BankQuestionItem) -> Head:
    """What lists show of a kept question."""
    return Head(
        id=item.sk.rsplit("#", 1)[1],
        version=int(item.newest),
        kind=item.question_kind,
        label=dict(item.label),
        tags=tuple(sorted(item.tags, key=lambda tag: int(item.tags[tag]))),
        difficulty=Difficulty(item.difficulty),
        points=item.points,
        retired=bool(item.retired),
        changed_at=item.changed_at,
    )


def question_of(item: BankQuestionItem, authored: AuthoredQuestion, files: Mapping[str, str]) -> BankQuestion:
    """A question with the content of its newest version."""
    return BankQuestion(
        id=item.sk.rsplit("#", 1)[1],
        bank=item.pk.rsplit("#", 1)[1],
        version=int(item.newest),
        difficulty=Difficulty(item.difficulty),
        authored=authored,
        digest=item.digest,
        retired=bool(item.retired),
        changed_at=item.changed_at,
        files=files,
        arrival=Arrival(item.source, item.job) if item.source and item.job else None,
        rev=item.revision,
    )
