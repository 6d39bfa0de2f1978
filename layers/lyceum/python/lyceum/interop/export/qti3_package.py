"""QTI 3.0 packages: a manifest, a test that lists the items, the items, and the files that they show."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote, unquote

from lxml import etree

from lyceum.interop.export import qti3_rules as rules
from lyceum.interop.export.losses import Losses
from lyceum.interop.export.qti3_rules import tag

_PACKAGE = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"
_ONE_DAY = (1980, 1, 1, 0, 0, 0)
"""The same questions make the same file, to the byte."""
_STATIC = "/static/"
_ADDRESSES = ("src", "href", "data", "poster")
"""Attributes that name files."""


@dataclass
class Package:
    """A package while it grows."""

    files: Mapping[str, bytes]
    """What items may show: path below `/static/` → content."""
    _items: dict[str, bytes] = field(default_factory=dict)
    _shown: dict[str, list[str]] = field(default_factory=dict)
    """Item → files that it shows, by path in the package."""
    _media: dict[str, bytes] = field(default_factory=dict)

    def add(self, item: etree._Element, lost: Losses) -> None:
        """One more item. What it shows goes along; what is not at hand is listed as lost."""
        name = f"items/{len(self._items) + 1:04d}.xml"
        self._shown[name] = self._carry(item, lost)
        self._items[name] = _bytes(item)

    def _carry(self, item: etree._Element, lost: Losses) -> list[str]:
        shown = []
        for element in item.iter(etree.Element):
            for attribute in _ADDRESSES:
                address = element.get(attribute, "")
                if not address.startswith(_STATIC):
                    continue
                path = address.removeprefix(_STATIC)
                known = next((one for one in (path, unquote(path)) if one in self.files), None)
                if known is None:
                    lost.add("files", f"{path[:100]} is not at hand")
                    continue
                shown.append(f"media/{known}")
                self._media[f"media/{known}"] = self.files[known]
                element.set(attribute, f"../media/{quote(known)}")
        return list(dict.fromkeys(shown))

    def content(self) -> bytes:
        """All of it, as zip."""
        manifest = {"imsmanifest.xml": _manifest(self._shown), "test.xml": _test(list(self._items))}
        return _zipped({**manifest, **self._items, **dict(sorted(self._media.items()))})


def _bytes(root: etree._Element) -> bytes:
    etree.cleanup_namespaces(root, top_nsmap={None: rules.NAMESPACE})  # type: ignore[dict-item]  # the stub knows no default namespace
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _zipped(files: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _ONE_DAY), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _test(items: Sequence[str]) -> bytes:
    section = tag("assessment-section", identifier="section", title="Questions", visible="true")
    for place, href in enumerate(items, start=1):
        section.append(tag("assessment-item-ref", identifier=f"item-{place:04d}", href=href))
    part = tag("test-part", section, identifier="part", navigation_mode="nonlinear", submission_mode="simultaneous")
    return _bytes(tag("assessment-test", part, identifier="test", title="Questions"))


def _manifest(items: Mapping[str, Sequence[str]]) -> bytes:
    root = etree.Element(f"{{{_PACKAGE}}}manifest", identifier="questions")
    metadata = etree.SubElement(root, f"{{{_PACKAGE}}}metadata")
    etree.SubElement(metadata, f"{{{_PACKAGE}}}schema").text = "QTI Package"
    etree.SubElement(metadata, f"{{{_PACKAGE}}}schemaversion").text = "3.0.0"
    etree.SubElement(root, f"{{{_PACKAGE}}}organizations")
    resources = etree.SubElement(root, f"{{{_PACKAGE}}}resources")
    kinds = {"test.xml": "imsqti_test_xmlv3p0"}
    for place, (href, shown) in enumerate({"test.xml": (), **items}.items()):
        kind = kinds.get(href, "imsqti_item_xmlv3p0")
        resource = etree.SubElement(
            resources, f"{{{_PACKAGE}}}resource", identifier=f"resource-{place:04d}", type=kind, href=href
        )
        for name in (href, *shown):
            etree.SubElement(resource, f"{{{_PACKAGE}}}file", href=quote(name))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")
