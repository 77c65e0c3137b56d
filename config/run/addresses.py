"""This machine's own addresses, and the socket that the web server listens on."""

import errno
import socket

import psutil

from config.run.options import StartError

# RFC 5737: no such host exists. "Connecting" UDP sends nothing, it only picks the way out.
SOMEWHERE_ELSE = ("192.0.2.1", 9)
CONTAINER_INTERFACES = ("docker", "br-", "veth", "virbr", "cni", "podman")


def listen(host: str, port: int) -> socket.socket:
    """Return a bound socket for the web server; StartError with the remedy if it cannot be had.

    The supervisor keeps it open: while the web server restarts, visitors wait in the queue
    rather than being refused, and no other program can take the port.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise StartError(f"HOST is {host!r}, which is no address of this machine.") from error
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # Accepted sockets inherit it; asyncio sets it itself only on sockets that it bound.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        listener.bind(address)
        listener.listen(512)
    except OSError as error:
        listener.close()
        raise StartError(_why_not(error, host, port)) from error
    return listener


def _why_not(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} is taken by another program. Stop that, or choose another port: "
            f"make run PORT={port + 1 if port < 65535 else 8000}"
        )
    if error.errno == errno.EACCES:
        return f"Port {port} needs root. Choose one above 1023: make run PORT=8000"
    if error.errno == errno.EADDRNOTAVAIL:
        return f"HOST is {host!r}, which is no address of this machine."
    return f"Cannot listen on {host} port {port}: {error.strerror}."


def lan_address() -> str | None:
    """Return the IPv4 address by which others on the network reach us; None without a network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(SOMEWHERE_ELSE)
            address: str = probe.getsockname()[0]
        except OSError:  # no way out of this network, but perhaps phones are on it
            return next(iter(own_addresses()), None)
    return None if address.startswith("127.") else address


def own_addresses() -> list[str]:
    """Return the IPv4 addresses of this machine's network interfaces, loopback left out."""
    return [
        entry.address
        for name, entries in psutil.net_if_addrs().items()
        for entry in entries
        if entry.family == socket.AF_INET
        and not entry.address.startswith("127.")
        and not name.startswith(CONTAINER_INTERFACES)
    ]


def reachable_addresses(host: str) -> tuple[str, str | None]:
    """Return the name to open here, and the one for others (None: bound to this machine only)."""
    if host in ("0.0.0.0", "::"):  # noqa: S104
        return "localhost", lan_address()
    if host == "localhost" or host.startswith("127.") or host == "::1":
        return f"[{host}]" if ":" in host else host, None
    name = f"[{host}]" if ":" in host else host
    return name, name
