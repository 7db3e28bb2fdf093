"""The ports of the demo: the one asked for or a sentence, else the next free one."""

import socket

import pytest

from deploy import ports


@pytest.fixture
def busy():
    """Give a listening socket on some port."""
    with socket.socket() as listener:
        listener.bind((ports.HOST, 0))
        listener.listen()
        yield listener


def test_asked_port_that_is_busy_is_refused(busy):
    number = busy.getsockname()[1]

    with pytest.raises(ports.PortError, match=rf"(?s)port {number} ne peut pas.*make demo PORT="):
        ports.open_web(str(number))


@pytest.mark.parametrize("nonsense", ["0", "65536", "http", "80 80", "-1", "²"])
def test_port_that_is_not_a_port_is_refused(nonsense):
    with pytest.raises(ports.PortError, match="n'est pas un port"):
        ports.open_web(nonsense)


def test_busy_default_port_gives_the_next_free_one(busy, monkeypatch):
    number = busy.getsockname()[1]
    monkeypatch.setattr(ports, "DEFAULT_PORT", number)

    with ports.open_web("") as listener:
        assert number < listener.getsockname()[1] < number + ports.TRIES


def test_asked_port_listens_at_once():
    with socket.socket() as probe:
        probe.bind((ports.HOST, 0))
        number = probe.getsockname()[1]

    with ports.open_web(str(number)), socket.create_connection((ports.HOST, number)) as client:
        assert client.getpeername()[1] == number


def test_bank_keeps_its_port_from_one_start_to_the_next(tmp_path):
    first = ports.keep_free(tmp_path / "port")

    assert ports.keep_free(tmp_path / "port") == first


def test_bank_changes_its_port_when_it_was_taken(tmp_path, busy):
    taken = busy.getsockname()[1]
    (tmp_path / "port").write_text(f"{taken}\n")

    port = ports.keep_free(tmp_path / "port")

    assert port != taken
    assert (tmp_path / "port").read_text() == f"{port}\n"
