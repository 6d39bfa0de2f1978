"""QTI 1.2 files as questions, with a report line per element that counts."""

from collections.abc import Callable

from lxml import etree

from lyceum.interop.exchange.bench import Bench, NotGradable
from lyceum.interop.exchange.source import SourceXml
from lyceum.interop.qti1.items import InterchangeReading

COUNTED_1 = frozenset(
    "assessment section item itemref sectionref objectbank bankentry_item selection_ordering response_lid response_str "
    "response_num response_xy response_grp response_label respcondition itemfeedback hint rubric objectives itemrubric "
    "sectionfeedback assessfeedback outcomes_processing presentation_material reference itemproc_extension duration "
    "qtimetadatafield".split()
)
"""Elements that have a report line of their own."""
_REFUSED = {
    "itemref": "the item that it names is read where it stands",
    "sectionref": "the section that it names is read where it stands",
    "bankentry_item": "the bank that it draws from is not in the file",
    "selection_ordering": "all of its questions are asked: drawing some of them is for question banks",
    "rubric": "instructions of sections have no place here",
    "objectives": "objectives have no place here",
    "itemrubric": "it is for others than those who grade",
    "sectionfeedback": "feedback on sections has no place here",
    "assessfeedback": "feedback on a whole test has no place here",
    "outcomes_processing": "the score of an assessment is the sum of its questions' points",
    "presentation_material": "instructions of sections have no place here",
    "reference": "materials to refer to are not put into questions",
    "duration": "time limits are a setting of the assessment",
}
_KNOWN = frozenset(
    "question_type points_possible original_answer_ids assessment_question_identifierref cc_profile cc_weighting "
    "cc_question_category parent_stimulus_item_ident qmd_itemtype".split()
)
"""Metadata that is used, or means nothing outside its system."""


def read_interchange(source: SourceXml, bench: Bench, find: Callable[[str], str | None]) -> None:
    """Adds the questions of one `questestinterop`."""
    for element in source.root.iter("item"):
        _item(source, element, bench, find)
    for element in source.root.iter(etree.Element):
        tag = str(element.tag)
        if tag in _REFUSED:
            bench.refuse(source, element, _REFUSED[tag])
        elif tag == "qtimetadatafield":
            _metadata(source, element, bench, None)
    bench.tell(source, source.root, target=None)


def _item(source: SourceXml, element: etree._Element, bench: Bench, find: Callable[[str], str | None]) -> None:
    item = InterchangeReading(source, element, bench, find)
    try:
        questions, why = item.read(), None
    except NotGradable as problem:
        questions = [item.kept(str(problem))]
        why = f"kept as it was found, worth no points: {problem}"
    target, *_ = [bench.add(question) for question in questions]
    for inside in element.iter(etree.Element):
        tag = str(inside.tag)
        if tag == "qtimetadatafield":
            _metadata(source, inside, bench, target)
        elif tag in _REFUSED:
            bench.refuse(source, inside, _REFUSED[tag], target=target)
        elif tag == "itemfeedback" and why is None and inside.get("ident", "") not in item.told_of:
            bench.refuse(source, inside, "no answer leads to it", target=target)
    notes = tuple(dict.fromkeys(item.notes))
    if why and notes:
        why = f"{why}; {'; '.join(notes)}"
    bench.tell(source, element, target=target, why=why, notes=() if why else notes)


def _metadata(source: SourceXml, field: etree._Element, bench: Bench, target: str | None) -> None:
    label, entry = (" ".join((field.findtext(tag) or "").split()) for tag in ("fieldlabel", "fieldentry"))
    if target is not None and (label in _KNOWN or not entry):
        return  # it is told with the item
    if not bench.ledger.is_open(source.names[field]):
        return
    if entry:
        bench.refuse(source, field, f"{label[:60]} has no place here", target=target)
    else:
        bench.ledger.taken(source.names[field], "qtimetadatafield", target=target)
