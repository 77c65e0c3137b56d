"""A request enters its thread once, not once for each middleware."""

import asyncio
from typing import Any

import pytest
from asgiref.sync import SyncToAsync
from django.conf import settings
from django.test import AsyncClient


def test_middlewares_do_not_hop_between_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    hops: list[str] = []
    real = SyncToAsync.__call__

    async def counting(self: Any, *args: Any, **kwargs: Any) -> Any:
        hops.append(repr(self.func))
        return await real(self, *args, **kwargs)

    monkeypatch.setattr(SyncToAsync, "__call__", counting)

    async def ask() -> int:
        response = await AsyncClient().get("/robots.txt")
        return int(response.status_code)

    assert asyncio.run(ask()) == 200
    # For the middlewares, for the view, for closing.
    assert len(hops) < len(settings.MIDDLEWARE) / 2, hops
