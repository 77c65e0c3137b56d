"""Signatures of the SMS API, of requests and of webhooks alike.

https://developer.vonage.com/en/getting-started/concepts/signing-messages
"""

import hashlib
import hmac
from collections.abc import Mapping

# MD5 hash is what a new account has; the others are HMACs. The algorithm is Vonage's choice.
METHODS = ("md5hash", "md5", "sha1", "sha256", "sha512")


def sign(params: Mapping[str, object], secret: str, method: str) -> str:
    """Return the lower-case signature of parameters; `sig` itself is left out.

    Raises ValueError for a method that is not in METHODS.
    """
    if method not in METHODS:
        raise ValueError(f"{method!r} is no method of Vonage's signatures.")
    signed = "".join(
        f"&{name}={_plain(value)}" for name, value in sorted(params.items()) if name != "sig"
    )
    if method == "md5hash":
        whole = (signed + secret).encode(errors="replace")
        return hashlib.md5(whole, usedforsecurity=False).hexdigest()
    return hmac.new(secret.encode(), signed.encode(errors="replace"), method).hexdigest()


def _plain(value: object) -> str:
    """Return a value without what separates values, as the signature wants it."""
    return str(value).replace("&", "_").replace("=", "_")
