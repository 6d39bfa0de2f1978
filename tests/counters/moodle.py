"""Every element of a Moodle XML file, by name, counted with the standard library alone: nothing of Lyceum is imported.

Names: the file itself, and `file#tag`, from the second of that tag in document order on `file#tag[n]`, for each
question and each part of one. Other elements are fields of these. Source: Moodle documentation, "Moodle XML format".
"""

from collections import Counter
from xml.etree import ElementTree as ET

PARTS = "question answer subquestion hint tag file selectoption dragbox drag drop unit dataset_definition testcase"


def count(name: str, content: bytes) -> list[str]:
    """All names, each once. Of what is not well-formed or no question file, its own name alone."""
    found = [name]
    try:
        root = ET.fromstring(content)
    except ET.ParseError:
        return found
    if root.tag != "quiz":
        return found
    seen: Counter[str] = Counter()
    for element in root.iter():
        seen[element.tag] += 1
        if element.tag in PARTS.split():
            number = seen[element.tag]
            found.append(f"{name}#{element.tag}" + (f"[{number}]" if number > 1 else ""))
    return found
