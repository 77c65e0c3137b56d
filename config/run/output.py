"""One stream for the logs of all children: each line begins with the name of its origin."""

import sys
from typing import TextIO

WIDTH = 6
COLOURS = {"web": 36, "worker": 35, "beat": 34, "redis": 31, "setup": 33, "booth": 32}
LONGEST_LINE = 64 * 1024


class Output:
    """Writes whole lines, so that those of two children never mix."""

    def __init__(self, stream: TextIO = sys.stdout, *, colours: bool = True) -> None:
        self.stream = stream
        self.colours = colours and stream.isatty()

    def line(self, name: str, text: str) -> None:
        """Write one line of a child, or of ours (`booth`)."""
        prefix = f"{name:<{WIDTH}} |"
        if self.colours:
            prefix = f"\033[{COLOURS.get(name, 37)}m{prefix}\033[0m"
        self.plain(f"{prefix} {text}")

    def plain(self, text: str) -> None:
        """Write text as it is. A reader that went away (a closed terminal) stops nothing."""
        try:
            self.stream.write(text + "\n")
            self.stream.flush()
        except (BrokenPipeError, OSError):
            pass


class LineSplitter:
    """Cuts a child's bytes into lines for an `Output`; one without end is cut as well."""

    def __init__(self, output: Output, name: str, noise: tuple[str, ...] = ()) -> None:
        self.output = output
        self.name = name
        self.noise = noise
        self._rest = b""

    def feed(self, data: bytes) -> None:
        """Take the next bytes; write the lines that are whole."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        if len(self._rest) > LONGEST_LINE:
            lines.append(self._rest)
            self._rest = b""
        for line in lines:
            self._write(line)

    def close(self) -> None:
        """Write what came last without an end of line."""
        if self._rest:
            self._write(self._rest)
            self._rest = b""

    def _write(self, line: bytes) -> None:
        text = line.decode(errors="replace").rstrip("\r")
        if not any(word in text for word in self.noise):
            self.output.line(self.name, text)
