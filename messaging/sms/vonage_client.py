"""What both of Vonage's APIs share: credentials, one request for one text, and its failures.

The SDK (vonage 4.9) repeats a POST whose connection drops, up to `pool_maxsize` times and whatever
`max_retries` says: each may be a text. It follows redirects, keeps a Content-Type from one API
for the next, and logs numbers. Hence `make_client`, once for each text and API.
"""

import logging
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from requests.adapters import HTTPAdapter
from requests.utils import get_environ_proxies, select_proxy
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError, ProxyError
from vonage import Auth, HttpClientOptions, Vonage
from vonage_http_client.errors import HttpRequestError
from vonage_jwt import JwtClient

from messaging.phones import without_numbers

from .base import Fault, SmsError, SmsUnknown
from .vonage_faults import MESSAGES_CODES, fault_of
from .vonage_signatures import sign

Answer = TypeVar("Answer")

# Together below `messaging.tasks.SEND_SECONDS`: a worker that is stopped then leaves a doubt.
LOOK_UP_SECONDS = 2.5
CONNECT_SECONDS = 3.0
ANSWER_SECONDS = 9.0
PEM = "-----BEGIN "

# At WARNING the SDK writes Vonage's answers, at DEBUG our requests: numbers and texts.
logging.getLogger("vonage").setLevel(logging.CRITICAL)


class VonageAuth(Auth):  # type: ignore[misc]  # the SDK has no types
    """The SDK's credentials, with a key that is parsed once and with every way of signing."""

    def generate_application_jwt(self, claims: dict[str, Any] | None = None) -> bytes:
        key = private_key()  # parsing it anew would take longer than all the rest
        token: bytes = JwtClient(self.application_id, key).generate_application_jwt(claims)
        return token

    def sign_params(self, params: dict[str, Any]) -> str:
        """Sign with any of Vonage's methods; the SDK lacks the account's default, MD5 hash."""
        params.setdefault("timestamp", int(time.time()))
        return sign(params, settings.VONAGE_SIGNATURE_SECRET, settings.VONAGE_SIGNATURE_METHOD)


class OneRequest(HTTPAdapter):
    """Sends each request once, within our time, to VONAGE_ENDPOINT_URL if that is set."""

    def __init__(self) -> None:
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=0)

    def send(self, request: Any, *args: Any, **options: Any) -> requests.Response:
        if settings.VONAGE_ENDPOINT_URL:
            request.url = settings.VONAGE_ENDPOINT_URL + request.path_url
            options["proxies"] = get_environ_proxies(request.url)
        has_proxy = select_proxy(request.url, options.get("proxies"))
        addresses = 1 if has_proxy else count_addresses(request.url)
        # Each address is tried for so long.
        options["timeout"] = (max(CONNECT_SECONDS / addresses, 0.5), ANSWER_SECONDS)
        return super().send(request, *args, **options)


def count_addresses(url: str) -> int:
    """Look a host up, within our time; raises SmsError when it is not found.

    A name server that does not answer, as where the venue's network is down, blocks for longer
    than a task may take, and no timeout of a socket counts for it.
    """
    parts, found = urlsplit(url), list[int]()

    def ask() -> None:
        try:
            port = parts.port or parts.scheme
            found.append(len(socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)))
        except (OSError, UnicodeError):
            found.append(0)

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(LOOK_UP_SECONDS)
    if found and found[0]:
        return found[0]
    message = f"Vonage cannot be reached: {parts.hostname} is not found"
    raise SmsError(message, fault=Fault.UNREACHABLE)


@contextmanager
def make_client(**credentials: str) -> Iterator[Vonage]:
    """Make a client of its own for one text: shared with no thread, process or other API.

    Its connection is new as well. One that was kept may have died unnoticed, and a text sent
    into it would be in doubt.
    """
    options = HttpClientOptions(pool_connections=1, pool_maxsize=1, max_retries=0)
    client = Vonage(VonageAuth(**credentials), options)
    session = client.http_client._session
    session.mount("https://", OneRequest())
    session.max_redirects = 0
    session.auth = _as_it_is  # or a ~/.netrc would replace our credentials
    with session:
        yield client


def submit(call: Callable[[], Answer]) -> Answer:
    """Make one request by the SDK; say of its failures whether the text may be on its way."""
    try:
        return call()
    except HttpRequestError as error:
        raise _refusal(error.response) from None  # its own words hold numbers
    except requests.exceptions.RequestException as error:
        name = type(_cause(error)).__name__
        if never_sent(error):
            message = f"Vonage cannot be reached: {name}"
            raise SmsError(message, fault=Fault.UNREACHABLE) from None
        raise SmsUnknown(f"Vonage's answer never came: {name}") from None


def never_sent(error: requests.exceptions.RequestException) -> bool:
    """Whether not one byte of the request can have arrived: there was no connection."""
    cause = _cause(error)
    if isinstance(cause, ProxyError):
        cause = cause.original_error
    is_stranger = any(isinstance(arg, ssl.SSLCertVerificationError) for arg in cause.args)
    return is_stranger or isinstance(cause, NewConnectionError | ConnectTimeoutError)


def _cause(error: BaseException) -> BaseException:
    """Return what urllib3 says, out of the wrapping that requests puts around it."""
    inner = error.args[0] if error.args else None
    inner = getattr(inner, "reason", None) or inner
    return inner if isinstance(inner, Exception) else error


# What the status says better than a code in the answer.
HTTP_FAULTS = {401: Fault.CREDENTIALS, 402: Fault.CREDIT, 403: Fault.ACCOUNT}


def _refusal(response: requests.Response) -> SmsError | SmsUnknown:
    """Read an answer that is no 2xx. Of 5xx only 503 says that nothing was done."""
    status = response.status_code
    code, words = _problem(response)
    message = f"Vonage answered {status} {words}".rstrip()
    if status in {429, 503}:
        return SmsError(message, fault=Fault.BUSY)
    if 400 <= status < 500 and status != 408:
        fault = HTTP_FAULTS.get(status) or fault_of(code, MESSAGES_CODES)
        return SmsError(message, permanent=True, fault=fault)
    return SmsUnknown(message)


def _problem(response: requests.Response) -> tuple[str, str]:
    """Read RFC 7807: the code at the end of `type`, and title and detail in one line."""
    try:
        problem = response.json()
        code = re.search(r"#(\d+)$", str(problem.get("type", "")))
        words = quoted(f"{problem.get('title', '')} {problem.get('detail', '')}")
    except (ValueError, AttributeError):
        return "", ""
    return (code[1] if code else ""), words


def quoted(words: object) -> str:
    """Put Vonage's own words into one short line without numbers and secrets."""
    line = " ".join(str(words).split())
    for secret in (settings.VONAGE_API_SECRET, settings.VONAGE_SIGNATURE_SECRET):
        line = line.replace(secret, "***") if secret else line
    return without_numbers(line)[:160]


def private_key() -> RSAPrivateKey:
    """Return the application's key; ImproperlyConfigured, naming the setting, if there is none."""
    if settings.VONAGE_PRIVATE_KEY:
        return _parsed(settings.VONAGE_PRIVATE_KEY.replace("\\n", "\n"), "VONAGE_PRIVATE_KEY")
    path = settings.VONAGE_PRIVATE_KEY_PATH
    if not path:
        raise ImproperlyConfigured("VONAGE_PRIVATE_KEY and VONAGE_PRIVATE_KEY_PATH are empty.")
    if PEM in path:
        raise ImproperlyConfigured(
            "VONAGE_PRIVATE_KEY_PATH is a key. It belongs into VONAGE_PRIVATE_KEY."
        )
    try:
        pem = Path(path).read_text("utf-8", "replace")
    except OSError as error:
        message = f"VONAGE_PRIVATE_KEY_PATH={path!r} cannot be read: {error.strerror}."
        raise ImproperlyConfigured(message) from error
    return _parsed(pem, "The file of VONAGE_PRIVATE_KEY_PATH")


@lru_cache(maxsize=2)
def _parsed(pem: str, name: str) -> RSAPrivateKey:
    if PEM not in pem:
        raise ImproperlyConfigured(f"{name} is no PEM key; one begins with {PEM}PRIVATE KEY-----.")
    try:
        key = load_pem_private_key(pem.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise ImproperlyConfigured(
            f"{name} cannot be read as a private key: copy the whole of the file that Vonage gave,"
            " with its first and last line."
        ) from None
    if not isinstance(key, RSAPrivateKey):
        raise ImproperlyConfigured(f"{name} is no RSA key.")
    return key


def need(*names: str) -> None:
    """Raise ImproperlyConfigured for settings that a backend cannot work without."""
    if missing := [name for name in names if not getattr(settings, name)]:
        raise ImproperlyConfigured(f"Set {', '.join(missing)} (docs/messaging.md).")


def bare_number(number: str) -> str:
    """Return a number as Vonage wants it: digits, without + or 00."""
    return number.removeprefix("+")


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request
