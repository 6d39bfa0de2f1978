"""Tokens as attackers would make them."""

import base64
import json
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tests.e2e.deployed import Deployed


def parts(token: str) -> tuple[dict[str, Any], dict[str, Any], str]:
    """Header, claims and signature of a token."""
    head, payload, signature = token.split(".")
    return _read(head), _read(payload), signature


def joined(header: dict[str, Any], claims: dict[str, Any], signature: str) -> str:
    """A token from its parts."""
    return f"{text(_dumped(header))}.{text(_dumped(claims))}.{signature}"


def signed(header: dict[str, Any], claims: dict[str, Any], key: rsa.RSAPrivateKey) -> str:
    """A token with a signature of this key (RS256)."""
    unsigned = joined(header, claims, "")
    signature = key.sign(unsigned.removesuffix(".").encode(), padding.PKCS1v15(), hashes.SHA256())
    return unsigned + text(signature)


def key_of_the_pool(stack: Deployed) -> rsa.RSAPrivateKey:
    """The very key that the user pool signs access tokens with. On AWS nobody has it; the emulator keeps a file."""
    return _pool_key(stack.data_dir / "state/cognito-pool-keys", stack.outputs["UserPoolId"])


def own_key() -> rsa.RSAPrivateKey:
    """A key that anybody can make."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _pool_key(folder: Path, pool: str) -> rsa.RSAPrivateKey:
    found = serialization.load_pem_private_key((folder / f"{pool}-access.pem").read_bytes(), password=None)
    assert isinstance(found, rsa.RSAPrivateKey)
    return found


def _read(part: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return found


def _dumped(value: dict[str, Any]) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def text(raw: bytes) -> str:
    """Base64 as tokens have it."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
