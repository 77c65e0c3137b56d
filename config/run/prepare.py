"""Bring the data folder up to date: database tables, demo event, staff user.

`make setup` runs it, and the supervisor before it starts the web server. With nothing to do
it says nothing.
"""

import os

import django
from django.core import checks
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def has_migrations_to_run() -> bool:
    """Whether the database lacks a table or column that the code has."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def main() -> None:
    os.umask(0o077)  # as in the supervisor: for this user alone
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    django.setup()
    if has_migrations_to_run():
        print("Bringing the database up to date", flush=True)
        call_command("migrate", interactive=False, verbosity=0)
    call_command("setup_demo")
    for line in complaints_about_settings():
        print(line, flush=True)


def complaints_about_settings() -> list[str]:
    """Return what the system checks say of our settings; the booth starts all the same."""
    found = checks.run_checks(tags=[checks.Tags.compatibility])
    return [f"Mind: {each.msg} {each.hint or ''}".rstrip() for each in found]


if __name__ == "__main__":
    main()
