"""HTML that authors write, made safe: what may run, frame, send or style the page is taken out."""

import re

import nh3

from lyceum.content.outline import Block, HtmlBlock, VideoBlock
from lyceum.kernel.text import LocalizedText, controls_replaced

_TAGS = nh3.ALLOWED_TAGS | {"audio", "video", "source", "track", "figure", "figcaption", "section", "u"}
_ATTRIBUTES = {tag: set(names) for tag, names in nh3.ALLOWED_ATTRIBUTES.items()} | {
    "*": {"lang", "dir", "title", "id", "class", "role", "aria-label", "aria-hidden", "aria-describedby"},
    "audio": {"src", "controls", "preload"},
    "video": {"src", "controls", "preload", "poster", "width", "height"},
    "source": {"src", "type", "media"},
    "track": {"src", "kind", "srclang", "label", "default"},
}
_SCHEMES = {"http", "https", "mailto", "tel"}
_ADDRESS = re.compile(r"https?://|/static/|youtube:[\w-]+$", re.ASCII)
"""Of a video or its captions."""


def safe(text: LocalizedText) -> LocalizedText:
    """The same text without scripts, handlers, frames, forms, styles and foreign schemes, language by language."""
    return LocalizedText({language: _clean(html) for language, html in text.root.items()})


def safe_block(block: Block) -> Block:
    """A block with safe HTML and safe addresses. Unknown blocks are kept as they are and never shown as HTML."""
    if isinstance(block, HtmlBlock):
        return block.model_copy(update={"html": safe(block.html)})
    if isinstance(block, VideoBlock):
        captions = {language: address for language, address in block.captions.items() if _ADDRESS.match(address)}
        return block.model_copy(update={"sources": tuple(filter(_ADDRESS.match, block.sources)), "captions": captions})
    return block


def _clean(html: str) -> str:
    safe_html = nh3.clean(
        html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel="noopener noreferrer"
    )
    return controls_replaced(safe_html).strip()  # `&#1;` has become the character
