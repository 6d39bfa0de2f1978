import pytest

from lyceum.catalog.errors import AssetKindNotAccepted, AssetTooLarge, TooManyAssets
from lyceum.catalog.model.asset import MOST_ASSETS, check_asset, with_asset
from lyceum.catalog.model.course import About, AssetLink, Draft
from lyceum.content.published import Outline
from lyceum.kernel.text import LocalizedText

MEBIBYTE = 1024 * 1024


def link(path: str, key: str = "assets/t/k") -> AssetLink:
    return AssetLink(path=path, key=key, media_type="image/png")


def draft(*paths: str) -> Draft:
    outline = Outline(course="01J0000000000000000000000A", version=0, title=LocalizedText.of("Course"))
    return Draft(outline=outline, about=About(assets=tuple(map(link, paths))))


@pytest.mark.parametrize(
    ("media_type", "most"),
    [("image/webp", 20), ("audio/webm", 100), ("video/quicktime", 200), ("application/pdf", 100)],
)
def test_each_kind_has_its_limit(media_type: str, most: int) -> None:
    check_asset(media_type, most * MEBIBYTE)
    with pytest.raises(AssetTooLarge) as refused:
        check_asset(media_type, most * MEBIBYTE + 1)
    assert refused.value.facts == {"limit": str(most * MEBIBYTE)}


@pytest.mark.parametrize("media_type", ["image/svg+xml", "text/html", "text/plain", "application/zip", ""])
def test_nothing_that_a_browser_would_run_is_taken(media_type: str) -> None:
    with pytest.raises(AssetKindNotAccepted):
        check_asset(media_type, 1)


def test_a_file_takes_the_place_of_another_of_its_path() -> None:
    after = with_asset(draft("a", "b"), link("a", "assets/t/new"))
    assert [(each.path, each.key) for each in after.about.assets] == [("a", "assets/t/new"), ("b", "assets/t/k")]


def test_a_course_has_so_many_files_and_no_more() -> None:
    full = draft(*map(str, range(MOST_ASSETS)))
    assert len(with_asset(draft(*map(str, range(MOST_ASSETS - 1))), link("x")).about.assets) == MOST_ASSETS
    assert len(with_asset(full, link("1", "new")).about.assets) == MOST_ASSETS
    with pytest.raises(TooManyAssets):
        with_asset(full, link("x"))
    larger = draft(*map(str, range(MOST_ASSETS + 5)))
    assert with_asset(larger, link("1", "new")).about.assets[1].key == "new", "an import may have brought more"
