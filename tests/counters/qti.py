"""Every element of QTI files that counts, by name, with the standard library alone: nothing of Lyceum is imported.

Names: each file of the upload, and `file#tag`, from the second of that tag in document order on `file#tag[n]`, for each
element of the lists below, in QTI 1.2, 2.x or 3.0 (there `qti-simple-choice`). Other elements are parts of these.
"""

from collections import Counter
from collections.abc import Mapping
from xml.etree import ElementTree as ET

ROOTS = "assessmentItem assessmentTest assessmentSection assessmentStimulus manifest questestinterop".split()
QTI_1 = """
    assessment section item itemref sectionref objectbank bankentry_item selection_ordering response_lid response_str
    response_num response_xy response_grp response_label respcondition itemfeedback hint rubric objectives itemrubric
    sectionfeedback assessfeedback outcomes_processing presentation_material reference itemproc_extension duration
    qtimetadatafield
""".split()
QTI_2 = """
    assessmentItem assessmentTest testPart assessmentSection assessmentItemRef assessmentSectionRef
    assessmentStimulusRef assessmentStimulus selection ordering timeLimits branchRule preCondition outcomeProcessing
    testFeedback responseDeclaration outcomeDeclaration templateDeclaration templateProcessing responseProcessing
    modalFeedback feedbackBlock feedbackInline rubricBlock stylesheet resource simpleChoice inlineChoice hottext gapText
    gapImg gap simpleAssociableChoice associableHotspot hotspotChoice
""".split()


def count(files: Mapping[str, bytes]) -> list[str]:
    """All names, each once."""
    found = []
    for name, content in files.items():
        found.append(name)
        if name.lower().endswith((".xml", ".qti")):
            found.extend(_elements(name, content))
    return found


def _elements(name: str, content: bytes) -> list[str]:
    try:
        root = ET.fromstring(content)
    except ET.ParseError:
        return []
    if _in_qti_2(root.tag) not in ROOTS:
        return []
    seen: Counter[str] = Counter()
    found = []
    for element in root.iter():
        written = element.tag.rpartition("}")[2]
        tag = _in_qti_2(element.tag)
        seen[written] += 1
        if tag in QTI_1 or tag in QTI_2 or tag.endswith("Interaction"):
            found.append(f"{name}#{written}" + (f"[{seen[written]}]" if seen[written] > 1 else ""))
    return found


def _in_qti_2(tag: str) -> str:
    local = tag.rpartition("}")[2]
    if not local.startswith("qti-"):
        return local
    first, *others = local.removeprefix("qti-").split("-")
    return first + "".join(part.capitalize() for part in others)
