"""What operators read says what the templates and commands are."""

import re
from pathlib import Path

import pytest

from tools.checks.house import root
from tools.checks.layout import ROOT

PAGES = sorted((ROOT / "docs/operations").glob("*.md"))
ROW = re.compile(r"^\| `(\w+)` \| (`[^`]*`|–) \| (.+) \|$", re.MULTILINE)
EXPLAINED = {
    name: default.strip("`–") for name, default, _ in ROW.findall((ROOT / "docs/operations/deploying.md").read_text())
}
LINK = re.compile(r"\]\(([^)#\s]+)(?:#([^)]+))?\)")
COMMAND = re.compile(r"(?:`|^\$ (?:\w+=\S+ )*|&& )make ([a-z-]+)", re.MULTILINE)


def test_every_parameter_is_explained_with_its_default() -> None:
    declared = {name: str(value.get("Default", "")) for name, value in root().section("Parameters").items()}

    assert declared == EXPLAINED


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target, _ in LINK.findall(page.read_text(encoding="utf-8")):
        if not target.startswith("http"):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_exist(page: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    text = page.read_text(encoding="utf-8")

    assert set(COMMAND.findall(text)) <= targets
    for module in re.findall(r"python -m (tools\.[a-z_.]+)", text):
        assert (ROOT / f"{module.replace('.', '/')}.py").exists() or (ROOT / module.replace(".", "/")).is_dir()


def test_the_readme_leads_to_every_page() -> None:
    section = (ROOT / "README.md").read_text(encoding="utf-8").partition("\n## Operations\n")[2].partition("\n## ")[0]

    assert {f"docs/operations/{page.name}" for page in PAGES} <= {target for target, _ in LINK.findall(section)}
