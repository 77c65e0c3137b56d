"""Live video between booths, staff and guests elsewhere (docs/video.md). Off by default."""

from urllib.parse import urlsplit

from environs import Env

env = Env()

# local (the browser's camera only), opentok, or the dotted path of a class of your own.
VIDEO_BACKEND: str = env.str("VIDEO_BACKEND", "local").strip()
if "." not in VIDEO_BACKEND:
    VIDEO_BACKEND = f"booth.video.{VIDEO_BACKEND}.VideoBackend"

# OpenTok as it was: a project's key and secret.
OPENTOK_API_KEY: str = env.str("OPENTOK_API_KEY", "").strip()
OPENTOK_API_SECRET: str = env.str("OPENTOK_API_SECRET", "").strip()
# Vonage's unified platform: an application's id and the file with its private key.
OPENTOK_APPLICATION_ID: str = env.str("OPENTOK_APPLICATION_ID", "").strip()
OPENTOK_PRIVATE_KEY_PATH: str = env.str("OPENTOK_PRIVATE_KEY_PATH", "").strip()

# Where the vendor's API is; empty: where the vendor has it.
OPENTOK_API_URL: str = env.str("OPENTOK_API_URL", "").strip().rstrip("/")
# The vendor's script, which the browser loads. The platforms have one each.
OPENTOK_SCRIPT_URL: str = env.str("OPENTOK_SCRIPT_URL", "").strip()

# What the vendor's script connects to.
OPENTOK_HOSTS: list[str] = env.list(
    "OPENTOK_HOSTS",
    [
        f"{scheme}://*.{domain}"
        for domain in ("opentok.com", "tokbox.com", "vonage.com")
        for scheme in ("https", "wss")
    ],
)

_script = urlsplit(OPENTOK_SCRIPT_URL)
_is_on = VIDEO_BACKEND == "booth.video.opentok.VideoBackend" and bool(_script.netloc)
# For the content security policy: nothing at all while video is off.
VIDEO_SCRIPT_ORIGINS: list[str] = [f"{_script.scheme}://{_script.netloc}"] if _is_on else []
VIDEO_CONNECT_ORIGINS: list[str] = [*VIDEO_SCRIPT_ORIGINS, *OPENTOK_HOSTS] if _is_on else []
