"""The normal form of a question, ids aside: what two formats have to agree on, field by field."""

from decimal import Decimal
from typing import Any

from lyceum.content.questions import AuthoredQuestion


def normal(authored: AuthoredQuestion) -> dict[str, Any]:
    """A document in which choices, prompts and gaps are called by their places, and nothing is left unsaid.

    A choice without a share earns nothing, which is said here; weights of gaps are parts of the whole; the targets of a
    matching question stand in the order of their texts, since theirs tells nothing.
    """
    document = authored.model_dump(mode="python", exclude={"source_id": True, "question": {"id", "group"}})
    question, key = document["question"], document["key"]
    if key["kind"] == "matching":
        question["choices"] = tuple(sorted(question["choices"], key=lambda choice: repr(choice["text"])))
    names = {choice["id"]: f"c{place}" for place, choice in enumerate(question["choices"])}
    prompts = {prompt["id"]: f"p{place}" for place, prompt in enumerate(question["prompts"])}
    gaps = {blank["id"]: f"g{place}" for place, blank in enumerate(question["blanks"])}
    for choice in (*question["choices"], *question["prompts"]):
        choice["id"] = names.get(choice["id"]) or prompts[choice["id"]]
    _name_key(key, names, prompts)
    if key["kind"] == "fill_blank":
        _name_gaps(question, key, gaps, names)
    return document


def _name_key(key: dict[str, Any], names: dict[str, str], prompts: dict[str, str]) -> None:
    if "shares" in key:
        shares = {names[id]: share for id, share in key["shares"].items()}
        key["shares"] = {name: shares.get(name, Decimal(0)) for name in names.values()}
        key["feedback"] = {names[id]: text for id, text in key["feedback"].items()}
    if "pairs" in key:
        key["pairs"] = {prompts[p]: names[t] if t is not None else None for p, t in key["pairs"].items()}
    if "order" in key:
        key["order"] = tuple(names[id] for id in key["order"])


def _name_gaps(question: dict[str, Any], key: dict[str, Any], gaps: dict[str, str], pool: dict[str, str]) -> None:
    total = sum(gap["weight"] for gap in key["blanks"].values())
    for blank in question["blanks"]:
        own = {choice["id"]: f"c{place}" for place, choice in enumerate(blank["choices"])}
        gap = key["blanks"][blank["id"]]
        _name_key(gap["answer"], own or pool, {})
        gap["weight"] = round(gap["weight"] / total, 3)
        for choice in blank["choices"]:
            choice["id"] = own[choice["id"]]
        for language, text in question["stem"]["text"].items():
            question["stem"]["text"][language] = text.replace(f"[[{blank['id']}]]", f"[[{gaps[blank['id']]}]]")
    key["blanks"] = {gaps[id]: gap for id, gap in key["blanks"].items()}
    for blank in question["blanks"]:
        blank["id"] = gaps[blank["id"]]


def differences(one: Any, other: Any, path: str = "") -> set[str]:
    """Paths at which two documents differ."""
    if isinstance(one, dict) and isinstance(other, dict):
        found = [differences(one.get(name), other.get(name), f"{path}.{name}") for name in {*one, *other}]
        return set().union(*found)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple) and len(one) == len(other):
        found = [differences(a, b, f"{path}[{place}]") for place, (a, b) in enumerate(zip(one, other, strict=True))]
        return set().union(*found)
    return set() if one == other else {path.lstrip(".")}
