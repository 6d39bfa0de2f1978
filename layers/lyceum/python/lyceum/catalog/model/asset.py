"""Files that authors bring by hand for a course or a question bank, which texts name as `/static/<path>`."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from lyceum.catalog.errors import AssetKindNotAccepted, AssetTooLarge, TooManyAssets
from lyceum.catalog.model.course import AssetLink, Draft

_MEBIBYTE = 1024 * 1024

MOST_ASSETS = 1_000
"""Of one course: its draft names them all, and has room for that."""

MOST_BYTES: Final[Mapping[str, int]] = {
    **dict.fromkeys(("image/png", "image/jpeg", "image/gif", "image/webp"), 20 * _MEBIBYTE),
    **dict.fromkeys(("audio/mpeg", "audio/mp4", "audio/wav", "audio/ogg", "audio/webm"), 100 * _MEBIBYTE),
    **dict.fromkeys(("video/mp4", "video/webm", "video/quicktime"), 200 * _MEBIBYTE),
    "application/pdf": 100 * _MEBIBYTE,
}
"""What is taken, and how large it may be. A browser shows all of them beside a text; it runs none, so no SVG and no
page is among them."""


def check_asset(media_type: str, size: int) -> None:
    """Raises AssetKindNotAccepted, AssetTooLarge. `size`: bytes."""
    most = MOST_BYTES.get(media_type)
    if most is None:
        raise AssetKindNotAccepted(media_type=media_type)
    if size > most:
        raise AssetTooLarge(limit=most)


def with_asset(draft: Draft, link: AssetLink) -> Draft:
    """A draft that has a file, in the place of an earlier one of this path. Raises TooManyAssets."""
    links = {each.path: each for each in draft.about.assets} | {link.path: link}
    if len(links) > MOST_ASSETS and len(links) > len(draft.about.assets):
        raise TooManyAssets(limit=MOST_ASSETS)
    return replace(draft, about=draft.about.model_copy(update={"assets": tuple(links.values())}))
