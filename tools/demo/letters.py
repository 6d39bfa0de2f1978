"""Letters as they reach people's mailboxes, and the tokens of invitations in them."""

import re
from typing import Any

from tools.demo.api import until
from tools.demo.journal import Broken
from tools.demo.members import Place, mails_to

_TOKEN = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}\.[A-Za-z0-9_-]{43}")


def letters_to(place: Place, address: str, *, invitation: str) -> list[dict[str, Any]]:
    """The letters of an invitation, oldest first; waits for the first. Raises Broken where none comes."""

    def look() -> list[dict[str, Any]]:
        return [mail for mail in mails_to(place, address) if invitation in mail["BodyText"]]

    return until(look, what=f"the invitation of {address}", seconds=60)


def is_invitation(mail: dict[str, Any]) -> bool:
    """Whether a letter asks somebody into a school."""
    return bool(_TOKEN.search(mail["BodyText"]))


def token_for(place: Place, address: str, *, invitation: str) -> str:
    """The token in the newest letter of an invitation. Raises Broken where no letter comes, or one without a token."""
    text = letters_to(place, address, invitation=invitation)[-1]["BodyText"]
    found = _TOKEN.findall(text)
    if not found:
        raise Broken(f"the letter to {address} has no token in it")
    return str(found[0])
