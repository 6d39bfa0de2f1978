"""Question banks as authors send and see them."""

from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field, StrictBool, StringConstraints

from lyceum.assessment.api.fields import Request, Title, Total, View
from lyceum.assessment.manage_bank import QuestionChange
from lyceum.assessment.model.bank import Bank, BankDifficulty, BankQuestion, Difficulty, Part, Sharing
from lyceum.assessment.store.bank_questions import Head
from lyceum.content.questions import AuthoredQuestion
from lyceum.kernel.changes import Change
from lyceum.kernel.clock import Instant
from lyceum.kernel.ids import Id
from lyceum.kernel.text import FilledText, LocalizedText

Tag = Annotated[FilledText, StringConstraints(min_length=1, max_length=80)]
Tags = Annotated[list[Tag], Field(max_length=50)]
Shared = Annotated[dict[Id, Part], Field(max_length=50)]
VersionNumber = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,5}$")]


class NewBank(Request):
    """A bank to make; the caller owns it."""

    title: Title
    difficulty: BankDifficulty = BankDifficulty.MIXED
    tags: Tags = []
    sharing: Sharing = Sharing.PRIVATE
    shared_with: Shared = {}
    """Person → what they may do, whatever `sharing` says."""


class ChangedBank(Change):
    """What to change; what is not named stays."""

    owner: Id | None = None
    """Who is to own it from now on."""
    title: Title | None = None
    difficulty: BankDifficulty | None = None
    tags: Tags | None = None
    sharing: Sharing | None = None
    shared_with: Shared | None = None
    """All of them: who is not named is not shared with any more."""
    retired: StrictBool | None = None

    def named(self) -> dict[str, Any]:
        """As the use case takes it."""
        sent = {name: getattr(self, name) for name in self.model_fields_set}
        if self.title is not None:
            sent["title"] = self.title.text()
        if self.tags is not None:
            sent["tags"] = tuple(dict.fromkeys(self.tags))
        return sent


class BankView(View):
    """A bank."""

    id: str
    owner: str
    title: LocalizedText
    difficulty: BankDifficulty
    tags: list[str]
    sharing: Sharing
    shared_with: dict[str, Part]
    retired: bool
    made_at: Instant

    @classmethod
    def of(cls, bank: Bank) -> "BankView":
        """From the domain."""
        return cls(
            id=bank.id,
            owner=bank.owner,
            title=bank.title,
            difficulty=bank.difficulty,
            tags=list(bank.tags),
            sharing=bank.sharing,
            shared_with=dict(bank.shared_with),
            retired=bank.retired,
            made_at=bank.made_at,
        )


class BankList(View):
    """Some banks; fewer than `limit` where others are not shared with the caller."""

    items: list[BankView]
    next_cursor: str | None = None


class NewBankQuestion(Request):
    """A question to keep. Its id is replaced by one that the server makes; tags are the question's own."""

    difficulty: Difficulty = Difficulty.MEDIUM
    content: AuthoredQuestion


class ChangedBankQuestion(Change):
    """What to change; other content is a new version."""

    difficulty: Difficulty | None = None
    content: AuthoredQuestion | None = None
    retired: StrictBool | None = None

    def change(self) -> QuestionChange:
        """As the use case takes it."""
        return QuestionChange(authored=self.content, difficulty=self.difficulty, retired=self.retired)


class BankQuestionView(View):
    """A question of a bank at its newest version, with its key."""

    id: str
    bank: str
    version: int
    difficulty: Difficulty
    retired: bool
    changed_at: Instant
    content: AuthoredQuestion
    revision: int

    @classmethod
    def of(cls, question: BankQuestion) -> "BankQuestionView":
        """From the domain."""
        return cls(
            id=question.id,
            bank=question.bank,
            version=question.version,
            difficulty=question.difficulty,
            retired=question.retired,
            changed_at=question.changed_at,
            content=question.authored,
            revision=question.rev,
        )


class BankQuestionVersionView(View):
    """One version of a question, for ever as it was."""

    version: int
    content: AuthoredQuestion


class BankQuestionCard(View):
    """A question in a list."""

    id: str
    version: int
    kind: str
    label: LocalizedText
    """Its title, else how its stem begins."""
    tags: list[str]
    difficulty: Difficulty
    points: Total
    retired: bool
    changed_at: Instant

    @classmethod
    def of(cls, head: Head) -> "BankQuestionCard":
        """From the store."""
        points: Decimal = head.points
        return cls(
            id=head.id,
            version=head.version,
            kind=head.kind,
            label=LocalizedText(head.label),
            tags=list(head.tags),
            difficulty=head.difficulty,
            points=points,
            retired=head.retired,
            changed_at=head.changed_at,
        )


class BankQuestionList(View):
    """Some questions; fewer than `limit` where others do not match."""

    items: list[BankQuestionCard]
    next_cursor: str | None = None
