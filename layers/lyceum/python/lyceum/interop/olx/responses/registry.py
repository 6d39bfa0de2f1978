"""Which responses can be graded, and why the others cannot."""

from collections.abc import Callable

from lxml import etree

from lyceum.interop.olx.desk import Desk
from lyceum.interop.olx.responses.choice import read_check_boxes, read_multiple_choice
from lyceum.interop.olx.responses.number import read_number
from lyceum.interop.olx.responses.option import read_options
from lyceum.interop.olx.responses.reading import NotGradable, Reading
from lyceum.interop.olx.responses.text import read_text

_READERS: dict[str, Callable[[etree._Element, Desk], list[Reading]]] = {
    "multiplechoiceresponse": read_multiple_choice,
    "truefalseresponse": read_check_boxes,
    "choiceresponse": read_check_boxes,
    "optionresponse": read_options,
    "stringresponse": read_text,
    "numericalresponse": read_number,
}
_CODE = "it is graded by code of the course, which is never executed"
_FORMULA = "formula answers are not computed"
_REASONS = {
    "customresponse": _CODE,
    "javascriptresponse": _CODE,
    "coderesponse": _CODE,
    "externalresponse": "it is graded by another server",
    "matlabresponse": "it is graded by another server",
    "formularesponse": _FORMULA,
    "symbolicresponse": _FORMULA,
    "schematicresponse": _CODE,
    "imageresponse": "places in a picture are not graded",
    "annotationresponse": "annotations are not graded",
    "choicetextresponse": "options with text fields in them are not graded",
}


def read_response(response: etree._Element, desk: Desk) -> list[Reading]:
    """The questions of one response element, at least one. Raises NotGradable."""
    tag = str(response.tag)
    reader = _READERS.get(tag)
    if reader is None:
        raise NotGradable(_REASONS.get(tag, f"{tag} is not known"))
    return reader(response, desk)
