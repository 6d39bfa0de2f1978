"""Moodle XML files as questions in normal form, with a report line per source element."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from lxml import etree

from lyceum.content.questions import AuthoredQuestion, EssayKey, Explained, Key, NoKey, Question, RichText, TextFormat
from lyceum.interop import errors
from lyceum.interop.exchange.bench import Bench, NotGradable, demand_gaps, points, unsupported
from lyceum.interop.exchange.source import SourceXml
from lyceum.interop.moodle.fields import Fields, words
from lyceum.interop.moodle.kinds import READERS, REASONS, Reading
from lyceum.kernel.text import controls_replaced

COUNTED = frozenset(
    {"question", "answer", "subquestion", "hint", "tag", "file", "selectoption", "dragbox", "drag", "drop", "unit"}
    | {"dataset_definition", "testcase"}
)
"""Elements that have a report line of their own; every other one is a field of these."""
_DESCRIPTION = "A description: there is nothing to answer"


@dataclass
class MoodleReader:
    """Reads files one after the other into one list of questions; ids are unique over all of them."""

    bench: Bench
    _category: str | None = None

    def read(self, path: str) -> None:
        """Adds the questions and report lines of one file. Raises SourceRefused where it is hostile."""
        source = self.bench.open(path, {"quiz"}, COUNTED)
        if source is None:
            return
        self._category = None
        for element in source.root.iterchildren("question"):
            if element.get("type", "").strip() == "category":
                self._begin_category(source, element)
            else:
                self._read_question(source, element)

    def _begin_category(self, source: SourceXml, element: etree._Element) -> None:
        found = element.find("category")
        path = words(found) if found is not None else ""
        if not path:
            self.bench.tell(source, element, target=None, why="the category has no name")
            return
        self._category = controls_replaced(path)
        lost = [str(child.tag) for child in element if child.tag != "category" and words(child)]
        self.bench.tell(source, element, target=None, notes=[f"not kept: {', '.join(lost)}"] if lost else [])

    def _read_question(self, source: SourceXml, element: etree._Element) -> None:
        fields = Fields(source, element, self.bench)
        why = None
        try:
            reading = _reading(fields)
            question = self._question(fields, reading)
            demand_gaps(question.question)
        except NotGradable as problem:
            why = f"kept as it was found, worth no points: {problem}"
            plain = self._question(fields, Reading(NoKey(reason="")))
            verbatim = source.verbatim(element)
            question = unsupported(plain.question, str(problem), verbatim, fields.notes)
        question = question.model_copy(
            update={"source_id": fields.plain("idnumber") or None, "category": self._category}
        )
        if why is None:
            fields.account()
        elif fields.notes:
            why = f"{why}; {'; '.join(fields.notes)}"
        target = self.bench.add(question)
        self.bench.tell(source, element, target=target, why=why, notes=fields.notes)

    def _question(self, fields: Fields, reading: Reading) -> AuthoredQuestion:
        found = fields.child("questiontext")
        format = fields.format_of(found) if found is not None else TextFormat.HTML
        text = reading.text if reading.text is not None else words(found) if found is not None else ""
        name = fields.plain("name")
        informational = fields.kind == "description"
        worth = Decimal(0)
        if not isinstance(reading.key, NoKey):
            worth = points(
                reading.points if reading.points is not None else fields.number("defaultgrade"), fields.notes
            )
        question = Question(
            id=self._id(fields, name, text),
            kind=reading.key.kind,
            title=self.bench.title(name),
            stem=fields.formatted(text, format),
            points=worth,
            hints=self._hints(fields),
            tags=tuple(dict.fromkeys(words(tag) for group in fields.children("tags") for tag in group if words(tag))),
            informational=informational,
        )
        return AuthoredQuestion(question=question.model_copy(update=reading.parts), key=_told(fields, reading))

    def _hints(self, fields: Fields) -> tuple[RichText, ...]:
        hints = fields.children("hint")
        if any(len(hint.findall(tag)) for hint in hints for tag in ("shownumcorrect", "clearwrong", "options")):
            fields.notes.append("what a hint does beside its words is not kept")
        return tuple(told for hint in hints if (told := fields.rich(hint)))

    def _id(self, fields: Fields, name: str, text: str) -> str:
        """From what changes least: the author's id, else the name, else the text."""
        own = fields.plain("idnumber")
        names = ("id", own) if own else ("name", name) if name else ("text", text)
        return "q-" + self.bench.ids.make("moodle", *names)


def _reading(fields: Fields) -> Reading:
    kind = fields.kind
    if kind == "description":
        return Reading(NoKey(reason=_DESCRIPTION))
    reader = READERS.get(kind)
    if reader is None:
        raise NotGradable(REASONS.get(kind) or (f"{kind[:60]} is not known" if kind else "it does not say its type"))
    if kind in ("cloze", "multianswer"):
        fields.children("defaultgrade")
    return reader(fields)


def _told(fields: Fields, reading: Reading) -> Key:
    """The key with what is told to everyone, and to those who are right, partly right or wrong."""
    key = reading.key
    if not isinstance(key, Explained):
        if fields.told("generalfeedback") and fields.kind == "description":
            fields.notes.append("its general feedback is not kept")
        return key
    told = {"general_feedback": fields.told("generalfeedback")}
    if not isinstance(key, EssayKey):
        names = {"correct": "right", "partiallycorrect": "partly", "incorrect": "wrong"}
        for name, outcome in names.items():
            found = fields.told(f"{name}feedback")
            told |= {f"feedback_{outcome}": found} if found else {}
    return key.model_copy(update=told)


def read_moodle(files: Mapping[str, bytes], bench: Bench) -> None:
    """Reads the `.xml` files in the order of their names; reports the others. Raises NoQuestionsFound."""
    names = [name for name in sorted(files) if name.lower().endswith(".xml") and not _is_clutter(name)]
    if not names:
        raise errors.NoQuestionsFound("The upload holds no .xml file")
    reader = MoodleReader(bench)
    for name in sorted(files):
        if name in names:
            reader.read(name)
        else:
            bench.ledger.refused(name, "file", "not a Moodle XML file")


def _is_clutter(name: str) -> bool:
    return name.startswith("__MACOSX/") or name.rpartition("/")[2].startswith("._")
