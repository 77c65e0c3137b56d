"""What the environment asks for, where the booth listens, and what the terminal says of it."""

import io
import os
import socket
from pathlib import Path

import cv2
import numpy as np
import pytest

from config.redis_server import LONGEST_SOCKET_PATH, make_private_folder, redis_socket
from config.run import addresses
from config.run.addresses import listen, reachable_addresses
from config.run.banner import banner, public_address, qr_code
from config.run.lock import DataFolderLock
from config.run.options import BASE_DIR, Options, StartError
from config.run.output import LONGEST_LINE, LineSplitter, Output


def options(**environment: str) -> Options:
    return Options.from_environment(environment)


def test_without_settings_phones_on_the_network_can_open_the_gallery() -> None:
    assert options() == Options(
        host="0.0.0.0",  # noqa: S104
        port=8000,
        data_dir=BASE_DIR / "var",
        redis_url=None,
        site_url=None,
        log_colours=True,
    )


@pytest.mark.parametrize("port", ["http", "-1", "65536", "8000 ", "\u0668\u0660"])
def test_a_port_that_is_none_is_refused_by_its_value(port: str) -> None:
    with pytest.raises(StartError, match=r"PORT is .*number from 1 to 65535") as error:
        options(PORT=port)
    assert repr(port) in str(error.value)


def test_a_taken_port_is_named_with_the_remedy() -> None:
    with listen("127.0.0.1", 0) as other:
        port = other.getsockname()[1]
        with pytest.raises(StartError, match=rf"Port {port} is taken.*PORT={port + 1}"):
            listen("0.0.0.0", port)  # noqa: S104


def test_a_host_that_is_not_ours_is_named() -> None:
    with pytest.raises(StartError, match=r"HOST is '192\.0\.2\.77', which is no address of this"):
        listen("192.0.2.77", 0)
    with pytest.raises(StartError, match=r"HOST is 'no-such-host\.invalid', which is no address"):
        listen("no-such-host.invalid", 0)


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", ("127.0.0.1", None)),
        ("localhost", ("localhost", None)),
        ("::1", ("[::1]", None)),
        ("192.168.1.5", ("192.168.1.5", "192.168.1.5")),
        ("0.0.0.0", ("localhost", "10.1.2.3")),  # noqa: S104
    ],
)
def test_who_can_reach_which_address(
    host: str, expected: tuple[str, str | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(addresses, "lan_address", lambda: "10.1.2.3")
    assert reachable_addresses(host) == expected


def test_links_carry_the_address_that_others_can_reach(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "lan_address", lambda: "10.1.2.3")
    assert public_address(options(), 8000) == "http://10.1.2.3:8000"
    assert public_address(options(HOST="127.0.0.1"), 8001) == "http://127.0.0.1:8001"
    assert public_address(options(SITE_URL="https://booth.example"), 1) == "https://booth.example"


def test_a_second_group_on_a_data_folder_is_refused_until_the_first_ends(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    first, second = DataFolderLock(tmp_path), DataFolderLock(tmp_path)
    first.acquire()
    with pytest.raises(StartError, match=rf"already running on {tmp_path} \(process {os.getpid()}"):
        second.acquire()
    first.release()
    third = DataFolderLock(tmp_path)
    third.acquire()
    third.release()


def decode(drawn: str) -> str:
    """Read a QR code as it stands on a dark terminal: two modules to a character."""
    pairs = {" ": (0, 0), "▀": (1, 0), "▄": (0, 1), "█": (1, 1)}
    lines = [line.removeprefix("    ") for line in drawn.splitlines()]
    rows = [[pairs[mark][half] for mark in line] for line in lines for half in (0, 1)]
    picture = np.kron(np.array(rows, np.uint8) * 255, np.ones((6, 6), np.uint8))
    text: str = cv2.QRCodeDetector().detectAndDecode(picture)[0]
    return text


def test_the_qr_code_in_the_terminal_can_be_scanned() -> None:
    address = "http://192.168.178.23:8000"
    assert decode(qr_code(address, colours=False)) == address


def test_the_qr_code_brings_its_own_colours_where_there_are_any() -> None:
    plain = qr_code("http://10.0.0.1:8000", colours=False).splitlines()
    coloured = qr_code("http://10.0.0.1:8000", colours=True).splitlines()
    for without, line in zip(plain, coloured, strict=True):
        assert line == f"    \033[38;5;231;48;5;16m{without.removeprefix('    ')}\033[0m"


def test_the_banner_says_where_to_go_and_who_signs_in(tmp_path: Path) -> None:
    (tmp_path / "staff-password").write_text("abcd-efgh-jkmn")
    text = banner(
        options(SMILEBOOTH_DATA=str(tmp_path)), 8000, "http://10.0.0.1:8000", colours=False
    )
    for part in (
        "open at http://localhost:8000\n",
        "http://localhost:8000/booth/demo/",
        "http://10.0.0.1:8000/e/demo/",
        "staff   password: abcd-efgh-jkmn",
    ):
        assert part in text
    assert "\033" not in text


def test_a_short_data_folder_holds_its_own_redis_socket() -> None:
    assert redis_socket(Path("/srv/booth")) == Path("/srv/booth/run/redis.sock")


@pytest.mark.parametrize("name", ["d" * 120, "my photos", "fête", "a#b", "50%"])
def test_a_long_or_peculiar_data_folder_gets_a_short_plain_socket_path(name: str) -> None:
    path = redis_socket(Path("/srv") / name)
    assert len(os.fsencode(path)) <= LONGEST_SOCKET_PATH
    assert str(path).isascii()
    assert not set(str(path)) & set(" #%?")
    assert path == redis_socket(Path("/srv") / name) != redis_socket(Path("/srv") / (name + "2"))


def test_a_socket_folder_is_for_this_user_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "sockets"
    folder.mkdir(mode=0o777)
    make_private_folder(folder)
    assert folder.stat().st_mode & 0o777 == 0o700
    monkeypatch.setattr(os, "getuid", lambda: 12345)
    with pytest.raises(PermissionError, match="sockets belongs to another user"):
        make_private_folder(folder)


def test_a_line_without_end_is_cut_rather_than_kept() -> None:
    stream = io.StringIO()
    LineSplitter(Output(stream), "web").feed(b"x" * (LONGEST_LINE + 1))
    assert stream.getvalue().startswith("web    | xxx")


def test_a_terminal_that_went_away_stops_nothing() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    stream = os.fdopen(writing, "w")
    Output(stream).line("web", "hello")
    with pytest.raises(BrokenPipeError):
        stream.close()


def test_colours_are_for_terminals() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal, plain, file = Terminal(), Terminal(), io.StringIO()
    Output(terminal).line("web", "hello")
    Output(plain, colours=False).line("web", "hello")
    Output(file).line("web", "hello")
    assert terminal.getvalue() == "\033[36mweb    |\033[0m hello\n"
    assert plain.getvalue() == file.getvalue() == "web    | hello\n"


def test_the_listening_socket_sends_small_answers_at_once() -> None:
    with (
        listen("127.0.0.1", 0) as listener,
        socket.create_connection(listener.getsockname()),
        listener.accept()[0] as accepted,
    ):
        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
