"""Run the benchmarks and print a table; what a benchmark looks like is in `tests.bench`."""

import importlib
import os
import sys
import tempfile
from pathlib import Path

from tests.bench import Row
from tests.redis_server import running_redis

HERE = Path(__file__).parent


def names_to_run(wanted: list[str]) -> list[str]:
    """Return the benchmarks wanted, or all there are; a name that is none of them ends the run."""
    present = sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py"))
    unknown = [name for name in wanted if name not in present]
    if unknown:
        sys.exit(f"No benchmark is called {', '.join(unknown)}. There are: {', '.join(present)}.")
    return wanted or present


def as_text(row: Row) -> str:
    """Return a row as a line: name, milliseconds, floor and ratio where there is one, note."""
    floor = ratio = ""
    if row.floor is not None:
        floor, ratio = f"{row.floor * 1000:.1f}", f"{row.seconds / row.floor:.2f}x"
    return f"{row.name:<50} {row.seconds * 1000:>10.1f} {floor:>10} {ratio:>7}  {row.note}".rstrip()


def run_all(names: list[str]) -> None:
    """Print each benchmark's rows as it ends."""
    print(f"{'':<50} {'ms':>10} {'floor ms':>10} {'ratio':>7}")
    for name in names:
        module = importlib.import_module(f"tests.bench.bench_{name}")
        for row in module.run():
            print(as_text(row), flush=True)


def main() -> None:
    names = names_to_run(sys.argv[1:])
    with tempfile.TemporaryDirectory(prefix="smilebooth-bench-") as folder:
        os.environ["SMILEBOOTH_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
        import django
        from django.test.utils import setup_databases, setup_test_environment, teardown_databases

        django.setup()
        setup_test_environment()
        databases = setup_databases(verbosity=0, interactive=False)
        try:
            with running_redis(Path(folder)):
                run_all(names)
        finally:
            teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    main()
