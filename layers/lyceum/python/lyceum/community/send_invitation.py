"""The letter of an invitation: to an address, of which nobody needs to know whether it has an account."""

from datetime import datetime

from lyceum.community import store
from lyceum.community.delivery import Told, deliver_once, letter, wordings
from lyceum.community.errors import InvitationTokenLost
from lyceum.community.model import KEPT, Kind, Notification, chosen_language, instant
from lyceum.community.store import Invited
from lyceum.community.system_templates import SYSTEM
from lyceum.kernel.invitation_tokens import token_for
from lyceum.kernel.setting_catalogue import ACCEPTANCE_PAGE
from lyceum.kernel.tenant_settings import setting
from lyceum.kernel.text import LocalizedText


def send_invitation(event: Told, invitation: str, delivery: int, *, at: datetime) -> None:
    """Send one delivery of an invitation, once, in its language, else the school's; not where it was overtaken.

    The token is made anew for the letter and lies nowhere: neither in the event, nor in the table, nor in a log.
    Raises InvitationTokenLost where the secret was changed without overlap, Busy and MailIsBeingSent as `notify` does.
    3 round trips to the table, 1 to SES. Source: FEATURES TE5.
    """
    invited = store.find_invited(event.tenant, invitation, delivery, at=at)
    if invited is None or at >= event.at + KEPT:
        return
    token = token_for(invited.token_hash, event.tenant, invitation, delivery)
    if token is None:
        raise InvitationTokenLost(invitation=invitation)
    link = _link(event.tenant, token)
    worded = {
        language: wording.rendered(_values(invited, language, link))
        for language, wording in wordings(Kind.INVITATION, invited.overrides).items()
    }
    notification = Notification(
        tenant=event.tenant,
        recipient="",
        id=event.id,
        kind=Kind.INVITATION,
        subject={language: wording.subject for language, wording in worded.items()},
        note={language: wording.note for language, wording in worded.items()},
        about={"invitation": invitation},
        at=event.at,
        invitation=invitation,
    )
    language = chosen_language(worded, invited.language, invited.school_language)
    deliver_once(notification, letter(invited.address, worded[language], language), at=at)


def _link(tenant: str, token: str) -> str:
    """The page that takes invitations, with the token where no server sees it (a fragment); else the token alone."""
    page = str(setting(tenant, ACCEPTANCE_PAGE) or "")
    return f"{page}#invitation={token}" if page.startswith("https://") and "#" not in page else token


def _values(invited: Invited, language: str, link: str) -> dict[str, str]:
    words = SYSTEM[chosen_language(SYSTEM, language, invited.school_language)].words
    return {
        "name": words.nobody,
        "school": LocalizedText(dict(invited.school)).in_language(language, fallback=invited.school_language),
        "expires": instant(invited.expires),
        "link": link,
    }
