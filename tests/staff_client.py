"""A member of staff's program: signs in to a running booth and uses its API over real HTTP."""

import logging
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from tests.running_booth import RunningBooth

# A line for each request would bury what a failed test has to say.
logging.getLogger("httpx").setLevel(logging.WARNING)


class StaffClient:
    """The demo event's staff user, signed in; calls are repeated while the booth restarts."""

    def __init__(self, booth: RunningBooth) -> None:
        self.http = httpx.Client(base_url=booth.address, timeout=30)
        self.api = "/api/v1/events/demo/"
        password = Path(booth.data_dir, "staff-password").read_text()
        self.http.get("/accounts/login/")
        answer = self.http.post(
            "/accounts/login/",
            data={"username": "staff", "password": password, **self._token_field()},
            headers={"Referer": booth.address},
        )
        assert answer.status_code == 302, answer.text

    def _token_field(self) -> dict[str, str]:
        return {"csrfmiddlewaretoken": self.http.cookies["csrftoken"]}

    def post(self, what: str, **content: Any) -> dict[str, Any]:
        """POST to the event's API as the page's queue does: until it answers 200 or 201."""
        deadline = time.monotonic() + 60
        while True:
            try:
                answer = self.http.post(
                    f"{self.api}{what}/",
                    headers={"X-CSRFToken": self.http.cookies["csrftoken"]},
                    **content,
                )
                if answer.status_code in (200, 201):
                    found: dict[str, Any] = answer.json()
                    return found
                assert answer.status_code in (404, 429, 500, 502, 503), answer.text
            except httpx.TransportError:
                pass
            assert time.monotonic() < deadline, f"{what} was not taken within a minute"
            time.sleep(0.2)

    def upload(self, photo: bytes) -> str:
        """Upload a photo; return its key."""
        key = str(uuid4())
        self.post(
            "snaps",
            data={"idempotency_key": key},
            files={"image": ("snap.jpg", photo, "image/jpeg")},
        )
        return key

    def order_strip(self, snap_keys: list[str]) -> str:
        key = str(uuid4())
        self.post("strips", json={"idempotency_key": key, "snap_keys": snap_keys})
        return key

    def status(self, what: str, keys: list[str]) -> list[dict[str, Any]]:
        found = self.http.get(f"{self.api}{what}/", params={"keys": ",".join(keys)}).json()
        results: list[dict[str, Any]] = found["results"]
        return results

    def wait_until(self, what: str, keys: list[str], wanted: set[str], seconds: float) -> None:
        """Wait until every one of these rows has one of the wanted statuses."""
        deadline = time.monotonic() + seconds
        while True:
            rows = self.status(what, keys)
            assert len(rows) == len(keys), f"{len(keys) - len(rows)} {what} are lost"
            left = [row for row in rows if row["status"] not in wanted]
            if not left:
                return
            assert time.monotonic() < deadline, left
            time.sleep(0.3)
