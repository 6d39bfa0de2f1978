"""Blocks that hold content: html, video, essays, and those that Lyceum does not know."""

from collections.abc import Iterator

from lyceum.content.outline import HtmlBlock, UnknownBlock
from lyceum.interop.olx.desk import Desk, shortened
from lyceum.interop.olx.tree import Block
from lyceum.interop.olx.vocabulary import path_of
from lyceum.interop.olx.xml import inner, verbatim

_SAME_HERE = {"editor": ("raw", "visual"), "use_latex_compiler": ("false",)}
_UNKNOWN = {
    "discussion": "discussions are not part of a lesson here",
    "poll_question": "polls are not part of a lesson here",
    "lti": "tools of other sites are not started here",
    "lti_consumer": "tools of other sites are not started here",
    "wiki": "there is no course wiki here",
    "textbook": "textbooks are not part of a course here; their files are kept as assets",
}


def read_html(block: Block, desk: Desk, target: str) -> HtmlBlock | None:
    """A page of text, from the block itself or the file it names. None, and a refused line, where that is missing."""
    settings = block.settings
    filename = settings.text("filename")
    path = next((path for path in _html_paths(block, filename) if path in desk.files), None)
    notes: list[str] = []
    if path is not None:
        markup = desk.text_of(path)
        desk.used_files.setdefault(path, target)
    elif filename and not len(block.element) and not (block.element.text or "").strip():
        desk.ledger.refused(block.name, block.tag, f"html/{path_of(filename)}.html is missing")
        return None
    else:
        markup = inner(block.element)
    for name, values in _SAME_HERE.items():
        settings.accept(name, values)
    made = HtmlBlock(title=desk.optional_title(settings), html=desk.html(markup, notes))
    desk.ledger.taken(block.name, block.tag, target=target, notes=[*notes, *settings.account()])
    return made


def _html_paths(block: Block, filename: str | None) -> Iterator[str]:
    folder = block.file.path.rpartition("/")[0]
    for name in (filename, block.url_name if not len(block.element) else None):
        if name:
            plain = path_of(name)
            yield f"html/{plain}.html"
            yield f"{folder}/{plain}.html"
            yield plain
            yield f"html/{plain}"


def read_unknown(block: Block, desk: Desk, target: str) -> UnknownBlock:
    """A block kept as it was found. Reported as refused: nobody sees or runs it."""
    notes: list[str] = []
    kept = UnknownBlock(
        title=desk.optional_title(block.settings),
        tag=block.tag[:100],
        verbatim=shortened(verbatim(block.element), notes),
    )
    reason = _UNKNOWN.get(block.tag, f"{block.tag[:100]} is not known here")
    desk.ledger.refused(
        block.name, block.tag, "; ".join([f"kept as it was found, never executed: {reason}", *notes]), target=target
    )
    return kept


def why_unknown(tag: str) -> str:
    """Why a block that stands beside the outline is refused."""
    return _UNKNOWN.get(tag, f"{tag[:100]} has no place beside the chapters here")
