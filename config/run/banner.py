"""What the terminal says once the booth is open."""

import io
from pathlib import Path

import segno

from config.run.addresses import reachable_addresses
from config.run.options import Options

# White on black, as the half blocks are drawn for, whatever the terminal's own colours are.
WHITE_ON_BLACK = "\033[38;5;231;48;5;16m"
BOLD, RESET = "\033[1m", "\033[0m"


def public_address(options: Options, port: int) -> str:
    """Return the base address that links and QR codes carry, unless SITE_URL says another."""
    here, others = reachable_addresses(options.host)
    return options.site_url or f"http://{others or here}:{port}"


def banner(options: Options, port: int, site_url: str, *, colours: bool) -> str:
    """Return the lines to print; `colours` says whether the stream is a terminal."""
    here = f"http://{reachable_addresses(options.host)[0]}:{port}"
    bold, reset = (BOLD, RESET) if colours else ("", "")
    lines = ["", f"  {bold}Smilebooth is open at {here}{reset}", ""]
    if site_url != here:
        lines += [f"  Phones and others:  {site_url}", qr_code(site_url, colours=colours), ""]
    lines += [
        f"  The booth:          {here}/booth/demo/",
        f"  The gallery:        {site_url}/e/demo/",
        f"  Admin:              {here}/admin/",
        f"  Staff sign in as:   {bold}{_staff(options.data_dir)}{reset}",
        "",
        "  The booth's camera works at localhost, or over https. Ctrl-C stops everything.",
        "",
    ]
    return "\n".join(lines)


def qr_code(address: str, *, colours: bool) -> str:
    """Return a QR code in half blocks, light on dark, with its quiet zone."""
    drawn = io.StringIO()
    segno.make(address, error="m", micro=False).terminal(drawn, border=3, compact=True)
    start, end = (WHITE_ON_BLACK, RESET) if colours else ("", "")
    return "\n".join(f"    {start}{line}{end}" for line in drawn.getvalue().splitlines())


def _staff(data_dir: Path) -> str:
    """Return the user made at set-up, with the password made for this installation."""
    path = data_dir / "staff-password"
    if not path.exists():
        return "staff (forgotten? .venv/bin/python manage.py changepassword staff)"
    return f"staff   password: {path.read_text().strip()}"
