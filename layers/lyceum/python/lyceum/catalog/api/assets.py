"""Files of courses and question banks, on the wire."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, StringConstraints

from lyceum.catalog.api.fields import Request
from lyceum.catalog.model.course import AssetLink

AssetPath = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,79}(?:/[A-Za-z0-9][A-Za-z0-9._-]{0,79}){0,4}$"),
]
"""What texts call the file, below `/static/`: folders and a name of letters, digits, `.`, `_`, `-`, none of which
begins with a dot."""


class NewAsset(Request):
    """What the file of an upload is called."""

    path: AssetPath


class AssetView(BaseModel):
    """A file that texts may name."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    path: str
    address: str
    """What to write in texts: `/static/<path>`. Who reads them finds an address in its place that can be fetched."""
    media_type: str

    @classmethod
    def of(cls, link: AssetLink) -> Self:
        """From the entity."""
        return cls(path=link.path, address=f"/static/{link.path}", media_type=link.media_type)
