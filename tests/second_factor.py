"""An office that asks its handlers for a second factor, and the app on their phone."""

from __future__ import annotations

import time

import pyotp
import requests

from . import passing_time
from .live import PASSWORD, Client, Server

SETTINGS = "System Settings"
LOGIN = "/api/method/login"


def demand(server: Server) -> None:
    """From now on the handlers of the office log in with an app."""
    _switch(server, 1)


def waive(server: Server) -> None:
    """From now on nobody does."""
    _switch(server, 0)


def _switch(server: Server, on: int) -> None:
    # On the machine: where colleagues give a code, the Administrator is asked for one as well.
    passing_time.change(server, SETTINGS, SETTINGS, enable_two_factor_auth=on)


class App(pyotp.TOTP):
    """Frappe makes secrets of 80 bits, which apps on phones take."""

    min_secret_length_bits = 80


class Phone:
    """The authenticator app of somebody: each code that it gives is later than the one before.

    A server takes those of the half minute before and after as well, so nobody waits.
    """

    def __init__(self, secret: str) -> None:
        self.app = App(secret.replace(" ", ""))
        self.given = int(time.time() // 30) - 2

    def code(self) -> str:
        """A code that was not given before; the third within half a minute would be one too many."""
        self.given = max(self.given + 1, int(time.time() // 30) - 1)
        return self.app.generate_otp(self.given)


class Guest:
    """Whoever logs in step by step, as a browser does."""

    def __init__(self, server: Server, user: str) -> None:
        self.client = Client(server.url)
        self.user = user

    def begin(self) -> dict[str, object]:
        """After the right password: what the server asks for."""
        given = {"usr": self.user, "pwd": PASSWORD}
        return dict(self.client.request("POST", LOGIN, json=given).json())

    def finish(self, tmp_id: object, code: str) -> requests.Response:
        return self.client.request("POST", LOGIN, json={"tmp_id": tmp_id, "otp": code})

    def log_in(self, code: str) -> Client:
        """A session of the user."""
        answer = self.finish(self.begin()["tmp_id"], code)
        assert answer.status_code == 200, answer.text
        return self.ready()

    def ready(self) -> Client:
        """The client with the token of its session."""
        page = self.client.http.get(
            f"{self.client.url}/cfm/my-sessions", headers={"Accept": "text/html"}, timeout=30
        ).text
        token = page.partition('name="csrf-token" content="')[2].partition('"')[0]
        assert token, page[:500]
        self.client.http.headers["X-Frappe-CSRF-Token"] = token
        return self.client
