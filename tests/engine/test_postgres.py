"""A PostgreSQL that hangs is given up in the server, and waited for in commands."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress

import pytest
from django.db import OperationalError

from config.settings.engines import database
from engine import postgres
from engine.outage import is_outage
from engine.postgres.base import DatabaseWrapper, PatientConnection

pytestmark = pytest.mark.django_db  # else no connection may be opened at all

VERSION = b"server_version\x0017.0\x00"
# Signed in, and ready to be asked.
WELCOME = b"R\x00\x00\x00\x08\x00\x00\x00\x00S" + (len(VERSION) + 4).to_bytes(4) + VERSION + b"Z\x00\x00\x00\x05I"
EMPTY = b"I\x00\x00\x00\x04" + b"Z\x00\x00\x00\x05I"


class HungServer:
    """It lets everybody in, and answers nothing until it goes on."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.goes_on = threading.Event()
        self.open: list[socket.socket] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                client, _address = self.listener.accept()
            except OSError:
                return
            self.open.append(client)
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        asked = client.recv(4096)
        while asked[4:8] in (b"\x04\xd2\x16\x2f", b"\x04\xd2\x16\x30"):  # may this be encrypted?
            client.sendall(b"N")
            asked = client.recv(4096)
        client.sendall(WELCOME)
        client.recv(4096)
        self.goes_on.wait(20)
        with suppress(OSError):  # given up meanwhile
            client.sendall(EMPTY)

    def close(self) -> None:
        self.goes_on.set()
        self.listener.close()
        for client in self.open:
            client.close()


@pytest.fixture
def hung():
    server = HungServer()
    yield server
    server.close()
    postgres.be_impatient(None)


@pytest.fixture
def connection(hung, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", f"postgres://nobody@127.0.0.1:{hung.port}/nothing")
    from django.db import connections

    config = database("DATABASE_URL", None)
    config["OPTIONS"]["pool"]["timeout"] = 1
    wrapper = DatabaseWrapper(connections.configure_settings({"default": config})["default"], alias="hung")
    yield wrapper
    wrapper.close()
    wrapper.close_pool()


def test_the_server_gives_up_a_database_that_hangs(hung, connection):
    postgres.be_impatient(0.3)
    with pytest.raises(OperationalError, match="couldn't get a connection") as caught:
        connection.ensure_connection()
    assert is_outage(caught.value)


def test_connections_of_the_pool_are_given_up_too(hung, connection):
    assert connection.pool.connection_class is PatientConnection


def test_a_connection_that_was_given_up_is_not_asked_again(hung):
    connection = PatientConnection.connect(f"postgres://nobody@127.0.0.1:{hung.port}/nothing")
    postgres.be_impatient(0.3)
    with pytest.raises(Exception, match="did not answer"):
        connection.execute("SELECT 1")
    assert connection.closed
    hung.goes_on.set()


def test_a_command_waits_as_long_as_it_takes(hung):
    connection = PatientConnection.connect(f"postgres://nobody@127.0.0.1:{hung.port}/nothing", autocommit=True)
    threading.Timer(0.5, hung.goes_on.set).start()
    connection.execute("SELECT 1")
    assert not connection.closed
    connection.close()


def test_the_site_asks_postgres_so(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://somebody@127.0.0.1/site")
    config = database("DATABASE_URL", None)
    assert config["ENGINE"] == "engine.postgres"
    assert config["OPTIONS"]["connect_timeout"] == 5
