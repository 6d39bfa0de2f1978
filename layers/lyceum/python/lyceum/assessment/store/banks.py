"""Question banks in the table."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from lyceum.assessment.banks.errors import BankNotFound
from lyceum.assessment.banks.events import QuestionBankChanged
from lyceum.assessment.model.bank import Bank, BankDifficulty, Part, Sharing
from lyceum.assessment.store.bank_items import BankItem, bank_key, banks_list
from lyceum.kernel.clock import parse
from lyceum.kernel.creation import Creation, repeated_or_lost
from lyceum.kernel.errors import ChangedInTheMeantime
from lyceum.kernel.table import Page, get, transaction
from lyceum.kernel.table.read import query_index
from lyceum.kernel.text import LocalizedText


def find(tenant: str, bank: str) -> Bank:
    """A bank as it is now. Raises BankNotFound. 1 round trip."""
    item = get(BankItem, bank_key(tenant, bank), consistent=True)
    if item is None:
        raise BankNotFound(bank=bank)
    return _bank(item)


def is_there(tenant: str, bank: str) -> bool:
    """Whether there is such a bank, retired or not. 1 round trip."""
    return get(BankItem, bank_key(tenant, bank), consistent=True) is not None


def listed(tenant: str, *, retired: bool, after: str | None, limit: int) -> Page[Bank]:
    """Banks of the school by id, whoever may see them. 1 round trip."""
    page = query_index(banks_list(tenant, retired=retired), after=after, limit=limit)
    return Page([_of_card(entry.card) for entry in page.items], page.next_key)


def add(tenant: str, bank: Bank, creation: Creation) -> None:
    """Keep a new bank; the same creation again is a success. Raises IdempotencyKeyReused."""
    item = _item(tenant, bank)
    item.key_hash, item.body_hash = creation.key_hash, creation.body_hash
    refusal = ChangedInTheMeantime()
    explain = repeated_or_lost(creation, refusal)
    with transaction(tenant=tenant, at=bank.made_at, actor=bank.owner) as write:
        write.put(item, when=BankItem.absent(), otherwise=explain, events=[_told(bank)])


def change(tenant: str, bank: Bank, *, actor: str, at: datetime) -> None:
    """Write a changed bank in the place of the revision that it was made from. Raises ChangedInTheMeantime."""
    item = _item(tenant, bank)
    mine = replace(bank, rev=bank.rev + 1)
    names = ("owner", "title", "difficulty", "tags", "sharing", "shared_with", "retired", "gsi1pk", "card")

    def explain(old: BankItem | None) -> ChangedInTheMeantime | None:
        """Finding what this very write would have left means that only its answer was lost."""
        return None if old is not None and _bank(old) == mine else ChangedInTheMeantime()

    with transaction(tenant=tenant, at=at, actor=actor) as write:
        write.update(
            BankItem,
            item.key,
            [getattr(BankItem, name).set(getattr(item, name)) for name in names],
            when=BankItem.rev == bank.rev,
            otherwise=explain,
            events=[_told(bank)],
        )


def _told(bank: Bank) -> QuestionBankChanged:
    return QuestionBankChanged(
        bank=bank.id,
        owner=bank.owner,
        sharing=str(bank.sharing),
        shared_with=len(bank.shared_with),
        retired=bank.retired,
    )


def _item(tenant: str, bank: Bank) -> BankItem:
    key = bank_key(tenant, bank.id)
    shown = _shown(bank)
    return BankItem(
        key.pk,
        key.sk,
        owner=shown.owner,
        title=shown.title,
        difficulty=shown.difficulty,
        tags=shown.tags,
        sharing=shown.sharing,
        shared_with=shown.shared_with,
        retired=bank.retired,
        made_at=bank.made_at,
        gsi1pk=banks_list(tenant, retired=bank.retired),
        gsi1sk=bank.id,
        card={
            "id": bank.id,
            "o": shown.owner,
            "ti": shown.title,
            "df": shown.difficulty,
            "tg": shown.tags,
            "sh": shown.sharing,
            "w": shown.shared_with,
            "x": bank.retired,
            "ca": bank.made_at,
        },
    )


@dataclass(frozen=True, slots=True)
class _Shown:
    owner: str
    title: dict[str, str]
    difficulty: str
    tags: dict[str, int]
    sharing: str
    shared_with: dict[str, str]


def _shown(bank: Bank) -> _Shown:
    return _Shown(
        bank.owner,
        dict(bank.title.root),
        str(bank.difficulty),
        {tag: place for place, tag in enumerate(bank.tags)},
        str(bank.sharing),
        {person: str(part) for person, part in bank.shared_with.items()},
    )


def _of_card(card: Mapping[str, Any]) -> Bank:
    return _kept(card["id"], card, made_at=parse(card["ca"]), rev=0)


def _bank(item: BankItem) -> Bank:
    kept = {
        "o": item.owner,
        "ti": item.title,
        "df": item.difficulty,
        "tg": item.tags,
        "sh": item.sharing,
        "w": item.shared_with,
        "x": item.retired,
    }
    return _kept(item.pk.rsplit("#", 1)[1], kept, made_at=item.made_at, rev=item.revision)


def _kept(id: str, kept: Mapping[str, Any], *, made_at: datetime, rev: int) -> Bank:
    return Bank(
        id=id,
        owner=kept["o"],
        title=LocalizedText(dict(kept["ti"])),
        difficulty=BankDifficulty(kept["df"]),
        tags=tuple(sorted(kept["tg"], key=lambda tag: int(kept["tg"][tag]))),
        sharing=Sharing(kept["sh"]),
        shared_with={person: Part(part) for person, part in kept["w"].items()},
        retired=bool(kept["x"]),
        made_at=made_at,
        rev=rev,
    )
