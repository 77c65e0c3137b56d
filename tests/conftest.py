"""Fixtures for every test: a real Redis, a clean one for each test, a scratch data folder.

The data folder is `settings.DATA_DIR`, made by `config.settings.test` for one run.
"""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from django.conf import settings
from django.db import connection
from playwright.sync_api import Playwright, sync_playwright
from pytest_django import DjangoDbBlocker

from tests.chromium import chromium_path as find_chromium
from tests.redis_server import running_redis

DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_reset_sequences"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--only-database",
        action="store_true",
        help="run only the tests that use the database, and none in a browser",
    )
    parser.addoption("--only-browser", action="store_true", help="run only those in a browser")
    parser.addoption("--no-browser", action="store_true", help="run none in a browser")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    kept = [item for item in items if _is_wanted(item, config)]
    if len(kept) < len(items):
        wanted = set(kept)
        config.hook.pytest_deselected(items=[item for item in items if item not in wanted])
        items[:] = kept
    # While Playwright runs, its event loop counts as this thread's: nothing else may start one.
    items.sort(key=_is_e2e)


def _is_wanted(item: pytest.Item, config: pytest.Config) -> bool:
    if config.getoption("--only-browser"):
        return _is_e2e(item)
    if config.getoption("--only-database"):
        return _uses_database(item) and not _is_e2e(item)
    return not (config.getoption("--no-browser") and _is_e2e(item))


def _is_e2e(item: pytest.Item) -> bool:
    return item.get_closest_marker("e2e") is not None


def _uses_database(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(item.get_closest_marker("django_db")) or not DATABASE_FIXTURES.isdisjoint(fixtures)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """End what threads of tests have left open: PostgreSQL drops no database in use."""
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(scope="session")
def data_dir() -> Iterator[Path]:
    """The run's data folder; removed at the end if it is the scratch one."""
    yield settings.DATA_DIR
    if settings.DATA_DIR.is_relative_to(Path(tempfile.gettempdir()).resolve()):
        shutil.rmtree(settings.DATA_DIR, ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def redis_url(data_dir: Path) -> Iterator[str]:
    """A real Redis at the address that the settings name (broker, cache, live feed)."""
    with running_redis(data_dir) as url:
        assert url == settings.REDIS_URL
        yield url


@pytest.fixture(scope="session")
def redis_client(redis_url: str) -> Iterator["redis.Redis"]:
    """A client of that Redis, to look into it."""
    with redis.Redis.from_url(redis_url) as client:
        yield client


@pytest.fixture(autouse=True)
def empty_redis(redis_client: "redis.Redis") -> None:
    """Start each test with no cached value and no queued task."""
    redis_client.flushall()


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The Chromium to drive, for Playwright's `executable_path`."""
    path = find_chromium()
    assert path, "No Chromium found; `make test` installs it, or says how."
    return path


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The one Playwright of the run; a second at the same time is refused by the library."""
    with sync_playwright() as started:
        yield started
