"""Questions that come into a bank, and go out of it, many at a time."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import batched

from lyceum.assessment.model.bank import Bank, BankQuestion
from lyceum.assessment.store.bank_items import (
    BankItem,
    BankQuestionItem,
    BankVersionItem,
    bank_key,
    bank_question_key,
    bank_version_key,
)
from lyceum.assessment.store.bank_questions import (
    Head,
    changes_of,
    content_of,
    head_of,
    item_of,
    measured_version,
    question_of,
    told,
)
from lyceum.content.questions import AuthoredQuestion
from lyceum.kernel.errors import ChangedInTheMeantime
from lyceum.kernel.table import Transaction, batch_get, query, transaction

_AT_ONCE = 100
"""Items that one request reads."""
_WRITTEN_AT_ONCE = 40
"""Questions of one transaction, two items each: a transaction takes 100."""
_MOST_BYTES = 3_000_000
"""Of one transaction, which takes 4 MB."""
_BESIDE = 4_000
"""Bytes that a question needs beside its content, at most."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A question as it is to be written, in the place of what was there, if anything was."""

    before: BankQuestion | None
    after: BankQuestion

    @property
    def is_new_version(self) -> bool:
        """Whether there is content to write."""
        return self.before is None or self.before.version != self.after.version


def known(tenant: str, bank: str, arriving: Mapping[str, AuthoredQuestion]) -> dict[str, BankQuestion]:
    """Those of these questions that the bank has, by id, with what is arriving for their content, which is not read.

    1 round trip for every 100.
    """
    found = {}
    for some in batched(arriving, _AT_ONCE, strict=False):
        keys = [(BankQuestionItem, bank_question_key(tenant, bank, id)) for id in some]
        for id, item in zip(some, batch_get(*keys, consistent=True), strict=True):
            if item is not None:
                found[id] = question_of(item, arriving[id], {})
    return found


def write(tenant: str, bank: Bank, incoming: Sequence[Incoming], *, actor: str, at: datetime) -> None:
    """Write questions into a bank that is still as it was read, some at a time: each with its version, or not at all.

    Raises QuestionSetTooLarge before anything is written; ChangedInTheMeantime where others were faster, what was
    written before stays. 1 round trip for every 40 questions.
    """
    for some in _transactions(tenant, incoming):
        with transaction(tenant=tenant, at=at, actor=actor) as together:
            for each, version in some:
                _write(together, tenant, each, version)
            refusal = ChangedInTheMeantime()
            together.check(BankItem, bank_key(tenant, bank.id), when=BankItem.rev == bank.rev, otherwise=refusal)


type _Measured = tuple[Incoming, BankVersionItem | None]


def _transactions(tenant: str, incoming: Sequence[Incoming]) -> list[list[_Measured]]:
    """What is written together. All of it is measured first."""
    together: list[list[_Measured]] = [[]]
    filled = 0
    for each in incoming:
        version, size = measured_version(tenant, each.after) if each.is_new_version else (None, 0)
        size += _BESIDE
        if len(together[-1]) == _WRITTEN_AT_ONCE or filled + size > _MOST_BYTES:
            together.append([])
            filled = 0
        together[-1].append((each, version))
        filled += size
    return [some for some in together if some]


def _write(together: Transaction, tenant: str, each: Incoming, version: BankVersionItem | None) -> None:
    item, refusal = item_of(tenant, each.after), ChangedInTheMeantime()
    if each.before is None:
        together.put(item, when=BankQuestionItem.absent(), otherwise=refusal, events=[told(each.after)])
    else:
        unchanged = BankQuestionItem.rev == each.before.rev
        actions, events = changes_of(item), [told(each.after)]
        together.update(BankQuestionItem, item.key, actions, when=unchanged, otherwise=refusal, events=events)
    if version is not None:
        together.put(version, when=BankVersionItem.absent(), otherwise=refusal)


def every(tenant: str, bank: str, *, only: Callable[[Head], bool] | None = None) -> Iterator[BankQuestion]:
    """All questions of a bank at their newest versions, retired or not, by id, or `only` some. 2 round trips for every
    100.
    """
    after: str | None = None
    while True:
        pk = bank_key(tenant, bank).pk
        page = query(BankQuestionItem, pk, prefix="QUESTION#", after=after, limit=_AT_ONCE, consistent=True)
        items = page.items if only is None else [item for item in page.items if only(head_of(item))]
        yield from _with_contents(tenant, bank, items)
        if page.next_key is None:
            return
        after = page.next_key


def _with_contents(tenant: str, bank: str, heads: Sequence[BankQuestionItem]) -> Iterator[BankQuestion]:
    places = [bank_version_key(tenant, bank, head.sk.rsplit("#", 1)[1], int(head.newest)) for head in heads]
    if not places:
        return
    versions = batch_get(*((BankVersionItem, place) for place in places), consistent=True)
    for head, version in zip(heads, versions, strict=True):
        yield question_of(head, *content_of(version))
