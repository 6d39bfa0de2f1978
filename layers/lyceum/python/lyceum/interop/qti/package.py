"""QTI packages and single files: which items there are, in which order, and what else stands beside them."""

from dataclasses import dataclass, field
from urllib.parse import unquote

from lxml import etree

from lyceum.interop import errors
from lyceum.interop.exchange.bench import Bench, NotGradable
from lyceum.interop.exchange.objects import joined
from lyceum.interop.exchange.source import SourceXml
from lyceum.interop.qti.body import content
from lyceum.interop.qti.items import Item
from lyceum.interop.qti1.reader import COUNTED_1, read_interchange

ROOTS = frozenset({"assessmentItem", "assessmentTest", "assessmentSection", "assessmentStimulus", "manifest"})
ROOT_1 = "questestinterop"
COUNTED = frozenset(
    "assessmentItem assessmentTest testPart assessmentSection assessmentItemRef assessmentSectionRef "
    "assessmentStimulusRef assessmentStimulus selection ordering timeLimits branchRule preCondition outcomeProcessing "
    "testFeedback responseDeclaration outcomeDeclaration templateDeclaration templateProcessing responseProcessing "
    "modalFeedback feedbackBlock feedbackInline rubricBlock stylesheet resource simpleChoice inlineChoice hottext "
    "gapText gapImg gap simpleAssociableChoice associableHotspot hotspotChoice associateInteraction choiceInteraction "
    "customInteraction drawingInteraction endAttemptInteraction extendedTextInteraction gapMatchInteraction "
    "graphicAssociateInteraction graphicGapMatchInteraction graphicOrderInteraction hotspotInteraction "
    "hottextInteraction inlineChoiceInteraction matchInteraction mediaInteraction orderInteraction "
    "portableCustomInteraction positionObjectInteraction selectPointInteraction sliderInteraction "
    "textEntryInteraction uploadInteraction".split()
)
"""Elements that have a report line of their own, by their QTI 2 names."""
_OF_TESTS = {
    "selection": "all of its questions are asked: drawing some of them is for question banks",
    "ordering": "whether questions are shuffled is a setting of the assessment",
    "timeLimits": "time limits are a setting of the assessment",
    "branchRule": "jumps between questions have no place here",
    "preCondition": "questions that appear on a condition have no place here",
    "outcomeProcessing": "the score of an assessment is the sum of its questions' points",
    "testFeedback": "feedback on a whole test has no place here",
    "rubricBlock": "instructions of sections have no place here",
    "stylesheet": "style sheets are not taken",
    "assessmentSectionRef": "sections in files of their own are not put together; their questions are taken",
}


@dataclass
class Package:
    """The files of an upload at work."""

    bench: Bench
    sources: dict[str, SourceXml] = field(default_factory=dict)
    _done: set[str] = field(default_factory=set)

    def read(self) -> None:
        """All questions: those of tests in their order, then the others by name. Raises NoQuestionsFound."""
        files = self.bench.files
        names = [name for name in sorted(files) if name.lower().endswith((".xml", ".qti")) and not _is_clutter(name)]
        if not names:
            raise errors.NoQuestionsFound("The upload holds no .xml file")
        for name in names:
            self._open(name)
        for source in self._of("assessmentTest", "assessmentSection"):
            self._test(source)
        for source in self._of("assessmentItem"):
            self._item(source)
        for source in self._of(ROOT_1):
            read_interchange(source, self.bench, self._asset)
        for source in self._of("manifest"):
            self._manifest(source)
        for source in self._of("assessmentStimulus"):
            self.bench.tell(source, source.root, target=None, why="no question refers to this text")
        self._files(names)

    def _open(self, name: str) -> None:
        source = self.bench.open(name, {*ROOTS, ROOT_1}, COUNTED | COUNTED_1)
        if source is not None:
            self.sources[name] = source

    def _of(self, *roots: str) -> list[SourceXml]:
        return [source for source in self.sources.values() if source.root.tag in roots]

    def _asset(self, path: str) -> str | None:
        """The address of a file of the upload; None where it is not there, or is a document of its own."""
        content = self.bench.files.get(path)
        if content is None or path in self.sources:
            return None
        self.bench.used.add(path)
        return self.bench.keep(path, content)

    def _test(self, source: SourceXml) -> None:
        folder = source.path.rpartition("/")[0]
        for each in source.root.iter(etree.Element):
            tag = str(each.tag)
            if tag == "assessmentItemRef":
                self._reference(source, each, folder)
            elif tag in _OF_TESTS:
                self.bench.refuse(source, each, _OF_TESTS[tag])
        self.bench.tell(source, source.root, target=None)

    def _reference(self, source: SourceXml, element: etree._Element, folder: str) -> None:
        path = joined(folder, unquote(element.get("href", "")))
        item = self.sources.get(path)
        if item is None or item.root.tag != "assessmentItem":
            self.bench.refuse(source, element, f"the item {element.get('href', '')[:100]} is not in the upload")
            return
        if element.find("weight") is not None:
            self.bench.change(source, element, "its weight is not kept: the item's own points count")
        self._item(item)

    def _item(self, source: SourceXml) -> None:
        if source.path in self._done:
            return
        self._done.add(source.path)
        item = Item(source, source.root, self.bench, self._asset, self._passages(source))
        try:
            questions = item.read()
            why = None
        except NotGradable as problem:
            questions = [item.kept(str(problem))]
            why = f"kept as it was found, worth no points: {problem}"
        targets = [self.bench.add(question) for question in questions]
        for each in source.root.iter("stylesheet"):
            self.bench.refuse(source, each, _OF_TESTS["stylesheet"])
        for each in source.root.iter("rubricBlock"):
            if "scorer" not in each.get("view", "").split():
                self.bench.change(source, each, "it is for others than those who grade: not kept", target=targets[0])
        notes = () if why else tuple(dict.fromkeys(item.notes))
        if why and item.notes:
            why = f"{why}; {'; '.join(dict.fromkeys(item.notes))}"
        self.bench.tell(source, source.root, target=targets[0], why=why, notes=notes)

    def _passages(self, source: SourceXml) -> tuple[str, ...]:
        """Texts in files of their own that the item refers to."""
        folder = source.path.rpartition("/")[0]
        found = []
        for each in source.root.iter("assessmentStimulusRef"):
            stimulus = self.sources.get(joined(folder, unquote(each.get("href", ""))))
            body = stimulus.root.find("stimulusBody") if stimulus is not None else None
            if stimulus is None or body is None:
                self.bench.refuse(source, each, f"the text {each.get('href', '')[:100]} is not in the upload")
                continue
            found.append(f"<div>{content(body)}</div>")
            self.bench.tell(stimulus, stimulus.root, target=None)
        return tuple(found)

    def _manifest(self, source: SourceXml) -> None:
        folder = source.path.rpartition("/")[0]
        for each in source.root.iter("resource"):
            named = [each.get("href", ""), *(file.get("href", "") for file in each.findall("file"))]
            missing = [name for name in named if name and joined(folder, unquote(name)) not in self.bench.files]
            if missing:
                self.bench.refuse(source, each, f"{missing[0][:100]} is not in the upload")
        self.bench.tell(source, source.root, target=None)

    def _files(self, documents: list[str]) -> None:
        for name in sorted(self.bench.files):
            if name in documents:
                continue
            if name in self.bench.used:
                self.bench.ledger.taken(name, "file")
            else:
                self.bench.ledger.refused(name, "file", "no question refers to it")


def read_qti(bench: Bench) -> None:
    """Reads QTI 1.2 and 2.0 to 3.0, in packages or single files. Raises NoQuestionsFound, SourceRefused."""
    Package(bench).read()


def _is_clutter(name: str) -> bool:
    return name.startswith("__MACOSX/") or name.rpartition("/")[2].startswith("._")
