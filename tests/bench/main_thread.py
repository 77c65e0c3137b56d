"""What the page's own thread did, by Chromium's trace: how long each task took, and computed."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page

from tests.bench import Row

# Little is traced, since tracing costs the thread time as well.
CATEGORIES = ["toplevel", "blink.user_timing"]
MARK = "end of the trace"
LONG_MS = 50


@dataclass
class Tasks:
    """Milliseconds of each task: by the clock, and those in which the thread had a core."""

    each: list[tuple[float, float]] = field(default_factory=list)

    def row(self, name: str) -> Row:
        """The longest by the clock; on a busy machine most of that is waiting for a core."""
        longest, computed = max(self.each)
        most = max(computing for _, computing in self.each)
        long = sum(task >= LONG_MS for task, _ in self.each)
        note = f"computing {computed:.0f} ms of it; most that a task computes: {most:.0f} ms; "
        note += f"{long} of {len(self.each)} tasks took {LONG_MS} ms or more"
        return Row(name, seconds=longest / 1000, note=note)


@contextmanager
def traced(page: Page) -> Iterator[Tasks]:
    """Trace the page; the tasks are there at the end of the block."""
    browser = page.context.browser
    assert browser is not None
    tasks = Tasks()
    browser.start_tracing(page=page, categories=CATEGORIES)
    yield tasks
    page.evaluate("name => performance.mark(name)", MARK)
    events: list[dict[str, Any]] = json.loads(browser.stop_tracing())["traceEvents"]
    tasks.each = tasks_of(events)


def tasks_of(events: list[dict[str, Any]]) -> list[tuple[float, float]]:
    """The outermost spans of the thread that set the mark."""
    mark = next(each for each in events if each["name"] == MARK)
    spans = [each for each in events if each["ph"] == "X" and thread_of(each) == thread_of(mark)]
    found = []
    end = 0
    for span in sorted(spans, key=lambda each: (each["ts"], -each.get("dur", 0))):
        if span["ts"] < end:
            continue
        end = span["ts"] + span.get("dur", 0)
        found.append((span.get("dur", 0) / 1000, span.get("tdur", 0) / 1000))
    return found


def thread_of(event: dict[str, Any]) -> tuple[int, int]:
    return event["pid"], event["tid"]
