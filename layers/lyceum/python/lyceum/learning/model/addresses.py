"""Course files in a lesson: `/static/<path>` becomes an address that a browser can fetch."""

from collections.abc import Mapping

from lyceum.content.addresses import Address, Find, finder, in_html, in_source
from lyceum.content.outline import Block, HtmlBlock, LessonDocument, VideoBlock
from lyceum.kernel.text import LocalizedText


def with_addresses(document: LessonDocument, assets: Mapping[str, str], address: Address) -> LessonDocument:
    """The lesson with every address of a course file replaced; files that the course does not have stay as they are.

    `assets`: path below `/static/` → key in the content bucket.
    """
    found = finder(assets, address)
    units = tuple(
        unit.model_copy(update={"blocks": tuple(_block(block, found) for block in unit.blocks)})
        for unit in document.units
    )
    return document.model_copy(update={"units": units})


def _block(block: Block, found: Find) -> Block:
    match block:
        case HtmlBlock():
            texts = {language: in_html(text, found) for language, text in block.html.root.items()}
            return block.model_copy(update={"html": LocalizedText(texts)})
        case VideoBlock():
            sources = tuple(in_source(source, found) for source in block.sources)
            captions = {language: in_source(source, found) for language, source in block.captions.items()}
            return block.model_copy(update={"sources": sources, "captions": captions})
    return block
