"""Question banks: who may use and change one, and the immutable versions of its questions."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from lyceum.assessment.banks.errors import BankNotFound, BankNotYours, BankRetired
from lyceum.assessment.model.fingerprint import fingerprint
from lyceum.assessment.model.fitting import check_questions
from lyceum.content.banks import may_edit_bank, may_use_bank
from lyceum.content.questions import AuthoredQuestion
from lyceum.kernel.text import LocalizedText


class Difficulty(StrEnum):
    """How hard a question is (RULES S1-25)."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class BankDifficulty(StrEnum):
    """How hard a bank's questions are; `mixed` is for banks alone (RULES S1-25)."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"
    MIXED = "mixed"


class Sharing(StrEnum):
    """Who may use a bank besides those whom it names."""

    PRIVATE = "private"
    SCHOOL = "school"
    """Every author of the school."""


class Part(StrEnum):
    """What somebody whom a bank names may do with it."""

    USE = "use"
    EDIT = "edit"
    """Add and change questions, too."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who asks, and whether they look after the whole school's banks."""

    person: str
    warden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bank:
    """A bank of one school; its questions are items of their own."""

    id: str
    owner: str
    title: LocalizedText
    difficulty: BankDifficulty = BankDifficulty.MIXED
    tags: tuple[str, ...] = ()
    sharing: Sharing = Sharing.PRIVATE
    shared_with: Mapping[str, Part]
    """Person → what they may do."""
    retired: bool = False
    made_at: datetime
    rev: int = 0

    def is_open_to(self, reader: Reader) -> bool:
        """Whether they may see and use it."""
        return may_use_bank(
            reader.person,
            owner=self.owner,
            sharing=self.sharing,
            shared_with=self.shared_with,
            warden=reader.warden,
        )

    def demand_open(self, reader: Reader) -> "Bank":
        """Itself. Raises BankNotFound: who may not see it does not learn that it is there."""
        if not self.is_open_to(reader):
            raise BankNotFound(bank=self.id)
        return self

    def demand_owner(self, reader: Reader) -> None:
        """Raises BankNotFound, BankNotYours."""
        self.demand_open(reader)
        if not reader.warden and reader.person != self.owner:
            raise BankNotYours(bank=self.id)

    def demand_editor(self, reader: Reader) -> None:
        """Raises BankNotFound, BankNotYours, BankRetired."""
        self.demand_open(reader)
        if not may_edit_bank(reader.person, owner=self.owner, shared_with=self.shared_with, warden=reader.warden):
            raise BankNotYours(bank=self.id)
        if self.retired:
            raise BankRetired(bank=self.id)

    def changed(self, values: Mapping[str, Any]) -> "Bank":
        """With what is named changed."""
        return replace(self, **values)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A question as an import brought it."""

    digest: str
    """Of the question in the file: the same again changes nothing, what authors changed since included."""
    job: str
    """The import."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BankQuestion:
    """A question of a bank at its newest version. What was drawn or copied from it stays as it was."""

    id: str
    bank: str
    version: int = 1
    difficulty: Difficulty
    authored: AuthoredQuestion
    """Its newest content; `question.id` is `id`."""
    digest: str
    retired: bool = False
    changed_at: datetime
    files: Mapping[str, str] = field(default_factory=dict)
    """Files that its texts name: path below `/static/` → key in the content bucket."""
    arrival: Arrival | None = None
    """What the last import brought; authors may have changed the question since."""
    rev: int = 0

    @classmethod
    def make(
        cls,
        id: str,
        *,
        bank: str,
        difficulty: Difficulty,
        authored: AuthoredQuestion,
        files: Mapping[str, str] | None = None,
        at: datetime,
    ) -> "BankQuestion":
        """Its first version. Raises InvalidQuestionSet."""
        own, shown = _named(authored, id), dict(files or {})
        digest = fingerprint([own])
        return cls(id=id, bank=bank, difficulty=difficulty, authored=own, digest=digest, files=shown, changed_at=at)

    def changed(
        self,
        *,
        authored: AuthoredQuestion | None = None,
        files: Mapping[str, str] | None = None,
        difficulty: Difficulty | None = None,
        retired: bool | None = None,
        at: datetime,
    ) -> "BankQuestion":
        """With what is given changed; other content, or another file that it shows, is a new version.

        `files`: what `authored` shows; None leaves what there is. Raises InvalidQuestionSet.
        """
        after = replace(
            self,
            difficulty=difficulty or self.difficulty,
            retired=self.retired if retired is None else retired,
        )
        if authored is not None:
            own = _named(authored, self.id)
            digest, shown = fingerprint([own]), self.files if files is None else dict(files)
            if digest != self.digest or shown != self.files:
                after = replace(after, authored=own, digest=digest, files=shown, version=self.version + 1)
        return self if after == self else replace(after, changed_at=at)

    def arrived(
        self, authored: AuthoredQuestion, files: Mapping[str, str], arrival: Arrival, *, at: datetime
    ) -> "BankQuestion":
        """As an import brings it. Where the file says what it said before, the question stays as it is.

        Raises InvalidQuestionSet.
        """
        if self.arrival is not None and self.arrival.digest == arrival.digest:
            return self
        after = self.changed(authored=authored, at=at)
        return replace(after, arrival=arrival, files=dict(files) if after.version != self.version else self.files)


def _named(authored: AuthoredQuestion, id: str) -> AuthoredQuestion:
    own = authored.model_copy(update={"question": authored.question.model_copy(update={"id": id})})
    check_questions([own])
    return own
