"""Secrets of the stack, read through Powertools and cached for five minutes; several parts while one changes."""

import os


def secret_parts(name: str, kind: str) -> tuple[bytes, ...]:
    """The comma-separated parts of a secret, by ARN, or of an SSM parameter, by name; the first is the current one."""
    if not name:
        # Only unit tests run without a secret; the template always names one.
        return (os.environ.get(f"{kind}_SECRET", "unsigned-in-tests").encode(),)
    from aws_lambda_powertools.utilities import parameters

    if name.startswith("arn:") and ":secretsmanager:" in name:
        text = str(parameters.get_secret(name, max_age=300))
    else:
        text = str(parameters.get_parameter(name, decrypt=True, max_age=300))
    return tuple(part.encode() for part in text.split(",") if part)
