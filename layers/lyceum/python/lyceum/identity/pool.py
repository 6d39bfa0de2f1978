"""What Lyceum does in the user pool itself. Where another issuer stands in, there is no pool and nothing to do."""

from typing import Any

from lyceum.kernel import observe
from lyceum.kernel.aws import busy_where, client
from lyceum.kernel.settings import settings


def sign_out_everywhere(username: str) -> None:
    """Refresh tokens of the account are worth nothing from now on. 1 call."""
    _act("admin_user_global_sign_out", username)


def demand_new_password(username: str) -> None:
    """The password is worth nothing from now on; the pool mails a code with which to choose another. 1 call."""
    _act("admin_reset_user_password", username)


def has_second_factor(username: str, *, pool: str = "") -> bool | None:
    """Whether the account signs in with a one-time code as well; None where the pool knows no account, or does not
    answer in time: nobody waits for it. 1 call, 0 without a pool.
    """
    from botocore.exceptions import BotoCoreError, ClientError

    named = pool or settings().user_pool_id
    if not named or not username:
        return None
    try:
        found = client("cognito-idp", impatient=True).admin_get_user(UserPoolId=named, Username=username)
    except (BotoCoreError, ClientError):
        observe.count("SecondFactorUnknown")
        return None
    return bool(found.get("UserMFASettingList"))


def _act(operation: str, username: str) -> dict[str, Any]:
    """Raises Busy."""
    pool = settings().user_pool_id
    if not pool or not username:
        return {}
    cognito = client("cognito-idp")
    try:
        with busy_where("The user pool"):
            answer: dict[str, Any] = getattr(cognito, operation)(UserPoolId=pool, Username=username)
    except cognito.exceptions.UserNotFoundException:
        return {}  # an account of another issuer, or one that was deleted
    return answer
