"""Who may do what with a question bank: assessment keeps the banks, catalog takes wishes to import into them."""

from collections.abc import Mapping

EDIT = "edit"
"""What a bank's `shared_with` says of those who may add and change questions."""
SCHOOL = "school"
"""What a bank's `sharing` says where every author of the school may use it."""


def may_use_bank(person: str, *, owner: str, sharing: str, shared_with: Mapping[str, str], warden: bool) -> bool:
    """Whether they may see and use it. `warden`: looks after every bank of the school. Source: RULES S1-25."""
    return warden or person == owner or person in shared_with or sharing == SCHOOL


def may_edit_bank(person: str, *, owner: str, shared_with: Mapping[str, str], warden: bool) -> bool:
    """Whether they may add and change questions."""
    return warden or person == owner or shared_with.get(person) == EDIT
