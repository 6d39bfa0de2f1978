"""GIFT files as questions in normal form, with a report line per source element."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from lyceum.content.questions import AuthoredQuestion, NoKey, Question, RichText
from lyceum.interop import errors, limits
from lyceum.interop.decoding import decode
from lyceum.interop.gift.answers import Reading, read_answers
from lyceum.interop.gift.elements import Category, Passage, elements
from lyceum.interop.gift.syntax import Malformed, parse_passage
from lyceum.interop.gift.texts import Texts
from lyceum.interop.ledger import Ids, Ledger
from lyceum.kernel.text import LocalizedText, controls_replaced

DESCRIPTION = "A description: there is nothing to answer"


@dataclass
class GiftReader:
    """Reads files one after the other into one list of questions; ids are unique over all of them."""

    language: str
    ledger: Ledger = field(default_factory=Ledger)
    ids: Ids = field(default_factory=Ids)
    questions: list[AuthoredQuestion] = field(default_factory=list)
    _category: str | None = None

    def read(self, name: str, content: bytes) -> None:
        """Adds the questions and report lines of one file. Raises SourceNotUtf8, SourceTextTooLarge, SourceTooBig."""
        text = controls_replaced(decode(name, content))
        self._category = None
        self.ledger.taken(name, "file")
        for element in elements(text):
            if isinstance(element, Category):
                self._begin_category(name, element)
            else:
                self._read_passage(name, element)

    def _begin_category(self, name: str, category: Category) -> None:
        element = f"{name}:{category.line}"
        if category.path:
            self._category = category.path
            self.ledger.taken(element, "Category")
        else:
            self.ledger.refused(element, "Category", "the category has no name")

    def _read_passage(self, name: str, passage: Passage) -> None:
        if len(self.questions) >= limits.MAX_QUESTIONS:
            raise errors.SourceTooBig(f"More than {limits.MAX_QUESTIONS} questions", limit=limits.MAX_QUESTIONS)
        target = None
        why = "no question stands directly below it"
        if passage.text:
            element = f"{name}:{passage.line}"
            try:
                target = self._read_question(element, passage)
            except Malformed as problem:
                line = passage.line + problem.offset
                why = "the question below it was refused"
                self.ledger.refused(element, "question", f"line {line}: {problem.reason}")
        for marks in passage.marks:
            if target:
                self.ledger.taken(f"{name}:{marks.line}", "comment", target=target)
            else:
                self.ledger.refused(f"{name}:{marks.line}", "comment", why)

    def _read_question(self, element: str, passage: Passage) -> str:
        parts = parse_passage(passage.text)
        source_ids = [source_id for marks in passage.marks for source_id in marks.ids]
        tags = tuple(dict.fromkeys(tag for marks in passage.marks for tag in marks.tags))
        texts = Texts(self.language, parts.stem.format)
        stem = texts.of(parts.stem)
        general = texts.optional(parts.general_feedback)
        reading = _description() if parts.body is None else read_answers(parts.body, general, texts)
        if not parts.stem.text and parts.title is None:
            raise Malformed("there is no question text")
        notes = [*reading.notes, *texts.notes]
        if len(source_ids) > 1:
            notes.append(f"of {len(source_ids)} ids only the last is kept")
        question = self._question(parts.title, stem, reading, self._id(source_ids, parts.title, parts.stem.text))
        self.questions.append(
            AuthoredQuestion(
                question=question.model_copy(update={"tags": tags, "embedded": parts.embedded}),
                key=reading.key,
                source_id=source_ids[-1] if source_ids else None,
                category=self._category,
            )
        )
        target = f"question:{question.id}"
        self.ledger.taken(element, reading.name, target=target, notes=notes)
        return target

    def _question(self, title: str | None, stem: RichText, reading: Reading, id: str) -> Question:
        informational = isinstance(reading.key, NoKey)
        return Question(
            id=id,
            kind=reading.key.kind,
            title=LocalizedText.of(title, self.language) if title else None,
            stem=stem,
            points=Decimal(0) if informational else Decimal(1),
            choices=reading.choices,
            prompts=reading.prompts,
            informational=informational,
        )

    def _id(self, source_ids: list[str], title: str | None, stem: str) -> str:
        """From what changes least: the author's id, else the title, else the text."""
        names = ("id", source_ids[-1]) if source_ids else ("title", title) if title else ("text", stem)
        return "q-" + self.ids.make("gift", *names)


def _description() -> Reading:
    return Reading("Description", NoKey(reason=DESCRIPTION))


def read_gift(files: Mapping[str, bytes], language: str) -> GiftReader:
    """Reads the `.gift` files (without any, the `.txt` files) in the order of their names; reports the others."""
    names = sorted(files)
    chosen = {name for name in names if name.lower().endswith(".gift")}
    chosen = chosen or {name for name in names if name.lower().endswith(".txt")}
    chosen = {name for name in chosen if not _is_clutter(name)}
    if not chosen:
        raise errors.NoQuestionsFound("The upload holds no .gift file")
    reader = GiftReader(language)
    for name in names:
        if name in chosen:
            reader.read(name, files[name])
        else:
            reader.ledger.refused(name, "file", "not a GIFT file")
    return reader


def _is_clutter(name: str) -> bool:
    return name.startswith("__MACOSX/") or name.rpartition("/")[2].startswith("._")
