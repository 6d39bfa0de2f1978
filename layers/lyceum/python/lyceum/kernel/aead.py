"""Authenticated encryption: XChaCha20-Poly1305 (RFC 8439; draft-irtf-cfrg-xchacha-03) by libsodium.

The nonce is random and comes first: 192 bits may be drawn for each message without ever counting them. Only functions
with the sealing layer import this. libsodium's binding is a fifth of the size of OpenSSL's, which alone would
be most of what a function may weigh.
"""

import os

from nacl import bindings
from nacl.exceptions import CryptoError

KEY_BYTES = bindings.crypto_aead_xchacha20poly1305_ietf_KEYBYTES
_NONCE_BYTES = bindings.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES


class Unreadable(Exception):
    """Changed, cut off, of another key, or meant for another place."""


def new_key() -> bytes:
    """A random key of 256 bits."""
    return os.urandom(KEY_BYTES)


def encrypt(key: bytes, plain: bytes, about: bytes) -> bytes:
    """Nonce and ciphertext; `about` is authenticated with it and not in it. Twice the same gives two results."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(plain, about, nonce, key)


def decrypt(key: bytes, sealed: bytes, about: bytes) -> bytes:
    """What was encrypted. Raises Unreadable."""
    nonce, ciphertext = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
    if len(nonce) < _NONCE_BYTES:
        raise Unreadable
    try:
        return bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(ciphertext, about, nonce, key)
    except CryptoError as error:
        raise Unreadable from error
